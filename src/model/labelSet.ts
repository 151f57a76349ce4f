import type { Labels } from './series.ts';

/**
 * A series' labels in the form that the engine works with: sorted by name (by UTF-16 code unit), without empty values,
 * with a canonical key. Two sets with the same labels have the same key.
 */
export class LabelSet {
  static readonly EMPTY = new LabelSet([], []);

  readonly names: readonly string[];
  readonly values: readonly string[];
  #key: string | undefined;

  private constructor(names: readonly string[], values: readonly string[]) {
    this.names = names;
    this.values = values;
  }

  static from(labels: Labels): LabelSet {
    const names = Object.keys(labels)
      .filter((name) => labels[name] !== '')
      .sort();
    return new LabelSet(
      names,
      names.map((name) => labels[name] ?? ''),
    );
  }

  /** From parallel columns that are already sorted by name and hold neither a name twice nor an empty value. */
  static fromSorted(names: readonly string[], values: readonly string[]): LabelSet {
    return new LabelSet(names, values);
  }

  /** The value of `name`, or the empty text where there is no such label. */
  get(name: string): string {
    const at = this.names.indexOf(name);
    return at < 0 ? '' : (this.values[at] ?? '');
  }

  /** Equal for equal sets, different for different ones; not meant to be read. */
  get key(): string {
    // Lengths before each text make the key unambiguous whatever the texts hold.
    return (this.#key ??= this.names
      .map((name, i) => `${name.length}:${name}${(this.values[i] ?? '').length}:${this.values[i] ?? ''}`)
      .join(''));
  }

  toLabels(): Labels {
    const labels: Record<string, string> = {};
    this.names.forEach((name, i) => {
      labels[name] = this.values[i] ?? '';
    });
    return labels;
  }
}
