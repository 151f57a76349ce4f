import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { systemClock } from '../../../src/base/clock.ts';
import { LogService } from '../../../src/engine/logs/view/logService.ts';
import type { LogViewFilter, LogViewState } from '../../../src/protocol/logs.ts';
import { NO_REMOTE } from '../../support/noRemote.ts';
import { waitFor } from '../../support/provision/waitFor.ts';

describe('a log view', function () {
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
    ({ state } = await service.openLogs({ viewId: 'v', sources, filter }));
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
    const sources = [{ name: 'a.log', file: file('a.log') }];
    const first = await service.openLogs({ viewId: 'v', sources, filter: {} });
    assert.deepEqual([first.state.complete, first.state.total], [false, 300]);
    assert.deepEqual([first.rows.from, first.rows.rows.length, first.rows.rows.at(-1)?.message], [100, 200, 'm999']);
    assert.equal((await service.logRows('v', 299, 1))?.rows[0]?.message, 'm999');
    await waitFor('the index', () => Promise.resolve(state?.complete === true));
    assert.equal(state?.total, 1000);
    const detail = await service.logDetail('v', state.generation, 500);
    assert.deepEqual([detail?.line, detail?.fields, detail?.path], [501, { n: 500 }, file('a.log')]);
    assert.equal(await service.logDetail('v', state.generation - 1, 500), undefined);
  });

  it('reads no more than the last rows until it is told to, where it is to wait', async () => {
    writeFileSync(file('a.log'), Array.from({ length: 1000 }, (_, i) => line(i)).join(''));
    const told = (): LogViewState | undefined => state;
    state = undefined;
    const sources = [{ name: 'a.log', file: file('a.log') }];
    const first = await service.openLogs({ viewId: 'v', sources, filter: {}, waits: true });
    assert.deepEqual([first.state.total, first.rows.rows.at(-1)?.message], [300, 'm999']);
    // Twice as long as a view that does not wait takes to its first look.
    await setTimeout(200);
    assert.equal(told(), undefined);
    service.indexLogs('v');
    await waitFor('the index', () => Promise.resolve(told()?.complete === true));
    assert.equal(told()?.total, 1000);
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
    // Without a filter there are six: a slow machine may not have come to the first one yet.
    service.filterLogs('v', { where: ['n<=1'] });
    await until(['m1', 'm1', 'm1']);
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
    assert.match(
      troubles[1] ?? '',
      /is a named pipe, which gives each byte to one reader only: .*\["cat", ".*\/pipe"\]/,
    );
    assert.match(troubles[2] ?? '', /is a device, not a log/);
    assert.match(troubles[3] ?? '', /does not exist/);
    assert.match(troubles[4] ?? '', /No file has this name yet/);
    assert.deepEqual(troubles.slice(5), [undefined, undefined]);
    assert.ok((await messages())?.includes('m1'));
  });

  it('takes nothing out of a named pipe that another reads, and reads one as a command', async () => {
    const pipe = file('pipe');
    execFileSync('mkfifo', [pipe]);
    // A writer that waits for its reader: to be opened and closed again would end it.
    const writer = spawn('sh', ['-c', `exec > "$0"; sleep 0.2; printf '%s' "$1"`, pipe, line(1)], { stdio: 'ignore' });
    await open([pipe]);
    await waitFor('the look', () => Promise.resolve(state?.complete === true));
    await setTimeout(500);
    assert.equal(writer.exitCode, null, 'the writer still waits');
    const source = { name: 'pipe', command: ['cat', pipe], cwd: folder };
    ({ state } = await service.openLogs({ viewId: 'v', sources: [source], filter: {} }));
    await until(['m1']);
    if (writer.exitCode === null) await once(writer, 'exit');
    assert.equal(writer.exitCode, 0);
  });

  it('follows one request through logs of different formats', async () => {
    writeFileSync(file('a.log'), line(1) + `{"level":30,"time":1700000002000,"msg":"in","reqId":"r-7"}\n`);
    writeFileSync(file('b.log'), 'time=2023-11-14T22:13:23Z level=info msg=work request_id=r-7\n');
    writeFileSync(
      file('c.log'),
      `{"@timestamp":"2023-11-14T22:13:24.000Z","log.level":"warn","message":"out","ecs.version":"8.11","http":{"request":{"id":"r-7"}}}\n`,
    );
    await open(['a.log', 'b.log', 'c.log'], { where: ['requestId=r-7'] });
    await until(['in', 'work', 'out']);
  });

  it('reads a log in the format that is set', async () => {
    writeFileSync(file('a.log'), 'a {"level":50,"msg":"no"}\n{"level":50,"msg":"in"}\n');
    const source = { name: 'a', file: file('a.log'), format: 'plain' } as const;
    ({ state } = await service.openLogs({ viewId: 'v', sources: [source], filter: {} }));
    await until(['a {"level":50,"msg":"no"}', '{"level":50,"msg":"in"}']);
    ({ state } = await service.openLogs({
      viewId: 'v',
      sources: [{ ...source, format: 'pino' }],
      filter: { level: 'error' },
    }));
    await until(['in']);
  });

  it('writes what the filter leaves into a file, as it was written or as JSON, and says why not', async () => {
    writeFileSync(file('a.log'), Array.from({ length: 5_000 }, (_, i) => line(i, i % 2 === 0 ? 30 : 50)).join(''));
    await open(['a.log'], { level: 'error' });
    await waitFor('the index', () => Promise.resolve(state?.complete === true));
    assert.deepEqual(await service.exportLogs('v', file('out.log')), { records: 2_500 });
    const lines = readFileSync(file('out.log'), 'utf8').trimEnd().split('\n');
    assert.deepEqual([lines.length, `${lines[0]}\n`, `${lines[2_499]}\n`], [2_500, line(1, 50), line(4_999, 50)]);
    assert.deepEqual(await service.exportLogs('v', file('out.jsonl')), { records: 2_500 });
    const [first = ''] = readFileSync(file('out.jsonl'), 'utf8').split('\n');
    assert.deepEqual(JSON.parse(first), {
      time: '2023-11-14T22:13:21.000Z',
      level: 'error',
      message: 'm1',
      logger: null,
      requestId: null,
      fields: { n: 1 },
      source: file('a.log'),
      line: 2,
    });
    const refused = await service.exportLogs('v', path.join(file('missing'), 'out.log'));
    assert.match(refused?.problem ?? '', /could not be written: ENOENT/);
    const cancelled = await service.exportLogs('v', file('out.log'), AbortSignal.abort());
    assert.deepEqual([cancelled?.records, /cancelled/.test(cancelled?.problem ?? '')], [0, true]);
    const exporting = service.exportLogs('v', file('out.log'));
    service.filterLogs('v', {});
    assert.match((await exporting)?.problem ?? '', /The view changed/);
    assert.equal(await service.exportLogs('none', file('out.log')), undefined);
  });
});
