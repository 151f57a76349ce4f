import type { FileHandle } from 'node:fs/promises';
import { compare, type FieldCondition, isPlainField } from '../filter/fieldCondition.ts';
import type { CompiledFilter } from '../filter/logFilter.ts';
import { readRecord } from '../lines/recordReader.ts';
import { lineText } from '../lines/lineSplitter.ts';
import type { SegmentIndexer } from './segmentIndexer.ts';

const CHUNK_BYTES = 4 * 1024 * 1024;

export interface ScanRange {
  /** Places in the index, the end exclusive. */
  readonly from: number;
  readonly to: number;
}

/**
 * Calls `found` with the place of each record in a range that a filter wants, in order. What can be decided by time and level
 * reads no byte; what has a text that must be there is looked for among the bytes, and only where it is records are read.
 */
export async function scanSegment(
  indexer: SegmentIndexer,
  handle: FileHandle,
  filter: CompiledFilter,
  { from, to }: ScanRange,
  context: { readonly nowMs: number; readonly signal: AbortSignal },
  found: (i: number) => void,
): Promise<void> {
  const { index } = indexer;
  const wantsHead = (i: number): boolean => {
    const timeMs = index.timeMs(i);
    return filter.wantsHead(index.levelName(i), Number.isNaN(timeMs) ? undefined : timeMs);
  };
  if (!filter.readsText && !filter.readsFields) {
    for (let i = from; i < to; i++) if (wantsHead(i)) found(i);
    return;
  }
  const quick = quickTest(indexer, filter);
  const endOf = (i: number): number => (i + 1 < index.length ? index.offsetBytes(i + 1) : indexer.completeBytes);
  const buffer = Buffer.alloc(CHUNK_BYTES);
  for (let i = from; i < to && !context.signal.aborted;) {
    // As many whole records as the buffer holds.
    const start = index.offsetBytes(i);
    const last = lastWithin(i, to, start + CHUNK_BYTES, endOf);
    const sizeBytes = Math.min(endOf(last) - start, CHUNK_BYTES);
    const { bytesRead } = await handle.read(buffer, 0, sizeBytes, start);
    const bytes = buffer.subarray(0, bytesRead);
    const test = (at: number): boolean => {
      const text = lineText(bytes.subarray(index.offsetBytes(at) - start, endOf(at) - start), indexer.encoding);
      if (!filter.wantsText(text)) return false;
      const { format } = indexer;
      return (
        !filter.readsFields ||
        (format !== undefined && filter.wantsFields(readRecord(text.split(/\r?\n/), format, context)))
      );
    };
    if (quick === undefined) for (let at = i; at <= last; at++) if (wantsHead(at) && test(at)) found(at);
    if (quick !== undefined) {
      let at = i;
      for (let hit = quick.next(bytes, 0); hit >= 0;) {
        while (at < last && endOf(at) - start <= hit) at++;
        if (wantsHead(at) && test(at)) found(at);
        const next = endOf(at) - start;
        if (at === last) break;
        at++;
        hit = quick.next(bytes, next);
      }
    }
    i = last + 1;
  }
}

/** The last record from `i` on that ends by `maxBytes`; `i` itself where even that does not. */
function lastWithin(i: number, to: number, maxBytes: number, endOf: (i: number) => number): number {
  let [low, high] = [i, to - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (endOf(middle) <= maxBytes) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Where the next record can be that a filter wants: -1 for nowhere; undefined where nothing quick can be told. */
function quickTest(
  { format, encoding }: SegmentIndexer,
  { literal, conditions }: CompiledFilter,
): { readonly next: (bytes: Buffer, from: number) => number } | undefined {
  // Colours may stand within a text, and other encodings have other bytes for it.
  if (encoding.name !== 'utf-8' || format === undefined) return undefined;
  if (literal !== undefined && format.shape !== undefined) {
    const needle = Buffer.from(literal);
    return { next: (bytes, from) => bytes.indexOf(needle, from) };
  }
  const condition = conditions.find(({ name, negated }) => !negated && isPlainField(name));
  if (condition === undefined || format.shape === undefined) return undefined;
  const key = Buffer.from(`${JSON.stringify(condition.name)}:`);
  return { next: (bytes, from) => nextValue(bytes, from, key, condition) };
}

/** The next place of the key whose value can fulfil the condition. */
function nextValue(bytes: Buffer, from: number, key: Buffer, { op, value }: FieldCondition): number {
  const number = op === ':' || op === '~' ? NaN : Number(value);
  for (let at = bytes.indexOf(key, from); at >= 0; at = bytes.indexOf(key, at + key.length)) {
    let i = at + key.length;
    let actual = 0;
    const first = i;
    for (let digit = (bytes[i] ?? 0) - 48; digit >= 0 && digit <= 9; digit = (bytes[++i] ?? 0) - 48)
      actual = actual * 10 + digit;
    const after = bytes[i];
    // Only a plain whole number is judged here; all else is read.
    const isWhole = i > first && i - first < 16 && (after === 44 || after === 125);
    if (!isWhole || Number.isNaN(number) || compare(actual, op, number)) return at;
  }
  return -1;
}
