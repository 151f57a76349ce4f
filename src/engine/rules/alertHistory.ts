import type { Unit } from '../../base/unit.ts';
import type { Alert, AlertHistory } from '../../model/alert.ts';
import type { Labels } from '../../model/series.ts';
import { type Expr, isComparison, withoutParens } from '../promql/ast.ts';
import { parseQuery } from '../promql/parse/parseQuery.ts';
import { printExpr } from '../promql/printer.ts';
import { type QueryOptions, rangeQuery } from '../promql/query.ts';
import type { SeriesSource } from '../store/storage.ts';

const POINTS = 120;

/** What is behind an alert: the left side of `measured > threshold`, or the whole where it compares with no number. */
export interface Measured {
  readonly expr: Expr;
  readonly threshold?: number;
}

/** What a rule's expression measures, and where it draws the line; in a chain of `and` what stands first. */
export function measuredBy(wrapped: Expr): Measured {
  const expr = withoutParens(wrapped);
  if (expr.kind !== 'binary') return { expr };
  if (expr.op === 'and' || expr.op === 'unless') return measuredBy(expr.left);
  if (!isComparison(expr.op) || expr.bool) return { expr };
  const [left, right] = [numberOf(expr.left), numberOf(expr.right)];
  if (right !== undefined) return { expr: expr.left, threshold: right };
  return left === undefined ? { expr } : { expr: expr.right, threshold: left };
}

/** The measured values of one alert over the last `rangeMs`. */
export async function alertHistory(
  source: SeriesSource,
  alert: Pick<Alert, 'labels' | 'rule'>,
  range: { readonly toMs: number; readonly rangeMs: number },
  options: QueryOptions & { readonly unit: Unit },
): Promise<AlertHistory | undefined> {
  const parsed = parseQuery(alert.rule.expr);
  if (!parsed.ok) return undefined;
  const { expr, threshold } = measuredBy(parsed.value);
  const text = printExpr(expr);
  const stepMs = Math.max(1_000, Math.ceil(range.rangeMs / POINTS));
  const result = await rangeQuery(
    source,
    expr,
    { fromMs: range.toMs - range.rangeMs, toMs: range.toMs, stepMs },
    options,
  );
  if (!result.ok || result.result.type !== 'matrix') return undefined;
  const series = result.result.series.find(({ labels }) => agrees(labels.toLabels(), alert.labels));
  return {
    expr: text,
    unit: options.unit,
    timesMs: [...(series?.timesMs ?? [])],
    values: [...(series?.values ?? [])],
    ...(threshold !== undefined && { threshold }),
  };
}

/** Whether a series can be the one that an alert was made of: the rule may have added labels, and taken the name. */
function agrees(labels: Labels, alert: Labels): boolean {
  return Object.entries(labels).every(
    ([name, value]) => name === '__name__' || alert[name] === undefined || alert[name] === value,
  );
}

function numberOf(wrapped: Expr): number | undefined {
  const expr = withoutParens(wrapped);
  if (expr.kind === 'number') return expr.value;
  if (expr.kind !== 'unary') return undefined;
  const value = numberOf(expr.expr);
  return value === undefined || expr.op === '+' ? value : -value;
}
