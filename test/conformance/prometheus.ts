import { pathToFileURL } from 'node:url';
import { apiData } from '../../src/engine/promql/apiData.ts';
import { instantQuerySync, rangeQuerySync } from '../../src/engine/promql/query.ts';
import { Store } from '../../src/engine/store/store.ts';
import { LabelSet } from '../../src/model/labelSet.ts';
import { FakeClock } from '../support/fakeClock.ts';
import { type ApiAnswer, hasPrometheus, PrometheusServer } from '../support/prometheusServer.ts';
import { comparisonQueries } from './prometheus/comparisonQueries.ts';
import { type ComparisonSeries, comparisonSeries, comparisonText, START_MS } from './prometheus/comparisonSeries.ts';
import { type Score, Scoreboard, type SuiteOptions } from './scoreboard.ts';
import { runFromCommandLine } from './suiteFolder.ts';

const TOLERANCE = 1e-5;
/** Whole seconds, on which no sample falls: before 3.0 ranges were closed on the left. */
const BASE_MS = Math.floor(START_MS / 1000) * 1000;
const INSTANTS_MS = [907_000, 1_807_000, 2_707_000].map((afterMs) => BASE_MS + afterMs);
const RANGE = { fromMs: BASE_MS + 607_000, toMs: BASE_MS + 3_007_000, stepMs: 120_000 };

/** The same samples in a real Prometheus and in our store: instant and range queries must give the same. */
export async function run(options: SuiteOptions, print: (line: string) => void = console.log): Promise<Score> {
  const board = new Scoreboard('prometheus', options, print);
  if (!hasPrometheus()) {
    board.skip('prometheus', 'Prometheus and promtool are not installed here');
    return board.end();
  }
  const series = comparisonSeries();
  const store = fill(series);
  const peer = await PrometheusServer.start(comparisonText(series));
  try {
    const instant: { name: string; found: string | undefined }[] = [];
    const ranged: { name: string; found: string | undefined }[] = [];
    for (const query of comparisonQueries()) {
      for (const timeMs of INSTANTS_MS) {
        const result = instantQuerySync(store, query, timeMs);
        const answer = await peer.query('query', { query, time: String(timeMs / 1000) });
        const ours = result.ok ? apiData(result.result) : { error: result.error };
        instant.push({ name: `${query} at ${timeMs / 1000}`, found: difference(ours, answer) });
      }
      const result = rangeQuerySync(store, query, RANGE);
      const answer = await peer.query('query_range', {
        query,
        start: String(RANGE.fromMs / 1000),
        end: String(RANGE.toMs / 1000),
        step: String(RANGE.stepMs / 1000),
      });
      const ours = result.ok ? apiData(result.result) : { error: result.error };
      ranged.push({ name: query, found: difference(ours, answer) });
    }
    board.file('instant queries', instant);
    board.file('range queries', ranged);
  } finally {
    await peer.stop();
    store.dispose();
  }
  return board.end();
}

function fill(series: readonly ComparisonSeries[]): Store {
  const clock = new FakeClock(START_MS);
  const store = Store.open({ clock, maxAgeMs: 86_400_000, maxBytes: 2 ** 28 });
  const all = series.flatMap(({ name, labels, samples }) => {
    const ref = store.ref(LabelSet.from({ __name__: name, ...labels }));
    return samples.map(([timeMs, value]) => ({ ref, timeMs, value }));
  });
  for (const { ref, timeMs, value } of all.sort((a, b) => a.timeMs - b.timeMs)) {
    clock.advance(Math.max(0, timeMs - clock.now()));
    store.append(ref, timeMs, value);
  }
  return store;
}

type Point = readonly [seconds: number, value: string];
type Row = {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: Point;
  readonly values?: readonly Point[];
};

/** How our data differ from the answer, or undefined. */
function difference(ours: object, answer: ApiAnswer): string | undefined {
  if ('error' in ours || answer.status === 'error')
    return 'error' in ours && answer.status === 'error'
      ? undefined
      : `ours ${JSON.stringify(ours).slice(0, 200)}, theirs ${answer.error ?? 'a result'}`;
  const mine = ours as { resultType: string; result: readonly Row[] | Point };
  const theirs = answer.data as unknown as typeof mine;
  if (mine.resultType !== theirs.resultType) return `a ${mine.resultType}, theirs a ${theirs.resultType}`;
  if (mine.resultType === 'scalar') return pointDifference(mine.result as Point, theirs.result as Point);
  const rows = new Map((theirs.result as readonly Row[]).map((row) => [keyOf(row), row]));
  for (const row of mine.result as readonly Row[]) {
    const other = rows.get(keyOf(row));
    if (other === undefined) return `only ours: ${keyOf(row)}`;
    rows.delete(keyOf(row));
    const [a, b] = [pointsOf(row), pointsOf(other)];
    if (a.length !== b.length) return `${keyOf(row)} has ${a.length} points, theirs ${b.length}`;
    for (const [i, point] of a.entries()) {
      const found = pointDifference(point, b[i] ?? [NaN, '']);
      if (found !== undefined) return `${keyOf(row)}: ${found}`;
    }
  }
  const [missing] = rows.keys();
  return missing === undefined ? undefined : `only theirs: ${missing}`;
}

function keyOf({ metric }: Row): string {
  return LabelSet.from(metric)
    .names.map((name) => `${name}=${JSON.stringify(metric[name])}`)
    .join(',');
}

function pointsOf(row: Row): readonly Point[] {
  return row.values ?? (row.value === undefined ? [] : [row.value]);
}

function pointDifference([time, value]: Point, [otherTime, otherValue]: Point): string | undefined {
  if (time !== otherTime) return `at ${time}, theirs at ${otherTime}`;
  if (value === otherValue) return undefined;
  const [a, b] = [Number(value.replace('Inf', 'Infinity')), Number(otherValue.replace('Inf', 'Infinity'))];
  if (Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b))) return undefined;
  return `${value} at ${time}, theirs ${otherValue}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await runFromCommandLine(run);
