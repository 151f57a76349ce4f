import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../../../src/base/clock.ts';
import { LogService } from '../../../src/engine/logs/view/logService.ts';
import type { LogViewFilter, LogViewState } from '../../../src/protocol/logs.ts';
import { NO_REMOTE } from '../../support/noRemote.ts';
import { waitFor } from '../../support/provision/waitFor.ts';

describe('a log view', function () {
  this.timeout(15_000);
  let folder: string;
  let service: LogService;
  let state: LogViewState | undefined;
  const bugs: unknown[] = [];
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'watchpost-view-'));
    service = new LogService({
      clock: systemClock,
      remote: NO_REMOTE,
      announce: (told) => (state = told),
      onBug: (error) => bugs.push(error),
    });
  });
  afterEach(() => {
    service.dispose();
    rmSync(folder, { recursive: true, force: true });
    assert.deepEqual(bugs, []);
  });

  const line = (i: number, level = 30): string =>
    `{"level":${level},"time":${1_700_000_000_000 + i * 1000},"msg":"m${i}","n":${i}}\n`;
  const file = (name: string): string => path.join(folder, name);
  async function open(names: readonly string[], filter: LogViewFilter = {}): Promise<LogViewState> {
    const sources = names.map((name) => ({ name, file: path.isAbsolute(name) ? name : file(name) }));
    state = await service.openLogs({ viewId: 'v', sources, filter });
    return state;
  }
  const messages = async (): Promise<string[] | undefined> =>
    (await service.logRows('v', 0, 500))?.rows.map(({ message }) => message);
  const until = async (expected: readonly string[]): Promise<void> => {
    let seen: string[] | undefined;
    await waitFor(expected.join(), async () => {
      seen = await messages();
      return state?.complete === true && seen?.join() === expected.join();
    }).catch(() => assert.deepEqual(seen, expected));
  };

  it('answers at once with the last rows, and then with all', async () => {
    writeFileSync(file('a.log'), Array.from({ length: 1000 }, (_, i) => line(i)).join(''));
    const first = await open(['a.log']);
    assert.deepEqual([first.complete, first.total], [false, 300]);
    assert.equal((await service.logRows('v', 299, 1))?.rows[0]?.message, 'm999');
    await waitFor('the index', () => Promise.resolve(state?.complete === true));
    assert.equal(state?.total, 1000);
    const detail = await service.logDetail('v', state.generation, 500);
    assert.deepEqual([detail?.line, detail?.fields, detail?.path], [501, { n: 500 }, file('a.log')]);
    assert.equal(await service.logDetail('v', state.generation - 1, 500), undefined);
  });

  it('joins by time, filters anew and goes on with the filter', async () => {
    writeFileSync(file('a.log'), line(1) + line(3, 50) + line(5));
    writeFileSync(file('b.log'), line(2, 50) + line(4));
    await open(['a.log', 'b.log']);
    await until(['m1', 'm2', 'm3', 'm4', 'm5']);
    service.filterLogs('v', { level: 'error' });
    await until(['m2', 'm3']);
    appendFileSync(file('a.log'), line(6) + line(7, 60));
    await until(['m2', 'm3', 'm7']);
    assert.equal(await service.logText('v'), `${line(2, 50)}${line(3, 50)}${line(7, 60)}`);
    const histogram = service.logHistogram('v', 10);
    assert.equal(histogram?.fromMs, 1_700_000_002_000);
    assert.deepEqual(
      histogram.buckets.reduce(
        (sum, bucket) => bucket.map((count, i) => count + (sum[i] ?? 0)),
        [] as readonly number[],
      ),
      [0, 0, 0, 0, 2, 1, 0],
    );
    assert.deepEqual(
      (await service.logPatterns('v')).map(({ pattern, count }) => [pattern, count]),
      [['m<num>', 3]],
    );
    service.filterLogs('v', { regexp: '(' });
    await waitFor('the problem', () => Promise.resolve(state?.filterProblem !== undefined && state.total === 0));
  });

  it('takes in new files of a pattern, and gives up what was truncated', async () => {
    writeFileSync(file('app-1.log'), line(1));
    await open(['app-*.log']);
    await until(['m1']);
    writeFileSync(file('app-2.log'), line(2));
    await until(['m1', 'm2']);
    truncateSync(file('app-1.log'));
    appendFileSync(file('app-1.log'), line(3));
    await until(['m2', 'm3']);
  });

  it('says what is no log, and goes on', async () => {
    mkdirSync(file('directory'));
    execFileSync('mkfifo', [file('pipe')]);
    writeFileSync(file('binary'), Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 7919) % 256)));
    writeFileSync(file('fine.log'), line(1));
    const opened = await open(['directory', 'pipe', '/dev/zero', 'missing', 'nothing-*', 'binary', 'fine.log']);
    assert.equal(opened.sources.length, 7);
    await waitFor('the index', () => Promise.resolve(state?.complete === true));
    const troubles = state?.sources.map(({ trouble }) => trouble?.replace(folder, '')) ?? [];
    assert.match(troubles[0] ?? '', /is a directory/);
    assert.match(troubles[1] ?? '', /is no file/);
    assert.match(troubles[2] ?? '', /is no file/);
    assert.match(troubles[3] ?? '', /does not exist/);
    assert.match(troubles[4] ?? '', /No file has this name yet/);
    assert.deepEqual(troubles.slice(5), [undefined, undefined]);
    assert.ok((await messages())?.includes('m1'));
  });
});
