import { FLOAT, type VectorColumns } from '../columns.ts';
import { quantileOf } from '../functions/quantile.ts';
import type { Groups } from './groupRows.ts';

/** The quantile of each group at each step. */
export function quantileGroups(input: VectorColumns, groups: Groups, quantiles: Float64Array): VectorColumns {
  const { steps, present, values } = input;
  const rows = rowsOfGroups(groups);
  const size = groups.labels.length * steps;
  const out = new Float64Array(size);
  const seen = new Uint8Array(size);
  const dropName: boolean[] = [];
  const scratch = new Float64Array(input.labels.length);
  rows.forEach((members, group) => {
    dropName.push(members.some((row) => input.dropName[row] === true));
    for (let step = 0; step < steps; step++) {
      let count = 0;
      for (const row of members)
        if (present[row * steps + step] === FLOAT) scratch[count++] = values[row * steps + step] ?? 0;
      if (count === 0) continue;
      out[group * steps + step] = quantileOf(quantiles[step] ?? NaN, scratch, count);
      seen[group * steps + step] = FLOAT;
    }
  });
  return { kind: 'vector', steps, labels: [...groups.labels], dropName, values: out, present: seen };
}

/** The rows of each group, in their order. */
export function rowsOfGroups({ ofRow, labels }: Groups): number[][] {
  const rows: number[][] = labels.map(() => []);
  ofRow.forEach((group, row) => rows[group]?.push(row));
  return rows;
}
