// What real loggers write is found again by the statements that wrote it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { systemClock } from '../../../src/base/clock.ts';
import { SeenMessages } from '../../../src/engine/logs/seen/seenMessages.ts';
import { findLogStatements } from '../../../src/ui/logs/seen/logStatements.ts';
import { NO_REMOTE } from '../../support/noRemote.ts';

const moduleUrl = (name: string): string => JSON.stringify(pathToFileURL(path.resolve('node_modules', name)).href);

const SCRIPT = `
import pinoModule from ${moduleUrl('pino/pino.js')};
import winston from ${moduleUrl('winston/lib/winston.js')};
const log = pinoModule(pinoModule.destination({ dest: 'app.log', sync: true }));
const logger = winston.createLogger({
  format: winston.format.combine(winston.format.timestamp(), winston.format.splat(), winston.format.json()),
  transports: [new winston.transports.File({ filename: 'winston.log' })],
});
for (let i = 0; i < 3; i++) {
  const user = { name: ['ada', 'bob', 'cid'][i] };
  log.info(\`Welcome \${user.name}, visitor \${i}\`);
  log.warn({ attempt: i }, 'payment of %s for %d failed', user.name, i * 10);
  log.error(new Error('boom ' + i), 'cannot ' + 'save order ' + i);
  logger.info('Stock of %s is %d', user.name, i);
  logger.log('warn', 'queue is long');
}
log.info('never ' + 'reached'.toUpperCase());
`;

const PYTHON = `
import logging
logging.basicConfig(filename='python.log', level=logging.INFO, format='%(asctime)s %(levelname)s %(name)s: %(message)s')
logger = logging.getLogger('shop')
for i in range(4):
    name = 'item-%d' % i
    logger.info("sold %s for %.2f", name, i * 1.5)
    logger.warning(f"only {i} left of {name!r}")
`;

describe('the messages of real loggers', function () {
  let folder: string;
  let seen: SeenMessages;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'watchpost-loggers-'));
    seen = new SeenMessages({
      clock: systemClock,
      remote: NO_REMOTE,
      onBug: (error) => assert.fail(String(error)),
    });
  });
  after(() => {
    seen.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  async function counted(source: string, language: string, logs: readonly string[]): Promise<unknown[]> {
    const sources = logs.map((name) => ({ name, file: path.join(folder, name) }));
    seen.configure([{ id: logs.join(), name: 'shop', probes: [], thresholds: [], logs: sources }]);
    const statements = findLogStatements(source, language);
    const found = await seen.seen(statements.map(({ parts }) => parts));
    return found.map(({ count, last }, i) => [statements[i]?.holes.join(), count, last[0]?.values.join()]);
  }

  it('are those of pino and winston', async () => {
    writeFileSync(path.join(folder, 'app.mjs'), SCRIPT);
    execFileSync(process.execPath, ['app.mjs'], { cwd: folder });
    assert.deepEqual(await counted(SCRIPT, 'javascript', ['app.log', 'winston.log']), [
      ['user.name,i', 3, 'cid,2'],
      ['user.name,i*10', 3, 'cid,20'],
      ['i', 3, '2'],
      ['user.name,i', 3, 'cid,2'],
      ['', 3, ''],
      // Of what is computed nothing fixed is known but what stands before.
      ['toUpperCase()', 0, undefined],
    ]);
  });

  it("are those of Python's logging", async function () {
    try {
      execFileSync('python3', ['-c', PYTHON], { cwd: folder });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      this.skip();
    }
    assert.deepEqual(await counted(PYTHON, 'python', ['python.log']), [
      ['name,i*1.5', 4, 'item-3,4.50'],
      ['i,name', 4, "3,'item-3'"],
    ]);
  });
});
