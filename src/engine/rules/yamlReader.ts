import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
  visit,
} from 'yaml';
import type { TextRange } from '../../model/problem.ts';

/** How many nodes of a file are looked at; aliases count each time, so that a few lines cannot stand for billions. */
const MAX_NODES = 500_000;

/** What is wrong with a file, where: `message` is a sentence's end as Prometheus gives it. */
export interface FileProblem {
  readonly message: string;
  readonly range?: TextRange;
}

/** The YAML of a file with the places of its parts. Follows aliases and merge keys, within bounds. */
export class YamlReader {
  readonly problems: FileProblem[] = [];
  readonly root: Node | null | undefined;
  readonly #lines = new LineCounter();
  readonly #targets = new Map<Alias, Node>();
  #nodes = 0;

  /** Only the first document counts, as in Prometheus. */
  constructor(text: string) {
    const documents = parseAllDocuments(text, { lineCounter: this.#lines, merge: true, uniqueKeys: false });
    const first = Array.isArray(documents) ? documents[0] : undefined;
    this.root = first?.contents;
    for (const { message, pos } of first?.errors ?? []) {
      this.problems.push({ message: `yaml: ${message.split('\n')[0]}`, range: this.#rangeOf(pos[0], pos[1]) });
    }
    if (first !== undefined) this.#lookOver(first);
  }

  report(message: string, node?: Node | null): void {
    const range = node === undefined || node === null ? undefined : this.rangeOf(node);
    this.problems.push({ message, ...(range !== undefined && { range }) });
  }

  rangeOf(node: Node): TextRange | undefined {
    return node.range === undefined || node.range === null ? undefined : this.#rangeOf(node.range[0], node.range[1]);
  }

  /** The pairs of a mapping, merged ones after its own; undefined (and reported) where it is none. */
  mapping(
    node: Node | null | undefined,
    what: string,
  ): ReadonlyMap<string, { key: Node; value: Node | null }> | undefined {
    const resolved = this.#resolve(node);
    if (!isMap(resolved)) {
      this.report(`yaml: ${what} must be a mapping`, node);
      return undefined;
    }
    const pairs = new Map<string, { key: Node; value: Node | null }>();
    const merged: Node[] = [];
    for (const { key, value } of resolved.items as Pair<Node, Node | null>[]) {
      // With merging on, the key `<<` is a symbol.
      const name = !isScalar(key) ? '' : typeof key.value === 'symbol' ? '<<' : String(key.value);
      if (name === '<<' && value !== null) merged.push(value);
      else pairs.set(name, { key, value });
    }
    for (const source of merged) {
      const of = this.#resolve(source);
      const sources = isSeq(of) ? (of.items as Node[]) : [source];
      for (const one of sources) {
        for (const [name, pair] of this.mapping(one, what) ?? []) if (!pairs.has(name)) pairs.set(name, pair);
      }
    }
    return pairs;
  }

  /** The items of a list; none (and reported) where it is something else. Absent and null are an empty list. */
  list(node: Node | null | undefined, what: string): readonly Node[] {
    const resolved = this.#resolve(node);
    if (resolved === undefined || (isScalar(resolved) && resolved.value === null)) return [];
    if (isSeq(resolved)) return resolved.items as Node[];
    this.report(`yaml: ${what} must be a list`, node);
    return [];
  }

  /** A scalar as the text that it is written as; undefined where it is absent or null, and (reported) where it is a collection. */
  text(node: Node | null | undefined, what: string): string | undefined {
    const resolved = this.#resolve(node);
    if (resolved === undefined || (isScalar(resolved) && resolved.value === null)) return undefined;
    if (!isScalar(resolved)) {
      this.report(`yaml: ${what} must be a text`, node);
      return undefined;
    }
    return typeof resolved.value === 'string' ? resolved.value : (resolved.source ?? String(resolved.value));
  }

  /** What a node stands for: an alias' own node, else itself. */
  target(node: Node | null | undefined): Node | undefined {
    return this.#resolve(node);
  }

  #resolve(node: Node | null | undefined): Node | undefined {
    if (++this.#nodes > MAX_NODES) throw new RangeError(`yaml: the file stands for more than ${MAX_NODES} values`);
    if (!isAlias(node)) return node ?? undefined;
    return this.#targets.get(node);
  }

  /**
   * Finds keys that stand twice, and what each alias means, in one pass: the library compares each key with all before it and
   * looks for each alias through the whole file, which takes minutes for a megabyte of either.
   */
  #lookOver(document: Document.Parsed): void {
    const anchors = new Map<string, Node>();
    visit(document, {
      Node: (_, node, path) => {
        if (isAlias(node)) {
          const target = anchors.get(node.source);
          if (target !== undefined) this.#targets.set(node, target);
          // The words of Prometheus' own reader.
          if (target !== undefined && path.includes(target))
            this.report(`yaml: anchor '${node.source}' value contains itself`, node);
          return;
        }
        if (node.anchor !== undefined) anchors.set(node.anchor, node);
        if (isMap(node)) this.#reportDoubles(node.items as Pair<Node, Node | null>[]);
      },
    });
  }

  #reportDoubles(pairs: readonly Pair<Node, Node | null>[]): void {
    const keys = new Set<unknown>();
    for (const { key } of pairs) {
      if (!isScalar(key)) continue;
      if (keys.has(key.value)) this.report('yaml: Map keys must be unique', key);
      keys.add(key.value);
    }
  }

  #rangeOf(from: number, to: number): TextRange {
    const [start, end] = [this.#lines.linePos(from), this.#lines.linePos(to)];
    return { startLine: start.line - 1, startColumn: start.col - 1, endLine: end.line - 1, endColumn: end.col - 1 };
  }
}
