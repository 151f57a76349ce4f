import type { LogRecord } from '../../../model/logRecord.ts';
import type { LogFormat, ReadContext } from '../formats/logFormat.ts';
import { plain } from '../formats/plain.ts';
import { recogniseFormat } from '../formats/registry.ts';

/** A format is recognised from so many lines. */
export const RECOGNISED_LINES = 64;
/** Further lines of a record are dropped: a stack this deep tells nothing more, and memory is bounded. */
const RECORD_MAX_LINES = 2_000;

/** A record with the lines that it was read from. */
export interface ReadRecord {
  readonly record: LogRecord;
  /** The lines as they were, without colours. */
  readonly text: string;
  /** The number of the first line, from 1. */
  readonly line: number;
}

/** Joins lines into records. The format is recognised from the first lines unless it is given. */
export class RecordReader {
  readonly #context: () => ReadContext;
  #format: LogFormat | undefined;
  /** Lines that wait for the format to be known. */
  #waiting: string[] = [];
  #open: string[] = [];
  #openLine = 0;
  #lines = 0;

  readonly #keeps: (text: string) => boolean;

  /** Records whose text `keeps` refuses are left away unread. */
  constructor(context: () => ReadContext, format?: LogFormat, keeps: (text: string) => boolean = () => true) {
    this.#context = context;
    this.#format = format;
    this.#keeps = keeps;
  }

  /** The name of the format; undefined until it is recognised. */
  get format(): string | undefined {
    return this.#format?.name;
  }

  /** The records that are complete with these lines: the last one stays open until the next begins. */
  push(lines: readonly string[]): ReadRecord[] {
    let fresh = lines;
    if (this.#format === undefined) {
      for (const line of lines) this.#waiting.push(line);
      if (this.#waiting.length < RECOGNISED_LINES) return [];
      fresh = this.#recognised();
    }
    const records: ReadRecord[] = [];
    for (const line of fresh) this.#take(line, records);
    return records;
  }

  /** The records that are still open: at the end, or when nothing more came for a while. */
  flush(): ReadRecord[] {
    const records: ReadRecord[] = [];
    for (const line of this.#recognised()) this.#take(line, records);
    this.#close(records);
    return records;
  }

  #recognised(): string[] {
    if (this.#waiting.length === 0) return [];
    this.#format ??= recogniseFormat(this.#waiting.slice(0, RECOGNISED_LINES));
    const lines = this.#waiting;
    this.#waiting = [];
    return lines;
  }

  #take(line: string, records: ReadRecord[]): void {
    this.#lines++;
    if (this.#open.length > 0 && !(this.#format ?? plain).begins(line)) {
      if (this.#open.length < RECORD_MAX_LINES) this.#open.push(line);
      return;
    }
    this.#close(records);
    if (line === '') return;
    this.#open = [line];
    this.#openLine = this.#lines;
  }

  #close(records: ReadRecord[]): void {
    if (this.#open.length === 0) return;
    const lines = this.#open;
    this.#open = [];
    while (lines.at(-1) === '') lines.pop();
    const text = lines.length === 1 ? (lines[0] ?? '') : lines.join('\n');
    if (!this.#keeps(text)) return;
    records.push({
      record: readRecord(lines, this.#format ?? plain, this.#context()),
      text,
      line: this.#openLine,
    });
  }
}

/** A record from its lines; what is not of the format after all is read as plain text. */
export function readRecord(lines: readonly string[], format: LogFormat, context: ReadContext): LogRecord {
  return format.read(lines, context) ?? plain.read(lines, context) ?? { message: lines.join('\n'), fields: {} };
}
