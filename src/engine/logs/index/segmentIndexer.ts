import type { LogFormat } from '../formats/logFormat.ts';
import { recogniseFormat } from '../formats/registry.ts';
import { LINE_MAX_BYTES, lineText } from '../lines/lineSplitter.ts';
import { RECOGNISED_LINES } from '../lines/recordReader.ts';
import { detectEncoding, lineEnd, type TextEncoding } from '../lines/textEncoding.ts';
import { JsonHead, levelPlace } from './jsonHead.ts';
import { RecordIndex } from './recordIndex.ts';

/** What is looked at of a line for its time and level. */
const HEAD_BYTES = 4_096;
const BRACE = 123;

/** Builds the index of one file from its bytes, in whatever pieces they come. */
export class SegmentIndexer {
  readonly index = new RecordIndex();
  readonly #nowMs: () => number;
  #encoding: TextEncoding | undefined;
  #format: LogFormat | undefined;
  #json: JsonHead | undefined;
  /** The begun line, and where it began. */
  #rest: Buffer[] = [];
  #restBytes = 0;
  #restOffset = 0;
  #lines = 0;
  #hasRecord = false;

  constructor(nowMs: () => number, format?: LogFormat) {
    this.#nowMs = nowMs;
    this.#format = format;
    if (format !== undefined) this.#useFormat(format);
  }

  /** Undefined until there was a first line. */
  get format(): LogFormat | undefined {
    return this.#format;
  }

  get encoding(): TextEncoding {
    return this.#encoding ?? { name: 'utf-8', markBytes: 0 };
  }

  /** Up to where the lines are complete. */
  get completeBytes(): number {
    return this.#restOffset;
  }

  push(bytes: Buffer): void {
    if (this.#restBytes === 0) {
      this.#scan(bytes, this.#restOffset);
      return;
    }
    const wide = this.#encoding?.name.startsWith('utf-16') === true;
    if (!wide && this.#format !== undefined) {
      // Only the begun line is copied, neither the chunk after it nor 10 MB again and again.
      const newline = bytes.indexOf(10);
      if (newline < 0) return this.#keep(bytes);
      this.#keep(bytes.subarray(0, newline + 1));
      this.#finishRest();
      this.#scan(bytes.subarray(newline + 1), this.#restOffset);
      return;
    }
    const rest = this.#rest;
    this.#rest = [];
    this.#restBytes = 0;
    this.#scan(Buffer.concat([...rest, bytes]), this.#restOffset);
  }

  /** The last line is complete though no newline follows. */
  finish(): void {
    if (this.#restBytes > 0) this.#finishRest();
  }

  #finishRest(): void {
    const bytes = Buffer.concat(this.#rest);
    const lengthBytes = this.#restBytes;
    this.#rest = [];
    this.#restBytes = 0;
    this.#useFirst(bytes);
    this.#line(bytes, 0, bytes.length, this.#restOffset);
    this.#restOffset += lengthBytes;
  }

  #keep(bytes: Buffer): void {
    // Of a line without an end only the start is kept; its length is counted.
    const room = LINE_MAX_BYTES - this.#rest.reduce((sum, { length }) => sum + length, 0);
    if (room > 0) this.#rest.push(Buffer.from(bytes.subarray(0, room)));
    this.#restBytes += bytes.length;
  }

  #scan(bytes: Buffer, offset: number): void {
    this.#useFirst(bytes);
    const encoding = this.encoding;
    let from = offset === 0 ? encoding.markBytes : 0;
    const narrow = encoding.name === 'utf-8' || encoding.name === 'latin1';
    for (;;) {
      const end = narrow ? bytes.indexOf(10, from) + 1 : lineEnd(bytes, from, encoding);
      if (end <= 0) break;
      this.#line(bytes, from, end, offset + from);
      from = end;
    }
    this.#restOffset = offset + from;
    if (from < bytes.length) this.#keep(bytes.subarray(from));
  }

  #line(bytes: Buffer, from: number, end: number, offset: number): void {
    this.#lines++;
    if (this.#json !== undefined && bytes[from] === BRACE) {
      this.#hasRecord = true;
      this.#json.read(bytes, from, end - 1);
      this.index.add(offset, this.#json.timeMs, this.#json.level, this.#lines);
      return;
    }
    const format = this.#format;
    if (format === undefined) return;
    const text = lineText(bytes.subarray(from, Math.min(end, from + HEAD_BYTES)), this.encoding);
    if (this.#hasRecord && !format.begins(text)) return;
    if (text === '') return;
    this.#hasRecord = true;
    const record = format.read([text], { nowMs: this.#nowMs() });
    this.index.add(offset, record?.timeMs ?? NaN, levelPlace(record?.level), this.#lines);
  }

  #useFirst(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#encoding ??= detectEncoding(bytes.subarray(0, 65_536));
    if (this.#format !== undefined) return;
    const lines = lineText(bytes.subarray(this.#encoding.markBytes, 65_536), this.#encoding).split(/\r?\n/);
    this.#useFormat(recogniseFormat(lines.slice(0, RECOGNISED_LINES)));
  }

  #useFormat(format: LogFormat): void {
    this.#format = format;
    if (format.shape !== undefined && !this.encoding.name.startsWith('utf-16')) this.#json = new JsonHead(format.shape);
  }
}
