import type { Disposable } from '../../../base/disposable.ts';
import type { LogSource } from '../../../model/service.ts';
import type { TailPart } from '../../../protocol/logs.ts';
import { type SourceRecord, SourceRecords, type SourceRecordsOptions } from '../follow/sourceRecords.ts';
import { coloured, recordText, withoutControls } from './recordText.ts';

/** What is read of each file that is there already, and shown of it. */
const TAIL_BYTES = 256 * 1024;
const FIRST_RECORDS = 200;
/** A record that may go on is told only when nothing more came: so many looks until all of a log is told. */
const FIRST_LOOKS = 3;
/** Records that wait to be shown; of more the oldest are left out, and it is said. */
const WAITING_MAX = 10_000;
/** Text of one part. */
const PART_MAX_CHARS = 512 * 1024;
/** A record is shown so far. */
const RECORD_MAX_CHARS = 16_384;
const SOURCE_COLOURS = ['cyan', 'blue', 'magenta', 'green', 'yellow', 'gray'] as const;

/** The records of log sources as text for a terminal, while they come: nothing in them commands it. */
export class LogTail implements Disposable {
  readonly #sources: readonly LogSource[];
  readonly #records: SourceRecords;
  readonly #showsPast: boolean;
  #waiting: SourceRecord[] = [];
  #leftOut = 0;
  #begun = false;
  #pastWaiting = 0;
  #troubles = '';

  /** `showsPast`: begins with the last records that are there. */
  constructor(sources: readonly LogSource[], showsPast: boolean, options: SourceRecordsOptions) {
    this.#sources = sources;
    this.#showsPast = showsPast;
    this.#records = new SourceRecords(sources, {
      ...options,
      tailBytes: showsPast ? TAIL_BYTES : 0,
      pastRecords: showsPast ? FIRST_RECORDS : 0,
    });
  }

  /** What came since the last part. */
  async read(): Promise<TailPart> {
    if (!this.#begun) await this.#begin();
    else for (const record of await this.#records.poll()) this.#waiting.push(record);
    const over = this.#waiting.length - WAITING_MAX;
    if (over > 0) {
      this.#waiting.splice(0, over);
      this.#leftOut += over;
    }
    const lines: string[] = [];
    if (this.#leftOut > 0) {
      const count = this.#leftOut.toLocaleString('en');
      lines.push(coloured('yellow', `… ${count} records are left out: they came faster than they can be shown.`));
      this.#leftOut = 0;
    }
    let shown = 0;
    for (let chars = 0; shown < this.#waiting.length && chars < PART_MAX_CHARS; shown++) {
      const record = this.#waiting[shown];
      const line = record === undefined ? '' : this.#lineOf(record);
      chars += line.length;
      lines.push(line);
    }
    this.#waiting.splice(0, shown);
    this.#pastWaiting -= shown;
    // Below what is told of the past: above it, they would have gone from the screen at once.
    if (this.#pastWaiting <= 0) lines.push(...this.#newTroubles());
    const text = lines.map((line) => `${line.replaceAll('\n', '\r\n')}\r\n`).join('');
    return { text, hasMore: this.#waiting.length > 0 || this.#records.hasMore };
  }

  dispose(): void {
    this.#records.dispose();
    this.#waiting = [];
  }

  async #begin(): Promise<void> {
    this.#begun = true;
    const found: SourceRecord[] = [];
    for (let look = 0; look < FIRST_LOOKS; look++) for (const record of await this.#records.poll()) found.push(record);
    // What a program or a server has told by now is new.
    const past = found.filter(({ source }) => this.#isFile(source)).slice(this.#showsPast ? -FIRST_RECORDS : Infinity);
    const shown = new Set(past);
    this.#waiting = found.filter((record) => shown.has(record) || !this.#isFile(record.source));
    this.#pastWaiting = this.#waiting.length;
  }

  #isFile(source: number): boolean {
    const log = this.#sources[source];
    return log !== undefined && 'file' in log;
  }

  #lineOf({ record, source }: SourceRecord): string {
    const { error, message } = record;
    const several = this.#sources.length > 1;
    const stack =
      error?.stack !== undefined && !message.includes(error.stack) ? `\n${withoutControls(error.stack)}` : '';
    const text = recordText(record, { colours: true });
    const cut = text.length > RECORD_MAX_CHARS ? `${text.slice(0, RECORD_MAX_CHARS)}…` : text;
    const colour = SOURCE_COLOURS[source % SOURCE_COLOURS.length] ?? 'gray';
    const gutter = several ? `${coloured(colour, `▌${withoutControls(this.#sources[source]?.name ?? '')}`)} ` : '';
    return `${gutter}${cut}${stack === '' ? '' : coloured('gray', stack.slice(0, RECORD_MAX_CHARS))}`;
  }

  #newTroubles(): string[] {
    const told = [...this.#records.troubles].map(
      ([source, trouble]) => `${this.#sources[source]?.name ?? ''}: ${trouble}`,
    );
    const key = told.join('\n');
    if (key === this.#troubles) return [];
    this.#troubles = key;
    return told.map((line) => coloured('yellow', withoutControls(line)));
  }
}
