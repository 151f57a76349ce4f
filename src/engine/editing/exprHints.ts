import { t } from '../../base/l10n.ts';
import { childrenOf, type Expr, type VectorSelector } from '../promql/ast.ts';
import { parseQuery } from '../promql/parse/parseQuery.ts';
import { compileMatcher } from '../store/compileMatcher.ts';
import type { KnownNames } from './knownNames.ts';

interface Hint {
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

/** Functions that give labels which no stored series has. */
const MAKES_LABELS = new Set(['label_replace', 'label_join', 'info', 'histogram_quantiles']);

/** Metrics and labels in a query that are known to nobody; none where the query is not valid. */
export function exprHints(query: string, known: KnownNames): Hint[] {
  const parsed = parseQuery(query);
  if (!parsed.ok) return [];
  const all = [...walk(parsed.value)];
  const makesLabels = all.some(
    (expr) =>
      (expr.kind === 'call' && MAKES_LABELS.has(expr.name)) ||
      (expr.kind === 'aggregate' && expr.op === 'count_values') ||
      (expr.kind === 'binary' && expr.matching.group !== undefined),
  );
  return all.flatMap((expr) => {
    if (expr.kind === 'selector') return selectorHints(query, expr, known);
    if (expr.kind !== 'aggregate' || makesLabels) return [];
    return expr.grouping
      .filter((label) => label !== '__name__' && !known.isLabel(label))
      .map((label) => {
        const pattern = new RegExp(`\\b${escape(label)}\\b`);
        return hintAt(query, expr.span, pattern, t('No stored series has the label {0}.', label));
      });
  });
}

function selectorHints(query: string, { name, matchers, span }: VectorSelector, known: KnownNames): Hint[] {
  if (name === '') return [];
  if (!known.isMetric(name)) {
    const place = query.startsWith(name, span.start) ? { start: span.start, end: span.start + name.length } : span;
    return [{ ...place, message: t('No metric {0} is stored, and no rule records it.', name) }];
  }
  // A matcher that a series without the label passes is no mistake.
  const labels = known.labelsOf(name);
  if (labels.size === 0) return [];
  return matchers
    .filter(
      (matcher) => matcher.name !== '__name__' && !labels.has(matcher.name) && !compileMatcher(matcher).matchesEmpty,
    )
    .map((matcher) => {
      const pattern = new RegExp(`(?<=[{,\\s"])${escape(matcher.name)}(?="?\\s*[=!])`);
      const message = t('No stored series of {0} has the label {1}.', name, matcher.name);
      return hintAt(query, span, pattern, message);
    });
}

/** A hint where a pattern first matches within a span, else on all of it. */
function hintAt(query: string, { start, end }: { start: number; end: number }, pattern: RegExp, message: string): Hint {
  const match = pattern.exec(query.slice(start, end));
  if (match === null) return { start, end, message };
  const from = start + match.index;
  return { start: from, end: from + match[0].length, message };
}

function* walk(expr: Expr): Generator<Expr> {
  yield expr;
  for (const child of childrenOf(expr)) yield* walk(child);
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
