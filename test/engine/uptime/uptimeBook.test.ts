import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ServiceFile } from '../../../src/engine/uptime/serviceFile.ts';
import { UptimeBook } from '../../../src/engine/uptime/uptimeBook.ts';
import { LabelSet } from '../../../src/model/labelSet.ts';
import { STALE_NAN } from '../../../src/model/series.ts';
import type { Service } from '../../../src/model/service.ts';
import { formatUptime, type StatusTime, uptimeRatio } from '../../../src/model/uptime.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import { withFolder } from '../store/storeSupport.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;
/** 14 November 2023, 22:00 UTC: a full hour, so that tables of hours are easy to read. */
const NOW = Date.UTC(2023, 10, 14, 22);
const [UP, DEGRADED, DOWN, UNKNOWN] = [1, 0.5, 0, -1];

function setUp(options: { path?: string; store?: MemoryStore; intervalMs?: number; nowMs?: number } = {}) {
  const clock = new FakeClock(options.nowMs ?? NOW);
  const source = options.store ?? new MemoryStore();
  const problems: string[] = [];
  const path = options.path === undefined ? {} : { path: options.path };
  const file = new ServiceFile({ ...path, clock, onProblem: (message) => problems.push(message) });
  const onBug = (error: unknown): void => assert.fail(String(error));
  const book = new UptimeBook({ source, file, clock, jobOf: (id) => (id === 'gone' ? undefined : id), onBug });
  const probes = [{ name: 'health', intervalMs: options.intervalMs ?? 10_000 }];
  book.configure([{ id: 'api', probes } as unknown as Service]);
  /** Results of a probe, by minutes before now. */
  const put = (
    results: readonly (readonly [minutesAgo: number, value: number])[],
    probe = 'health',
    job = 'api',
  ): void => {
    const ref = source.ref(LabelSet.from({ __name__: 'watchpost_probe_status', job, probe, instance: 'x' }));
    for (const [minutesAgo, value] of results) source.append(ref, NOW - minutesAgo * MINUTE, value);
  };
  const dispose = (): void => {
    book.dispose();
    file.dispose();
  };
  return { book, clock, source, put, problems, file, dispose };
}

/** One result a minute, from so many minutes ago to just before so many. */
const every = (from: number, to: number, value: number): [number, number][] =>
  Array.from({ length: from - to }, (_, i) => [from - i, value]);

const minutes = ({ upMs, degradedMs, downMs, unknownMs }: StatusTime) =>
  [upMs, degradedMs, downMs, unknownMs].map((ms) => ms / MINUTE);

describe('uptime', () => {
  it('is the time between results, by status', () => {
    const { book, put } = setUp();
    put([
      ...every(60, 30, UP),
      ...every(30, 20, DEGRADED),
      ...every(20, 15, DOWN),
      ...every(15, 10, UNKNOWN),
      ...every(10, 0, UP),
    ]);
    const { '1h': hour, '24h': day } = book.uptime('api')!;
    assert.deepEqual(minutes(hour), [40, 10, 5, 5]);
    assert.deepEqual(minutes(day), [40, 10, 5, 5], 'the day knows no more than the hour');
    assert.equal(uptimeRatio(hour), 50 / 55, 'unknown time counts neither way');
  });

  it('ends a result at a staleness marker, and after five minutes of silence', () => {
    const { book, put } = setUp();
    put([
      [50, UP],
      [48, STALE_NAN],
      [30, UP],
    ]);
    assert.deepEqual(minutes(book.uptime('api')!['1h']), [2 + 5, 0, 0, 0]);
  });

  it('holds a result for three intervals of a slow probe', () => {
    const { book, put } = setUp({ intervalMs: 15 * MINUTE });
    put([[55, DOWN]]);
    assert.deepEqual(minutes(book.uptime('api')!['1h']), [0, 0, 45, 0]);
  });

  it('holds a result over the beginning of the range', () => {
    const { book, put } = setUp();
    put([
      [62, DOWN],
      [58, UP],
      [57, STALE_NAN],
    ]);
    assert.deepEqual(minutes(book.uptime('api')!['1h']), [1, 0, 2, 0]);
  });

  it('is the worst of the probes at each moment', () => {
    const { book, put } = setUp();
    put(every(60, 0, UP));
    put(
      [
        [40, UP],
        [36, DOWN],
        [34, DEGRADED],
        [33, UNKNOWN],
        [31, UP],
        [29, STALE_NAN],
      ],
      'redis',
    );
    assert.deepEqual(minutes(book.uptime('api')!['1h']), [60 - 5, 1, 2, 2]);
  });

  it('knows nothing of a service that was never watched, and of none that is not there', () => {
    const { book } = setUp();
    assert.equal(Number.isNaN(uptimeRatio(book.uptime('api')!['30d'])), true);
    assert.equal(book.uptime('gone'), undefined);
  });

  it('keeps hours after their samples are gone, over a restart', () =>
    withFolder((folder) => {
      const path = join(folder, 'services.sqlite');
      const first = setUp({ path });
      first.put([...every(10 * 24 * 60, 10 * 24 * 60 - 90, UP), ...every(10 * 24 * 60 - 90, 10 * 24 * 60 - 120, DOWN)]);
      const { '7d': week, '30d': month } = first.book.uptime('api')!;
      assert.deepEqual(minutes(week), [0, 0, 0, 0]);
      // The last result holds for five minutes more.
      assert.deepEqual(minutes(month), [90, 0, 30 + 4, 0]);
      first.dispose();
      const second = setUp({ path });
      assert.deepEqual(minutes(second.book.uptime('api')!['30d']), [90, 0, 34, 0]);
      second.dispose();
      // A window that has none of the samples takes nothing away, and a month later they are forgotten.
      const later = setUp({ path, nowMs: NOW + 21 * DAY });
      assert.deepEqual(minutes(later.book.uptime('api')!['30d']), [0, 0, 0, 0]);
      later.dispose();
    }));

  it('reads the samples of an hour once', () => {
    const { book, put, source, clock } = setUp();
    put(every(300, 0, UP));
    book.uptime('api');
    let read = 0;
    const select = source.select.bind(source);
    source.select = (matchers, fromMs, toMs) =>
      select(matchers, fromMs, toMs).map((series) => ({
        labels: series.labels,
        read: (from, to, into) => {
          read += (to - from) / HOUR;
          series.read(from, to, into);
        },
      }));
    clock.advance(10 * MINUTE);
    book.uptime('api');
    assert.ok(read < 3 * 3, `${read} hours of samples for four ranges`);
  });

  it('adds up each hour when it is over, without being asked', async () => {
    const { clock, put, file, book } = setUp();
    put([...every(90, 60, UP), ...every(60, 0, DOWN)]);
    await clock.advanceAsync(3 * MINUTE);
    assert.equal(file.all('SELECT * FROM days').length, 1);
    book.dispose();
    assert.equal(clock.pendingTimers, 0);
  });

  it('draws a bar of the worst of each cell', async () => {
    const { book, put, clock } = setUp();
    put([...every(58, 30, UP), [30, DOWN], ...every(29, 10, UP)]);
    const [bar] = await book.bars(['api', 'gone'], '1h');
    // Cells of two minutes, from an hour ago; the last result, eleven minutes ago, holds for five.
    assert.deepEqual(bar!.cells.map((cell) => cell?.[0] ?? '-').join(''), `-${'u'.repeat(14)}d${'u'.repeat(11)}---`);
    const [day] = await book.bars(['api'], '24h');
    assert.deepEqual(day!.cells.map((cell) => cell?.[0] ?? '-').join(''), `${'-'.repeat(22)}d-`);
    clock.advance(30 * MINUTE);
    const [month] = await book.bars(['api'], '30d');
    assert.deepEqual(month!.cells.slice(-2), [undefined, 'down']);
    assert.deepEqual(await book.bars(['api'], '7d', AbortSignal.abort()), [], 'nobody waits any more');
  });

  it('goes on in memory where the file cannot be used, and says so', () =>
    withFolder((folder) => {
      writeFileSync(join(folder, 'file'), '');
      const { book, put, problems, file } = setUp({ path: join(folder, 'file', 'services.sqlite') });
      put(every(120, 0, UP));
      assert.deepEqual(minutes(book.uptime('api')!['24h']), [120, 0, 0, 0]);
      assert.equal(problems.length, 1);
      assert.match(problems[0]!, /kept in memory only/);
      assert.equal(file.kept, false);
    }));

  it('puts a damaged file aside, and leaves the database of somebody else alone', () =>
    withFolder((folder) => {
      const path = join(folder, 'services.sqlite');
      writeFileSync(path, 'not a database, but long enough to be looked at'.repeat(50));
      const { file, problems, dispose } = setUp({ path });
      assert.equal(file.kept, true);
      assert.deepEqual(problems, []);
      file.run('PRAGMA application_id = 7');
      dispose();
      const second = setUp({ path });
      assert.equal(second.file.kept, false);
      assert.ok(existsSync(path));
      assert.match(second.problems[0]!, /not written by Watchpost/);
    }));

  it('is told without rounding up', () => {
    const cases: [number, string][] = [
      [1, '100 %'],
      [0.99999999, '99.9999 %'],
      [0.99995, '99.995 %'],
      [0.9987, '99.87 %'],
      [0.98765, '98.7 %'],
      [0.5, '50 %'],
      [0.00001, '0.1 %'],
      [0, '0 %'],
      [Number.NaN, '–'],
    ];
    for (const [ratio, text] of cases) assert.equal(formatUptime(ratio), text);
  });
});
