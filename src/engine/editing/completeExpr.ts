import type { ExprCompletion } from '../../protocol/editing.ts';
import type { Matcher } from '../../model/series.ts';
import type { MetricInfo } from '../../protocol/query.ts';
import type { ValueType } from '../promql/ast.ts';
import { quote } from '../promql/goText.ts';
import { type Signature, SIGNATURES } from '../promql/signatures.ts';
import { AGGREGATIONS, type ExprContext, exprContext } from './exprContext.ts';

/** What is completed from. */
export interface CompletionLists {
  metrics(): readonly MetricInfo[];
  labelNames(matchers: readonly Matcher[]): readonly string[];
  labelValues(label: string, matchers: readonly Matcher[]): readonly string[];
}

/** A list that is shown has at most so many entries; whoever types on asks again. */
const MAX_COMPLETIONS = 2_000;
const DURATIONS = ['1m', '5m', '10m', '15m', '30m', '1h', '6h', '1d', '7d'];
const DURATION_UNITS = ['ms', 's', 'm', 'h', 'd', 'w', 'y'];
const TYPE_WORDS: Readonly<Record<ValueType, string>> = {
  scalar: 'scalar',
  vector: 'vector',
  matrix: 'range vector',
  string: 'text',
};

/** What may stand at a place of a query, in place of which part of it. */
export function completeExpr(
  query: string,
  at: number,
  lists: CompletionLists,
): { readonly start: number; readonly end: number; readonly items: readonly ExprCompletion[] } | undefined {
  const context = exprContext(query, at);
  if (context === undefined) return undefined;
  const typed = query.slice(context.start, at).toLowerCase();
  const items = itemsOf(context, lists)
    .filter(({ label }) => label.toLowerCase().includes(typed))
    .slice(0, MAX_COMPLETIONS);
  return { start: context.start, end: context.end, items };
}

function itemsOf(context: ExprContext, lists: CompletionLists): ExprCompletion[] {
  switch (context.kind) {
    case 'operand':
      return [...context.keywords.map(keyword), ...metricItems(lists), ...functionItems(), ...aggregationItems()];
    case 'operator':
      return context.keywords.map(keyword);
    case 'label':
      return labelItems(lists.labelNames(matchersOf(context.metric, context.matchers)));
    case 'grouping': {
      const known = context.metrics.flatMap((metric) => lists.labelNames(matchersOf(metric, [])));
      return labelItems(known.length > 0 ? [...new Set(known)].sort() : lists.labelNames([]));
    }
    case 'value':
      return valueItems(context, lists);
    case 'duration':
      return durationItems(context.number);
  }
}

function keyword(label: string): ExprCompletion {
  return { kind: 'keyword', label, insert: label, detail: '', help: '' };
}

function metricItems(lists: CompletionLists): ExprCompletion[] {
  return lists.metrics().map(({ name, type, help, series }) => ({
    kind: 'metric',
    label: name,
    insert: /^[A-Za-z_:][\w:]*$/.test(name) ? name : `{${quote(name)}}`,
    detail: `${type === 'unknown' ? 'metric' : type}, ${series.toLocaleString('en-US')} series`,
    help,
  }));
}

function functionItems(): ExprCompletion[] {
  return Object.entries(SIGNATURES).map(([label, signature]) => ({
    kind: 'function',
    label,
    insert: label,
    detail: signatureText(signature),
    help: signature.experimental ? 'Experimental in Prometheus.' : '',
  }));
}

/** `(scalar, range vector) → vector`. */
function signatureText({ args, variadic, returns }: Signature): string {
  const words = args.map((arg, i) => TYPE_WORDS[arg] + (variadic !== 0 && i === args.length - 1 ? '?' : ''));
  return `(${words.join(', ')}) → ${TYPE_WORDS[returns]}`;
}

function aggregationItems(): ExprCompletion[] {
  return AGGREGATIONS.map((label) => ({ kind: 'aggregation', label, insert: label, detail: 'aggregation', help: '' }));
}

function labelItems(names: readonly string[]): ExprCompletion[] {
  return names
    .filter((name) => name !== '__name__')
    .map((name) => ({
      kind: 'label',
      label: name,
      insert: /^[A-Za-z_]\w*$/.test(name) ? name : quote(name),
      detail: '',
      help: '',
    }));
}

function valueItems(context: Extract<ExprContext, { kind: 'value' }>, lists: CompletionLists): ExprCompletion[] {
  const { label, metric, matchers, before, after, quote: mark } = context;
  // The label that is being written does not narrow its own values.
  const others = matchersOf(
    metric,
    matchers.filter(({ name, value }) => name !== label && value !== ''),
  );
  return lists.labelValues(label, others).map((value) => {
    const escaped = mark === '`' ? value : quote(value).slice(1, -1);
    const inner = mark === "'" ? escaped.replaceAll('\\"', '"').replaceAll("'", "\\'") : escaped;
    return { kind: 'value', label: value, insert: before + inner + after, detail: '', help: '' };
  });
}

function durationItems(number: string): ExprCompletion[] {
  const digits = /^\d+/.exec(number)?.[0];
  const labels = digits === undefined ? DURATIONS : DURATION_UNITS.map((unit) => digits + unit);
  return labels.map((label) => ({ kind: 'duration', label, insert: label, detail: '', help: '' }));
}

function matchersOf(metric: string, matchers: readonly Matcher[]): Matcher[] {
  const others = matchers.filter(({ name }) => name !== '__name__');
  return metric === '' ? [...matchers] : [{ name: '__name__', op: '=', value: metric }, ...others];
}
