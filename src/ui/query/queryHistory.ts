const KEY = 'queryHistory';
const MAX_QUERIES = 50;
/** A longer one is not kept: the workspace's state is no place for it. */
const MAX_LENGTH = 10_000;

/** Where the history is kept: a workspace's state. */
export interface HistoryMemento {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** The queries that were run, newest first, each once, kept per workspace. */
export class QueryHistory {
  readonly #memento: HistoryMemento;

  constructor(memento: HistoryMemento) {
    this.#memento = memento;
  }

  get queries(): readonly string[] {
    const kept: unknown = this.#memento.get(KEY);
    if (!Array.isArray(kept)) return [];
    return kept.filter((text): text is string => typeof text === 'string').slice(0, MAX_QUERIES);
  }

  /** Puts a query first; whether the list is another now. */
  async add(text: string): Promise<boolean> {
    const query = text.trim();
    const { queries } = this;
    if (query === '' || query.length > MAX_LENGTH || queries[0] === query) return false;
    await this.#memento.update(KEY, [query, ...queries.filter((other) => other !== query)].slice(0, MAX_QUERIES));
    return true;
  }

  async clear(): Promise<void> {
    await this.#memento.update(KEY, undefined);
  }
}
