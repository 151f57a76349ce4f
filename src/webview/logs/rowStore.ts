import type { LogRow, LogRows } from '../../protocol/logs.ts';

const PAGE = 100;
const PAGES_MAX = 40;

/** The rows that the page has, by pages; asks for those that are missing and are looked at. */
export class RowStore {
  readonly #ask: (from: number, count: number) => Promise<LogRows | undefined>;
  readonly #changed: () => void;
  #generation = -1;
  #age = 0;
  #total = 0;
  readonly #pages = new Map<number, readonly LogRow[]>();
  readonly #asked = new Set<number>();
  #stale: Set<number> = new Set();

  constructor(ask: (from: number, count: number) => Promise<LogRows | undefined>, changed: () => void) {
    this.#ask = ask;
    this.#changed = changed;
  }

  /** What was read before is out of date where the generation is another. */
  setState(generation: number, total: number): void {
    if (generation !== this.#generation) this.forget();
    this.#generation = generation;
    this.#total = total;
  }

  /** What was read are no rows any more. */
  forget(): void {
    this.#pages.clear();
    this.reread();
  }

  /** Rows look otherwise than when they were read: they are read anew, and stay as they were until then. */
  reread(): void {
    this.#age++;
    this.#asked.clear();
    this.#stale = new Set(this.#pages.keys());
  }

  get(row: number): LogRow | undefined {
    return this.#pages.get(Math.floor(row / PAGE))?.[row % PAGE];
  }

  /** Sees to it that these rows are there, or will be. */
  want(from: number, to: number): void {
    const last = Math.min(to, this.#total - 1);
    for (let page = Math.floor(Math.max(0, from) / PAGE); page * PAGE <= last; page++) {
      const wanted = Math.min(PAGE, this.#total - page * PAGE);
      const isThere = (this.#pages.get(page)?.length ?? 0) >= wanted && !this.#stale.has(page);
      if (isThere || this.#asked.has(page)) continue;
      void this.#load(page);
    }
  }

  /** Takes rows, a page at a time; the part of a page that they begin with is left out. */
  add({ generation, from, rows }: LogRows): void {
    if (generation !== this.#generation) return;
    for (let page = Math.ceil(from / PAGE); page * PAGE < from + rows.length; page++) {
      const start = page * PAGE - from;
      this.#pages.delete(page);
      this.#stale.delete(page);
      this.#pages.set(page, rows.slice(start, start + PAGE));
    }
    for (const page of this.#pages.keys()) {
      if (this.#pages.size <= PAGES_MAX) break;
      this.#pages.delete(page);
    }
    this.#changed();
  }

  async #load(page: number): Promise<void> {
    const age = this.#age;
    this.#asked.add(page);
    const answer = await this.#ask(page * PAGE, PAGE);
    if (age !== this.#age) return;
    this.#asked.delete(page);
    if (answer !== undefined) this.add(answer);
  }
}
