import type { Clock } from '../../base/clock.ts';
import type { Problem } from '../../model/problem.ts';
import type { LabelSet } from '../../model/labelSet.ts';
import type { MetricMetadata } from '../../model/series.ts';
import { createColumns, orderColumns } from './columns.ts';
import { compact, pagesToMerge } from './compaction.ts';
import type { Head } from './head.ts';
import {
  fullProblem,
  type HistoryFailure,
  historyFailure,
  lostPartProblem,
  movedProblem,
  unavailableProblem,
} from './historyFailure.ts';
import { HistoryFile, type PageInfo } from './historyFile.ts';
import { moveAside } from './moveAside.ts';
import { PageIndex } from './pageIndex.ts';
import type { SampleColumns } from './storage.ts';
import { sortedById, writeSamples } from './writeSamples.ts';

export interface HistoryOptions {
  readonly path: string;
  readonly clock: Clock;
  readonly head: Head;
  /** The labels of a slot, for a series that the file does not have yet. */
  readonly labels: (slot: number) => LabelSet;
  /** The slot of a series that the file has, created where there is none. */
  readonly slotFor: (labels: LabelSet) => number;
  readonly metadata: Map<string, MetricMetadata>;
  /** A problem came up; undefined: what was wrong went away. */
  readonly onProblem: (problem: Problem | undefined) => void;
  /** For tests, which let it fail. */
  readonly openFile?: (path: string) => HistoryFile;
}

/** How long to leave a file alone that could not be written or opened. */
const RETRY_MS = 60_000;
/** The write-ahead log's part of the limit on bytes, at most. */
const MAX_LOG_BYTES = 4 * 2 ** 20;
/** A part of the limit is left for the tables' own pages and indexes. */
const FILL = 0.9;
const REFILL = 0.95;
/** The share of the file that may lie free, for the next pages to be written to. */
const LOOSE = 0.25;
/** How far ahead of the clock a timestamp may be (Prometheus: `maxAheadTime` in scrape/scrape.go). */
export const MAX_AHEAD_MS = 600_000;
/** Another window holds the file for milliseconds; somebody else's lock is worth a word after so long. */
const BUSY_RETRY_MS = 5_000;
const BUSY_PATIENCE_MS = 30_000;
/** Damaged files that are kept beside the new one. */
const DAMAGED_FILES_KEPT = 2;
/** A clock that was set back by more than this is more likely to be wrong now than to have been wrong before. */
const MAX_REWIND_MS = 86_400_000;

/**
 * The samples on disk: writes what the head has and the file has not, reads what the head has forgotten, and keeps the
 * file within its limits. Whatever happens to the file is a problem that is said once, and monitoring goes on in memory.
 * (Above 400 lines, since each failure concerns the same few fields, whichever operation met it.)
 */
export class History {
  readonly #options: HistoryOptions;
  readonly #spare = createColumns();
  /** Further ids of a series: a second window lists a series under an id of its own. */
  readonly #otherIds = new Map<number, number[]>();
  readonly #newMetadata = new Set<string>();
  #removals: { readonly id: number; readonly beforeMs: number }[] = [];
  #dirty: number[] = [];
  /** Series that were dirty when the writing under way began, in the order of their ids: what is left to be written of them. */
  #queue: number[] = [];
  #file: HistoryFile | undefined;
  #pages: PageIndex | undefined;
  #problem: Problem | undefined;
  /** Monotonic time before which the file is left alone. */
  #retryAtMs = -Infinity;
  #logBytes = MAX_LOG_BYTES;
  #damagedPages: PageInfo[] = [];
  #busySinceMs: number | undefined;
  #hasFuture = false;

  constructor(options: HistoryOptions) {
    this.#options = options;
    this.#open();
    if (this.#wasMoved()) this.#open();
  }

  /** Whether a damaged file has just been put out of the way, so that a new one can be opened at once. */
  #wasMoved(): boolean {
    return this.#file === undefined && this.#retryAtMs === -Infinity;
  }

  /** Whether samples are written to the file. */
  get kept(): boolean {
    return this.#file !== undefined && this.#retryAtMs === -Infinity;
  }

  /** Whether the file may hold samples that are newer than some in memory: after the clock was wrong by days. */
  get hasFuture(): boolean {
    return this.#hasFuture;
  }

  get problem(): Problem | undefined {
    return this.#problem;
  }

  get samples(): number {
    return this.#pages?.samples ?? 0;
  }

  get diskBytes(): number {
    return this.#file?.diskBytes() ?? 0;
  }

  #open(): void {
    const { path, clock, openFile } = this.#options;
    this.#attempt(() => {
      const file = openFile === undefined ? HistoryFile.open(path) : openFile(path);
      try {
        this.#load(file);
      } catch (error) {
        file.close();
        throw error;
      }
    });
    const newestMs = this.#pages?.newestMs() ?? -Infinity;
    if (newestMs > clock.now() + MAX_AHEAD_MS) this.rewind(clock.now() - 1);
  }

  #reopen(): void {
    this.#close();
    this.#open();
  }

  #load(file: HistoryFile): void {
    const { head, slotFor, metadata } = this.#options;
    const { slots } = head;
    file.setLogLimit(this.#logBytes);
    const pages = file.pages();
    const listed = new Set<number>();
    slots.reserve(slots.live + file.seriesCount());
    file.forEachSeries((id, labels, lastMs) => {
      listed.add(id);
      const slot = slotFor(labels);
      const known = slots.fileId[slot] ?? 0;
      if (known === id) return;
      if (known !== 0) this.#otherIds.set(slot, [...(this.#otherIds.get(slot) ?? []).filter((o) => o !== id), id]);
      else {
        slots.fileId[slot] = id;
        // NaN: to be asked for when it matters. A slot that was there before has its samples in memory.
        if (slots.lastMs[slot] === -Infinity) slots.lastMs[slot] = NaN;
      }
      slots.listedMs[slot] = Math.max(slots.listedMs[slot] ?? 0, lastMs);
    });
    this.#writeAnew((id) => !listed.has(id));
    file.forEachMetadata((name, one) => {
      if (!metadata.has(name)) metadata.set(name, one);
    });
    this.#file = file;
    this.#pages = new PageIndex(
      pages,
      // A reader may hold on to this list while the file is closed under it.
      (id) => (this.#file === file ? this.#attempt(() => file.pageData(id)) : undefined),
      (page) => this.#damagedPages.push(page),
    );
  }

  /** Has all that memory holds of the series written once more whose id in the file is `lost`. */
  #writeAnew(lost: (id: number) => boolean): void {
    const { slots } = this.#options.head;
    for (let slot = 0; slot < slots.end; slot++) {
      if (slots.alive[slot] !== 1 || slots.fileId[slot] === 0 || !lost(slots.fileId[slot] ?? 0)) continue;
      slots.fileId[slot] = 0;
      slots.flushedMs[slot] = -Infinity;
      if ((slots.count[slot] ?? 0) === 0 && (slots.sealed[slot] ?? -1) < 0) continue;
      slots.dirty[slot] = 1;
      this.#dirty.push(slot);
    }
  }

  /** Runs what touches the file; undefined where that failed. */
  #attempt<T>(body: () => T): T | undefined {
    try {
      return body();
    } catch (error) {
      const failure = historyFailure(error);
      if (failure === undefined) throw error;
      this.#fail(failure);
      return undefined;
    }
  }

  #fail(failure: HistoryFailure): void {
    const { clock } = this.#options;
    if (failure.kind === 'damaged') {
      this.#moveAside(failure);
      return;
    }
    if (failure.kind === 'busy') {
      this.#busySinceMs ??= clock.monotonic();
      // While the file is open the next flush will do.
      if (this.#file === undefined) this.#retryAtMs = clock.monotonic() + BUSY_RETRY_MS;
      if (clock.monotonic() - this.#busySinceMs >= BUSY_PATIENCE_MS) this.#say(unavailableProblem(failure.detail));
      return;
    }
    this.#retryAtMs = clock.monotonic() + RETRY_MS;
    if (failure.kind !== 'full') this.#close();
    this.#say(failure.kind === 'full' ? fullProblem() : unavailableProblem(failure.detail));
  }

  #say(problem: Problem | undefined): void {
    if (problem?.code === this.#problem?.code) return;
    this.#problem = problem;
    this.#options.onProblem(problem);
  }

  #close(): void {
    try {
      this.#file?.close();
    } catch (error) {
      // A file that cannot be used any more may also fail to close; it is let go all the same.
      if (historyFailure(error) === undefined) throw error;
    }
    this.#file = undefined;
    this.#pages = undefined;
  }

  /** Puts a damaged file out of the way and begins a new one, with all that is in memory. */
  #moveAside(failure: HistoryFailure): void {
    const { path, clock } = this.#options;
    this.#close();
    let movedTo: string;
    try {
      movedTo = moveAside(path, clock.now(), DAMAGED_FILES_KEPT);
    } catch (error) {
      if (historyFailure(error) === undefined) throw error;
      this.#fail({ kind: 'unavailable', detail: failure.detail });
      return;
    }
    this.#otherIds.clear();
    this.#removals = [];
    this.#damagedPages = [];
    for (const name of this.#options.metadata.keys()) this.#newMetadata.add(name);
    this.#writeAnew(() => true);
    this.#say(movedProblem(movedTo));
    // Not opened here: a new file that is damaged too must not send us round and round.
    this.#retryAtMs = -Infinity;
  }

  /** A sample was added to the slot. */
  markDirty(slot: number): void {
    this.#dirty.push(slot);
  }

  metadataChanged(name: string): void {
    this.#newMetadata.add(name);
  }

  /**
   * Writes the samples of at most `limit` series that the file has not; true where some are left of those that were to be written
   * when this began. With `now` it begins anew, with all that is there, and tries once more a file that is left alone after a
   * failure.
   */
  flush(limit: number, now = false): boolean {
    if (this.#retryAtMs > -Infinity) {
      if (!now && this.#options.clock.monotonic() < this.#retryAtMs) return false;
      this.#retryAtMs = -Infinity;
    }
    if (this.#file === undefined || this.#file.isGone()) this.#reopen();
    const more = this.#flushOnce(limit, now);
    if (!this.#wasMoved()) return more;
    this.#open();
    return this.#flushOnce(limit, now);
  }

  #flushOnce(limit: number, all: boolean): boolean {
    const file = this.#file;
    const pages = this.#pages;
    if (file === undefined || pages === undefined) return false;
    const { fileId } = this.#options.head.slots;
    if ((all || this.#queue.length === 0) && this.#dirty.length > 0) {
      // Neighbours on a page together; new series, which have no id yet, at the end in their own order.
      this.#queue = sortedById(this.#queue.concat(this.#dirty), (slot) => fileId[slot] ?? 0);
      this.#dirty = [];
    }
    const batch = this.#queue.slice(0, limit);
    const done = this.#attempt(() => {
      this.#write(file, pages, batch);
      return true;
    });
    if (done !== true) return false;
    this.#queue = this.#queue.slice(batch.length);
    this.#busySinceMs = undefined;
    // That a file was damaged is worth knowing for as long as this session lasts; the others are over.
    if (this.#problem?.code === 'history.full' || this.#problem?.code === 'history.unavailable') this.#say(undefined);
    return this.#queue.length > 0;
  }

  #write(file: HistoryFile, index: PageIndex, queued: readonly number[]): void {
    const { head, labels, metadata, clock } = this.#options;
    const { slots } = head;
    const damaged = this.#damagedPages;
    if (queued.length === 0 && this.#newMetadata.size === 0 && this.#removals.length === 0 && damaged.length === 0)
      return;
    const waiting = queued.filter((slot) => slots.dirty[slot] === 1 && slots.alive[slot] === 1);
    const batch = [...new Set(waiting)];
    const written = file.transaction(() => {
      for (const name of this.#newMetadata) {
        const one = metadata.get(name);
        if (one === undefined) file.removeMetadata(name);
        else file.setMetadata(name, one);
      }
      for (const { id, beforeMs } of this.#removals) file.removeSeries(id, beforeMs);
      for (const page of damaged) file.removePage(page.id);
      return writeSamples(file, head, batch, labels, clock.now());
    });
    // Only now is it certain: had the transaction failed, all would be tried again.
    for (const page of written.pages) index.add(page);
    for (const page of damaged) index.remove(page);
    if (damaged.length > 0) this.#say(lostPartProblem());
    for (const [slot, id] of written.newIds) slots.fileId[slot] = id;
    for (const [slot, timeMs] of written.listedMs) slots.listedMs[slot] = timeMs;
    for (let i = 0; i < batch.length; i++) {
      const slot = batch[i] ?? 0;
      slots.flushedMs[slot] = written.flushedMs[i] ?? NaN;
      slots.dirty[slot] = 0;
    }
    this.#newMetadata.clear();
    this.#removals = [];
    this.#damagedPages = [];
  }

  /** Merges some small pages, if there are any to merge; true where there may be more. */
  compactSome(): boolean {
    const file = this.#file;
    const index = this.#pages;
    if (file === undefined || index === undefined || this.#retryAtMs > -Infinity) return false;
    const pages = pagesToMerge(index);
    if (pages === undefined) {
      this.#attempt(() => file.shrink(LOOSE));
      return false;
    }
    return (
      this.#attempt(() => {
        if (!compact(file, index, pages)) index.reset(file.pages());
        return true;
      }) ?? false
    );
  }

  /** Adds what the file has of a series with `fromMs < t <= toMs` to `into`, in order. */
  read(slot: number, fromMs: number, toMs: number, into: SampleColumns): void {
    const id = this.#options.head.slots.fileId[slot] ?? 0;
    if (id === 0 || fromMs >= toMs) return;
    const start = into.length;
    this.#pages?.read(id, fromMs, toMs, into);
    const others = this.#otherIds.get(slot);
    if (others === undefined) return;
    for (const other of others) this.#pages?.read(other, fromMs, toMs, into);
    orderColumns(into, start);
  }

  /** Finds out the newest sample of a series that was found in the file, and puts it into the slot. */
  resolveLast(slot: number, newSampleMs: number): void {
    const { slots } = this.#options.head;
    const ids = [slots.fileId[slot] ?? 0, ...(this.#otherIds.get(slot) ?? [])].filter((id) => id !== 0);
    slots.lastMs[slot] = -Infinity;
    for (const id of ids) {
      // Mostly the new sample is later than all that the file has, and then nothing needs to be read.
      if ((this.#pages?.newestOfPart(id) ?? -Infinity) < newSampleMs) continue;
      this.#pages?.readLast(id, this.#options.clock.now() + MAX_AHEAD_MS, this.#spare);
      if (this.#spare.length === 0 || (this.#spare.timestampsMs[0] ?? 0) <= (slots.lastMs[slot] ?? 0)) continue;
      slots.lastMs[slot] = this.#spare.timestampsMs[0] ?? 0;
      slots.lastValue[slot] = this.#spare.values[0] ?? 0;
    }
  }

  /** Takes back all samples after `timeMs`, unless they are so far ahead that the clock itself must be wrong now. */
  rewind(timeMs: number): void {
    const { slots } = this.#options.head;
    for (let slot = 0; slot < slots.end; slot++) slots.flushedMs[slot] = Math.min(slots.flushedMs[slot] ?? 0, timeMs);
    const file = this.#file;
    const pages = this.#pages;
    if (file === undefined || pages === undefined) return;
    this.#hasFuture = pages.newestMs() > timeMs + MAX_REWIND_MS;
    if (this.#hasFuture) return;
    this.#attempt(() => {
      file.rewind(timeMs);
      pages.reset(file.pages());
    });
  }

  /** The slot is about to be dropped; its row goes unless another window has written to it since `beforeMs`. */
  forget(slot: number, beforeMs: number): void {
    const id = this.#options.head.slots.fileId[slot] ?? 0;
    if (id !== 0)
      for (const one of [id, ...(this.#otherIds.get(slot) ?? [])]) this.#removals.push({ id: one, beforeMs });
    this.#otherIds.delete(slot);
  }

  /** Removes all samples, for an empty store. */
  clear(): void {
    const file = this.#file;
    const pages = this.#pages;
    if (file === undefined || pages === undefined) return;
    this.#attempt(() => this.#removePages(file, pages, pages.byAge()));
  }

  /**
   * Removes pages that are older than `cutoffMs`, and then the oldest until the file is within `maxBytes`. Returns the
   * time before which nothing is left where some had to go to save space, -Infinity where none had.
   */
  enforce(cutoffMs: number, maxBytes: number): number {
    const file = this.#file;
    const pages = this.#pages;
    if (file === undefined || pages === undefined || !this.kept) return -Infinity;
    return (
      this.#attempt(() => {
        const logBytes = Math.min(MAX_LOG_BYTES, maxBytes / 4);
        if (logBytes !== this.#logBytes) file.setLogLimit((this.#logBytes = logBytes));
        const limit = (maxBytes - logBytes) * FILL;
        const used = file.usedBytes();
        // Somewhat more than must be, since giving space back is work for the disk.
        let excess = used > limit ? used - limit * REFILL : 0;
        const doomed: PageInfo[] = [];
        let removedForSpace = false;
        if (excess > 0 || pages.oldestMs() < cutoffMs) {
          for (const page of pages.byAge()) {
            if (page.maxMs >= cutoffMs && excess <= 0) break;
            removedForSpace ||= page.maxMs >= cutoffMs;
            excess -= page.bytes;
            doomed.push(page);
          }
        }
        this.#removePages(file, pages, doomed);
        return removedForSpace ? pages.oldestMs() : -Infinity;
      }) ?? -Infinity
    );
  }

  #removePages(file: HistoryFile, index: PageIndex, pages: readonly PageInfo[]): void {
    if (pages.length === 0) return;
    file.transaction(() => {
      for (const page of pages) file.removePage(page.id);
    });
    for (const page of pages) index.remove(page);
    file.shrink(0);
  }

  close(): void {
    this.#close();
  }
}
