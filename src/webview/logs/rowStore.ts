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

  /** What was read is to be read anew, though rows have the same numbers. */
  forget(): void {
    this.#age++;
    this.#pages.clear();
    this.#asked.clear();
  }

  get(row: number): LogRow | undefined {
    return this.#pages.get(Math.floor(row / PAGE))?.[row % PAGE];
  }

  /** Sees to it that these rows are there, or will be. */
  want(from: number, to: number): void {
    const last = Math.min(to, this.#total - 1);
    for (let page = Math.floor(Math.max(0, from) / PAGE); page * PAGE <= last; page++) {
      const wanted = Math.min(PAGE, this.#total - page * PAGE);
      if ((this.#pages.get(page)?.length ?? 0) >= wanted || this.#asked.has(page)) continue;
      void this.#load(page);
    }
  }

  async #load(page: number): Promise<void> {
    const generation = this.#generation;
    const age = this.#age;
    this.#asked.add(page);
    const answer = await this.#ask(page * PAGE, PAGE);
    if (age !== this.#age) return;
    this.#asked.delete(page);
    if (answer === undefined || answer.generation !== generation) return;
    this.#pages.delete(page);
    this.#pages.set(page, answer.rows);
    const [oldest] = this.#pages.keys();
    if (this.#pages.size > PAGES_MAX && oldest !== undefined) this.#pages.delete(oldest);
    this.#changed();
  }
}
