import type { LabelSet } from '../../model/labelSet.ts';
import { createColumns } from './columns.ts';
import type { Head } from './head.ts';
import { type HistoryFile, type PageInfo, partOf } from './historyFile.ts';
import { PageBuilder } from './page.ts';
import { SLOT_BITS, slotOf } from './seriesSlots.ts';

/** The list of series is not brought up to date more often than this: `listedMs` lags behind by at most twice of it. */
const LIST_EVERY_MS = 3_600_000;
export const MAX_LIST_LAG_MS = 2 * LIST_EVERY_MS;
/** Above every id in the file, as far as such a number and a slot's fit together into 53 bits. */
const NO_ID = 2 ** 28;

/** What went into the file, to be entered once the transaction is through. */
export interface WrittenSamples {
  readonly pages: readonly PageInfo[];
  /** By slot: the id in the file of a series that was not in it before. */
  readonly newIds: ReadonlyMap<number, number>;
  /** By slot: the newest timestamp as the file's list of series now has it. */
  readonly listedMs: ReadonlyMap<number, number>;
  /** For each of the slots in turn: up to where its samples are in the file. */
  readonly flushedMs: Float64Array;
}

/** Writes the samples of `slots` (`sortedById`) that the file does not have; changes nothing but the file. */
export function writeSamples(
  file: HistoryFile,
  head: Head,
  slots: readonly number[],
  labels: (slot: number) => LabelSet,
  nowMs: number,
): WrittenSamples {
  const { fileId, lastMs, listedMs: listed } = head.slots;
  const newIds = new Map<number, number>();
  const listedMs = new Map<number, number>();
  const flushedMs = new Float64Array(slots.length);
  for (let i = 0; i < slots.length; i++) {
    const slot = slots[i] ?? 0;
    const known = lastMs[slot] ?? NaN;
    // A series that was rewound may have no sample left.
    const newestMs = Number.isFinite(known) ? known : nowMs;
    flushedMs[i] = newestMs;
    if (fileId[slot] === 0) newIds.set(slot, file.addSeries(labels(slot), newestMs));
    else if (!isDueToList(newestMs, listed[slot] ?? 0, slot)) continue;
    else file.setLast(fileId[slot] ?? 0, newestMs);
    listedMs.set(slot, newestMs);
  }
  const idOf = (slot: number): number => newIds.get(slot) ?? fileId[slot] ?? 0;
  return { pages: writePages(file, head, slots, idOf), newIds, listedMs, flushedMs };
}

/** One page for each part. */
function writePages(
  file: HistoryFile,
  head: Head,
  slots: readonly number[],
  idOf: (slot: number) => number,
): PageInfo[] {
  const columns = createColumns();
  const added: PageInfo[] = [];
  let builder = new PageBuilder();
  let part = -1;
  const finish = (): void => {
    const page = builder.build();
    if (page !== undefined) added.push(file.addPage(part, 0, page));
    builder = new PageBuilder();
  };
  // Ids are given in rising order: the new ones, at the end, are sorted too.
  for (const slot of slots) {
    const id = idOf(slot);
    if (partOf(id) !== part) {
      finish();
      part = partOf(id);
    }
    columns.length = 0;
    head.read(slot, head.slots.flushedMs[slot] ?? -Infinity, Infinity, columns);
    builder.add(id, columns);
  }
  finish();
  return added;
}

/** `slots` in the order of their ids in the file; those without one (0) at the end, in their own order. */
export function sortedById(slots: readonly number[], idOf: (slot: number) => number): number[] {
  // As plain numbers that hold both, since these are sorted many times faster than by a function.
  const keys = new Float64Array(slots.length);
  for (let i = 0; i < keys.length; i++) keys[i] = (idOf(slots[i] ?? 0) || NO_ID) * SLOT_BITS + (slots[i] ?? 0);
  keys.sort();
  const sorted: number[] = [];
  for (let i = 0; i < keys.length; i++) sorted.push(slotOf(keys[i] ?? 0));
  return sorted;
}

/** Whether the list of series should learn of the newest sample; spread out, so that not all series do on one flush. */
function isDueToList(lastMs: number, listedMs: number, slot: number): boolean {
  return lastMs - listedMs > LIST_EVERY_MS * (0.5 + (slot % 64) / 128);
}
