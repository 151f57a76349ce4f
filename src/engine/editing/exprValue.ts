import type { Unit } from '../../base/unit.ts';
import type { LabelSet } from '../../model/labelSet.ts';
import type { ExprValue } from '../../protocol/editing.ts';
import { childrenOf, type Expr, withoutParens } from '../promql/ast.ts';
import { typeOf } from '../promql/check/typeOf.ts';
import { printLabels, withoutName } from '../promql/labels.ts';
import { parseQuery } from '../promql/parse/parseQuery.ts';
import { printExpr } from '../promql/printer.ts';
import { instantQuery, type QueryOptions } from '../promql/query.ts';
import type { QueryValue } from '../promql/result.ts';
import { unitOfExpr } from '../query/unitOfExpr.ts';
import type { SeriesSource } from '../store/storage.ts';

/** Series that are shown of a value. */
const MAX_VALUES = 5;

export interface ExprValueScene {
  readonly source: SeriesSource;
  readonly unitOf: (metricName: string) => Unit;
  readonly nowMs: number;
  readonly options: QueryOptions;
}

/** The value of the smallest part of `query` that holds the place; undefined where there is none, and where the query is not valid. */
export async function exprValue(query: string, at: number, scene: ExprValueScene): Promise<ExprValue | undefined> {
  const parsed = parseQuery(query);
  const part = parsed.ok ? partAt(parsed.value, at) : undefined;
  if (part === undefined) return undefined;
  const { source, unitOf, nowMs, options } = scene;
  const type = typeOf(part);
  const found = {
    ...part.span,
    text: printExpr(part),
    type: type === 'none' ? ('vector' as const) : type,
    unit: unitOfExpr(part, unitOf),
  };
  const result = await instantQuery(source, part, nowMs, options);
  return result.ok
    ? { ...found, ...describe(result.result) }
    : { ...found, series: 0, samples: 0, values: [], failure: result.error };
}

/** The smallest expression that holds a place and has something to tell: a number or a text tells it by itself. */
export function partAt(expr: Expr, at: number): Expr | undefined {
  const { start, end } = expr.span;
  if (at < start || at >= end) return undefined;
  const child = childrenOf(expr).find(({ span }) => span.start <= at && at < span.end);
  if (child !== undefined) return partAt(child, at);
  const inner = withoutParens(expr);
  return inner.kind === 'number' || inner.kind === 'string' ? undefined : inner;
}

function describe(value: QueryValue): Pick<ExprValue, 'series' | 'samples' | 'values' | 'string'> {
  switch (value.type) {
    case 'string':
      return { series: 1, samples: 1, values: [], string: value.value };
    case 'scalar':
      return { series: 1, samples: 1, values: [{ labels: '', value: value.value }] };
    case 'vector': {
      const { samples } = value;
      const values = samples.slice(0, MAX_VALUES).map((one) => ({ labels: seriesText(one.labels), value: one.value }));
      return { series: samples.length, samples: samples.length, values };
    }
    case 'matrix': {
      const { series } = value;
      const values = series
        .slice(0, MAX_VALUES)
        .map((one) => ({ labels: seriesText(one.labels), value: one.values.at(-1) ?? Number.NaN }));
      return { series: series.length, samples: series.reduce((sum, one) => sum + one.values.length, 0), values };
    }
  }
}

function seriesText(labels: LabelSet): string {
  const others = withoutName(labels);
  return labels.get('__name__') + (others.names.length === 0 ? '' : printLabels(others));
}
