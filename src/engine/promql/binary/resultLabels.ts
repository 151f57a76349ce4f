import type { LabelSet } from '../../../model/labelSet.ts';
import type { Binary } from '../ast.ts';
import { dropLabels, keepLabels, withLabels, withoutName } from '../labels.ts';
import { changesMetric } from './operators.ts';

/** The labels of the result of a pair of rows: those of the leading side, less or more what the matching says. */
export function resultLabels(many: LabelSet, one: LabelSet, { op, matching }: Binary): LabelSet {
  let labels = changesMetric(op) ? withoutName(many) : many;
  if (matching.group === undefined) {
    const names = new Set(matching.labels);
    labels = matching.on ? keepLabels(labels, names) : dropLabels(labels, names);
  }
  if (matching.include.length === 0) return labels;
  return withLabels(labels, Object.fromEntries(matching.include.map((name) => [name, one.get(name)])));
}
