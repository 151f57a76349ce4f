// The bit format of a chunk's values, written and read side by side: the two halves only make sense together.
import { isStale, STALE_NAN } from '../../model/series.ts';
import { BitReader, type BitWriter, bitLength, peekWord } from './bits.ts';

/*
 * A column of values as bits. Most metrics are whole numbers or have few decimals, so a stream begins in number mode:
 * n = value * 10^scale, and the difference from the n before goes out as a Rice code whose parameter follows the
 * recent differences. The first value that is no short decimal switches the rest of the stream to XOR mode (Facebook's
 * Gorilla, section 4.1.2: the differing bits of the doubles).
 *
 *   first value   0 scale:3 width:6 zigzag(n):width   |   1 raw:64
 *   afterwards    0                    the same bits as before
 *                 10 rice              number mode: zigzag(n - n before) - 1
 *                 10 window            XOR mode: the differing bits in the window before
 *                 110 lead:5 length:6  XOR mode: a new window, then its bits
 *                 111 control:3        STALE, NAN, RAW raw:64, SCALE scale:3 (then 10 rice), XOR (then 10 or 110)
 */
const STALE = 0;
const NAN = 1;
const RAW = 2;
const SCALE = 3;
const XOR = 4;

/** 10^scale of each scale; none for XOR mode. */
export const POWERS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6];
const MAX_SCALE = POWERS.length - 1;
/** Stands in `scale` for XOR mode. */
const XOR_MODE = 7;
/** Differences of two such numbers, doubled, still are exact. */
export const MAX_NUMBER = 2 ** 51;
/** A longer unary part than this is replaced by the number itself. */
export const MAX_UNARY = 12;
const INITIAL_SPREAD = 4 << 4;

/** No value takes more bytes than this, its switch of mode included. */
export const MAX_VALUE_BYTES = 14;

const float = new Float64Array(2);
const words = new Uint32Array(float.buffer);
// Every machine that Node runs on is little-endian: the low word comes first.
const LOW = 0;
const HIGH = 1;
const LAST_LOW = 2;
const LAST_HIGH = 3;

/** Whether two values are the same to the store: equal bits, where all NaN but the staleness marker count as one. */
export function sameValue(a: number, b: number): boolean {
  return a === b ? a !== 0 || Object.is(a, b) : a !== a && b !== b && isStale(a) === isStale(b);
}

/** Puts the bits of `value` into the scratch words at `at` (0 or 1), NaN in one of its two forms. */
function load(value: number, at: 0 | 1): void {
  float[at] = value;
  if (value === value) return;
  const stale = isStale(value);
  words[at * 2] = stale ? 2 : 0;
  words[at * 2 + 1] = stale ? 0x7ff00000 : 0x7ff80000;
}

/** `value * 10^scale` as an exact whole number, or NaN where it is none. */
function scaled(value: number, scale: number): number {
  const power = POWERS[scale] ?? 1;
  const n = Math.round(value * power);
  return n / power === value && n <= MAX_NUMBER && n >= -MAX_NUMBER && !Object.is(value, -0) ? n : NaN;
}

function findScale(value: number, from: number): number {
  for (let scale = from; scale <= MAX_SCALE; scale++) if (scaled(value, scale) === scaled(value, scale)) return scale;
  return XOR_MODE;
}

/** The number that a difference counts from: the value before, or 0 where that has none. */
export function baseOf(last: number, power: number): number {
  const n = Math.round(last * power);
  return n <= MAX_NUMBER && n >= -MAX_NUMBER ? n : 0;
}

export function riceParameter(spread: number): number {
  return (spread + 4) >> 4;
}

export function nextSpread(spread: number, width: number): number {
  return spread + (((width << 4) - spread) >> 2);
}

/** Encodes one stream after another, or many in turn: whoever holds a stream keeps these fields between two values. */
export class ValueEncoder {
  last = 0;
  scale = 0;
  spread = INITIAL_SPREAD;
  /** The XOR window: leading zeros and length in bits. */
  lead = 0;
  length = 0;

  /** Begins a stream. */
  first(value: number, out: BitWriter): void {
    this.last = value;
    this.spread = INITIAL_SPREAD;
    this.lead = 0;
    this.length = 0;
    this.scale = Number.isFinite(value) ? findScale(value, 0) : 0;
    const n = this.scale === XOR_MODE ? NaN : scaled(value, this.scale);
    if (n === n) {
      const zigzag = n < 0 ? -2 * n - 1 : 2 * n;
      const width = bitLength(zigzag);
      out.write(this.scale, 4);
      out.write(width, 6);
      out.writeWide(zigzag, width);
      return;
    }
    out.write(1, 1);
    this.#raw(value, out);
  }

  /** Adds a value to the stream. */
  next(value: number, out: BitWriter): void {
    const last = this.last;
    this.last = value;
    if (sameValue(value, last)) out.write(0, 1);
    else if (value !== value) out.write(0b111000 | (isStale(value) ? STALE : NAN), 6);
    else if (this.scale === XOR_MODE) this.#xor(value, last, out);
    else this.#number(value, last, out);
  }

  #number(value: number, last: number, out: BitWriter): void {
    let n = scaled(value, this.scale);
    if (n !== n && Number.isFinite(value) && value !== 0) {
      const scale = findScale(value, this.scale + 1);
      this.scale = scale;
      if (scale === XOR_MODE) {
        out.write(0b111000 | XOR, 6);
        this.#xor(value, last, out);
        return;
      }
      out.write(0b111000 | SCALE, 6);
      out.write(scale, 3);
      n = scaled(value, scale);
    }
    const difference = n - baseOf(last, POWERS[this.scale] ?? 1);
    if (difference !== difference || difference === 0) {
      out.write(0b111000 | RAW, 6);
      this.#raw(value, out);
      return;
    }
    out.write(0b10, 2);
    this.#rice(difference < 0 ? -2 * difference - 2 : 2 * difference - 1, out);
  }

  #rice(u: number, out: BitWriter): void {
    const k = riceParameter(this.spread);
    const width = bitLength(u);
    const unary = Math.floor(u / 2 ** k);
    if (unary < MAX_UNARY) {
      out.write((1 << (unary + 1)) - 2, unary + 1);
      out.writeWide(u % 2 ** k, k);
    } else {
      out.write((1 << MAX_UNARY) - 1, MAX_UNARY);
      out.write(width, 6);
      out.writeWide(u, width);
    }
    this.spread = nextSpread(this.spread, width);
  }

  #xor(value: number, last: number, out: BitWriter): void {
    load(value, 0);
    load(last, 1);
    const high = ((words[HIGH] ?? 0) ^ (words[LAST_HIGH] ?? 0)) >>> 0;
    const low = ((words[LOW] ?? 0) ^ (words[LAST_LOW] ?? 0)) >>> 0;
    const lead = Math.min(31, high === 0 ? 32 + Math.clz32(low) : Math.clz32(high));
    const trail = low === 0 ? 32 + trailingZeros(high) : trailingZeros(low);
    const length = 64 - lead - trail;
    const windowTrail = 64 - this.lead - this.length;
    if (this.length > 0 && lead >= this.lead && trail >= windowTrail && this.length <= length + 12) {
      out.write(0b10, 2);
    } else {
      this.lead = lead;
      this.length = length;
      out.write(0b110, 3);
      out.write(lead, 5);
      out.write(length - 1, 6);
    }
    writeWindow(high, low, 64 - this.lead - this.length, this.length, out);
  }

  #raw(value: number, out: BitWriter): void {
    load(value, 0);
    out.write(words[HIGH] ?? 0, 32);
    out.write(words[LOW] ?? 0, 32);
  }
}

function trailingZeros(word: number): number {
  return word === 0 ? 32 : 31 - Math.clz32(word & -word);
}

function writeWindow(high: number, low: number, trail: number, length: number, out: BitWriter): void {
  const shiftedLow = trail >= 32 ? high >>> (trail - 32) : trail === 0 ? low : (low >>> trail) | (high << (32 - trail));
  if (length > 32) out.write(trail >= 32 ? 0 : high >>> trail, length - 32);
  out.write(shiftedLow >>> 0, Math.min(32, length));
}

const reader = new BitReader();

/**
 * Decodes up to `count` values of the stream in `bytes` from `fromByte` to `toByte` (exclusive) and writes all but the
 * first `skip` to `out` from `outAt` on. Returns how many values were decoded, the skipped ones included: fewer than
 * `count` where the bytes are damaged. Any bytes will do; it never throws and never runs on.
 */
export function decodeValues(
  bytes: Uint8Array,
  fromByte: number,
  toByte: number,
  count: number,
  skip: number,
  out: Float64Array,
  outAt: number,
): number {
  if (count <= 0) return 0;
  reader.reset(bytes, fromByte, toByte);
  let scale = 0;
  let spread = INITIAL_SPREAD;
  let lead = 0;
  let length = 0;
  let last: number;
  if (reader.bit() === 0) {
    scale = reader.read(3);
    if (scale > MAX_SCALE) return 0;
    const width = reader.read(6);
    if (width > 53) return 0;
    const zigzag = reader.readWide(width);
    last = unzigzag(zigzag) / (POWERS[scale] ?? 1);
  } else {
    last = readRaw();
    if (Number.isFinite(last) && findScale(last, 0) === XOR_MODE) scale = XOR_MODE;
  }
  if (reader.overrun) return 0;
  if (skip === 0) out[outAt] = last;
  // Nearly all values are the same as before, or a short difference: those are read from 32 bits at once, the rest by
  // the reader. Both keep the same place in the stream.
  const endBit = Math.min(toByte, bytes.length) * 8;
  let at = reader.at;
  for (let i = 1; i < count; i++) {
    const word = peekWord(bytes, at);
    if (word >= 0) {
      if (++at > endBit) return i;
      if (i >= skip) out[outAt + i - skip] = last;
      continue;
    }
    if ((word & 0x40000000) === 0 && scale !== XOR_MODE) {
      const rest = word << 2;
      const unary = Math.clz32(~rest);
      const k = riceParameter(spread);
      const used = 3 + unary + k;
      if (unary < MAX_UNARY && used <= 32) {
        at += used;
        if (at > endBit) return i;
        const u = (unary << k) | (k === 0 ? 0 : (rest << (unary + 1)) >>> (32 - k));
        spread = nextSpread(spread, 32 - Math.clz32(u));
        const zigzag = u + 1;
        const difference = (zigzag & 1) === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
        const power = POWERS[scale] ?? 1;
        last = (baseOf(last, power) + difference) / power;
        if (i >= skip) out[outAt + i - skip] = last;
        continue;
      }
    }
    if (scale === XOR_MODE && word >>> 29 !== 0b111) {
      // The bits of random decimals, read by words too: 10 window, or 110 lead:5 length:6 window.
      if ((word & 0x40000000) === 0) at += 2;
      else {
        lead = (word >>> 24) & 31;
        length = ((word >>> 18) & 63) + 1;
        at += 14;
      }
      if (length === 0 || lead + length > 64 || at + length > endBit) return i;
      const topBits = length - 32;
      const top = topBits > 0 ? peekWord(bytes, at) >>> (32 - topBits) : 0;
      const bottom = peekWord(bytes, topBits > 0 ? at + topBits : at) >>> (topBits > 0 ? 0 : -topBits);
      at += length;
      last = differing(last, 64 - lead - length, top, bottom);
      if (i >= skip) out[outAt + i - skip] = last;
      continue;
    }
    reader.at = at;
    if (reader.bit() === 1) {
      let code = reader.bit() === 0 ? 0b10 : 0b110 | reader.bit();
      if (code === 0b111) {
        const control = reader.read(3);
        if (control === SCALE && scale !== XOR_MODE) {
          scale = reader.read(3);
          if (scale > MAX_SCALE || reader.read(2) !== 0b10) return i;
          code = 0b10;
        } else if (control === XOR && scale !== XOR_MODE) {
          scale = XOR_MODE;
          if (reader.bit() !== 1) return i;
          code = reader.bit() === 0 ? 0b10 : 0b110 | reader.bit();
        } else if (control === STALE) last = STALE_NAN;
        else if (control === NAN) last = NaN;
        else if (control === RAW) last = readRaw();
        else return i;
      }
      if (scale === XOR_MODE && code !== 0b111) {
        if (code === 0b110) {
          lead = reader.read(5);
          length = reader.read(6) + 1;
        }
        if (length === 0 || lead + length > 64) return i;
        last = readXor(last, 64 - lead - length, length);
      } else if (code === 0b10) {
        const k = riceParameter(spread);
        let unary = 0;
        while (unary < MAX_UNARY && reader.bit() === 1) unary++;
        const width = unary < MAX_UNARY ? k : reader.read(6);
        if (width > 53) return i;
        const u = unary < MAX_UNARY ? unary * 2 ** k + reader.readWide(k) : reader.readWide(width);
        spread = nextSpread(spread, bitLength(u));
        const power = POWERS[scale] ?? 1;
        last = (baseOf(last, power) + unzigzag(u + 1)) / power;
      } else if (code !== 0b111) return i;
    }
    if (reader.overrun) return i;
    at = reader.at;
    if (i >= skip) out[outAt + i - skip] = last;
  }
  return count;
}

function unzigzag(zigzag: number): number {
  return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
}

function readRaw(): number {
  words[HIGH] = reader.read(32);
  words[LOW] = reader.read(32);
  return canonical();
}

function readXor(last: number, trail: number, length: number): number {
  const top = length > 32 ? reader.read(length - 32) : 0;
  return differing(last, trail, top, reader.read(Math.min(32, length)));
}

/** The value whose bits differ from those of `last` by the window `top` and `bottom` (32 bits), which `trail` zeros follow. */
function differing(last: number, trail: number, top: number, bottom: number): number {
  load(last, 0);
  let high: number;
  let low: number;
  if (trail >= 32) {
    high = bottom << (trail - 32);
    low = 0;
  } else if (trail === 0) {
    high = top;
    low = bottom;
  } else {
    high = (top << trail) | (bottom >>> (32 - trail));
    low = bottom << trail;
  }
  words[HIGH] = (words[HIGH] ?? 0) ^ high;
  words[LOW] = (words[LOW] ?? 0) ^ low;
  return canonical();
}

/** The value in the first scratch words; damaged bytes must not bring a third NaN into the house. */
function canonical(): number {
  const value = float[0] ?? 0;
  return value === value ? value : isStale(value) ? STALE_NAN : NaN;
}
