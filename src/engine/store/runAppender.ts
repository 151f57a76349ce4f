import { CHUNK_SAMPLES, type OpenTimelines } from './openTimelines.ts';
import { generationOf, type SeriesRef, type SeriesSlots, SLOT_BITS, slotOf } from './seriesSlots.ts';
import type { SampleRun } from './storeTypes.ts';
import { BLOCK_BYTES, BLOCKS_PER_SEGMENT, LINK_BYTES, PAYLOAD_BYTES, type StreamPool } from './streamPool.ts';
import { baseOf, MAX_NUMBER, MAX_UNARY, nextSpread, POWERS, riceParameter } from './valueCodec.ts';
import { bitLength } from './bits.ts';

const POWERS_OF_TWO = Float64Array.from({ length: 64 }, (_, i) => 2 ** i);
/** A code with the bits before it in its first byte is put together in a double, which is exact up to here. */
const MAX_CODE_BITS = 53;
const TWO_32 = 2 ** 32;

/**
 * Appends a scrape's samples to the open chunks. What nearly all samples are, a value as before or a short difference
 * that fits into the last block of its stream, is done here in one loop without a call; the rest goes through
 * `appendOne`. Both write the same bits.
 */
export class RunAppender {
  readonly #slots: SeriesSlots;
  readonly #timelines: OpenTimelines;
  readonly #pool: StreamPool;
  readonly #appendOne: (slot: number, timestampMs: number, value: number) => void;

  constructor(
    slots: SeriesSlots,
    timelines: OpenTimelines,
    pool: StreamPool,
    appendOne: (slot: number, timestampMs: number, value: number) => void,
  ) {
    this.#slots = slots;
    this.#timelines = timelines;
    this.#pool = pool;
    this.#appendOne = appendOne;
  }

  /** Adds the samples from `from` on up to the first that is not newer than all of its series, or whose series is gone; its position. */
  append({ refs, entries, values, to, timestampMs }: SampleRun<SeriesRef>, from: number): number {
    const { alive, generation, lastMs, lastValue, count, timeline, tailBlock, bits, scale, spread } = this.#slots;
    // Nearly all series are on one timeline: that it goes on with this timestamp is found out once.
    let timelineId = -1;
    let timelineCount = -1;
    let segment = -1;
    let bytes = new Uint8Array(0);
    for (let i = from; i < to; i++) {
      const ref = refs[entries[i] as number] as SeriesRef;
      const isFirstUse = ref < SLOT_BITS;
      const slot = isFirstUse ? ref : slotOf(ref);
      if (alive[slot] !== 1 || generation[slot] !== (isFirstUse ? 0 : generationOf(ref))) return i;
      if (!(timestampMs > (lastMs[slot] as number))) return i;
      const value = values[i] as number;
      const samples = count[slot] as number;
      const before = bits[slot] as number;
      const used = before & 7;
      const inBlock = (before >>> 3) % PAYLOAD_BYTES;
      // With neither, the next byte begins a new block. A second sample begins the stream, and a full chunk is sealed.
      if (samples < 2 || samples >= CHUNK_SAMPLES || used + inBlock === 0) {
        this.#appendOne(slot, timestampMs, value);
        timelineId = -1;
        continue;
      }
      const block = tailBlock[slot] as number;
      if (block >>> SEGMENT_SHIFT !== segment) {
        segment = block >>> SEGMENT_SHIFT;
        bytes = this.#pool.segment(segment);
      }
      const at = (block & SEGMENT_MASK) * BLOCK_BYTES + LINK_BYTES + inBlock;
      const last = lastValue[slot] as number;
      if (value === last && (value !== 0 || Object.is(value, last))) {
        if (used === 0) bytes[at] = 0;
        bits[slot] = before + 1;
      } else {
        // XOR mode has no power, so that nothing below holds; nor does it for what is no short decimal.
        const power = POWERS[scale[slot] as number] ?? NaN;
        const n = Math.round(value * power);
        const isNumber = n / power === value && n <= MAX_NUMBER && n >= -MAX_NUMBER && !Object.is(value, -0);
        const difference = isNumber ? n - baseOf(last, power) : 0;
        const u = difference < 0 ? -2 * difference - 2 : 2 * difference - 1;
        const k = riceParameter(spread[slot] as number);
        const step = POWERS_OF_TWO[k] as number;
        const unary = Math.floor(u / step);
        const total = used + 3 + unary + k;
        const size = (total + 7) >>> 3;
        if (difference === 0 || unary >= MAX_UNARY || total > MAX_CODE_BITS || inBlock + size > PAYLOAD_BYTES) {
          this.#appendOne(slot, timestampMs, value);
          timelineId = -1;
          continue;
        }
        // 10, `unary` ones, 0, then the low `k` bits; behind the bits of the byte that the stream ended with.
        const code = ((2 << (unary + 1)) + (1 << (unary + 1)) - 2) * step + (u - unary * step);
        const kept = used === 0 ? 0 : (bytes[at] as number) * (POWERS_OF_TWO[size * 8 - 8] as number);
        const all = kept + code * (POWERS_OF_TWO[size * 8 - total] as number);
        let word = all >>> 0;
        let to8 = at + size - 1;
        if (size > 4) {
          bytes[to8] = word;
          bytes[to8 - 1] = word >>> 8;
          bytes[to8 - 2] = word >>> 16;
          bytes[to8 - 3] = word >>> 24;
          to8 -= 4;
          word = Math.floor(all / TWO_32);
        }
        for (; to8 >= at; to8--) {
          bytes[to8] = word;
          word >>>= 8;
        }
        bits[slot] = (before & ~7) + total;
        spread[slot] = nextSpread(spread[slot] as number, bitLength(u));
        lastValue[slot] = value;
      }
      const id = timeline[slot] as number;
      if (id !== timelineId || samples !== timelineCount) {
        const now = this.#timelines.advance(id, samples, timestampMs);
        timeline[slot] = now;
        timelineId = now === id ? id : -1;
        timelineCount = samples;
      }
      count[slot] = samples + 1;
      lastMs[slot] = timestampMs;
    }
    return to;
  }
}

const SEGMENT_SHIFT = Math.log2(BLOCKS_PER_SEGMENT);
const SEGMENT_MASK = BLOCKS_PER_SEGMENT - 1;
