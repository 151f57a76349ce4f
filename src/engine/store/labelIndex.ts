import type { LabelSet } from '../../model/labelSet.ts';
import { LabelSet as Labels } from '../../model/labelSet.ts';
import { SplitMap } from '../../base/splitMap.ts';
import type { CompiledMatcher } from './compileMatcher.ts';
import { Symbols } from './symbols.ts';

/** The series with one value of a label: a lone one is kept as its bare number, since most values of a churning label are. */
type Postings = number | number[];

interface NameIndex {
  readonly values: SplitMap<number, Postings>;
  /** All values in order, for prefixes; absent until asked for, `added` waits to be merged in. */
  sorted?: string[];
  added: string[];
}

/** Code units of a key for each label: low and high half of the name's symbol, then of the value's. */
const UNITS_PER_LABEL = 4;

/**
 * Finds series by label. A series is a slot number given by the caller; its labels are one text (`key`) of symbol
 * numbers, which is the identity of the series and its labels in one.
 */
export class LabelIndex {
  readonly #symbols = new Symbols();
  readonly #names = new Map<number, NameIndex>();
  readonly #slots = new SplitMap<string, number>(spreadOfKey);
  readonly #keys: string[] = [];
  readonly #labelSets: (LabelSet | undefined)[] = [];
  readonly #units: number[] = [];
  readonly #lastSymbols: number[] = [];
  #postingsCount = 0;
  #keyUnits = 0;

  get size(): number {
    return this.#slots.size;
  }

  /** The slot of these labels; where they are new, they are entered under the one that `newSlot` gives. */
  enter(labels: LabelSet, newSlot: () => number): number {
    const key = this.#acquireKey(labels);
    const known = this.#slots.get(key);
    if (known !== undefined) {
      for (let at = 0; at < key.length; at += 2) this.#symbols.release(symbolAt(key, at));
      return known;
    }
    const slot = newSlot();
    this.#slots.set(key, slot);
    this.#keys[slot] = key;
    this.#labelSets[slot] = undefined;
    this.#keyUnits += key.length;
    for (let at = 0; at < key.length; at += UNITS_PER_LABEL) this.#post(symbolAt(key, at), symbolAt(key, at + 2), slot);
    return slot;
  }

  #post(name: number, value: number, slot: number): void {
    let index = this.#names.get(name);
    if (index === undefined) this.#names.set(name, (index = { values: new SplitMap(spreadOfSymbol), added: [] }));
    const postings = index.values.get(value);
    this.#postingsCount++;
    if (postings === undefined) {
      index.values.set(value, slot);
      if (index.sorted !== undefined) index.added.push(this.#symbols.text(value));
    } else if (typeof postings === 'number') index.values.set(value, [postings, slot]);
    else postings.push(slot);
  }

  /** Removes many at once: the cost of a long list of postings is paid once for all of them. */
  remove(slots: ReadonlySet<number>): void {
    const shared = new Map<number[], readonly [index: NameIndex, value: number]>();
    for (const slot of slots) {
      const key = this.#keys[slot] ?? '';
      for (let at = 0; at < key.length; at += UNITS_PER_LABEL) {
        const value = symbolAt(key, at + 2);
        const index = this.#names.get(symbolAt(key, at));
        const postings = index?.values.get(value);
        if (index === undefined || postings === undefined) continue;
        if (typeof postings === 'number') this.#removeValue(index, value);
        else shared.set(postings, [index, value]);
      }
    }
    for (const [postings, [index, value]] of shared) {
      const kept = postings.filter((slot) => !slots.has(slot));
      if (kept.length === 0) this.#removeValue(index, value);
      else index.values.set(value, kept.length === 1 ? (kept[0] ?? 0) : kept);
    }
    for (const slot of slots) this.#forget(slot);
  }

  #removeValue(index: NameIndex, value: number): void {
    index.values.delete(value);
    delete index.sorted;
    index.added = [];
  }

  #forget(slot: number): void {
    const key = this.#keys[slot];
    if (key === undefined || this.#slots.get(key) !== slot) return;
    this.#slots.delete(key);
    this.#keyUnits -= key.length;
    this.#postingsCount -= key.length / UNITS_PER_LABEL;
    this.#keys[slot] = '';
    this.#labelSets[slot] = undefined;
    for (let at = 0; at < key.length; at += 2) {
      const symbol = symbolAt(key, at);
      if (at % UNITS_PER_LABEL === 0 && this.#names.get(symbol)?.values.size === 0) this.#names.delete(symbol);
      this.#symbols.release(symbol);
    }
  }

  labels(slot: number): LabelSet {
    const known = this.#labelSets[slot];
    if (known !== undefined) return known;
    const key = this.#keys[slot] ?? '';
    const names: string[] = [];
    const values: string[] = [];
    for (let at = 0; at < key.length; at += UNITS_PER_LABEL) {
      names.push(this.#symbols.text(symbolAt(key, at)));
      values.push(this.#symbols.text(symbolAt(key, at + 2)));
    }
    return (this.#labelSets[slot] = Labels.fromSorted(names, values));
  }

  /** The slots that all matchers select, in no particular order. */
  select(matchers: readonly CompiledMatcher[]): number[] {
    const [start, used] = this.#cheapest(matchers);
    let slots = start;
    for (const matcher of matchers) {
      if (matcher === used || slots.length === 0) continue;
      slots = this.#filter(slots, matcher);
    }
    return slots;
  }

  /** The shortest list of candidates that one matcher alone gives, and that matcher where the list needs no filter of it. */
  #cheapest(matchers: readonly CompiledMatcher[]): readonly [slots: number[], used: CompiledMatcher | undefined] {
    let best: { readonly values: readonly number[]; readonly count: number } | undefined;
    let used: CompiledMatcher | undefined;
    // First those that are looked up, then, only where there was none, those that must test every value.
    for (const looksUp of [true, false]) {
      if (best !== undefined) break;
      for (const matcher of matchers) {
        if (matcher.matchesEmpty || looksUp !== (matcher.values !== undefined || matcher.prefixes !== undefined))
          continue;
        const values = this.#valuesOf(matcher);
        const index = this.#nameIndex(matcher.name);
        const count = values.reduce((sum, value) => sum + countOf(index?.values.get(value)), 0);
        if (best !== undefined && best.count <= count) continue;
        best = { values, count };
        used = matcher;
      }
    }
    if (best === undefined || used === undefined) return [[...this.#slots.values()], undefined];
    const index = this.#nameIndex(used.name);
    const slots: number[] = [];
    for (const value of best.values) {
      const postings = index?.values.get(value);
      if (typeof postings === 'number') slots.push(postings);
      else if (postings !== undefined) for (const slot of postings) slots.push(slot);
    }
    return [slots, used];
  }

  /** The symbols of the values of the matcher's label that match. */
  #valuesOf(matcher: CompiledMatcher): readonly number[] {
    const index = this.#nameIndex(matcher.name);
    if (index === undefined) return [];
    const found: number[] = [];
    if (matcher.values !== undefined) {
      for (const value of matcher.values) {
        const symbol = this.#symbols.find(value);
        if (symbol !== undefined && index.values.has(symbol)) found.push(symbol);
      }
    } else if (matcher.prefixes !== undefined) {
      const sorted = this.#sortedValues(index);
      for (const prefix of matcher.prefixes) {
        for (let at = lowerBound(sorted, prefix); at < sorted.length; at++) {
          const value = sorted[at] ?? '';
          if (!value.startsWith(prefix)) break;
          if (matcher.matches(value)) found.push(this.#symbols.find(value) ?? 0);
        }
      }
    } else {
      for (const symbol of index.values.keys()) if (matcher.matches(this.#symbols.text(symbol))) found.push(symbol);
    }
    return found;
  }

  #filter(slots: readonly number[], matcher: CompiledMatcher): number[] {
    const name = this.#symbols.find(matcher.name);
    if (name === undefined) return matcher.matchesEmpty ? [...slots] : [];
    const verdicts = new Map<number, boolean>();
    return slots.filter((slot) => {
      const value = valueIn(this.#keys[slot] ?? '', name);
      if (value < 0) return matcher.matchesEmpty;
      let verdict = verdicts.get(value);
      if (verdict === undefined) verdicts.set(value, (verdict = matcher.matches(this.#symbols.text(value))));
      return verdict;
    });
  }

  /** The names of all labels, or of those that `slots` have, in order. */
  names(slots?: readonly number[]): string[] {
    const found = new Set<number>();
    if (slots === undefined) for (const name of this.#names.keys()) found.add(name);
    else {
      for (const slot of slots) {
        const key = this.#keys[slot] ?? '';
        for (let at = 0; at < key.length; at += UNITS_PER_LABEL) found.add(symbolAt(key, at));
      }
    }
    return [...found].map((symbol) => this.#symbols.text(symbol)).sort();
  }

  /** The values of a label, over all series or over `slots`, in order. */
  values(name: string, slots?: readonly number[]): string[] {
    const index = this.#nameIndex(name);
    if (index === undefined) return [];
    if (slots === undefined) return [...this.#sortedValues(index)];
    const symbol = this.#symbols.find(name) ?? -1;
    const found = new Set<number>();
    for (const slot of slots) {
      const value = valueIn(this.#keys[slot] ?? '', symbol);
      if (value >= 0) found.add(value);
    }
    return [...found].map((value) => this.#symbols.text(value)).sort();
  }

  /** Calls `visit` for each pair of a label and a value with the count of its series. */
  forEachPair(visit: (name: string, value: string, series: number) => void): void {
    for (const [name, index] of this.#names)
      for (const [value, postings] of index.values)
        visit(this.#symbols.text(name), this.#symbols.text(value), countOf(postings));
  }

  /** An estimate of the memory that it takes. */
  get bytes(): number {
    // A key is a text of two bytes a unit with its header and its entry in the map; a posting is a slot in an array.
    return this.#keyUnits * 2 + this.#slots.size * 88 + this.#postingsCount * 12 + this.#symbols.bytes;
  }

  #nameIndex(name: string): NameIndex | undefined {
    const symbol = this.#symbols.find(name);
    return symbol === undefined ? undefined : this.#names.get(symbol);
  }

  #sortedValues(index: NameIndex): readonly string[] {
    if (index.sorted === undefined) {
      index.sorted = [...index.values.keys()].map((value) => this.#symbols.text(value)).sort();
      index.added = [];
    } else if (index.added.length > 0) {
      index.sorted = mergeSorted(index.sorted, index.added.sort());
      index.added = [];
    }
    return index.sorted;
  }

  #acquireKey(labels: LabelSet): string {
    const units = this.#units;
    units.length = labels.names.length * UNITS_PER_LABEL;
    for (let i = 0; i < labels.names.length; i++) {
      const name = this.#acquire(i * 2, labels.names[i] ?? '');
      const value = this.#acquire(i * 2 + 1, labels.values[i] ?? '');
      units[i * 4] = name & 0xffff;
      units[i * 4 + 1] = name >>> 16;
      units[i * 4 + 2] = value & 0xffff;
      units[i * 4 + 3] = value >>> 16;
    }
    // Made at once: a text that was added up piece by piece would keep its pieces.
    return String.fromCharCode(...units);
  }

  /** The symbol of a text. Series that come one after another mostly differ in few labels: the last text is tried first. */
  #acquire(position: number, text: string): number {
    const last = this.#lastSymbols[position];
    if (last !== undefined && this.#symbols.text(last) === text && this.#symbols.acquireKnown(last)) return last;
    return (this.#lastSymbols[position] = this.#symbols.acquire(text));
  }
}

/** Symbols are given out one after another. */
function spreadOfSymbol(symbol: number): number {
  return symbol;
}

/** Series mostly differ in one or two of their values, any of them. */
function spreadOfKey(key: string): number {
  let sum = 0;
  for (let at = 2; at < key.length; at += UNITS_PER_LABEL) sum += key.charCodeAt(at);
  return sum;
}

function symbolAt(key: string, at: number): number {
  return key.charCodeAt(at) | (key.charCodeAt(at + 1) << 16);
}

/** The symbol of the value of label `name` in a key, or -1. */
function valueIn(key: string, name: number): number {
  for (let at = 0; at < key.length; at += UNITS_PER_LABEL) if (symbolAt(key, at) === name) return symbolAt(key, at + 2);
  return -1;
}

function countOf(postings: Postings | undefined): number {
  return postings === undefined ? 0 : typeof postings === 'number' ? 1 : postings.length;
}

/** The first index whose text is not less than `text`. */
function lowerBound(sorted: readonly string[], text: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? '') < text) low = middle + 1;
    else high = middle;
  }
  return low;
}

function mergeSorted(a: readonly string[], b: readonly string[]): string[] {
  const merged: string[] = [];
  let j = 0;
  for (const text of a) {
    for (let next = b[j]; next !== undefined && next < text; next = b[++j]) merged.push(next);
    merged.push(text);
  }
  for (; j < b.length; j++) merged.push(b[j] ?? '');
  return merged;
}
