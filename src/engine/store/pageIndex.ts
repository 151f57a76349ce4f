import { createColumns, orderColumns } from './columns.ts';
import { type PageInfo, partOf } from './historyFile.ts';
import { Page } from './page.ts';
import type { SampleColumns } from './storage.ts';

/** Parsed pages are kept up to so many bytes: the series of a panel or a rule mostly are neighbours on their pages. */
const CACHE_BYTES = 8 * 2 ** 20;

/** Knows which pages the history file has, and reads them when asked. */
export class PageIndex {
  /** By part, each in order of their first timestamp. */
  readonly #parts = new Map<number, PageInfo[]>();
  readonly #cache = new Map<number, Page>();
  readonly #load: (id: number) => Uint8Array | undefined;
  readonly #onDamaged: (page: PageInfo) => void;
  readonly #spare = createColumns();
  #cacheBytes = 0;
  #samples = 0;
  #bytes = 0;

  constructor(
    pages: readonly PageInfo[],
    load: (id: number) => Uint8Array | undefined,
    onDamaged: (page: PageInfo) => void,
  ) {
    this.#load = load;
    this.#onDamaged = onDamaged;
    this.reset(pages);
  }

  /** Replaces the list, as when another window changed the file. */
  reset(pages: readonly PageInfo[]): void {
    this.#parts.clear();
    this.#cache.clear();
    this.#cacheBytes = this.#samples = this.#bytes = 0;
    for (const page of [...pages].sort((a, b) => a.minMs - b.minMs)) this.add(page);
  }

  get samples(): number {
    return this.#samples;
  }

  /** Bytes of the pages' data. */
  get bytes(): number {
    return this.#bytes;
  }

  add(page: PageInfo): void {
    const pages = this.#parts.get(page.part);
    this.#samples += page.samples;
    this.#bytes += page.bytes;
    if (pages === undefined) this.#parts.set(page.part, [page]);
    else {
      let at = pages.length;
      while (at > 0 && (pages[at - 1]?.minMs ?? 0) > page.minMs) at--;
      pages.splice(at, 0, page);
    }
  }

  remove(page: PageInfo): void {
    const pages = this.#parts.get(page.part);
    const at = pages?.findIndex((other) => other.id === page.id) ?? -1;
    if (pages === undefined || at < 0) return;
    pages.splice(at, 1);
    if (pages.length === 0) this.#parts.delete(page.part);
    this.#samples -= page.samples;
    this.#bytes -= page.bytes;
    this.#cacheBytes -= this.#cache.get(page.id)?.bytes ?? 0;
    this.#cache.delete(page.id);
  }

  /** All pages, oldest end first. */
  byAge(): PageInfo[] {
    return [...this.#parts.values()].flat().sort((a, b) => a.maxMs - b.maxMs);
  }

  parts(): IterableIterator<readonly PageInfo[]> {
    return this.#parts.values();
  }

  oldestMs(): number {
    let oldestMs = Infinity;
    for (const pages of this.#parts.values()) oldestMs = Math.min(oldestMs, pages[0]?.minMs ?? Infinity);
    return oldestMs;
  }

  newestMs(): number {
    let newestMs = -Infinity;
    for (const pages of this.#parts.values()) for (const page of pages) newestMs = Math.max(newestMs, page.maxMs);
    return newestMs;
  }

  /** The page's content, or undefined where it is gone or damaged. */
  open(info: PageInfo): Page | undefined {
    const cached = this.#cache.get(info.id);
    if (cached !== undefined) {
      // The order of the map is the order of use.
      this.#cache.delete(info.id);
      this.#cache.set(info.id, cached);
      return cached;
    }
    const data = this.#load(info.id);
    if (data === undefined) return undefined;
    const page = Page.parse(data);
    if (page === undefined) {
      this.#onDamaged(info);
      return undefined;
    }
    this.#cache.set(info.id, page);
    this.#cacheBytes += page.bytes;
    for (const [id, oldest] of this.#cache) {
      if (this.#cacheBytes <= CACHE_BYTES || id === info.id) break;
      this.#cache.delete(id);
      this.#cacheBytes -= oldest.bytes;
    }
    return page;
  }

  /** Adds the samples of a series with `fromMs < t <= toMs` to `into`, in order. */
  read(seriesId: number, fromMs: number, toMs: number, into: SampleColumns): void {
    const start = into.length;
    for (const info of this.#parts.get(partOf(seriesId)) ?? []) {
      if (info.minMs > toMs) break;
      if (info.maxMs > fromMs) this.open(info)?.read(seriesId, fromMs, Math.min(toMs, info.maxMs), into);
    }
    orderColumns(into, start);
  }

  /** Puts the newest sample of a series that is not after `toMs` alone into `into`; empty where there is none. */
  readLast(seriesId: number, toMs: number, into: SampleColumns): void {
    into.length = 0;
    const pages = [...(this.#parts.get(partOf(seriesId)) ?? [])].sort((a, b) => b.maxMs - a.maxMs);
    const spare = this.#spare;
    for (const info of pages) {
      const lastMs = into.length > 0 ? (into.timestampsMs[0] ?? 0) : -Infinity;
      if (info.maxMs <= lastMs) return;
      spare.length = 0;
      this.open(info)?.read(seriesId, lastMs, Math.min(toMs, info.maxMs), spare);
      if (spare.length === 0) continue;
      into.timestampsMs[0] = spare.timestampsMs[spare.length - 1] ?? 0;
      into.values[0] = spare.values[spare.length - 1] ?? 0;
      into.length = 1;
    }
  }

  /** The newest timestamp of any series beside this one in its part; -Infinity where there is none. */
  newestOfPart(seriesId: number): number {
    let newestMs = -Infinity;
    for (const page of this.#parts.get(partOf(seriesId)) ?? []) newestMs = Math.max(newestMs, page.maxMs);
    return newestMs;
  }
}
