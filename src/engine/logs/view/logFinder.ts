import type { LogFind, LogFound } from '../../../protocol/logs.ts';
import { compileFilter, type CompiledFilter } from '../filter/logFilter.ts';
import type { IndexedSegment } from '../index/indexedLog.ts';
import { scanSegment } from '../index/scanSegment.ts';
import type { RefList } from './refList.ts';

export interface FindScene {
  readonly generation: number;
  readonly rows: RefList;
  readonly parts: readonly { readonly indexed: IndexedSegment; readonly taken: number }[];
  readonly nowMs: number;
}

/** Finds records among the rows of a view without taking others away; remembers what it has looked at. */
export class LogFinder {
  readonly find: LogFind;
  readonly #filter: CompiledFilter | undefined;
  readonly #problem: string | undefined;
  readonly #abort = new AbortController();
  /** For each part a bit a record, and the records that were looked at. */
  readonly #hits: { bits: Uint8Array<ArrayBuffer>; seen: number }[] = [];
  #looking: Promise<unknown> = Promise.resolve();

  constructor(find: LogFind) {
    this.find = find;
    const compiled = compileFilter(find);
    if (compiled.ok) this.#filter = compiled.value.readsText ? compiled.value : undefined;
    else this.#problem = compiled.error;
  }

  /** Whether a record of these lines is one that is looked for. */
  marks(text: string): boolean {
    return this.#filter?.wantsText(text) === true;
  }

  /** How many rows match, and which one is the next after `from` (1), or before it (-1), around the ends. */
  async at(scene: FindScene, from: number, step: -1 | 0 | 1): Promise<LogFound> {
    const { generation, rows, parts } = scene;
    const length = rows.length;
    // One look at a time: two would look at the same records.
    const look = this.#looking.then(() => this.#look(scene));
    this.#looking = look.catch(() => undefined);
    await look;
    let [count, row, ordinal] = [0, -1, 0];
    let last = -1;
    let first = -1;
    const end = Math.min(length, rows.length);
    for (let i = 0; i < end && parts.length > 0; i++) {
      const place = rows.placeAt(i);
      const bits = this.#hits[rows.segmentAt(i)]?.bits;
      if ((((bits?.[place >> 3] ?? 0) >> (place & 7)) & 1) === 0) continue;
      count++;
      if (first < 0) first = i;
      last = i;
      const isIt = step > 0 ? row < 0 && i > from : step < 0 && i < from;
      if (isIt) [row, ordinal] = [i, count];
    }
    if (row < 0 && count > 0 && step !== 0) [row, ordinal] = step > 0 ? [first, 1] : [last, count];
    return {
      generation,
      count,
      ...(row >= 0 && { row, ordinal }),
      ...(this.#problem !== undefined && { problem: this.#problem }),
    };
  }

  /** Parts have other places: all is to be looked at anew. */
  forget(): void {
    this.#hits.length = 0;
  }

  dispose(): void {
    this.#abort.abort();
  }

  async #look({ parts, nowMs }: FindScene): Promise<void> {
    if (this.#filter === undefined) return;
    const { signal } = this.#abort;
    for (const [segment, { indexed, taken }] of parts.entries()) {
      const hits = (this.#hits[segment] ??= { bits: new Uint8Array(0), seen: 0 });
      if (taken <= hits.seen) continue;
      const bits = new Uint8Array(Math.ceil(taken / 8));
      bits.set(hits.bits);
      const range = { from: hits.seen, to: taken };
      await scanSegment(indexed.indexer, indexed.segment.handle, this.#filter, range, { nowMs, signal }, (i) => {
        bits[i >> 3] = (bits[i >> 3] ?? 0) | (1 << (i & 7));
      });
      if (signal.aborted) return;
      hits.bits = bits;
      hits.seen = taken;
    }
  }
}
