import { type Clock, systemClock } from '../../base/clock.ts';
import type { HistogramSample, SeriesSource } from '../store/storage.ts';
import { type Expr, withoutParens } from './ast.ts';
import { collectSamples, collectSeries, dropMarkedNames } from './collect.ts';
import { Context, type Grid } from './context.ts';
import { evaluate } from './evaluate.ts';
import { vectorOf } from './functions/datesOfSteps.ts';
import { lineColumn } from './goText.ts';
import { selectorsOfStatistics } from './histogram/detectedHints.ts';
import { samplesOf } from '../histogram/operations.ts';
import { compareLabels } from './labels.ts';
import { cutToRange } from './selector/cutToRange.ts';
import { parseQuery } from './parse/parseQuery.ts';
import { printExpr } from './printer.ts';
import type { MatrixSeries, QueryResult, QueryValue } from './result.ts';
import { readRange } from './selector/rangeInput.ts';
import { spareColumns } from './selector/readSamples.ts';
import { typeOf } from './check/typeOf.ts';

/** How a query is to be evaluated; all may be left out. */
export interface QueryOptions {
  /** How old a sample may be to count; 5 minutes. */
  readonly lookbackMs?: number;
  /** Samples that may be in memory at once; 50 million. */
  readonly maxSamples?: number;
  /** 2 minutes. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Whether Prometheus' experimental functions are there; true. */
  readonly experimental?: boolean;
  /** Whether metric names are dropped at the end of the query and not on the way (`promql-delayed-name-removal`); true. */
  readonly delayedNameRemoval?: boolean;
  /** The step of a subquery that has none; 1 minute. */
  readonly defaultSubqueryStepMs?: number;
  readonly clock?: Clock;
}

/** Points of a range query, in Unix milliseconds. */
export interface QueryRange {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
}

/** Evaluates at one time. It lets others have the thread every 20 ms. */
export function instantQuery(
  source: SeriesSource,
  query: string | Expr,
  atMs: number,
  options: QueryOptions = {},
): Promise<QueryResult> {
  return drive(runQuery(source, query, instant(atMs), true, options));
}

/** Evaluates at every step. It lets others have the thread every 20 ms. */
export function rangeQuery(
  source: SeriesSource,
  query: string | Expr,
  range: QueryRange,
  options: QueryOptions = {},
): Promise<QueryResult> {
  return drive(runRange(source, query, range, options));
}

/** As `instantQuery`, without a pause: for rules, and for data of which it is known that there is little. */
export function instantQuerySync(
  source: SeriesSource,
  query: string | Expr,
  atMs: number,
  options: QueryOptions = {},
): QueryResult {
  return finish(runQuery(source, query, instant(atMs), true, options));
}

/** As `rangeQuery`, without a pause. */
export function rangeQuerySync(
  source: SeriesSource,
  query: string | Expr,
  range: QueryRange,
  options: QueryOptions = {},
): QueryResult {
  return finish(runRange(source, query, range, options));
}

async function drive(run: Generator<void, QueryResult>): Promise<QueryResult> {
  for (;;) {
    const next = run.next();
    if (next.done === true) return next.value;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function finish(run: Generator<void, QueryResult>): QueryResult {
  let next = run.next();
  while (next.done !== true) next = run.next();
  return next.value;
}

function instant(atMs: number): Grid {
  return { startMs: atMs, stepMs: 0, steps: 1 };
}

function* runRange(
  source: SeriesSource,
  query: string | Expr,
  { fromMs, toMs, stepMs }: QueryRange,
  options: QueryOptions,
): Generator<void, QueryResult> {
  const steps = Math.floor((toMs - fromMs) / stepMs) + 1;
  if (!(stepMs > 0) || !(steps >= 1) || !Number.isFinite(fromMs))
    return failed('bad_data', 'invalid range: the step must be positive and the end not before the start');
  if (steps > (options.maxSamples ?? DEFAULT_MAX_SAMPLES))
    return failed('execution', 'query processing would load too many samples into memory in expression evaluation');
  return yield* runQuery(source, query, { startMs: fromMs, stepMs, steps }, false, options);
}

const DEFAULT_MAX_SAMPLES = 50_000_000;

function failed(errorType: 'bad_data' | 'execution', error: string): QueryResult {
  return { ok: false, errorType, error, warnings: [], infos: [] };
}

function* runQuery(
  source: SeriesSource,
  query: string | Expr,
  grid: Grid,
  isInstant: boolean,
  options: QueryOptions,
): Generator<void, QueryResult> {
  const text = typeof query === 'string' ? query : printExpr(query);
  let expr: Expr;
  if (typeof query === 'string') {
    const parsed = parseQuery(query, { experimental: options.experimental ?? true });
    if (!parsed.ok) return failed('bad_data', parsed.error.map((problem) => problemText(problem)).join('\n'));
    expr = parsed.value;
  } else expr = query;
  const type = typeOf(expr);
  if (!isInstant && type !== 'scalar' && type !== 'vector') {
    const name = type === 'matrix' ? 'range vector' : type;
    return failed('bad_data', `invalid expression type "${name}" for range query, must be Scalar or instant Vector`);
  }
  const clock = options.clock ?? systemClock;
  const context = new Context(
    source,
    grid,
    {
      lookbackMs: options.lookbackMs ?? 300_000,
      maxSamples: options.maxSamples ?? DEFAULT_MAX_SAMPLES,
      timeoutMs: options.timeoutMs ?? 120_000,
      defaultSubqueryStepMs: options.defaultSubqueryStepMs ?? 60_000,
      delayedNameRemoval: options.delayedNameRemoval ?? true,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    },
    clock,
  );
  context.statistics = selectorsOfStatistics(expr);
  const startMs = clock.monotonic();
  const result = yield* evaluateTop(context, expr, grid, isInstant);
  const warnings = context.annotations.warnings(text);
  const infos = context.annotations.infos(text);
  if (context.failure !== undefined) {
    const errorType = context.failure.startsWith('query timed out')
      ? 'timeout'
      : context.failure.startsWith('query was canceled')
        ? 'canceled'
        : 'execution';
    return { ok: false, errorType, error: context.failure, warnings, infos };
  }
  const evalMs = clock.monotonic() - startMs;
  return { ok: true, result, warnings, infos, stats: { evalMs, samples: context.readSamples } };

  function problemText({
    message,
    range,
  }: {
    message: string;
    range?: { startLine: number; startColumn: number };
  }): string {
    if (range === undefined) return `parse error: ${message}`;
    const offset = text.split('\n').slice(0, range.startLine).join('\n').length + (range.startLine > 0 ? 1 : 0);
    return `${lineColumn(text, offset + range.startColumn)}: parse error: ${message}`;
  }
}

function* evaluateTop(context: Context, expr: Expr, grid: Grid, isInstant: boolean): Generator<void, QueryValue> {
  const inner = withoutParens(expr);
  if (inner.kind === 'matrix' || inner.kind === 'subquery') {
    const input = yield* readRange(context, inner, grid);
    const columns = spareColumns();
    const series: MatrixSeries[] = [];
    const fromMs = input.firstEndMs - input.rangeMs;
    let samples = 0;
    const isInside = ({ timestampMs }: HistogramSample): boolean =>
      timestampMs > fromMs && timestampMs <= input.firstEndMs;
    for (const one of input.series) {
      one.load(columns, undefined);
      const histograms = one.loadHistograms?.().filter(isInside) ?? [];
      samples += columns.length + histograms.reduce((sum, { histogram }) => sum + samplesOf(histogram), 0);
      if (histograms.length > 0 && (input.anchored || input.smoothed))
        context.fail(`${input.anchored ? 'anchored' : 'smoothed'} modifier is not supported with histograms`);
      if (context.failed || !context.holdsWith(samples)) break;
      const points = cutToRange(columns, fromMs, input.firstEndMs, input);
      if (points.values.length > 0 || histograms.length > 0)
        series.push({ labels: one.labels, ...points, ...(histograms.length > 0 ? { histograms } : {}) });
    }
    return { type: 'matrix', series: series.sort((a, b) => compareLabels(a.labels, b.labels)) };
  }
  const value = yield* evaluate(context, expr, grid);
  if (value.kind === 'string') return { type: 'string', timeMs: grid.startMs, value: value.value };
  if (value.kind === 'scalar') {
    if (isInstant) return { type: 'scalar', timeMs: grid.startMs, value: value.values[0] ?? NaN };
    return {
      type: 'matrix',
      series: collectSeries(
        vectorOf(grid.steps, (step) => value.values[step] ?? NaN),
        grid,
      ),
    };
  }
  const named = dropMarkedNames(context, value);
  if (isInstant) return { type: 'vector', samples: collectSamples(named, grid.startMs) };
  return { type: 'matrix', series: collectSeries(named, grid) };
}
