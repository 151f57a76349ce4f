import { restartDelayMs } from '../../../base/backoff.ts';
import type { Clock } from '../../../base/clock.ts';
import { type Disposable, Slot } from '../../../base/disposable.ts';
import { formatSeconds } from '../../../base/unit.ts';
import { OutputFile } from '../command/outputFile.ts';
import { readPage } from './readPage.ts';
import type { RemoteAccess } from './remoteAccess.ts';
import type { RemoteAnswer, RemoteEntry, RemotePage, RemoteSource } from './remoteSource.ts';

const POLL_MS = 2_000;
const PAGE_SIZE = 1_000;
/** Pages that are read one after the other before others get their turn. */
const PAGES_AT_ONCE = 20;
/** What is read of the past; all that comes is read. */
const HISTORY_RECORDS = 20_000;
const HISTORY_CHARS = 32 * 1024 * 1024;
/** After so many failures in a row the rest of the past is left away. */
const HISTORY_ATTEMPTS = 4;
/** Records become visible late and out of order: so much of what was read is asked for again. */
const OVERLAP_S = 5n;

export interface RemoteLogOptions {
  readonly clock: Clock;
  readonly remote: RemoteAccess;
  readonly onBug: (error: unknown, where: string) => void;
}

/** Writes a log that a server keeps into a file of ours: its last records first, then what comes, each once. */
export class RemoteLog implements Disposable {
  readonly #source: RemoteSource;
  readonly #options: RemoteLogOptions;
  readonly #output: OutputFile;
  readonly #timer = new Slot<Disposable>();
  readonly #abort = new AbortController();
  /** What was taken, with its time: all of the past, then what may be sent again. */
  readonly #seen = new Map<string, bigint>();
  /** Pages of the past, the newest first; undefined once it is written. */
  #history: RemoteEntry[] | undefined = [];
  #historyChars = 0;
  #from: bigint | undefined;
  #newest: bigint | undefined;
  /** Where the past was cut off: nothing older is taken. */
  #floor = 0n;
  #size = PAGE_SIZE;
  /** A page size at the present place that was too much. */
  #tooLarge: number | undefined;
  #attempts = 0;
  #failure: string | undefined;
  #incomplete: string | undefined;

  constructor(source: RemoteSource, file: string, options: RemoteLogOptions) {
    this.#source = source;
    this.#options = options;
    this.#output = new OutputFile(file);
    this.#plan(0);
  }

  /** Why nothing comes, or what is missing, as a sentence. */
  get trouble(): string | undefined {
    return this.#failure ?? this.#incomplete;
  }

  dispose(): void {
    this.#abort.abort();
    this.#timer.dispose();
    this.#output.dispose();
  }

  #plan(delayMs: number): void {
    if (this.#abort.signal.aborted) return;
    this.#timer.set(
      this.#options.clock.setTimeout(() => {
        this.#round().then(
          (nextMs) => this.#plan(nextMs),
          (error: unknown) => {
            this.#options.onBug(error, 'a remote log');
            this.#plan(POLL_MS);
          },
        );
      }, delayMs),
    );
  }

  /** Reads what there is, and tells after how many milliseconds to ask again. */
  async #round(): Promise<number> {
    const direction = this.#history === undefined ? 'forward' : 'backward';
    if (direction === 'forward') this.#from ??= this.#start();
    for (let pages = 0; pages < PAGES_AT_ONCE; pages++) {
      const page: RemotePage = { direction, size: this.#size, ...(this.#from !== undefined && { from: this.#from }) };
      const answer = await readPage(this.#source, page, this.#options.remote, this.#abort.signal);
      if (this.#abort.signal.aborted) return POLL_MS;
      if (!answer.ok) {
        const { reason, kind } = answer.error;
        if (kind === 'refused' && page.size > PAGE_SIZE) {
          // The server gives no more at once than usual.
          this.#stepOver(page, `more than ${PAGE_SIZE.toLocaleString('en')} records of one instant`);
          continue;
        }
        if (kind === 'tooMuch' && page.size > 1) {
          this.#tooLarge = page.size;
          this.#size = Math.max(1, Math.floor(page.size / 4));
          continue;
        }
        return this.#fail(reason);
      }
      this.#attempts = 0;
      this.#failure = undefined;
      if (this.#take(page, answer.value)) return this.#finish();
    }
    if (direction === 'forward') this.#forget();
    return 0;
  }

  /** True where the page was the last one. */
  #take(page: RemotePage, { entries, incomplete }: RemoteAnswer): boolean {
    if (incomplete !== undefined) this.#incomplete = incomplete;
    const fresh = entries.filter(({ key, time }) => {
      if (this.#seen.has(key) || (page.direction === 'forward' && time < this.#floor)) return false;
      this.#seen.set(key, time);
      return true;
    });
    for (const { time } of fresh) if (this.#newest === undefined || time > this.#newest) this.#newest = time;
    if (this.#history === undefined) this.#write(fresh);
    else {
      for (const entry of fresh) this.#history.push(entry);
      for (const { line } of fresh) this.#historyChars += line.length;
      if (this.#history.length >= HISTORY_RECORDS || this.#historyChars >= HISTORY_CHARS) {
        this.#history.length = Math.min(this.#history.length, HISTORY_RECORDS);
        this.#floor = this.#history.at(-1)?.time ?? 0n;
        return true;
      }
    }
    if (entries.length < page.size) return true;
    const last = entries.at(-1)?.time;
    if (fresh.length === 0 && last === page.from) {
      this.#growOrStepOver(page);
      return false;
    }
    if (last !== page.from) this.#tooLarge = undefined;
    this.#size = Math.min(PAGE_SIZE, this.#size * 2);
    this.#from = last;
    return false;
  }

  /** After a page of one instant that is all known: more of that instant may lie behind. */
  #growOrStepOver(page: RemotePage): void {
    const { maxPageSize } = this.#source;
    const size = page.size < PAGE_SIZE ? Math.min(PAGE_SIZE, page.size * 2) : maxPageSize;
    if (this.#tooLarge !== undefined && size >= this.#tooLarge)
      this.#stepOver(page, 'records of one instant that are too large to be read at once');
    else if (page.size >= maxPageSize)
      this.#stepOver(page, `more than ${maxPageSize.toLocaleString('en')} records of one instant`);
    else this.#size = size;
  }

  #stepOver({ from, direction }: RemotePage, why: string): void {
    this.#size = PAGE_SIZE;
    this.#tooLarge = undefined;
    if (from !== undefined) this.#from = direction === 'forward' ? from + 1n : from - 1n;
    this.#incomplete = `${this.#source.name} has ${why}; some are missing.`;
  }

  #finish(): number {
    const history = this.#history;
    if (history !== undefined) {
      this.#history = undefined;
      this.#write(history.reverse());
    }
    this.#from = undefined;
    this.#forget();
    return history === undefined ? POLL_MS : 0;
  }

  /** What will not be asked for again need not be known. */
  #forget(): void {
    const keepFrom = this.#start();
    if (keepFrom === undefined) return;
    for (const [key, time] of this.#seen) if (time < keepFrom) this.#seen.delete(key);
  }

  #fail(reason: string): number {
    this.#attempts++;
    const delayMs = Math.max(POLL_MS, restartDelayMs(this.#attempts));
    this.#failure = `${reason}; it is asked again in ${formatSeconds(delayMs / 1000)}.`;
    if (this.#history !== undefined && this.#history.length > 0 && this.#attempts >= HISTORY_ATTEMPTS) {
      this.#incomplete = `Older records are missing: ${reason}.`;
      this.#floor = this.#history.at(-1)?.time ?? 0n;
      this.#finish();
    }
    return delayMs;
  }

  /** From where on is asked for what comes. */
  #start(): bigint | undefined {
    if (this.#newest === undefined) return undefined;
    const from = this.#newest - OVERLAP_S * this.#source.unitsPerSecond;
    return from > this.#floor ? from : this.#floor;
  }

  #write(entries: readonly RemoteEntry[]): void {
    if (entries.length > 0) this.#output.write(Buffer.from(entries.map(({ line }) => `${line}\n`).join('')));
  }
}
