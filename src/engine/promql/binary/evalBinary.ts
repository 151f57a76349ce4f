import { type Binary, isComparison, isSetOperator } from '../ast.ts';
import {
  emptyVector,
  FLOAT,
  hasHistograms,
  type ScalarColumn,
  type Value,
  VectorBuilder,
  type VectorColumns,
} from '../columns.ts';
import type { Context, Grid } from '../context.ts';
import { evaluate } from '../evaluate.ts';
import { combineCellsWithScalar } from '../histogram/binaryScalar.ts';
import { combineSets } from './combineSets.ts';
import { combineVectors } from './combineVectors.ts';
import { changesMetric, operationOf } from './operators.ts';

/** A binary operation at every step. */
export function* evalBinary(context: Context, expr: Binary, grid: Grid): Generator<void, Value> {
  const left = yield* evaluate(context, expr.left, grid);
  const right = yield* evaluate(context, expr.right, grid);
  if (context.failed || left.kind === 'string' || right.kind === 'string') return emptyVector(grid.steps);
  if (left.kind === 'scalar' && right.kind === 'scalar') return combineScalars(expr, left, right);
  if (left.kind === 'vector' && right.kind === 'vector') {
    if (isSetOperator(expr.op)) return combineSets(expr.op, left, right, expr.matching);
    return combineVectors(context, expr, left, right);
  }
  if (left.kind === 'vector') return combineWithScalar(context, expr, left, right as ScalarColumn, false);
  return combineWithScalar(context, expr, right as VectorColumns, left, true);
}

function combineScalars({ op }: Binary, left: ScalarColumn, right: ScalarColumn): ScalarColumn {
  const operation = operationOf(op);
  const values = left.values.map((value, i) => operation?.(value, right.values[i] ?? NaN) ?? NaN);
  return { kind: 'scalar', values };
}

function combineWithScalar(
  context: Context,
  expr: Binary,
  vector: VectorColumns,
  scalar: ScalarColumn,
  swapped: boolean,
): VectorColumns {
  const { op, bool } = expr;
  const operation = operationOf(op);
  const { steps, values, present } = vector;
  if (operation === undefined || hasHistograms(vector))
    return combineCellsWithScalar(context, expr, vector, scalar, swapped);
  const filters = isComparison(op) && !bool;
  const drops = changesMetric(op) || bool;
  const builder = new VectorBuilder(steps, vector.labels.length);
  vector.labels.forEach((labels, row) => {
    const base = builder.row();
    let count = 0;
    for (let step = 0; step < steps; step++) {
      const from = row * steps + step;
      builder.present[base + step] = 0;
      if (present[from] !== FLOAT) continue;
      const value = values[from] ?? 0;
      const other = scalar.values[step] ?? NaN;
      const result = swapped ? operation(other, value) : operation(value, other);
      if (filters && result === 0) continue;
      builder.values[base + step] = filters ? value : result;
      builder.present[base + step] = FLOAT;
      count++;
    }
    if (count > 0) builder.add(labels, drops || (vector.dropName[row] ?? false), count);
  });
  return builder.build();
}
