import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Clock } from '../../../base/clock.ts';
import { type Disposable, Slot } from '../../../base/disposable.ts';
import { t } from '../../../base/l10n.ts';
import type {
  LogDetail,
  LogExport,
  LogFind,
  LogFound,
  LogHistogram,
  LogOpening,
  LogPattern,
  LogPlace,
  LogRow,
  LogRows,
  LogTarget,
  LogViewFilter,
  LogViewRequest,
  LogViewState,
} from '../../../protocol/logs.ts';
import { setFormat } from '../formats/registry.ts';
import { LogFiles } from '../files/logFiles.ts';
import { compileFilter, type CompiledFilter, wants } from '../filter/logFilter.ts';
import { type IndexedSegment, IndexedLog } from '../index/indexedLog.ts';
import type { RecordIndex } from '../index/recordIndex.ts';
import { scanSegment } from '../index/scanSegment.ts';
import type { ReadRecord } from '../lines/recordReader.ts';
import { PatternTable } from '../patterns/patternTable.ts';
import { exportRows } from './exportRows.ts';
import { histogramOf, timeSteps } from './histogram.ts';
import { LogFinder } from './logFinder.ts';
import { RefList } from './refList.ts';
import { refOf, rowOfRef, rowOfTime } from './rowPlace.ts';
import type { RemoteAccess } from '../remote/remoteAccess.ts';
import { type LogWriter, startWriter, type WrittenSource } from './logWriter.ts';
import { toRow } from './toRow.ts';

/** How often the files are looked at, and their patterns. */
const LOOK_MS = 100;
const RESCAN_MS = 2_000;
/** Rows that are there before the index is, and how many of them are told at once: more than a screen has. */
const TAIL_ROWS = 300;
const FIRST_ROWS = 200;
/** Rows that patterns and the document are made of, the last ones. */
const LAST_ROWS = 20_000;
/** Parts of the time that patterns are counted in. */
const PATTERN_PARTS = 30;
const READ_ROWS = 1_000;
const TEXT_MAX_CHARS = 8_000_000;
/** Files of what a program printed or a server sent that are kept: what came before is dropped, and said. */
const WRITTEN_FILES = 4;

export interface LogViewOptions {
  readonly clock: Clock;
  /** How servers that keep logs are asked. */
  readonly remote: RemoteAccess;
  readonly announce: (state: LogViewState) => void;
  readonly onBug: (error: unknown, where: string) => void;
}

interface Source {
  readonly log: IndexedLog;
  /** The place in the request's sources. */
  readonly at: number;
  /** What writes the log, where it is a file of ours: the output of a program, what a server sent. */
  readonly writer?: LogWriter;
}

interface Part {
  readonly source: Source;
  readonly indexed: IndexedSegment;
  /** Records that were looked at for the filter. */
  taken: number;
}

/** The rows of a log view: of one or several logs, joined by time, as the filter leaves them, while the logs grow. */
export class LogView implements Disposable {
  readonly #request: LogViewRequest;
  readonly #options: LogViewOptions;
  readonly #files: LogFiles;
  readonly #timer = new Slot<Disposable>();
  readonly #sources = new Map<string, Source>();
  #parts: Part[] = [];
  readonly #rows = new RefList();
  #tail: { readonly read: ReadRecord; readonly source: Source }[] = [];
  #filter: CompiledFilter | undefined;
  #filterProblem: string | undefined;
  #generation = 0;
  /** Grows when parts get other places, by which records are named. */
  #partsAge = 0;
  readonly #finder = new Slot<LogFinder>();
  #complete = false;
  #abort = new AbortController();
  #looking: Promise<unknown> = Promise.resolve();
  #rescanAtMs = 0;
  #announced = '';
  #closed = false;

  constructor(request: LogViewRequest, options: LogViewOptions) {
    this.#request = request;
    this.#options = options;
    this.#files = new LogFiles(options.clock);
    this.#setFilter(request.filter);
  }

  /** Reads the last rows; the index follows, or is waited with. */
  async open(): Promise<LogOpening> {
    await this.#rescan();
    for (const source of this.#sources.values())
      for (const read of await source.log.tail(TAIL_ROWS)) this.#tail.push({ read, source });
    const timeOf = ({ read }: { read: ReadRecord }): number => read.record.timeMs ?? 0;
    if (this.#sources.size > 1) this.#tail.sort((a, b) => timeOf(a) - timeOf(b));
    const filter = this.#filter;
    if (filter !== undefined) this.#tail = this.#tail.filter(({ read }) => wants(filter, read.record, read.text));
    const { state } = this;
    const rows = await this.rows(Math.max(0, state.total - FIRST_ROWS), FIRST_ROWS);
    if (this.#request.waits !== true) this.index();
    return { state, rows };
  }

  /** Reads all of the logs, and what is written into them, from now on. */
  index(): void {
    this.#plan(0);
  }

  get state(): LogViewState {
    const sources = this.#request.sources.map(({ name }, at) => {
      const found = [...this.#sources.values()].filter((source) => source.at === at);
      const format = found.map(({ log }) => log.segments.at(-1)?.indexer.format?.name).find((one) => one !== undefined);
      const trouble =
        found.length === 0
          ? t('No file has this name yet.')
          : found.map(({ log, writer }) => writer?.trouble ?? log.trouble).find((one) => one !== undefined);
      return { name, ...(format !== undefined && { format }), ...(trouble !== undefined && { trouble }) };
    });
    return {
      viewId: this.#request.viewId,
      generation: this.#generation,
      total: this.#complete ? this.#rows.length : this.#tail.length,
      complete: this.#complete,
      sources,
      ...(this.#filterProblem !== undefined && { filterProblem: this.#filterProblem }),
    };
  }

  setFilter(filter: LogViewFilter): void {
    this.#setFilter(filter);
    this.#renumber();
    this.#plan(0);
  }

  async rows(from: number, count: number): Promise<LogRows> {
    const generation = this.#generation;
    const rows: LogRow[] = [];
    for (const { read, source } of await this.#read(from, count)) {
      const marked = this.#finder.value?.marks(read.text) === true;
      rows.push({ ...toRow(read.record, source.at), ...(marked && { marked: true }) });
    }
    return { generation, from, rows };
  }

  async detail(generation: number, row: number): Promise<LogDetail | undefined> {
    if (generation !== this.#generation) return undefined;
    const ref = this.#complete ? refOf(this.#rows, row, this.#partsAge) : '';
    const [found] = await this.#read(row, 1);
    if (found === undefined) return undefined;
    const { record, text, line } = found.read;
    const { message, error, fields } = record;
    return { message, ...(error !== undefined && { error }), fields, text, path: found.source.log.path, line, ref };
  }

  /** Looks for rows, and marks them from now on; undefined while there are no rows to look at. */
  async find(find: LogFind, from: number, step: -1 | 0 | 1): Promise<LogFound | undefined> {
    let finder = this.#finder.value;
    if (finder === undefined || JSON.stringify(finder.find) !== JSON.stringify(find)) {
      finder = new LogFinder(find);
      this.#finder.set(finder);
    }
    if (!this.#complete) return undefined;
    const generation = this.#generation;
    const parts = this.#parts.map(({ indexed, taken }) => ({ indexed, taken }));
    const scene = { generation, rows: this.#rows, parts, nowMs: this.#options.clock.now() };
    const found = await finder.at(scene, from, step);
    return generation === this.#generation ? found : undefined;
  }

  /** The row of a record that `detail` told, or of a time. */
  place(target: LogTarget): LogPlace | undefined {
    if (!this.#complete) return undefined;
    const row =
      'ref' in target
        ? rowOfRef(this.#rows, target.ref, this.#partsAge)
        : rowOfTime(this.#rows, this.#indexes, target.timeMs);
    return row === undefined ? undefined : { generation: this.#generation, row };
  }

  histogram(buckets: number): LogHistogram | undefined {
    return histogramOf(this.#rows, this.#indexes, buckets);
  }

  /** The lines of the last rows, as they were written. */
  async text(): Promise<string> {
    const parts: string[] = [];
    let chars = 0;
    for (
      let end = this.#rows.length;
      end > Math.max(0, this.#rows.length - LAST_ROWS) && chars < TEXT_MAX_CHARS;
      end -= READ_ROWS
    ) {
      const from = Math.max(0, end - READ_ROWS);
      const part = (await this.#read(from, end - from)).map(({ read }) => `${read.text}\n`).join('');
      chars += part.length;
      parts.unshift(part);
    }
    return parts.join('').slice(-TEXT_MAX_CHARS);
  }

  /** Writes all rows into a file. */
  export(file: string, signal: AbortSignal): Promise<LogExport> {
    const generation = this.#generation;
    const rows = {
      length: this.#rows.length,
      read: async (from: number, count: number) =>
        (await this.#read(from, count)).map(({ read, source }) => ({ read, path: source.log.path })),
      isStale: () => this.#closed || this.#generation !== generation,
    };
    return exportRows(rows, file, signal);
  }

  async patterns(): Promise<readonly LogPattern[]> {
    const end = this.#rows.length;
    const first = Math.max(0, end - LAST_ROWS);
    const steps = timeSteps(this.#rows, this.#indexes, PATTERN_PARTS, first);
    const table = new PatternTable(steps && { ...steps, parts: PATTERN_PARTS });
    for (let from = first; from < end; from += READ_ROWS)
      for (const { read } of await this.#read(from, Math.min(READ_ROWS, end - from))) table.add(read.record);
    return table.list();
  }

  dispose(): void {
    this.#closed = true;
    this.#abort.abort();
    this.#timer.dispose();
    this.#finder.dispose();
    for (const { log, writer } of this.#sources.values()) {
      writer?.dispose();
      log.close().catch((error: unknown) => this.#options.onBug(error, 'closing a log'));
    }
  }

  get #indexes(): readonly RecordIndex[] {
    return this.#parts.map(({ indexed }) => indexed.indexer.index);
  }

  #setFilter(filter: LogViewFilter): void {
    const compiled = compileFilter(filter);
    this.#filterProblem = compiled.ok ? undefined : compiled.error;
    // A filter that is no filter shows nothing, rather than what was not asked for.
    this.#filter = compiled.ok ? compiled.value : undefined;
  }

  /** Rows begin anew. */
  #renumber(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#generation++;
    this.#rows.clear();
    for (const part of this.#parts) part.taken = 0;
  }

  #plan(delayMs: number): void {
    if (this.#closed) return;
    this.#timer.set(
      this.#options.clock.setTimeout(() => {
        // One look at a time: two would take the same records.
        const look = this.#looking.then(() => this.#look());
        this.#looking = look.catch(() => undefined);
        look.then(
          (more) => this.#plan(more ? 0 : LOOK_MS),
          (error: unknown) => {
            // An unreadable disk, or a bug: told, and looked at again later.
            this.#options.onBug(error, 'a log view');
            this.#plan(10 * LOOK_MS);
          },
        );
      }, delayMs),
    );
  }

  /** True where more is waiting to be indexed. */
  async #look(): Promise<boolean> {
    if (this.#options.clock.monotonic() >= this.#rescanAtMs) await this.#rescan();
    let more = false;
    if (this.#closed) return more;
    for (const source of this.#sources.values()) {
      if (await source.log.poll()) more = true;
      if (source.writer !== undefined) await source.log.dropBefore(WRITTEN_FILES);
      for (const indexed of source.log.segments)
        if (!this.#parts.some((part) => part.indexed === indexed)) this.#parts.push({ source, indexed, taken: 0 });
    }
    if (this.#closed || (more && !this.#complete)) return more;
    if (this.#parts.some(({ indexed, taken }) => indexed.lost && taken > 0)) {
      this.#parts = this.#parts.filter(({ indexed }) => !indexed.lost);
      this.#partsAge++;
      this.#finder.value?.forget();
      this.#renumber();
    }
    await this.#take();
    this.#announce();
    return more;
  }

  async #rescan(): Promise<void> {
    this.#rescanAtMs = this.#options.clock.monotonic() + RESCAN_MS;
    for (const [at, source] of this.#request.sources.entries()) {
      if (!('file' in source)) {
        if (![...this.#sources.values()].some((known) => known.at === at)) this.#startWriter(at, source);
        continue;
      }
      for (const found of await this.#files.of(source))
        if (!this.#sources.has(found))
          this.#sources.set(found, { log: new IndexedLog(found, this.#options.clock, setFormat(source)), at });
    }
  }

  #startWriter(at: number, source: WrittenSource): void {
    const file = path.join(tmpdir(), `watchpost-log-${randomUUID()}.log`);
    const log = new IndexedLog(file, this.#options.clock, setFormat(source));
    this.#sources.set(file, { log, at, writer: startWriter(source, file, this.#options) });
  }

  /** Takes what is new into the rows: filtered a segment at a time, as the bytes lie, and then joined by time. */
  async #take(): Promise<void> {
    const { signal } = this.#abort;
    const fresh: { segment: number; places: number[] }[] = [];
    const upTo: number[] = [];
    for (const [segment, part] of this.#parts.entries()) {
      const { indexer } = part.indexed;
      const to = indexer.index.length;
      upTo.push(to);
      const places: number[] = [];
      const range = { from: part.taken, to };
      const context = { nowMs: this.#options.clock.now(), signal };
      if (this.#filter !== undefined && to > part.taken)
        await scanSegment(indexer, part.indexed.segment.handle, this.#filter, range, context, (i) => places.push(i));
      if (places.length > 0) fresh.push({ segment, places });
    }
    if (signal.aborted) return;
    for (const [segment, part] of this.#parts.entries()) part.taken = upTo[segment] ?? part.taken;
    this.#join(fresh);
    if (this.#complete) return;
    this.#complete = true;
    this.#generation++;
    this.#tail = [];
  }

  #join(fresh: readonly { readonly segment: number; readonly places: readonly number[] }[]): void {
    const heads = fresh.map((part) => ({ ...part, at: 0, timeMs: -Infinity }));
    const advance = (head: (typeof heads)[number]): void => {
      const timeMs = this.#parts[head.segment]?.indexed.indexer.index.timeMs(head.places[head.at] ?? 0) ?? NaN;
      if (!Number.isNaN(timeMs)) head.timeMs = timeMs;
    };
    heads.forEach(advance);
    for (;;) {
      let first: (typeof heads)[number] | undefined;
      for (const head of heads)
        if (head.at < head.places.length && (first === undefined || head.timeMs < first.timeMs)) first = head;
      if (first === undefined) return;
      this.#rows.push(first.segment, first.places[first.at++] ?? 0);
      advance(first);
    }
  }

  async #read(from: number, count: number): Promise<{ read: ReadRecord; source: Source }[]> {
    if (!this.#complete) return this.#tail.slice(from, from + count);
    const found: { read: ReadRecord; source: Source }[] = [];
    const end = Math.min(from + count, this.#rows.length);
    for (let i = from; i < end;) {
      const segment = this.#rows.segmentAt(i);
      const places: number[] = [];
      for (; i < end && this.#rows.segmentAt(i) === segment; i++) places.push(this.#rows.placeAt(i));
      const part = this.#parts[segment];
      if (part === undefined) break;
      for (const read of await part.source.log.read(part.indexed, places)) found.push({ read, source: part.source });
    }
    return found;
  }

  #announce(): void {
    const { state } = this;
    const key = JSON.stringify(state);
    if (key === this.#announced) return;
    this.#announced = key;
    this.#options.announce(state);
  }
}
