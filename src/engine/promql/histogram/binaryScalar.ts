import { type Binary, isComparison } from '../ast.ts';
import { changesMetric } from '../binary/operators.ts';
import { ABSENT, cellAt, type ScalarColumn, VectorBuilder, type VectorColumns } from '../columns.ts';
import type { Context } from '../context.ts';
import { combineCells } from './binary.ts';
import { Remarks } from './remarks.ts';

/** An operation between a vector that holds histograms, or that is to be trimmed, and a scalar. */
export function combineCellsWithScalar(
  { annotations }: Context,
  expr: Binary,
  vector: VectorColumns,
  scalar: ScalarColumn,
  swapped: boolean,
): VectorColumns {
  const { op, bool } = expr;
  const { steps } = vector;
  const drops = changesMetric(op) || bool;
  const filters = isComparison(op) && !bool;
  const builder = new VectorBuilder(steps, vector.labels.length);
  const remarks = new Remarks();
  vector.labels.forEach((labels, row) => {
    const base = builder.row();
    let count = 0;
    for (let step = 0; step < steps; step++) {
      builder.present[base + step] = ABSENT;
      const cell = cellAt(vector, row * steps + step);
      if (cell === undefined) continue;
      const other = scalar.values[step] ?? NaN;
      const { value, holds, remark } = swapped ? combineCells(op, other, cell) : combineCells(op, cell, other);
      remarks.note(step, remark);
      if (value === undefined || (filters && !holds)) continue;
      if (bool) builder.put(base + step, holds ? 1 : 0);
      else builder.put(base + step, filters ? cell : value);
      count++;
    }
    if (count > 0) builder.add(labels, drops || (vector.dropName[row] ?? false), count);
  });
  remarks.tell(annotations, expr);
  return builder.build();
}
