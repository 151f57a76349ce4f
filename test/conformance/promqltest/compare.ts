import { compileRegexp } from '../../../src/engine/regexp/compileRegexp.ts';
import { noteHistogram } from '../../../src/engine/promql/histogram/printHistogram.ts';
import { compacted } from '../../../src/engine/histogram/operations.ts';
import type { NotedHistogram } from '../../../src/engine/promql/histogram/readHistogram.ts';
import type { BucketCounts, NativeHistogram } from '../../../src/model/nativeHistogram.ts';
import type { MatrixSeries, QueryResult, VectorSample } from '../../../src/engine/promql/result.ts';
import { compareLabels, printLabels } from '../../../src/engine/promql/labels.ts';
import { isStale } from '../../../src/model/series.ts';
import { readNumber } from '../../../src/engine/promql/parse/literals.ts';
import type { Evaluation, Expected, TextMatch } from './readScript.ts';
import { knownSeriesLine } from './knownSeriesLine.ts';

const EPSILON = 1e-6;
const SMALLEST_NORMAL = 2.2250738585072014e-308;

/** The suite's equality of numbers. */
export function almostEqual(a: number, b: number): boolean {
  if (isStale(a) || isStale(b)) return isStale(a) && isStale(b);
  if (a !== a && b !== b) return true;
  if (a === b) return true;
  const sum = Math.abs(a) + Math.abs(b);
  const difference = Math.abs(a - b);
  if (a === 0 || b === 0 || sum < SMALLEST_NORMAL) return difference < EPSILON * SMALLEST_NORMAL;
  return difference / Math.min(sum, Number.MAX_VALUE) < EPSILON;
}

/** Why a result is not what is expected, or undefined. */
export function compareResult(result: QueryResult, evaluation: Evaluation): string | undefined {
  const { expected } = evaluation;
  if (expected.fail !== undefined) {
    if (result.ok) return 'should have failed';
    return matchesText(result.error, expected.fail) ? undefined : `failed otherwise: ${result.error}`;
  }
  if (!result.ok) return `failed: ${result.error}`;
  return compareAnnotations(result, expected) ?? compareValue(result, evaluation);
}

function matchesText(text: string, match: TextMatch): boolean {
  if (match.text !== undefined) return text === match.text;
  if (match.pattern === undefined) return true;
  const compiled = compileRegexp(`.*(?:${match.pattern}).*`);
  return compiled.ok && compiled.value.matches(text);
}

function compareAnnotations(result: QueryResult, expected: Expected): string | undefined {
  const kinds = [
    ['warning', result.warnings, expected.warnings, expected.noWarn],
    ['info', result.infos, expected.infos, expected.noInfo],
  ] as const;
  for (const [name, got, wanted, none] of kinds) {
    if (none && got.length > 0) return `unexpected ${name}: ${got.join('; ')}`;
    if (wanted.length === 0) continue;
    for (const match of wanted)
      if (!got.some((text) => matchesText(text, match)))
        return `missing ${name} ${match.text ?? match.pattern ?? ''}; got: ${got.join('; ')}`;
    const extra = got.find((text) => !wanted.some((match) => matchesText(text, match)));
    if (extra !== undefined) return `unexpected ${name}: ${extra}`;
  }
  return undefined;
}

function compareValue(result: QueryResult, evaluation: Evaluation): string | undefined {
  const { expected, mode } = evaluation;
  if (!result.ok) return 'failed';
  const { result: value } = result;
  if (expected.string !== undefined)
    return value.type === 'string' && value.value === expected.string ? undefined : 'another string';
  if (value.type === 'string') return 'a string';
  if (expected.scalar !== undefined) {
    const wanted = readNumber(expected.scalar);
    if (value.type !== 'scalar') return `a ${value.type} in place of a scalar`;
    return wanted.ok && almostEqual(wanted.value.value, value.value) ? undefined : `scalar ${value.value}`;
  }
  if (value.type === 'scalar') return 'a scalar';
  if (mode.kind === 'range' || expected.rangeVector !== undefined) {
    if (value.type !== 'matrix') return `a ${value.type} in place of a matrix`;
    const grid = mode.kind === 'range' ? mode : expected.rangeVector;
    return grid === undefined ? 'no grid' : compareMatrix(value.series, expected, grid);
  }
  if (value.type === 'matrix') return 'a matrix in place of a vector';
  return compareVector(value.samples, expected);
}

/** Rows of an instant vector against the expected series, which have one item each. */
export function compareVector(
  rows: readonly Pick<VectorSample, 'labels' | 'value' | 'histogram'>[],
  expected: Expected,
): string | undefined {
  const seen = new Set<string>();
  for (const [i, row] of rows.entries()) {
    if (seen.has(row.labels.key)) return `twice: ${printLabels(row.labels)}`;
    seen.add(row.labels.key);
    const at = expected.series.findIndex((line) => knownSeriesLine(line).labels.key === row.labels.key);
    if (at < 0) return `unexpected ${printLabels(row.labels)} ${row.value}`;
    if (expected.ordered && at !== i) return `${printLabels(row.labels)} at ${i}, expected at ${at}`;
    const { items } = knownSeriesLine(expected.series[at] ?? '');
    const [item] = items;
    if (items.length !== 1 || item === 'stale' || item === undefined) return 'not one value expected';
    const found = compareItem(row.histogram ?? row.value, item);
    if (found !== undefined) return `${printLabels(row.labels)} ${found}`;
  }
  const missing = expected.series.find((line) => !seen.has(knownSeriesLine(line).labels.key));
  return missing === undefined ? undefined : `missing ${missing}`;
}

function compareMatrix(
  series: readonly MatrixSeries[],
  expected: Expected,
  { fromMs, toMs, stepMs }: { fromMs: number; toMs: number; stepMs: number },
): string | undefined {
  for (let i = 1; i < series.length; i++) {
    const [a, b] = [series[i - 1], series[i]];
    if (a !== undefined && b !== undefined && compareLabels(a.labels, b.labels) > 0) return 'not sorted by labels';
  }
  const wanted = new Map(expected.series.map(knownSeriesLine).map((line) => [line.labels.key, line]));
  for (const one of series) {
    const { labels } = one;
    const got = pointsOf(one);
    const all = got.map(({ value }) => printItem(value)).join(' ');
    const line = wanted.get(labels.key);
    if (line === undefined) return `unexpected ${printLabels(labels)} ${all}`;
    wanted.delete(labels.key);
    const points: [number, number | NotedHistogram][] = [];
    for (const [i, item] of line.items.entries()) {
      const timeMs = fromMs + i * stepMs;
      if (item === 'stale') return 'not values expected';
      if (item !== undefined && timeMs <= toMs) points.push([timeMs, item]);
    }
    if (points.length !== got.length)
      return `${printLabels(labels)} has ${got.length} points (${all}), expected ${points.length}`;
    for (const [i, [timeMs, item]] of points.entries()) {
      const point = got[i];
      if (point?.timeMs !== timeMs)
        return `${printLabels(labels)} has a point at ${point?.timeMs}, expected at ${timeMs}`;
      const found = compareItem(point.value, item);
      if (found !== undefined) return `${printLabels(labels)} at ${timeMs} ${found}`;
    }
  }
  for (const line of wanted.values())
    if (line.items.some((item) => item !== undefined)) return `missing ${printLabels(line.labels)}`;
  return undefined;
}

interface Point {
  readonly timeMs: number;
  readonly value: number | NativeHistogram;
}

function pointsOf({ timesMs, values, histograms }: MatrixSeries): Point[] {
  const numbers = Array.from(timesMs, (timeMs, i): Point => ({ timeMs, value: values[i] ?? NaN }));
  const others = (histograms ?? []).map(({ timestampMs, histogram }): Point => ({
    timeMs: timestampMs,
    value: histogram,
  }));
  return [...numbers, ...others].sort((a, b) => a.timeMs - b.timeMs);
}

function printItem(value: number | NativeHistogram): string {
  return typeof value === 'number' ? String(value) : noteHistogram(value);
}

/** Why a value is not the expected one, or undefined. */
function compareItem(got: number | NativeHistogram, wanted: number | NotedHistogram): string | undefined {
  const same =
    typeof got === 'number'
      ? typeof wanted === 'number' && almostEqual(wanted, got)
      : typeof wanted !== 'number' && sameHistogram(got, wanted);
  if (same) return undefined;
  return `is ${printItem(got)}, expected ${printItem(typeof wanted === 'number' ? wanted : wanted.histogram)}`;
}

/** The suite's equality of histograms: what is counted by tolerance, bounds exactly, the hint where it is written. */
function sameHistogram(histogram: NativeHistogram, { histogram: noted, namesHint }: NotedHistogram): boolean {
  const [got, wanted] = [compacted(histogram), compacted(noted)];
  return (
    got.schema === wanted.schema &&
    almostEqual(wanted.count, got.count) &&
    almostEqual(wanted.sum, got.sum) &&
    wanted.zeroThreshold === got.zeroThreshold &&
    almostEqual(wanted.zeroCount, got.zeroCount) &&
    wanted.customBounds.length === got.customBounds.length &&
    wanted.customBounds.every((bound, i) => bound === got.customBounds[i]) &&
    sameBuckets(got.positive, wanted.positive) &&
    sameBuckets(got.negative, wanted.negative) &&
    (!namesHint || got.resetHint === wanted.resetHint)
  );
}

function sameBuckets(got: BucketCounts, wanted: BucketCounts): boolean {
  return (
    got.indexes.length === wanted.indexes.length &&
    got.indexes.every((index, i) => index === wanted.indexes[i]) &&
    wanted.counts.every((count, i) => almostEqual(count, got.counts[i] ?? NaN))
  );
}
