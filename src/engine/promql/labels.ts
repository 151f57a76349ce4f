import { LabelSet } from '../../model/labelSet.ts';

const METADATA = new Set(['__name__', '__type__', '__unit__']);

/** The labels without the metric name, and without its type and unit. */
export function withoutName(labels: LabelSet): LabelSet {
  return filtered(labels, (name) => !METADATA.has(name));
}

export function keepLabels(labels: LabelSet, names: ReadonlySet<string>): LabelSet {
  return filtered(labels, (name) => names.has(name));
}

export function dropLabels(labels: LabelSet, names: ReadonlySet<string>): LabelSet {
  return filtered(labels, (name) => !names.has(name));
}

function filtered(labels: LabelSet, keeps: (name: string) => boolean): LabelSet {
  const { names, values } = labels;
  let kept = 0;
  for (const name of names) if (keeps(name)) kept++;
  if (kept === names.length) return labels;
  if (kept === 0) return LabelSet.EMPTY;
  const keptNames: string[] = [];
  const keptValues: string[] = [];
  names.forEach((name, i) => {
    if (!keeps(name)) return;
    keptNames.push(name);
    keptValues.push(values[i] ?? '');
  });
  return LabelSet.fromSorted(keptNames, keptValues);
}

/** The labels with these changed; an empty value removes one. */
export function withLabels(labels: LabelSet, changes: Readonly<Record<string, string>>): LabelSet {
  return LabelSet.from({ ...labels.toLabels(), ...changes });
}

/** A text that is equal for two label sets just where they agree on `names` (sorted), or on all but `names` and the metric name. */
export function matchingKey(labels: LabelSet, on: boolean, names: readonly string[]): string {
  let key = '';
  if (on) {
    for (const name of names) {
      const value = labels.get(name);
      key += `${value.length}:${value}`;
    }
    return key;
  }
  const { names: all, values } = labels;
  for (let i = 0; i < all.length; i++) {
    const name = all[i] ?? '';
    if (name === '__name__' || names.includes(name)) continue;
    const value = values[i] ?? '';
    key += `${name.length}:${name}${value.length}:${value}`;
  }
  return key;
}

/** The order of Prometheus' results: label by label, name before value, the shorter set first. */
export function compareLabels(a: LabelSet, b: LabelSet): number {
  const count = Math.min(a.names.length, b.names.length);
  for (let i = 0; i < count; i++) {
    const byName = compareTexts(a.names[i] ?? '', b.names[i] ?? '');
    if (byName !== 0) return byName;
    const byValue = compareTexts(a.values[i] ?? '', b.values[i] ?? '');
    if (byValue !== 0) return byValue;
  }
  return a.names.length - b.names.length;
}

export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `{a="b", c="d"}` as in Prometheus' messages. */
export function printLabels(labels: LabelSet): string {
  return `{${labels.names.map((name, i) => `${name}=${JSON.stringify(labels.values[i] ?? '')}`).join(', ')}}`;
}
