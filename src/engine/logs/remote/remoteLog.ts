import { restartDelayMs } from '../../../base/backoff.ts';
import type { Clock } from '../../../base/clock.ts';
import { type Disposable, Slot } from '../../../base/disposable.ts';
import { t } from '../../../base/l10n.ts';
import type { Result } from '../../../base/result.ts';
import { formatSeconds } from '../../../base/unit.ts';
import { OutputFile } from '../command/outputFile.ts';
import { readPage } from './readPage.ts';
import type { RemoteAccess } from './remoteAccess.ts';
import type { RemoteAnswer, RemoteEntry, RemotePage, RemoteSource, TailAnswer } from './remoteSource.ts';

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

/** Records of the last seconds that are known again. */
const SEEN_MAX = 200_000;

/** While what comes is told, it is still asked for now and then: a connection may be dead without a word. */
const TAILED_POLL_MS = 30_000;
/** A WebSocket that was not opened is asked for again after this. */
const TAIL_AGAIN_MS = 300_000;
const TAIL_TIMEOUT_MS = 10_000;

export interface RemoteLogOptions {
  readonly clock: Clock;
  readonly remote: RemoteAccess;
  readonly onBug: (error: unknown, where: string) => void;
  /** How many of the last records are read at first; absent: twenty thousand. */
  readonly pastRecords?: number;
  /** How often what comes is asked for; absent: every two seconds, or told by the server. */
  readonly pollMs?: number;
}

/** Writes a log that a server keeps into a file of ours: its last records first, then what comes, each once. */
export class RemoteLog implements Disposable {
  readonly #source: RemoteSource;
  readonly #options: RemoteLogOptions;
  readonly #output: OutputFile;
  readonly #timer = new Slot<Disposable>();
  readonly #abort = new AbortController();
  readonly #pastRecords: number;
  /** Whether the server tells what comes: not asked yet, on the way, or open. */
  #tail: 'none' | 'asked' | 'open' = 'none';
  #tailAgainMs = -Infinity;
  #isRunning = false;
  #isWanted = false;
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
    this.#pastRecords = options.pastRecords ?? HISTORY_RECORDS;
    this.#plan(0);
  }

  /** Why nothing comes, or what is missing, as a sentence. */
  get trouble(): string | undefined {
    return this.#failure ?? this.#incomplete;
  }

  get isWhole(): boolean {
    return this.#history === undefined;
  }

  dispose(): void {
    this.#abort.abort();
    this.#timer.dispose();
    this.#output.dispose();
  }

  #plan(delayMs: number): void {
    if (this.#abort.signal.aborted) return;
    this.#timer.set(this.#options.clock.setTimeout(() => this.#run(), delayMs));
  }

  /** One round at a time: who wants one meanwhile gets one after it. */
  #run(): void {
    if (this.#isRunning) {
      this.#isWanted = true;
      return;
    }
    this.#isRunning = true;
    this.#round()
      .catch((error: unknown) => {
        this.#options.onBug(error, 'a remote log');
        return POLL_MS;
      })
      .then((nextMs) => {
        this.#isRunning = false;
        this.#plan(this.#isWanted ? 0 : nextMs);
        this.#isWanted = false;
        return this.#listen();
      })
      .catch((error: unknown) => this.#options.onBug(error, 'a remote log'));
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
          this.#stepOver(page, t('more than {0} records of one instant', PAGE_SIZE.toLocaleString('en')));
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
    const fresh = this.#unseen(entries, page.direction === 'forward' ? this.#floor : 0n);
    if (this.#history === undefined) this.#write(fresh);
    else {
      for (const entry of fresh) this.#history.push(entry);
      for (const { line } of fresh) this.#historyChars += line.length;
      if (this.#history.length >= this.#pastRecords || this.#historyChars >= HISTORY_CHARS) {
        this.#floor = this.#history[Math.max(0, this.#pastRecords - 1)]?.time ?? 0n;
        this.#history.length = Math.min(this.#history.length, this.#pastRecords);
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
      this.#stepOver(page, t('records of one instant that are too large to be read at once'));
    else if (page.size >= maxPageSize)
      this.#stepOver(page, t('more than {0} records of one instant', maxPageSize.toLocaleString('en')));
    else this.#size = size;
  }

  #stepOver({ from, direction }: RemotePage, why: string): void {
    this.#size = PAGE_SIZE;
    this.#tooLarge = undefined;
    if (from !== undefined) this.#from = direction === 'forward' ? from + 1n : from - 1n;
    this.#incomplete = t('{0} has {1}; some are missing.', this.#source.name, why);
  }

  #finish(): number {
    const history = this.#history;
    if (history !== undefined) {
      this.#history = undefined;
      this.#write(history.reverse());
    }
    this.#from = undefined;
    this.#forget();
    return history === undefined ? this.#pollMs : 0;
  }

  get #pollMs(): number {
    return this.#options.pollMs ?? (this.#tail === 'open' ? TAILED_POLL_MS : POLL_MS);
  }

  /** What was not taken yet. */
  #unseen(entries: readonly RemoteEntry[], floor: bigint): readonly RemoteEntry[] {
    const fresh = entries.filter(({ key, time }) => {
      if (this.#seen.has(key) || time < floor) return false;
      this.#seen.set(key, time);
      return true;
    });
    for (const { time } of fresh) if (this.#newest === undefined || time > this.#newest) this.#newest = time;
    return fresh;
  }

  /** Has the server tell what comes, where it does that; where it does not, it is asked on. */
  #listen(): void {
    const { clock, onBug, pollMs } = this.#options;
    const isDue = this.#tail === 'none' && clock.monotonic() >= this.#tailAgainMs;
    if (!isDue || pollMs !== undefined || this.#history !== undefined || this.#abort.signal.aborted) return;
    this.#hear().catch((error: unknown) => onBug(error, 'hearing a remote log'));
  }

  async #hear(): Promise<void> {
    const { clock, remote } = this.#options;
    const { tail } = this.#source;
    if (tail === undefined || remote.hear === undefined) return;
    this.#tail = 'asked';
    // A method, since its value changes while we wait.
    const isOpen = (): boolean => this.#tail === 'open';
    const heard = {
      opened: () => {
        this.#tail = 'open';
        // What came between the last look and now is asked for.
        this.#plan(0);
      },
      message: (text: string) => this.#tell(tail.read(remote.redact(text))),
    };
    try {
      await remote.hear(tail.request(this.#newest), heard, TAIL_TIMEOUT_MS, this.#abort.signal);
    } finally {
      this.#tailAgainMs = clock.monotonic() + (isOpen() ? POLL_MS : TAIL_AGAIN_MS);
      if (isOpen()) this.#plan(0);
      this.#tail = 'none';
    }
  }

  /** What the server told by itself; what it left out or told in another way is asked for. */
  #tell(answer: Result<TailAnswer, string>): void {
    if (this.#abort.signal.aborted) return;
    if (!answer.ok || answer.value.isPartial) this.#plan(0);
    if (!answer.ok) return;
    this.#write(this.#unseen(answer.value.entries, this.#floor));
  }

  /** What will not be asked for again need not be known. */
  #forget(): void {
    const keepFrom = this.#start();
    if (keepFrom === undefined) return;
    for (const [key, time] of this.#seen) if (time < keepFrom) this.#seen.delete(key);
    // A server that says the same time without an end.
    let over = this.#seen.size - SEEN_MAX;
    for (const key of this.#seen.keys()) {
      if (over-- <= 0) return;
      this.#seen.delete(key);
    }
  }

  #fail(reason: string): number {
    this.#attempts++;
    const delayMs = Math.max(POLL_MS, restartDelayMs(this.#attempts));
    this.#failure = t('{0}; it is asked again in {1}.', reason, formatSeconds(delayMs / 1000));
    if (this.#history !== undefined && this.#history.length > 0 && this.#attempts >= HISTORY_ATTEMPTS) {
      this.#incomplete = t('Older records are missing: {0}.', reason);
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
