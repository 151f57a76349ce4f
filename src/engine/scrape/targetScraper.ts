import type { Clock } from '../../base/clock.ts';
import { LabelSet } from '../../model/labelSet.ts';
import type { NativeHistogram } from '../../model/nativeHistogram.ts';
import { STALE_NAN } from '../../model/series.ts';
import type { AppendResult } from '../store/store.ts';
import { type ScrapeFormat, scrapeFormatOf } from './expositionFormat.ts';
import { ProtobufFeed } from './protobuf/protobufFeed.ts';
import { readSafely } from './readSafely.ts';
import { runToEnd } from './runToEnd.ts';
import { DEFAULT_SCRAPE_OPTIONS, type ScrapeOptions } from './scrapeOptions.ts';
import { type ScrapeFailure, ScrapeParser } from './scrapeParser.ts';
import type { ScrapeSink } from './scrapeSink.ts';
import { compacted } from './compactSeriesTable.ts';
import { EntryFlag } from './seriesTable.ts';

/** The thread is given back at least this often while a large body is read. */
const SLICE_MS = 5;
const SLICE_BYTES = 64 * 1024;
const STEPS_PER_SLICE = 4096;
const REPORT_NAMES = [
  'up',
  'scrape_duration_seconds',
  'scrape_samples_scraped',
  'scrape_samples_post_metric_relabeling',
  'scrape_series_added',
] as const;

/** What one scrape came to. A refused body is no exception: `ok` is false and `reason` says why. */
export interface ScrapeResult {
  readonly ok: boolean;
  /** Where `ok` is false: why, with the place in the body where there is one. */
  readonly failure?: ScrapeFailure;
  readonly format: ScrapeFormat;
  /** Unix milliseconds: the timestamp of the samples that had none of their own. */
  readonly atMs: number;
  readonly durationMs: number;
  readonly bodyBytes: number;
  /** Sample lines that were read: `scrape_samples_scraped`. */
  readonly samples: number;
  /** What relabelling left of them. */
  readonly samplesKept: number;
  /** Series that were not in the last good scrape. */
  readonly seriesAdded: number;
  /** Series that ended with this scrape. */
  readonly seriesEnded: number;
  readonly duplicates: number;
  /** Samples whose own timestamp lay too far in the future or the past. */
  readonly outOfBounds: number;
  /** Samples that the sink did not take. */
  readonly refused: number;
}

/** What is known of a response before its body. */
export interface ScrapeResponse {
  readonly contentType: string | undefined;
  /** Unix milliseconds of the scrape; now where absent. */
  readonly atMs?: number;
  /** On the clock's monotonic scale, when the request began; now where absent. */
  readonly startedMs?: number;
}

/**
 * Scrapes one target again and again into `sink`: remembers its series between scrapes, takes a body over as a whole or
 * not at all, ends series that vanish with a staleness marker, and reports `up` and the `scrape_*` series, all as
 * Prometheus does. One scrape at a time.
 */
export class TargetScraper<R> {
  readonly #sink: ScrapeSink<R>;
  readonly #options: ScrapeOptions;
  readonly #clock: Clock;
  #parser: ScrapeParser<R>;
  #reportRefs: R[] | undefined;
  #scrape = 0;
  /** The last scrape that was taken over. */
  #lastGood = 0;
  #goodEntries = 0;
  /** Entries with the mark `live`. */
  #live = 0;
  #removed = false;

  constructor(sink: ScrapeSink<R>, clock: Clock, options: Partial<ScrapeOptions> = {}) {
    this.#sink = sink;
    this.#clock = clock;
    this.#options = { ...DEFAULT_SCRAPE_OPTIONS, ...options };
    this.#parser = this.#newParser();
  }

  /**
   * Reads a body as it arrives and takes it over. Never rejects: where `body` fails (connection lost, timeout), the
   * scrape fails with that error's message. The thread is given back every few milliseconds.
   */
  async scrape(
    body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    response: ScrapeResponse,
  ): Promise<ScrapeResult> {
    const run = this.#begin(response);
    let sliceStart = this.#clock.monotonic();
    const breathe = async (): Promise<void> => {
      if (this.#clock.monotonic() - sliceStart < SLICE_MS) return;
      await new Promise((resolve) => setImmediate(resolve));
      sliceStart = this.#clock.monotonic();
    };
    const chunks = readSafely(body);
    for await (const chunk of chunks) {
      if (chunk instanceof Error) this.#parser.failure ??= { reason: chunk.message };
      else {
        for (let at = 0; at < chunk.length; at += SLICE_BYTES) {
          run.body.push(chunk.subarray(at, at + SLICE_BYTES));
          await breathe();
        }
      }
      if (this.#parser.failure !== undefined) break;
    }
    this.#end(run);
    // A target that was removed meanwhile has been ended already, and nothing may come after that.
    if (this.#removed) this.#parser.failure ??= { reason: 'the target is no longer scraped' };
    const steps = this.#finish(run);
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done === true) return step.value;
      await breathe();
      if (this.#removed) return this.#result(run);
    }
  }

  /** The same for a body that is all there, without giving the thread back. */
  scrapeNow(body: Uint8Array, response: ScrapeResponse): ScrapeResult {
    const run = this.#begin(response);
    run.body.push(body);
    this.#end(run);
    return runToEnd(this.#finish(run));
  }

  /** Records a scrape that got no body: refused, timed out, or answered with an error. All series end, `up` is 0. */
  fail(reason: string, response: Omit<ScrapeResponse, 'contentType'> = {}): ScrapeResult {
    const run = this.#begin({ ...response, contentType: undefined });
    this.#parser.failure = { reason };
    return runToEnd(this.#finish(run));
  }

  /** Ends all series of the target, its report included: for a target that is no longer scraped. */
  markStale(atMs: number): void {
    this.#removed = true;
    runToEnd(this.#endSeries(atMs, undefined));
    for (const ref of this.#reportRefs ?? []) this.#sink.append(ref, atMs, STALE_NAN);
    this.#reportRefs = undefined;
  }

  #begin(response: ScrapeResponse): Run {
    const format = scrapeFormatOf(response.contentType);
    const run: Run = {
      format,
      body: format === 'protobuf' ? new ProtobufFeed(this.#parser, this.#options.maxBodyBytes) : this.#parser,
      atMs: response.atMs ?? this.#clock.now(),
      startedMs: response.startedMs ?? this.#clock.monotonic(),
      seriesAdded: 0,
      seriesEnded: 0,
      refused: 0,
    };
    this.#scrape++;
    this.#parser.begin(format === 'protobuf' ? 'text' : format, this.#scrape, run.atMs);
    return run;
  }

  #end({ body }: Run): void {
    this.#parser.end();
    if (body !== this.#parser) body.end();
  }

  *#finish(run: Run): Generator<void, ScrapeResult> {
    const parser = this.#parser;
    const { failure } = parser;
    if (failure === undefined) {
      yield* this.#commit(run);
      yield* this.#tidy();
    } else {
      run.seriesEnded = yield* this.#endSeries(run.atMs, undefined);
    }
    const result = this.#result(run);
    // A body that is always refused, with other series each time, must not fill the memory.
    if (failure !== undefined && parser.table.count > 2 * this.#goodEntries + 10_000) this.#parser = this.#newParser();
    const { durationMs, samples, samplesKept, seriesAdded } = result;
    this.#report(run.atMs, [result.ok ? 1 : 0, durationMs / 1000, samples, samplesKept, seriesAdded]);
    return result;
  }

  #result(run: Run): ScrapeResult {
    const { failure, bodyBytes, counts } = this.#parser;
    return {
      ok: failure === undefined,
      ...(failure === undefined ? {} : { failure }),
      format: run.format,
      atMs: run.atMs,
      durationMs: this.#clock.monotonic() - run.startedMs,
      bodyBytes,
      ...counts,
      seriesAdded: run.seriesAdded,
      seriesEnded: run.seriesEnded,
      refused: run.refused,
    };
  }

  /** Takes over the samples of a whole body. */
  *#commit(run: Run): Generator<void, void> {
    const parser = this.#parser;
    const sink = this.#sink;
    yield* this.#resolveNew();
    const marks: Marks = { revived: [], timed: 0, met: 0, stillLive: 0 };
    for (let from = 0; from < parser.staged; from += STEPS_PER_SLICE) {
      const to = Math.min(parser.staged, from + STEPS_PER_SLICE);
      this.#append(run, from, to, marks.timed);
      this.#mark(run, from, to, marks);
      yield;
    }
    // In most scrapes nothing ends, which the counts show.
    if (this.#live !== marks.stillLive) run.seriesEnded = yield* this.#endSeries(run.atMs, marks.revived);
    this.#lastGood = this.#scrape;
    this.#goodEntries = marks.met;
    const { refs } = parser.table;
    parser.metadata.flush((name, metadata) => sink.metadata?.(name, metadata));
    for (const { entry, labels, value, timestampMs } of parser.exemplars) {
      sink.exemplar?.(refs[entry] as R, { labels, value, timestampMs: timestampMs ?? run.atMs });
    }
  }

  /** Gives the staged samples from `from` to `to` to the sink; `timed` is the place of the first that has its own timestamp. */
  #append(run: Run, from: number, to: number, timed: number): void {
    const { stagedEntries: entries, stagedValues: values, table, timedPositions, timedMs, histograms } = this.#parser;
    const { refs } = table;
    const sink = this.#sink;
    let atMs = run.atMs;
    const refused = (at: number, result: AppendResult): void => {
      if (!this.#retry(result, entries[at] as number, atMs, values[at] as number)) run.refused++;
    };
    if (sink.appendRun !== undefined && histograms.size === 0 && (timedPositions[timed] ?? Infinity) >= to) {
      sink.appendRun({ timestampMs: atMs, refs, entries, values, from, to }, refused);
      return;
    }
    for (let i = from; i < to; i++) {
      atMs = timedPositions[timed] === i ? (timedMs[timed++] as number) : run.atMs;
      const histogram = histograms.get(i);
      if (histogram !== undefined) {
        if (!this.#appendHistogram(entries[i] as number, atMs, histogram)) run.refused++;
        continue;
      }
      const result = sink.append(refs[entries[i] as number] as R, atMs, values[i] as number);
      if (result !== 'ok') refused(i, result);
    }
  }

  #appendHistogram(entry: number, atMs: number, histogram: NativeHistogram): boolean {
    const { refs } = this.#parser.table;
    const append = (): AppendResult | undefined => this.#sink.appendHistogram?.(refs[entry] as R, atMs, histogram);
    const result = append();
    return (result === 'gone' && this.#resolveAgain(entry) ? append() : result) === 'ok';
  }

  /** Notes of the series of these samples that they were met, and which of them a staleness marker will have to end. */
  #mark(run: Run, from: number, to: number, marks: Marks): void {
    const { stagedEntries, table, timedPositions } = this.#parser;
    const { flags, committed } = table;
    const scrape = this.#scrape;
    let { met, stillLive, timed } = marks;
    for (let i = from; i < to; i++) {
      const entry = stagedEntries[i] as number;
      const before = flags[entry] as number;
      if (timedPositions[timed] === i) {
        timed++;
        if ((before & EntryFlag.live) !== 0) {
          flags[entry] = before & ~EntryFlag.live;
          this.#live--;
          if (committed[entry] === scrape) stillLive--;
        }
      } else if ((before & EntryFlag.live) === 0) {
        flags[entry] = before | EntryFlag.live;
        this.#live++;
        marks.revived.push(entry);
      }
      const last = committed[entry] as number;
      if (last === scrape) continue;
      if (last === 0 || last !== this.#lastGood) run.seriesAdded++;
      committed[entry] = scrape;
      met++;
      if (((flags[entry] as number) & EntryFlag.live) !== 0) stillLive++;
    }
    marks.met = met;
    marks.stillLive = stillLive;
    marks.timed = timed;
  }

  /** Appends once more where the sink has let go of the series; whether it was taken then. */
  #retry(outcome: AppendResult, entry: number, atMs: number, value: number): boolean {
    if (outcome !== 'gone' || !this.#resolveAgain(entry)) return false;
    return this.#sink.append(this.#parser.table.refs[entry] as R, atMs, value) === 'ok';
  }

  #resolveAgain(entry: number): boolean {
    const labels = this.#parser.labelsOf(entry);
    if (labels !== undefined) this.#parser.table.refs[entry] = this.#sink.resolve(labels);
    return labels !== undefined;
  }

  /** Gets references for the series that are new, once the body that holds them is whole. */
  *#resolveNew(): Generator<void, void> {
    const parser = this.#parser;
    const { newEntries, table } = parser;
    const later: number[] = [];
    for (let i = 0; i < newEntries.length; i++) {
      const entry = newEntries[i] as number;
      // One of a body that was refused may not be in this one.
      const labels = table.seen[entry] === this.#scrape ? parser.labelsOf(entry) : undefined;
      if (labels === undefined) later.push(entry);
      else table.refs[entry] = this.#sink.resolve(labels);
      if (i % 32 === 0) yield;
    }
    parser.newEntries = later;
  }

  /**
   * Writes a staleness marker for each live series: for those that this scrape did not meet, or, with `revived` undefined,
   * for all. A series that came back under another spelling of the same labels has not ended.
   */
  *#endSeries(atMs: number, revived: readonly number[] | undefined): Generator<void, number> {
    const { table } = this.#parser;
    let revivedRefs: Set<R | undefined> | undefined;
    let ended = 0;
    for (let entry = 1; entry < table.count; entry++) {
      if (entry % STEPS_PER_SLICE === 0) yield;
      const flag = table.flags[entry] as number;
      if ((flag & EntryFlag.live) === 0 || (revived !== undefined && table.seen[entry] === this.#scrape)) continue;
      table.flags[entry] = flag & ~EntryFlag.live;
      this.#live--;
      revivedRefs ??= new Set((revived ?? []).map((other) => table.refs[other]));
      const ref = table.refs[entry] as R;
      if (revivedRefs.has(ref)) continue;
      this.#sink.append(ref, atMs, STALE_NAN);
      ended++;
    }
    return ended;
  }

  /** Forgets series that have gone, once they are the larger part. */
  *#tidy(): Generator<void, void> {
    const parser = this.#parser;
    const { table } = parser;
    if (table.count <= 2 * this.#goodEntries + 1024) return;
    let current = 0;
    for (let entry = 1; entry < table.count; entry++) if (table.seen[entry] === this.#scrape) current++;
    if (table.count > 2 * current + 1024) yield* compacted(parser, this.#scrape);
  }

  #report(atMs: number, values: readonly number[]): void {
    this.#reportRefs ??= REPORT_NAMES.map((name) => this.#reportRef(name));
    if (this.#removed) return;
    this.#reportRefs.forEach((ref, i) => {
      if (this.#sink.append(ref, atMs, values[i] as number) !== 'gone') return;
      const again = this.#reportRef(REPORT_NAMES[i] as string);
      this.#reportRefs?.splice(i, 1, again);
      this.#sink.append(again, atMs, values[i] as number);
    });
  }

  #reportRef(name: string): R {
    return this.#sink.resolve(LabelSet.from({ ...this.#options.targetLabels, __name__: name }));
  }

  #newParser(): ScrapeParser<R> {
    return new ScrapeParser<R>(this.#options, this.#sink.exemplar !== undefined);
  }
}

/** One scrape under way. */
interface Run {
  readonly format: ScrapeFormat;
  /** Where the bytes of the body go. */
  readonly body: { push(chunk: Uint8Array): void; end(): void };
  readonly atMs: number;
  readonly startedMs: number;
  seriesAdded: number;
  seriesEnded: number;
  refused: number;
}

/** What taking over a body counts on its way. */
interface Marks {
  /** Entries that were not live before. */
  readonly revived: number[];
  /** Samples so far with a timestamp of their own. */
  timed: number;
  met: number;
  stillLive: number;
}
