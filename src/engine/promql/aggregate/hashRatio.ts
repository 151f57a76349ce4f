import type { LabelSet } from '../../../model/labelSet.ts';

const MASK = 0xffff_ffff_ffff_ffffn;
const P1 = 0x9e3779b185ebca87n;
const P2 = 0xc2b2ae3d27d4eb4fn;
const P3 = 0x165667b19e3779f9n;
const P4 = 0x85ebca77c2b2ae63n;
const P5 = 0x27d4eb2f165667c5n;

/**
 * A number in [0, 1) that depends on nothing but the labels, evenly spread: xxHash64 of names and values with their
 * lengths before them, as Prometheus hashes label sets, so that `limit_ratio` chooses the same series.
 */
export function hashRatio({ names, values }: LabelSet): number {
  const parts: Buffer[] = [];
  names.forEach((name, i) => parts.push(...sized(name), ...sized(values[i] ?? '')));
  return Number(xxHash64(Buffer.concat(parts))) / 2 ** 64;
}

function sized(text: string): [size: Buffer, text: Buffer] {
  const bytes = Buffer.from(text);
  // Up to 254 bytes take one byte of length, longer texts 255 and three bytes.
  const size =
    bytes.length < 255
      ? Buffer.from([bytes.length])
      : Buffer.from([255, bytes.length & 255, (bytes.length >> 8) & 255, (bytes.length >> 16) & 255]);
  return [size, bytes];
}

function rotate(value: bigint, bits: bigint): bigint {
  return ((value << bits) | (value >> (64n - bits))) & MASK;
}

function round(sum: bigint, input: bigint): bigint {
  return (rotate((sum + input * P2) & MASK, 31n) * P1) & MASK;
}

/** xxHash64 with seed 0. Source: github.com/Cyan4973/xxHash, doc/xxhash_spec.md. */
export function xxHash64(bytes: Buffer): bigint {
  const { length } = bytes;
  let at = 0;
  let hash: bigint;
  if (length >= 32) {
    const sums = [(P1 + P2) & MASK, P2, 0n, (MASK + 1n - P1) & MASK];
    for (; at + 32 <= length; at += 32)
      for (let lane = 0; lane < 4; lane++) sums[lane] = round(sums[lane] ?? 0n, bytes.readBigUInt64LE(at + lane * 8));
    const [a = 0n, b = 0n, c = 0n, d = 0n] = sums;
    hash = (rotate(a, 1n) + rotate(b, 7n) + rotate(c, 12n) + rotate(d, 18n)) & MASK;
    for (const sum of sums) hash = ((hash ^ round(0n, sum)) * P1 + P4) & MASK;
  } else hash = P5;
  hash = (hash + BigInt(length)) & MASK;
  for (; at + 8 <= length; at += 8) {
    hash ^= round(0n, bytes.readBigUInt64LE(at));
    hash = (rotate(hash, 27n) * P1 + P4) & MASK;
  }
  if (at + 4 <= length) {
    hash ^= (BigInt(bytes.readUInt32LE(at)) * P1) & MASK;
    hash = (rotate(hash, 23n) * P2 + P3) & MASK;
    at += 4;
  }
  for (; at < length; at++) {
    hash ^= (BigInt(bytes[at] ?? 0) * P5) & MASK;
    hash = (rotate(hash, 11n) * P1) & MASK;
  }
  hash = ((hash ^ (hash >> 33n)) * P2) & MASK;
  hash = ((hash ^ (hash >> 29n)) * P3) & MASK;
  return hash ^ (hash >> 32n);
}
