import { LabelSet } from '../../../model/labelSet.ts';
import { dropLabels, keepLabels, matchingKey } from '../labels.ts';

/** Which group each row belongs to, and the groups' labels, in the order in which they first come. */
export interface Groups {
  readonly ofRow: Int32Array;
  readonly labels: readonly LabelSet[];
}

/** Groups rows by the labels of `by`, or by all others for `without`. */
export function groupRows(rows: readonly LabelSet[], grouping: readonly string[], without: boolean): Groups {
  const ofRow = new Int32Array(rows.length);
  if (!without && grouping.length === 0) return { ofRow, labels: rows.length === 0 ? [] : [LabelSet.EMPTY] };
  const names = [...new Set(grouping)].sort();
  const kept = new Set(names);
  const dropped = new Set([...names, '__name__']);
  const byKey = new Map<string, number>();
  const labels: LabelSet[] = [];
  rows.forEach((row, i) => {
    const key = !without && names.length === 1 ? row.get(names[0] ?? '') : matchingKey(row, !without, names);
    let group = byKey.get(key);
    if (group === undefined) {
      group = labels.length;
      byKey.set(key, group);
      labels.push(without ? dropLabels(row, dropped) : keepLabels(row, kept));
    }
    ofRow[i] = group;
  });
  return { ofRow, labels };
}
