import type { Row } from './row.ts';

export interface ViewRowsOptions<Node> {
  readonly idOf: (node: Node) => string;
  /** The nodes below one, or at the top. */
  readonly childrenOf: (node: Node | undefined) => readonly Node[];
  readonly rowOf: (node: Node) => Row;
}

/** What has to be drawn anew: everything, where rows came, went or moved, or the rows of these ids. */
export type RowChanges = 'all' | readonly string[];

/** The rows of a view by ids that stay the same from one state to the next, and which of them changed. */
export class ViewRows<Node> {
  readonly #options: ViewRowsOptions<Node>;
  #nodes: ReadonlyMap<string, Node> = new Map();
  #shown: ReadonlyMap<string, string> = new Map();

  constructor(options: ViewRowsOptions<Node>) {
    this.#options = options;
  }

  node(id: unknown): Node | undefined {
    return typeof id === 'string' ? this.#nodes.get(id) : undefined;
  }

  /** The ids below a row, or at the top; none below one that went away. */
  children(id?: string): string[] {
    const node = id === undefined ? undefined : this.#nodes.get(id);
    if (id !== undefined && node === undefined) return [];
    return this.#options.childrenOf(node).map(this.#options.idOf);
  }

  /** Takes the rows as they are now. While the editor waits for rows, their commands find none: so only what changed is drawn. */
  update(): RowChanges {
    const { childrenOf, idOf, rowOf } = this.#options;
    const nodes = new Map<string, Node>();
    const shown = new Map<string, string>();
    const add = (parent: Node | undefined): void => {
      for (const node of childrenOf(parent)) {
        const id = idOf(node);
        nodes.set(id, node);
        shown.set(id, JSON.stringify(rowOf(node)));
        add(node);
      }
    };
    add(undefined);
    const before = this.#shown;
    this.#nodes = nodes;
    this.#shown = shown;
    if (JSON.stringify([...before.keys()]) !== JSON.stringify([...shown.keys()])) return 'all';
    return [...shown].filter(([id, row]) => before.get(id) !== row).map(([id]) => id);
  }
}
