import type { Expr } from '../../../src/engine/promql/ast.ts';
import { parseQuery } from '../../../src/engine/promql/parse/parseQuery.ts';
import { printExpr } from '../../../src/engine/promql/printer.ts';
import { instantQuerySync, type QueryOptions, rangeQuerySync } from '../../../src/engine/promql/query.ts';
import type { QueryResult, VectorSample } from '../../../src/engine/promql/result.ts';
import { compareResult } from './compare.ts';
import { fixTime } from './fixTime.ts';
import { type Evaluation, readScript } from './readScript.ts';
import { ScriptStore } from './scriptStore.ts';

/** One evaluation of a script, and what was wrong with it if anything. */
export interface ScriptCase {
  readonly line: number;
  readonly query: string;
  readonly found: string | undefined;
}

/** What the suite assumes of the engine. */
const OPTIONS: QueryOptions = {
  lookbackMs: 300_000,
  defaultSubqueryStepMs: 60_000,
  maxSamples: 10_000,
  timeoutMs: 100_000,
  experimental: true,
  delayedNameRemoval: true,
};

/** Runs a script from top to bottom. */
export function runScript(text: string): ScriptCase[] {
  const store = new ScriptStore();
  const cases: ScriptCase[] = [];
  for (const command of readScript(text)) {
    if (command.kind === 'clear') store.clear();
    else if (command.kind === 'load') store.load(command.stepMs, command.series, command.withNhcb);
    else if (command.kind === 'error') cases.push({ line: command.line, query: '', found: command.message });
    else cases.push({ line: command.line, query: command.query, found: checkEvaluation(store, command) });
  }
  return cases;
}

/** The result of an evaluation and, of an instant one, of its re-checks: with the time put into the query by `@`, and as a range query. */
export function checkEvaluation(store: ScriptStore, evaluation: Evaluation): string | undefined {
  const { query, mode } = evaluation;
  const parsed = parseQuery(query);
  if (!parsed.ok) return `does not parse: ${parsed.error.map(({ message }) => message).join('; ')}`;
  if (mode.kind === 'range') return compareResult(rangeQuerySync(store, query, mode, OPTIONS), evaluation);
  const found = compareResult(instantQuerySync(store, query, mode.atMs, OPTIONS), evaluation);
  if (found !== undefined) return found;
  const direct = asRange(store, query, mode.atMs, evaluation);
  if (direct !== undefined) return `as a range query: ${direct}`;

  const printed = printExpr(parsed.value);
  const again = parseQuery(printed);
  if (!again.ok || printExpr(again.value) !== printed) return `does not print back: ${printed}`;
  const fixed = fixTime(parsed.value, mode.atMs);
  return fixed === undefined ? undefined : checkFixed(store, fixed, mode.atMs, evaluation);
}

/** The query with its time fixed by `@` must give the same whenever it is evaluated. */
function checkFixed(store: ScriptStore, expr: Expr, atMs: number, evaluation: Evaluation): string | undefined {
  const text = printExpr(expr);
  const times = atMs === 0 ? [-1000, 0, 1000] : [-10 * atMs, 0, Math.trunc(atMs / 5), atMs, 10 * atMs];
  // Places of annotations are those of the rewritten text.
  const expected = { ...evaluation, expected: { ...evaluation.expected, warnings: [], infos: [] } };
  for (const timeMs of times) {
    const found = compareResult(instantQuerySync(store, text, timeMs, OPTIONS), expected);
    if (found !== undefined) return `as ${text} at ${timeMs} ms: ${found}`;
    const ranged = asRange(store, text, timeMs, expected);
    if (ranged !== undefined) return `as ${text} as a range query at ${timeMs} ms: ${ranged}`;
  }
  return undefined;
}

/** The middle step of a range query around the time must be what the instant query gives. */
function asRange(store: ScriptStore, query: string, atMs: number, evaluation: Evaluation): string | undefined {
  const { expected } = evaluation;
  if (expected.ordered || expected.rangeVector !== undefined || expected.string !== undefined) return undefined;
  if (/\b(?:start|end|range|step)\s*\(\s*\)/i.test(query)) return undefined;
  const range = { fromMs: atMs - 60_000, toMs: atMs + 60_000, stepMs: 60_000 };
  const result = rangeQuerySync(store, query, range, OPTIONS);
  if (expected.fail !== undefined) return result.ok ? 'should have failed' : undefined;
  if (!result.ok) return `failed: ${result.error}`;
  // Other steps have annotations of their own.
  const plain = { ...expected, warnings: [], infos: [], noWarn: false, noInfo: false };
  return compareResult(middleStep(result, atMs, expected.scalar !== undefined), { ...evaluation, expected: plain });
}

function middleStep(result: QueryResult & { ok: true }, atMs: number, isScalar: boolean): QueryResult {
  if (result.result.type !== 'matrix') return result;
  const samples = result.result.series.flatMap(({ labels, timesMs, values, histograms }): VectorSample[] => {
    const at = timesMs.indexOf(atMs);
    if (at >= 0) return [{ labels, timeMs: atMs, value: values[at] ?? NaN }];
    const found = histograms?.find(({ timestampMs }) => timestampMs === atMs);
    return found === undefined ? [] : [{ labels, timeMs: atMs, value: NaN, histogram: found.histogram }];
  });
  const [first] = samples;
  if (isScalar && first !== undefined)
    return { ...result, result: { type: 'scalar', timeMs: atMs, value: first.value } };
  return { ...result, result: { type: 'vector', samples } };
}
