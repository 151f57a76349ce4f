import type { LabelSet } from '../../../model/labelSet.ts';
import type { Aggregate } from '../ast.ts';
import { cellAt, FLOAT, VectorBuilder, type VectorColumns } from '../columns.ts';
import { formatFloat } from '../goText.ts';
import { printHistogram } from '../histogram/printHistogram.ts';
import { dropLabels, keepLabels, withLabels } from '../labels.ts';

/** `count_values`: how many rows of a group have each value, the value as a label. */
export function countValues(input: VectorColumns, { grouping, without }: Aggregate, label: string): VectorColumns {
  const { steps, labels } = input;
  const kept = new Set([...grouping, label]);
  const dropped = new Set([...grouping, '__name__']);
  const groups = new Map<string, { readonly labels: LabelSet; readonly counts: Float64Array }>();
  labels.forEach((row, i) => {
    const byValue = new Map<string, Float64Array>();
    for (let step = 0; step < steps; step++) {
      const cell = cellAt(input, i * steps + step);
      if (cell === undefined) continue;
      const text = typeof cell === 'number' ? formatFloat(cell) : printHistogram(cell);
      let counts = byValue.get(text);
      if (counts === undefined) {
        const changed = withLabels(row, { [label]: text });
        const set = without ? dropLabels(changed, dropped) : keepLabels(changed, kept);
        const group = groups.get(set.key) ?? { labels: set, counts: new Float64Array(steps) };
        groups.set(set.key, group);
        byValue.set(text, (counts = group.counts));
      }
      counts[step] = (counts[step] ?? 0) + 1;
    }
  });
  const builder = new VectorBuilder(steps, groups.size);
  for (const group of groups.values()) {
    const base = builder.row();
    group.counts.forEach((count, step) => {
      builder.values[base + step] = count;
      builder.present[base + step] = count > 0 ? FLOAT : 0;
    });
    builder.add(group.labels, false);
  }
  return builder.build();
}
