import { LabelSet } from '../../../model/labelSet.ts';
import { FLOAT, VectorBuilder, type VectorColumns } from '../columns.ts';
import { type Grid, timeAt } from '../context.ts';
import type { ElementFunction } from './elementwise.ts';

/** A function of dates without an argument: of the steps themselves. */
export function datesOfSteps(fn: ElementFunction, grid: Grid): VectorColumns {
  return vectorOf(grid.steps, (step) => fn(Math.floor(timeAt(grid, step) / 1000)));
}

/** One series without labels. */
export function vectorOf(steps: number, valueAt: (step: number) => number): VectorColumns {
  const builder = new VectorBuilder(steps, 1);
  const base = builder.row();
  for (let step = 0; step < steps; step++) {
    builder.values[base + step] = valueAt(step);
    builder.present[base + step] = FLOAT;
  }
  builder.add(LabelSet.EMPTY, false, steps);
  return builder.build();
}
