import { type Aggregate, withoutParens } from '../ast.ts';
import { hasHistograms, type VectorColumns } from '../columns.ts';
import type { Context, Grid } from '../context.ts';
import { evalScalar, evalVector } from '../evaluate.ts';
import { emptyVector } from '../columns.ts';
import { quote } from '../goText.ts';
import { countValues } from './countValues.ts';
import { groupRows } from './groupRows.ts';
import { reduceGroups } from './reduceGroups.ts';
import { quantileGroups } from './quantileGroups.ts';
import { selectK, selectRatio } from './selectRows.ts';

/** An aggregation at every step; groups are found once, from the labels. */
export function* evalAggregate(context: Context, expr: Aggregate, grid: Grid): Generator<void, VectorColumns> {
  const { op, param } = expr;
  if (op === 'count_values') {
    const name = param === undefined ? undefined : withoutParens(param);
    const label = name?.kind === 'string' ? name.value : '';
    if (label === '' || !label.isWellFormed() || label.includes('\ufffd')) {
      context.fail(`invalid label name ${quote(label)}`);
      return emptyVector(grid.steps);
    }
    const input = yield* evalVector(context, expr.expr, grid);
    return countValues(input, expr, label);
  }
  const params = param === undefined ? undefined : (yield* evalScalar(context, param, grid)).values;
  const input = yield* evalVector(context, expr.expr, grid);
  if (context.failed) return emptyVector(grid.steps);
  const groups = groupRows(input.labels, expr.grouping, expr.without);
  tellOfHistograms(context, expr, input);
  if (params === undefined || param === undefined) return reduceGroups(context, expr, input, groups);
  switch (op) {
    case 'quantile':
      warnQuantiles(context, params, param.span);
      return quantileGroups(input, groups, params);
    case 'limit_ratio':
      return selectRatio(context, input, params, param.span);
    default:
      return selectK(context, op as 'topk' | 'bottomk' | 'limitk', input, groups, params);
  }
}

const IGNORES_HISTOGRAMS = new Set(['min', 'max', 'stddev', 'stdvar', 'quantile', 'topk', 'bottomk']);

function tellOfHistograms({ annotations }: Context, { op, span, expr }: Aggregate, input: VectorColumns): void {
  if (!IGNORES_HISTOGRAMS.has(op) || !hasHistograms(input)) return;
  // Prometheus points to the whole aggregation for these two, and to what is aggregated for the others.
  annotations.info(`ignored histogram in ${op} aggregation`, op === 'topk' || op === 'bottomk' ? span : expr.span);
}

function warnQuantiles(context: Context, params: Float64Array, span: Aggregate['span']): void {
  const { annotations } = context;
  const numbers = params.filter((value) => value === value);
  if (numbers.length < params.length) annotations.invalidQuantile(NaN, span);
  const greatest = numbers.reduce((a, b) => Math.max(a, b), -Infinity);
  const least = numbers.reduce((a, b) => Math.min(a, b), Infinity);
  if (greatest > 1) annotations.invalidQuantile(greatest, span);
  if (least < 0) annotations.invalidQuantile(least, span);
}
