import type { Matcher } from '../../model/series.ts';
import { readString } from '../promql/parse/literals.ts';
import { exprComments, type ExprToken, exprTokens } from './exprTokens.ts';

/** What may be written at a place of a query. */
export type ExprContext = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'operand'; readonly keywords: readonly string[] }
  | { readonly kind: 'operator'; readonly keywords: readonly string[] }
  | { readonly kind: 'label'; readonly metric: string; readonly matchers: readonly Matcher[] }
  | { readonly kind: 'grouping'; readonly metrics: readonly string[] }
  | {
      readonly kind: 'value';
      readonly label: string;
      readonly metric: string;
      readonly matchers: readonly Matcher[];
      /** The quote that must still be written before and after it. */
      readonly before: string;
      readonly after: string;
      readonly quote: string;
    }
  | { readonly kind: 'duration'; readonly number: string }
);

/** Brackets that are open at the place, with what stands before them. */
interface Open {
  readonly bracket: string;
  readonly head: string;
  /** The tokens inside so far. */
  readonly tokens: ExprToken[];
}

export const AGGREGATIONS = [
  'sum',
  'avg',
  'count',
  'min',
  'max',
  'group',
  'stddev',
  'stdvar',
  'quantile',
  'topk',
  'bottomk',
  'limitk',
  'limit_ratio',
  'count_values',
] as const;
const GROUPINGS = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);
const SET_OPERATORS = new Set(['and', 'or', 'unless', 'atan2']);
const SYMBOLS = new Set(['+', '-', '*', '/', '%', '^', '==', '!=', '>', '<', '>=', '<=']);
const COMPARISONS = new Set(['==', '!=', '>', '<', '>=', '<=']);

/** What may be written at `at`; undefined where nothing can be said, as in a comment or a text. Never throws. */
export function exprContext(query: string, at: number): ExprContext | undefined {
  if (exprComments(query).some(({ start, end }) => start < at && at <= end)) return undefined;
  const all = exprTokens(query);
  const current = all.find(({ kind, start, end }) => kind !== 'other' && start < at && at <= end);
  const inString = current?.kind === 'string' && !(isClosed(current) && at === current.end);
  const typed = current !== undefined && (current.kind !== 'string' || inString) ? current : undefined;
  const before = all.filter(({ end }) => end <= (typed?.start ?? at));
  const span = typed === undefined ? { start: at, end: at } : { start: typed.start, end: typed.end };
  const open = openBracket(before);
  if (open?.bracket === '{') return inBraces(open, span, inString ? typed : undefined, at);
  if (inString) return undefined;
  const number = typed?.kind === 'number' ? typed.text : '';
  const last = before.at(-1);
  if (open?.bracket === '[' || last?.text.toLowerCase() === 'offset') return { ...span, kind: 'duration', number };
  if (number !== '') return undefined;
  if (open?.bracket === '(' && GROUPINGS.has(open.head.toLowerCase())) {
    return { ...span, kind: 'grouping', metrics: selectedMetrics(all) };
  }
  return inExpression(before, span);
}

function inExpression(before: readonly ExprToken[], span: { start: number; end: number }): ExprContext {
  const last = before.at(-1);
  const word = last?.kind === 'word' ? last.text.toLowerCase() : '';
  if (last?.text === '@') return { ...span, kind: 'operator', keywords: ['start()', 'end()'] };
  if (AGGREGATIONS.some((name) => name === word)) return { ...span, kind: 'operator', keywords: ['by', 'without'] };
  const grouping = last?.text === ')' ? headOfGroup(before) : '';
  if (grouping === 'by' || grouping === 'without') return { ...span, kind: 'operator', keywords: [] };
  if (grouping === 'on' || grouping === 'ignoring') {
    return { ...span, kind: 'operand', keywords: ['group_left', 'group_right'] };
  }
  if (grouping === 'group_left' || grouping === 'group_right') return { ...span, kind: 'operand', keywords: [] };
  if (last !== undefined && (SYMBOLS.has(last.text) || SET_OPERATORS.has(word))) {
    const keywords = ['on', 'ignoring', ...(COMPARISONS.has(last.text) ? ['bool'] : [])];
    return { ...span, kind: 'operand', keywords };
  }
  if (word === 'bool') return { ...span, kind: 'operand', keywords: ['on', 'ignoring'] };
  if (last === undefined || last.text === '(' || last.text === ',') return { ...span, kind: 'operand', keywords: [] };
  const isAggregation = AGGREGATIONS.some((name) => name === grouping);
  const keywords = [...(isAggregation ? ['by', 'without'] : []), 'offset', 'and', 'or', 'unless'];
  return { ...span, kind: 'operator', keywords };
}

function inBraces(
  { head, tokens }: Open,
  span: { start: number; end: number },
  text: ExprToken | undefined,
  at: number,
): ExprContext | undefined {
  const { matchers, rest } = readMatchers(tokens);
  const metric = head === '' ? (matchers.find(({ name, op }) => name === '__name__' && op === '=')?.value ?? '') : head;
  const [label, op] = rest;
  if (label === undefined) return text === undefined ? { ...span, kind: 'label', metric, matchers } : undefined;
  if (op === undefined || !/^(=|!=|=~|!~)$/.test(op.text) || rest.length > 2) return undefined;
  const name = labelOf(label);
  const about = { kind: 'value', label: name, metric, matchers } as const;
  if (text === undefined) return { ...span, ...about, before: '"', after: '"', quote: '"' };
  const quote = text.text[0] ?? '"';
  if (isClosed(text)) return { start: text.start + 1, end: text.end - 1, ...about, before: '', after: '', quote };
  // A text without an end takes in what follows on its line.
  return { start: text.start + 1, end: at, ...about, before: '', after: quote, quote };
}

/** The matchers that are whole, and the tokens of the one that is being written. */
function readMatchers(tokens: readonly ExprToken[]): { matchers: Matcher[]; rest: ExprToken[] } {
  const matchers: Matcher[] = [];
  let rest: ExprToken[] = [];
  for (const token of tokens) {
    if (token.text !== ',') {
      rest.push(token);
      continue;
    }
    const [label, op, value] = rest;
    const text = value?.kind === 'string' ? readString(value.text) : undefined;
    if (label !== undefined && op !== undefined && text?.ok === true) {
      matchers.push({ name: labelOf(label), op: op.text as Matcher['op'], value: text.value });
    }
    rest = [];
  }
  return { matchers, rest };
}

function labelOf({ kind, text }: ExprToken): string {
  const read = kind === 'string' ? readString(text) : undefined;
  return read?.ok === true ? read.value : text;
}

/** The innermost bracket that is open after `tokens`. */
function openBracket(tokens: readonly ExprToken[]): Open | undefined {
  const stack: Open[] = [];
  tokens.forEach((token, i) => {
    if (token.kind === 'other' && '([{'.includes(token.text)) {
      const previous = tokens[i - 1];
      stack.push({ bracket: token.text, head: previous?.kind === 'word' ? previous.text : '', tokens: [] });
    } else if (token.kind === 'other' && ')]}'.includes(token.text)) stack.pop();
    else stack.at(-1)?.tokens.push(token);
  });
  return stack.at(-1);
}

/** The word before the parentheses that end `tokens`: `by` in `sum by (job)`, `sum` in `sum(x)`, in lower case. */
function headOfGroup(tokens: readonly ExprToken[]): string {
  let depth = 0;
  for (let i = tokens.length - 1; i >= 0; i--) {
    const text = tokens[i]?.text ?? '';
    if (text === ')') depth++;
    else if (text === '(' && --depth === 0) {
      const head = tokens[i - 1];
      return head?.kind === 'word' ? head.text.toLowerCase() : '';
    }
  }
  return '';
}

/** Words that may be metrics: those that no parenthesis follows and that stand in no braces or brackets. */
function selectedMetrics(tokens: readonly ExprToken[]): string[] {
  let inside = 0;
  return tokens.flatMap((token, i) => {
    if (token.text === '{' || token.text === '[') inside++;
    else if (token.text === '}' || token.text === ']') inside--;
    return token.kind === 'word' && inside === 0 && tokens[i + 1]?.text !== '(' ? [token.text] : [];
  });
}

function isClosed({ text }: ExprToken): boolean {
  return text.length > 1 && text.at(-1) === text[0] && !/(^|[^\\])(\\\\)*\\.$/.test(text);
}
