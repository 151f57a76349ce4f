import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
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
      (await service.logPatterns('v')).map(({ pattern, count, overTime }) => [
        pattern,
        count,
        overTime?.length,
        overTime?.[0],
        overTime?.at(-1),
      ]),
      [['m<num>', 3, 30, 1, 1]],
    );
    service.filterLogs('v', { regexp: '(' });
    await waitFor('the problem', () => Promise.resolve(state?.filterProblem !== undefined && state.total === 0));
  });

  it('shows no row twice where the filter changes while the logs are looked at', async () => {
    for (const name of ['a.log', 'b.log', 'c.log']) writeFileSync(file(name), line(1) + line(2));
    await open(['a.log', 'b.log', 'c.log']);
    await waitFor('the index', () => Promise.resolve(state?.complete === true));
    for (let round = 0; round < 60; round++) {
      // Looks come every 100 ms: each moment of one is met.
      await setTimeout(7);
      service.filterLogs('v', { text: 'm2', sinceMs: round });
      await setTimeout(15);
      assert.ok((state?.total ?? 0) <= 3, `round ${round}`);
      service.filterLogs('v', { where: ['n<=1'], sinceMs: round });
    }
    await until(['m1', 'm1', 'm1']);
  });

  it('finds rows around the ends without a filter, marks them, and goes on as the log grows', async () => {
    writeFileSync(file('a.log'), Array.from({ length: 100 }, (_, i) => line(i)).join(''));
    writeFileSync(file('b.log'), line(50.5));
    await open(['a.log', 'b.log']);
    await waitFor('the index', () => Promise.resolve(state?.complete === true && state.total === 101));
    const at = async (from: number, step: -1 | 0 | 1) => {
      const found = await service.findInLogs('v', { regexp: '"msg":"m(?:\\d*5|50(?:\\.5)?)"' }, from, step);
      return [found?.count, found?.row, found?.ordinal];
    };
    // m5, m15 … m95 and m50; row 51 is that of the other log, m50.5.
    assert.deepEqual(await at(0, 0), [12, undefined, undefined]);
    assert.deepEqual(await at(-1, 1), [12, 5, 1]);
    assert.deepEqual(await at(5, 1), [12, 15, 2]);
    assert.deepEqual(await at(50, 1), [12, 51, 7]);
    assert.deepEqual(await at(96, 1), [12, 5, 1]);
    assert.deepEqual(await at(5, -1), [12, 96, 12]);
    assert.deepEqual(await at(51, -1), [12, 50, 6]);
    const marked = (await service.logRows('v', 0, 20))?.rows.filter((row) => row.marked === true);
    assert.deepEqual(
      marked?.map(({ message }) => message),
      ['m5', 'm15'],
    );
    appendFileSync(file('a.log'), line(105));
    await waitFor('the row', () => Promise.resolve(state?.total === 102));
    assert.deepEqual(await at(96, 1), [13, 101, 13]);
    service.filterLogs('v', { where: ['n>=90'] });
    await waitFor('the filter', () => Promise.resolve(state?.total === 11));
    assert.deepEqual(await at(-1, 1), [2, 5, 1]);
    assert.match((await service.findInLogs('v', { regexp: '(' }, 0, 1))?.problem ?? '', /missing closing/);
    assert.equal((await service.findInLogs('v', {}, 0, 1))?.count, 0);
  });

  it('knows the row of a record under another filter, and the row of a time', async () => {
    writeFileSync(file('a.log'), Array.from({ length: 100 }, (_, i) => line(i)).join(''));
    await open(['a.log'], { where: ['n=40'] });
    await until(['m40']);
    const detail = await service.logDetail('v', state?.generation ?? 0, 0);
    service.filterLogs('v', {});
    await waitFor('all rows', () => Promise.resolve(state?.total === 100));
    assert.deepEqual(service.logPlace('v', { ref: detail!.ref }), { generation: state?.generation, row: 40 });
    for (const [seconds, row] of [
      [-5, 0],
      [7, 7],
      [7.5, 8],
      [5000, 99],
    ] as const)
      assert.equal(service.logPlace('v', { timeMs: 1_700_000_000_000 + seconds * 1000 })?.row, row, `${seconds} s`);
    service.filterLogs('v', { where: ['n=41'] });
    await until(['m41']);
    assert.equal(service.logPlace('v', { ref: detail!.ref }), undefined);
    assert.equal(service.logPlace('v', { ref: 'nonsense' }), undefined);
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
