import { LOG_LEVELS, type LogLevel } from '../../../model/logRecord.ts';
import { type JsonShape, parseObject, readObject } from '../formats/jsonShape.ts';
import { readLevel } from '../formats/readLevel.ts';
import { readLogTime } from '../formats/readLogTime.ts';

/** Places of a key that are remembered. */
const PLACES_MAX = 4;
const QUOTE = 34;

/** Where a key was seen: so far from the line's start, or (below 0) from its end. */
interface Key {
  readonly bytes: Buffer;
  readonly places: number[];
}

/**
 * Reads time and level of lines of JSON without parsing them: loggers write a key at the same place again and again. A line where it
 * is elsewhere is parsed, and its places are learned; a place counts only after it gave what parsing gave.
 */
export class JsonHead {
  readonly #shape: JsonShape;
  readonly #timeKeys: readonly Key[];
  readonly #levelKeys: readonly Key[];
  #lastText = '';
  #lastLevel = -1;
  /** Unix milliseconds, NaN where the line has none. */
  timeMs = NaN;
  /** A place in `LOG_LEVELS`, or -1. */
  level = -1;

  constructor(shape: JsonShape) {
    const keys = (names: readonly string[]): Key[] =>
      names.map((name) => ({ bytes: Buffer.from(`${JSON.stringify(name)}:`), places: [] }));
    this.#shape = shape;
    this.#timeKeys = keys(shape.time);
    this.#levelKeys = keys(shape.level);
  }

  /** Reads the line in `bytes` from `from` to `end`, its newline not counted. */
  read(bytes: Buffer, from: number, end: number): void {
    const time = this.#valueAt(bytes, from, end, this.#timeKeys);
    const level = this.#valueAt(bytes, from, end, this.#levelKeys);
    if (time >= 0 && level >= 0) {
      this.timeMs = this.#timeFrom(bytes, time, end);
      this.level = this.#levelFrom(bytes, level, end);
      if (!Number.isNaN(this.timeMs) && this.level >= 0) return;
    }
    this.#parse(bytes, from, end);
  }

  #valueAt(bytes: Buffer, from: number, end: number, keys: readonly Key[]): number {
    for (const { bytes: key, places } of keys) {
      for (const place of places) {
        const at = place < 0 ? end + place : from + place;
        let i = 0;
        while (i < key.length && bytes[at + i] === key[i]) i++;
        if (i === key.length) return at + i;
      }
    }
    return -1;
  }

  #parse(bytes: Buffer, from: number, end: number): void {
    const object = parseObject(bytes.toString('utf8', from, end));
    const record = object === undefined ? undefined : readObject(object, this.#shape);
    this.timeMs = record?.timeMs ?? NaN;
    this.level = levelPlace(record?.level);
    if (record === undefined) return;
    this.#learn(
      bytes,
      from,
      end,
      this.#timeKeys,
      (at) => Math.floor(this.#timeFrom(bytes, at, end)) === Math.floor(this.timeMs),
    );
    this.#learn(bytes, from, end, this.#levelKeys, (at) => this.#levelFrom(bytes, at, end) === this.level);
  }

  #learn(bytes: Buffer, from: number, end: number, keys: readonly Key[], agrees: (at: number) => boolean): void {
    if (this.#valueAt(bytes, from, end, keys) >= 0) return;
    const line = bytes.subarray(from, end);
    for (const { bytes: key, places } of keys) {
      const at = line.indexOf(key);
      if (at < 0 || !agrees(from + at + key.length)) continue;
      if (places.length >= PLACES_MAX * 2) places.splice(0, 2);
      places.push(at, at - line.length);
      return;
    }
  }

  #timeFrom(bytes: Buffer, at: number, end: number): number {
    if (bytes[at] !== QUOTE) {
      let value = 0;
      let i = at;
      for (let digit = (bytes[i] ?? 0) - 48; digit >= 0 && digit <= 9; digit = (bytes[++i] ?? 0) - 48)
        value = value * 10 + digit;
      // Milliseconds, as Pino has them: the usual case needs no text.
      if (i - at === 13 && bytes[i] !== 46) return value;
      let stop = i;
      while (stop < end && bytes[stop] !== 44 && bytes[stop] !== 125) stop++;
      return readLogTime(Number(bytes.toString('latin1', at, stop))) ?? NaN;
    }
    const stop = bytes.indexOf(QUOTE, at + 1);
    return stop < 0 || stop > end
      ? NaN
      : (readLogTime(bytes.toString('latin1', at + 1, stop), this.#shape.zone) ?? NaN);
  }

  #levelFrom(bytes: Buffer, at: number, end: number): number {
    // `30,`: two digits, as Pino and Bunyan have them.
    const [tens, ones] = [(bytes[at] ?? 0) - 48, (bytes[at + 1] ?? 0) - 48];
    const after = bytes[at + 2];
    if (tens >= 1 && tens <= 6 && ones >= 0 && ones <= 9 && (after === 44 || after === 125)) return tens - 1;
    if (bytes[at] !== QUOTE) return -1;
    const stop = bytes.indexOf(QUOTE, at + 1);
    if (stop < 0 || stop > end) return -1;
    const text = bytes.toString('latin1', at + 1, stop);
    if (text !== this.#lastText) {
      this.#lastText = text;
      this.#lastLevel = levelPlace(readLevel(text));
    }
    return this.#lastLevel;
  }
}

/** The place of a level in `LOG_LEVELS`, -1 for none. */
export function levelPlace(level: LogLevel | undefined): number {
  return level === undefined ? -1 : LOG_LEVELS.indexOf(level);
}
