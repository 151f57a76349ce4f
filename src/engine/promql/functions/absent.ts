import { LabelSet } from '../../../model/labelSet.ts';
import type { Expr } from '../ast.ts';
import { ABSENT, FLOAT, VectorBuilder, type VectorColumns } from '../columns.ts';

/** 1 at each step at which no series of `vector` has a value, with the labels that `arg`'s matchers fix. */
export function absentColumns(vector: VectorColumns, arg: Expr, dropName: boolean): VectorColumns {
  const { steps, present, labels } = vector;
  const builder = new VectorBuilder(steps, 1);
  const base = builder.row();
  builder.values.fill(1, base, base + steps);
  builder.present.fill(FLOAT, base, base + steps);
  for (let row = 0; row < labels.length; row++)
    for (let step = 0; step < steps; step++)
      if (present[row * steps + step] !== ABSENT) builder.present[base + step] = ABSENT;
  builder.add(labelsOfMatchers(arg), dropName);
  return builder.build();
}

/** Labels that a selector's `=` matchers fix; one that is named twice is left out. */
function labelsOfMatchers(arg: Expr): LabelSet {
  const selector = arg.kind === 'matrix' ? arg.selector : arg;
  if (selector.kind !== 'selector') return LabelSet.EMPTY;
  const labels: Record<string, string> = {};
  const seen = new Set<string>();
  for (const { name, op, value } of selector.matchers) {
    if (name === '__name__') continue;
    if (op === '=' && !seen.has(name)) {
      labels[name] = value;
      seen.add(name);
    } else delete labels[name];
  }
  return LabelSet.from(labels);
}
