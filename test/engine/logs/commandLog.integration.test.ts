import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../../../src/base/clock.ts';
import { LogView } from '../../../src/engine/logs/view/logView.ts';
import type { LogViewState } from '../../../src/protocol/logs.ts';
import { NO_REMOTE } from '../../support/noRemote.ts';
import { waitFor } from '../../support/provision/waitFor.ts';

describe('a log view on the output of programs', function () {
  let folder: string;
  let view: LogView | undefined;
  let state: LogViewState | undefined;
  const bugs: unknown[] = [];
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'watchpost-command-'))));
  afterEach(() => {
    view?.dispose();
    rmSync(folder, { recursive: true, force: true });
    assert.deepEqual(bugs, []);
  });

  async function open(command: readonly string[]): Promise<LogView> {
    state = undefined;
    view = new LogView(
      { viewId: 'v', sources: [{ name: 'command', command, cwd: folder }], filter: {} },
      { clock: systemClock, remote: NO_REMOTE, announce: (told) => (state = told), onBug: (error) => bugs.push(error) },
    );
    ({ state } = await view.open());
    return view;
  }
  const node = (code: string): readonly string[] => [process.execPath, '-e', code];
  const total = (count: number) =>
    waitFor(`${count} records`, () => Promise.resolve(state?.total === count && state.complete));

  it('takes a million lines at once in bounded memory, and loses none', async () => {
    const opened = await open(
      node(
        `let s = ''; for (let i = 0; i < 1e6; i++) s += '{"level":30,"time":' + (1.7e12 + i) + ',"msg":"line ' + i + '"}\\n'; process.stdout.write(s); setInterval(() => {}, 1e6)`,
      ),
    );
    const beforeBytes = process.memoryUsage().rss;
    await total(1_000_000);
    const { rows } = await opened.rows(999_998, 2);
    assert.deepEqual(
      rows.map(({ message }) => message),
      ['line 999998', 'line 999999'],
    );
    assert.ok(process.memoryUsage().rss - beforeBytes < 200e6);
  });

  it('joins both outputs by whole lines, starts the program again when it ends, and says so', async () => {
    const opened = await open(node(`console.log('out', process.argv.length); console.error('bad')`));
    await total(2);
    await waitFor('the reason', () =>
      Promise.resolve(/ended with exit code 0; it is started again/.test(state?.sources[0]?.trouble ?? '')),
    );
    await total(4);
    const messages = (await opened.rows(0, 4)).rows.map(({ message }) => message).sort();
    assert.deepEqual(messages, ['bad', 'bad', 'out 1', 'out 1']);
  });

  it('says that a program is not there', async () => {
    await open(['watchpost-no-such-program']);
    await waitFor('the reason', () => Promise.resolve(/could not be started/.test(state?.sources[0]?.trouble ?? '')));
  });

  it('ends the program and removes its files when the view is closed', async () => {
    const files = (): string[] =>
      readdirSync(tmpdir()).filter((name) => name.startsWith('watchpost-log-') && name.endsWith('.log'));
    const before = files();
    const opened = await open(node(`console.log(process.pid); setInterval(() => {}, 1e6)`));
    await total(1);
    const pid = Number((await opened.rows(0, 1)).rows[0]!.message);
    assert.ok(files().length > before.length);
    opened.dispose();
    await waitFor('its end', () => {
      try {
        return Promise.resolve(!process.kill(pid, 0));
      } catch {
        return Promise.resolve(true);
      }
    });
    assert.deepEqual(
      files().filter((name) => !before.includes(name)),
      [],
    );
  });
});
