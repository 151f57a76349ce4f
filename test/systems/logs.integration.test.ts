// The logs of the sample systems, as their own loggers write them, read field by field by `watchpost logs`.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { need } from '../support/provision/need.ts';
import { PROJECT_ROOT } from '../support/provision/projectRoot.ts';
import { waitFor } from '../support/provision/waitFor.ts';
import { startSystems, type Systems } from './startSystems.ts';

type Json = Readonly<Record<string, unknown>>;

interface Line {
  readonly time: string;
  readonly level: string;
  readonly message: string;
  readonly logger: string | null;
  readonly requestId: string | null;
  readonly fields: Json;
}

/** What a line of the file says, by the names that its logger has; what is not given is not compared. */
type Expected = (raw: Json) => {
  readonly time: unknown;
  readonly level: unknown;
  readonly message: unknown;
  readonly logger?: unknown;
  readonly requestId?: unknown;
};
const PINO_LEVELS: Readonly<Record<number, string>> = { 20: 'debug', 30: 'info', 40: 'warn', 50: 'error', 60: 'fatal' };
const word = (level: unknown): string => String(level).toLowerCase().replace('warning', 'warn');

const LOGS: readonly (readonly [what: string, folder: string, name: RegExp, expected: Expected])[] = [
  [
    "ClawNet's Winston",
    'clawnet',
    /^combined\.log$/,
    ({ timestamp, level, message }) => ({ time: timestamp, level: word(level), message }),
  ],
  [
    "Twinkle's Pino",
    'twinkle',
    /^api\.log$/,
    ({ time, level, msg, reqId }) => ({
      time: new Date(Number(time)).toISOString(),
      level: PINO_LEVELS[Number(level)],
      message: msg,
      requestId: reqId,
    }),
  ],
  [
    "Asset Forge's own",
    'assetForge',
    /^app-\d{4}-\d\d-\d\d\.log$/,
    ({ timestamp, level, message, context }) => ({ time: timestamp, level: word(level), message, logger: context }),
  ],
  [
    "MoAI-Flow's JSONFormatter",
    'moaiFlow',
    /^moai-flow\.log$/,
    ({ timestamp, level, message, logger }) => ({
      // Without a zone: this machine's.
      time: new Date(String(timestamp).slice(0, 23)).toISOString(),
      level: word(level),
      message,
      logger,
    }),
  ],
];

describe('the logs of the sample systems', function () {
  let systems: Systems;
  before(async function () {
    await need(this, 'postgresql', 'redis');
    systems = await startSystems();
  });
  after(() => systems?.stop());

  /** The lines of a file once there are some, and what `watchpost logs` makes of them. */
  async function read(folder: string, name: RegExp): Promise<{ raw: Json[]; lines: Line[] }> {
    let file = '';
    let raw: Json[] = [];
    await waitFor(`${folder} ${String(name)}`, async () => {
      const place = path.join(systems.logsFolder, folder);
      const found = (await readdir(place).catch(() => [])).find((one) => name.test(one));
      if (found === undefined) return false;
      file = path.join(place, found);
      const text = await readFile(file, 'utf8');
      raw = text
        .slice(0, text.lastIndexOf('\n') + 1)
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Json);
      return raw.length >= 3;
    });
    const cli = path.join(PROJECT_ROOT, 'src', 'cli.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [cli, 'logs', '--json', file], { maxBuffer: 1e8 });
    const lines = stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line);
    // It goes on being written.
    return { raw, lines: lines.slice(0, raw.length) };
  }

  for (const [what, folder, name, expected] of LOGS) {
    it(`are read as ${what} writes them`, async () => {
      const { raw, lines } = await read(folder, name);
      assert.equal(lines.length, raw.length);
      raw.forEach((entry, i) => {
        const wanted = expected(entry);
        const { time, level, message, logger, requestId } = lines[i]!;
        assert.deepEqual(
          {
            time,
            level,
            message,
            ...('logger' in wanted && { logger }),
            ...('requestId' in wanted && { requestId: requestId ?? undefined }),
          },
          wanted,
        );
      });
    });
  }

  it("are read as Docker keeps CodeSync's", async () => {
    const { raw, lines } = await read('codeSync', /json\.log$|\.log$/);
    assert.equal(lines.length, raw.length);
    raw.forEach(({ log, time }, i) => {
      assert.equal(lines[i]!.message, String(log).trimEnd());
      assert.equal(lines[i]!.time, new Date(String(time)).toISOString());
    });
  });

  it('are read from the compressed days, too', async () => {
    const place = path.join(systems.logsFolder, 'assetForge');
    const old = (await readdir(place)).find((name) => name.endsWith('.log.gz'));
    const cli = path.join(PROJECT_ROOT, 'src', 'cli.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [cli, 'logs', '--json', path.join(place, old!)]);
    const line = JSON.parse(stdout) as Line;
    assert.deepEqual([line.level, line.logger, line.message], ['info', 'API', 'Server started']);
  });
});
