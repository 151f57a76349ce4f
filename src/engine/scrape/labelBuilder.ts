import { LabelSet } from '../../model/labelSet.ts';
import type { Labels } from '../../model/series.ts';
import { openMetricsFloat } from './openMetricsFloat.ts';
import { parseFloatText } from './parseFloatBytes.ts';
import type { Statement } from './statement.ts';
import { SymbolTable } from './symbolTable.ts';

/** Which label of the current family holds a number to be normalised: `le` of histograms, `quantile` of summaries. */
export type NumericLabel = 'le' | 'quantile' | undefined;

/** What goes around the labels that a target exposes. */
export interface TargetLabelOptions {
  /** `job`, `instance` and whatever else the target's configuration adds. */
  readonly targetLabels: Labels;
  /** Whether an exposed label wins over a target label of the same name; otherwise it becomes `exported_<name>`. */
  readonly honorLabels: boolean;
}

/** How the labels of a series are put together where only the names matter: the same for all series of a family. */
interface Shape {
  readonly exposedNames: readonly string[];
  /** In order, with the target labels. */
  readonly names: readonly string[];
  /** For each name: the exposed label that gives the value, or -1 for a target label. */
  readonly sources: readonly number[];
  readonly fixedValues: readonly string[];
}

/**
 * Makes label sets of scanned samples, with the target's labels added as Prometheus does. Names and values are interned,
 * and the order of the labels is worked out once for neighbours with the same label names.
 */
export class LabelBuilder {
  readonly #target: readonly (readonly [name: string, value: string])[];
  readonly #honorLabels: boolean;
  readonly #symbols = new SymbolTable();
  #shape: Shape | undefined;
  /** The labels as exposed, the metric's name first; the first `#count` count. */
  readonly #names: string[] = ['__name__'];
  #values: string[] = [];
  #count = 0;

  constructor(options: TargetLabelOptions) {
    this.#target = Object.entries(options.targetLabels);
    this.#honorLabels = options.honorLabels;
  }

  /** The label set of the sample that `statement` describes, or a sentence that says why it can be none. */
  build(statement: Statement, bytes: Buffer, numericLabel: NumericLabel): LabelSet | string {
    const names = this.#names;
    const values = this.#values;
    const { count, offsets } = statement.labels;
    const symbols = this.#symbols;
    const name = symbols.intern(bytes, statement.nameStart, statement.nameEnd);
    values[0] = name;
    let hasEmpty = name === '';
    for (let i = 1, at = 0; i <= count; i++, at += 4) {
      const label = symbols.intern(bytes, offsets[at] as number, offsets[at + 1] as number);
      let value = symbols.intern(bytes, offsets[at + 2] as number, offsets[at + 3] as number);
      if (label === numericLabel) value = normalized(value);
      if (value === '') hasEmpty = true;
      names[i] = label;
      values[i] = value;
    }
    this.#count = count + 1;
    if (hasEmpty) return this.#assemble();
    let shape = this.#shape;
    if (shape === undefined || !this.#has(shape.exposedNames)) {
      const made = this.#newShape();
      if (typeof made === 'string') return made;
      shape = this.#shape = made;
    }
    const { names: sorted, sources, fixedValues } = shape;
    const sortedValues = fixedValues.slice();
    for (let i = 0; i < sortedValues.length; i++) {
      const source = sources[i] as number;
      if (source >= 0) sortedValues[i] = values[source] as string;
    }
    return LabelSet.fromSorted(sorted, sortedValues);
  }

  #has(names: readonly string[]): boolean {
    if (names.length !== this.#count) return false;
    for (let i = 0; i < names.length; i++) if (names[i] !== this.#names[i]) return false;
    return true;
  }

  #newShape(): Shape | string {
    // Unique stand-ins for the values show where each one ends up.
    const values = this.#values;
    const standIns = Array.from({ length: this.#count }, (_, i) => `\u0000${i}`);
    this.#values = standIns;
    const set = this.#assemble();
    this.#values = values;
    if (typeof set === 'string') return set;
    return {
      exposedNames: this.#names.slice(0, this.#count),
      names: set.names,
      sources: set.values.map((value) => standIns.indexOf(value)),
      fixedValues: set.values,
    };
  }

  #assemble(): LabelSet | string {
    const exposed = new Map<string, string>();
    for (let i = 0; i < this.#count; i++) {
      const name = this.#names[i] as string;
      if (name === '') return 'a label has an empty name';
      if (exposed.has(name)) return `label name "${name}" is not unique`;
      exposed.set(name, this.#values[i] as string);
    }
    if (exposed.get('__name__') === '') return 'the metric name is empty';
    const all = new Map(exposed);
    const conflicting: [name: string, value: string][] = [];
    for (const [name, value] of this.#target) {
      const there = exposed.get(name);
      // An empty label counts as exposed: that is how a gateway says that a series has no instance.
      if (this.#honorLabels && there !== undefined) continue;
      if (there !== undefined && there !== '') conflicting.push([name, there]);
      all.set(name, value);
    }
    conflicting.sort((a, b) => a[0].length - b[0].length);
    for (const [name, value] of conflicting) {
      let free = `exported_${name}`;
      while ((all.get(free) ?? '') !== '') free = `exported_${free}`;
      all.set(free, value);
    }
    const names = [...all.keys()].filter((name) => all.get(name) !== '').sort();
    return LabelSet.fromSorted(
      names,
      names.map((name) => all.get(name) as string),
    );
  }
}

function normalized(value: string): string {
  const number = parseFloatText(value);
  return number === undefined ? value : openMetricsFloat(number);
}
