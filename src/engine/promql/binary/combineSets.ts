import type { VectorMatching } from '../ast.ts';
import { ABSENT, cellAt, VectorBuilder, type VectorColumns } from '../columns.ts';
import { pickRows } from '../aggregate/selectRows.ts';
import { matchRows } from './signatures.ts';

/** `and`, `or`, `unless`. */
export function combineSets(
  op: 'and' | 'or' | 'unless',
  left: VectorColumns,
  right: VectorColumns,
  matching: VectorMatching,
): VectorColumns {
  const { steps } = left;
  const signatures = matchRows(left.labels, right.labels, matching);
  if (op !== 'or') {
    const has = presence(right, signatures.right, signatures.count);
    return pickRows(left, filtered(left, signatures.left, has, op === 'and'), undefined);
  }
  const has = presence(left, signatures.left, signatures.count);
  const added = filtered(right, signatures.right, has, false);
  const builder = new VectorBuilder(steps, left.labels.length + right.labels.length);
  const rowOf = new Map<string, number>();
  left.labels.forEach((labels, row) => {
    const base = builder.row();
    builder.values.set(left.values.subarray(row * steps, (row + 1) * steps), base);
    builder.present.set(left.present.subarray(row * steps, (row + 1) * steps), base);
    builder.carry(left, row * steps, base);
    if (builder.add(labels, left.dropName[row] ?? false)) rowOf.set(labels.key, builder.labels.length - 1);
  });
  right.labels.forEach((labels, row) => {
    const known = rowOf.get(labels.key);
    // A series that is on both sides at different times stays one series.
    const base = known === undefined ? builder.row() : known * steps;
    for (let step = 0; step < steps; step++) {
      const from = row * steps + step;
      if (added[from] !== ABSENT) {
        const cell = cellAt(right, from);
        if (cell !== undefined) builder.put(base + step, cell);
      } else if (known === undefined) builder.present[base + step] = ABSENT;
    }
    if (known === undefined) builder.add(labels, right.dropName[row] ?? false);
  });
  return builder.build();
}

/** For each signature and step whether any row has a value. */
function presence({ labels, present, steps }: VectorColumns, signatures: Int32Array, count: number): Uint8Array {
  const has = new Uint8Array(count * steps);
  for (let row = 0; row < labels.length; row++) {
    const to = (signatures[row] ?? 0) * steps;
    for (let step = 0; step < steps; step++) if (present[row * steps + step] !== ABSENT) has[to + step] = 1;
  }
  return has;
}

function filtered(
  { labels, present, steps }: VectorColumns,
  signatures: Int32Array,
  has: Uint8Array,
  wanted: boolean,
): Uint8Array {
  const kept = new Uint8Array(present.length);
  for (let row = 0; row < labels.length; row++) {
    const from = (signatures[row] ?? 0) * steps;
    for (let step = 0; step < steps; step++)
      if ((has[from + step] === 1) === wanted) kept[row * steps + step] = present[row * steps + step] ?? ABSENT;
  }
  return kept;
}
