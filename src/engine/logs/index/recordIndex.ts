import { LOG_LEVELS, type LogLevel } from '../../../model/logRecord.ts';

const BLOCK = 65_536;
const NO_LEVEL = 255;
/** As the distance of a time: there is none. */
const NO_TIME = -0x8000_0000;

interface Block {
  /** From which the offsets count. */
  readonly baseBytes: number;
  readonly offsets: Uint32Array;
  /** From which the times count: that of the first record that has one. */
  baseMs: number;
  readonly times: Int32Array;
  /** Instead of `times`, where a time is further than 24 days from the base. */
  farTimes: Float64Array | undefined;
  readonly levels: Uint8Array;
  readonly lines: Uint32Array;
}

/** Offset, time, level and line number of each record of a file, in 13 bytes a record. */
export class RecordIndex {
  readonly #blocks: Block[] = [];
  #length = 0;
  #block: Block | undefined;

  get length(): number {
    return this.#length;
  }

  /** `timeMs` is NaN and `level` -1 (a place in `LOG_LEVELS`) where the record has none. */
  add(offsetBytes: number, timeMs: number, level: number, line: number): void {
    const at = this.#length % BLOCK;
    let block = this.#block;
    if (at === 0 || block === undefined) block = this.#newBlock(offsetBytes);
    block.offsets[at] = offsetBytes - block.baseBytes;
    block.levels[at] = level < 0 ? NO_LEVEL : level;
    block.lines[at] = line;
    setTime(block, at, timeMs);
    this.#length++;
  }

  offsetBytes(i: number): number {
    const block = this.#blocks[(i / BLOCK) | 0];
    return block === undefined ? 0 : block.baseBytes + (block.offsets[i % BLOCK] ?? 0);
  }

  /** Unix milliseconds, NaN where the record has no time. */
  timeMs(i: number): number {
    const block = this.#blocks[(i / BLOCK) | 0];
    if (block === undefined) return NaN;
    if (block.farTimes !== undefined) return block.farTimes[i % BLOCK] ?? NaN;
    const time = block.times[i % BLOCK] ?? NO_TIME;
    return time === NO_TIME ? NaN : block.baseMs + time;
  }

  /** A place in `LOG_LEVELS`, -1 where the record has no level. */
  level(i: number): number {
    const level = this.#blocks[(i / BLOCK) | 0]?.levels[i % BLOCK] ?? NO_LEVEL;
    return level === NO_LEVEL ? -1 : level;
  }

  levelName(i: number): LogLevel | undefined {
    return LOG_LEVELS[this.level(i)];
  }

  /** The number of the record's first line, from 1. */
  line(i: number): number {
    return this.#blocks[(i / BLOCK) | 0]?.lines[i % BLOCK] ?? 0;
  }

  /** Forgets all records. */
  clear(): void {
    this.#blocks.length = 0;
    this.#block = undefined;
    this.#length = 0;
  }

  #newBlock(baseBytes: number): Block {
    this.#block = {
      baseBytes,
      offsets: new Uint32Array(BLOCK),
      baseMs: NaN,
      times: new Int32Array(BLOCK),
      farTimes: undefined,
      levels: new Uint8Array(BLOCK),
      lines: new Uint32Array(BLOCK),
    };
    this.#blocks.push(this.#block);
    return this.#block;
  }
}

function setTime(block: Block, at: number, timeMs: number): void {
  if (block.farTimes !== undefined) {
    block.farTimes[at] = timeMs;
    return;
  }
  if (Number.isNaN(timeMs)) {
    block.times[at] = NO_TIME;
    return;
  }
  if (Number.isNaN(block.baseMs)) block.baseMs = Math.floor(timeMs);
  const distance = Math.floor(timeMs - block.baseMs);
  if (Math.abs(distance) < 0x7fff_ffff) {
    block.times[at] = distance;
    return;
  }
  const { times, baseMs } = block;
  block.farTimes = Float64Array.from(times, (time) => (time === NO_TIME ? NaN : baseMs + time));
  block.farTimes[at] = timeMs;
}
