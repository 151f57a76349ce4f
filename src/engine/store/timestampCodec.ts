import type { ByteReader, ByteWriter } from './varint.ts';

/** Adds `count` rising timestamps (whole milliseconds) to `out`: the first, then differences of differences. */
export function encodeTimestamps(timestampsMs: Float64Array, count: number, out: ByteWriter): void {
  let last = 0;
  let lastDelta = 0;
  for (let i = 0; i < count; i++) {
    const now = timestampsMs[i] ?? 0;
    const delta = now - last;
    out.zigzag(delta - lastDelta);
    // The first "difference" is the timestamp itself and says nothing of the interval.
    lastDelta = i === 0 ? 0 : delta;
    last = now;
  }
}

/**
 * Reads `count` timestamps into `into` from `at` on. Returns how many are usable: it stops where the bytes end, or
 * where damaged bytes would make time stand still or run back.
 */
export function decodeTimestamps(from: ByteReader, count: number, into: Float64Array, at: number): number {
  let last = 0;
  let lastDelta = 0;
  for (let i = 0; i < count; i++) {
    const delta = lastDelta + from.zigzag();
    const now = last + delta;
    if (from.failed || !Number.isSafeInteger(now) || (i > 0 && delta <= 0)) {
      from.failed = true;
      return i;
    }
    into[at + i] = now;
    lastDelta = i === 0 ? 0 : delta;
    last = now;
  }
  return count;
}
