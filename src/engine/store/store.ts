import type { Clock } from '../../base/clock.ts';
import { type Disposable, Slot } from '../../base/disposable.ts';
import type { LabelSet } from '../../model/labelSet.ts';
import type { Problem } from '../../model/problem.ts';
import type { Matcher, MetricMetadata } from '../../model/series.ts';
import { type Cardinality, countCardinality } from './cardinality.ts';
import { createColumns } from './columns.ts';
import { compileMatcher } from './compileMatcher.ts';
import { Head } from './head.ts';
import { LabelIndex } from './labelIndex.ts';
import { SelectedSlot } from './selectedSlot.ts';
import { type SeriesRef, slotOf } from './seriesSlots.ts';
import type { SampleColumns, SelectedSeries, SeriesSource } from './storage.ts';
import { sameValue } from './valueCodec.ts';

export type { SeriesRef } from './seriesSlots.ts';
export type { Cardinality } from './cardinality.ts';

export interface StoreLimits {
  readonly maxAgeMs: number;
  /** Bytes in memory, and bytes of the history file. */
  readonly maxBytes: number;
}

export interface StoreOptions extends StoreLimits {
  /** Path of the history file; without it everything stays in memory. */
  readonly file?: string;
  readonly clock: Clock;
  /** Called once when something goes wrong with the history, not again until it went well in between. */
  readonly onProblem?: (problem: Problem) => void;
}

/**
 * What became of a sample. `ok` is also the answer to a sample that is there already, bit for bit; `duplicate`: another
 * value is there at that time; `outOfOrder`: the series has a newer one; `tooOld`: older than the age limit; `tooNew`:
 * more than ten minutes ahead of the clock; `gone`: the series was dropped, ask for a new ref.
 */
export type AppendResult = 'ok' | 'duplicate' | 'outOfOrder' | 'tooOld' | 'tooNew' | 'gone';

export interface StoreStats {
  readonly series: number;
  /** Samples taken in since the store was opened. */
  readonly appended: number;
  readonly duplicates: number;
  readonly outOfOrder: number;
  /** Samples refused because they were too old or too new. */
  readonly outOfBounds: number;
  /** Memory of samples, series and labels; an estimate. */
  readonly bytes: number;
  readonly sampleBytes: number;
}

/** How far ahead of the clock a timestamp may be (Prometheus: `maxAheadTime` in scrape/scrape.go). */
const MAX_AHEAD_MS = 600_000;
const FLUSH_INTERVAL_MS = 2_000;
/** Limits are looked at after so many samples, beside every flush. */
const ENFORCE_EVERY = 65_536;

/** The time series of the whole engine: appended by probes and scrapes, read by PromQL, charts and thresholds. */
export class Store implements SeriesSource, Disposable {
  readonly #clock: Clock;
  readonly #head = new Head();
  readonly #index = new LabelIndex();
  readonly #metadata = new Map<string, MetricMetadata>();
  readonly #timer = new Slot<Disposable>();
  readonly #spare = createColumns();
  #maxAgeMs: number;
  #maxBytes: number;
  #newestAllowedMs = -Infinity;
  #oldestAllowedMs = -Infinity;
  #appended = 0;
  #duplicates = 0;
  #outOfOrder = 0;
  #outOfBounds = 0;
  #disposed = false;

  private constructor(options: StoreOptions) {
    this.#clock = options.clock;
    this.#maxAgeMs = options.maxAgeMs;
    this.#maxBytes = options.maxBytes;
  }

  static open(options: StoreOptions): Store {
    const store = new Store(options);
    store.#schedule();
    return store;
  }

  #schedule(): void {
    if (this.#disposed) return;
    this.#timer.set(
      this.#clock.setTimeout(() => {
        this.flush();
        this.#schedule();
      }, FLUSH_INTERVAL_MS),
    );
  }

  setLimits(limits: StoreLimits): void {
    this.#maxAgeMs = limits.maxAgeMs;
    this.#maxBytes = limits.maxBytes;
    this.#enforceLimits();
  }

  /** Finds or creates the series with these labels. */
  ref(labels: LabelSet): SeriesRef {
    const known = this.#index.find(labels);
    if (known !== undefined) return this.#head.slots.ref(known);
    const slot = this.#head.slots.add();
    this.#index.add(slot, labels);
    return this.#head.slots.ref(slot);
  }

  /** Adds a sample; `timestampMs` is Unix milliseconds. */
  append(ref: SeriesRef, timestampMs: number, value: number): AppendResult {
    const { slots } = this.#head;
    if (!slots.isLive(ref)) return 'gone';
    const slot = slotOf(ref);
    if (timestampMs > this.#newestAllowedMs || timestampMs < this.#oldestAllowedMs || timestampMs % 1 !== 0) {
      const refused = this.#refuse(timestampMs);
      if (refused !== undefined) return refused;
    }
    if (!(timestampMs > (slots.lastMs[slot] ?? NaN))) {
      const result = this.#appendBehind(slot, timestampMs, value);
      if (result !== undefined) return result;
    }
    this.#head.append(slot, timestampMs, value);
    this.#appended++;
    if (this.#appended % ENFORCE_EVERY === 0) this.#enforceLimits();
    return 'ok';
  }

  #refuse(timestampMs: number): AppendResult | undefined {
    const nowMs = this.#clock.now();
    this.#newestAllowedMs = nowMs + MAX_AHEAD_MS;
    this.#oldestAllowedMs = nowMs - this.#maxAgeMs;
    if (timestampMs >= this.#oldestAllowedMs && timestampMs <= this.#newestAllowedMs && timestampMs % 1 === 0)
      return undefined;
    this.#outOfBounds++;
    return timestampMs < this.#oldestAllowedMs ? 'tooOld' : 'tooNew';
  }

  /** A sample that is not newer than the series' newest: what to answer, or undefined where it may be added after all. */
  #appendBehind(slot: number, timestampMs: number, value: number): AppendResult | undefined {
    const { slots } = this.#head;
    const lastMs = slots.lastMs[slot] ?? NaN;
    if (lastMs !== lastMs) return undefined;
    if (timestampMs === lastMs) {
      if (sameValue(slots.lastValue[slot] ?? NaN, value)) return 'ok';
      this.#duplicates++;
      return 'duplicate';
    }
    const nowMs = this.#clock.now();
    if (lastMs > nowMs + MAX_AHEAD_MS) {
      this.#rewind(nowMs);
      if (timestampMs > (slots.lastMs[slot] ?? NaN) || slots.lastMs[slot] !== slots.lastMs[slot]) return undefined;
    }
    this.#outOfOrder++;
    return 'outOfOrder';
  }

  /**
   * The clock was set back by more than ten minutes. Either it had been wrong, or it is now: in both cases the samples
   * from the time that is still to come would keep every series from going on, and would be taken for the past when
   * that time comes. They are taken out.
   */
  #rewind(nowMs: number): void {
    const { slots } = this.#head;
    for (let slot = 0; slot < slots.end; slot++)
      if (slots.alive[slot] === 1) this.#head.truncate(slot, nowMs, this.#spare);
    this.#newestAllowedMs = nowMs + MAX_AHEAD_MS;
  }

  select(matchers: readonly Matcher[], fromMs: number, toMs: number): readonly SelectedSeries[] {
    const { slots } = this.#head;
    const found: SelectedSeries[] = [];
    for (const slot of this.#slotsOf(matchers)) {
      if ((slots.lastMs[slot] ?? 0) <= fromMs || fromMs >= toMs) continue;
      found.push(new SelectedSlot(this.#index.labels(slot), slot, slots.generation[slot] ?? 0, this.#read));
    }
    return found;
  }

  readonly #read = (slot: number, generation: number, fromMs: number, toMs: number, into: SampleColumns): void => {
    const { slots } = this.#head;
    if (slots.alive[slot] !== 1 || slots.generation[slot] !== generation) return;
    this.#head.read(slot, fromMs, toMs, into);
  };

  #slotsOf(matchers: readonly Matcher[]): number[] {
    return this.#index.select(matchers.map(compileMatcher));
  }

  setMetadata(metricName: string, metadata: MetricMetadata): void {
    this.#metadata.set(metricName, metadata);
  }

  metadata(metricName: string): MetricMetadata | undefined {
    return this.#metadata.get(metricName);
  }

  /** Names of labels in order, of all series or of those that all matchers select. */
  labelNames(matchers?: readonly Matcher[]): readonly string[] {
    return this.#index.names(matchers === undefined ? undefined : this.#slotsOf(matchers));
  }

  /** Values of a label in order, of all series or of those that all matchers select. */
  labelValues(name: string, matchers?: readonly Matcher[]): readonly string[] {
    return this.#index.values(name, matchers === undefined ? undefined : this.#slotsOf(matchers));
  }

  cardinality(limit = 20): Cardinality {
    return countCardinality(this.#index, limit);
  }

  /** Drops the series that all matchers select, with their history; returns how many. */
  deleteSeries(matchers: readonly Matcher[]): number {
    const slots = this.#slotsOf(matchers);
    this.#drop(slots);
    return slots.length;
  }

  #drop(slots: readonly number[]): void {
    this.#index.remove(new Set(slots));
    for (const slot of slots) this.#head.drop(slot);
  }

  stats(): StoreStats {
    return {
      series: this.#index.size,
      appended: this.#appended,
      duplicates: this.#duplicates,
      outOfOrder: this.#outOfOrder,
      outOfBounds: this.#outOfBounds,
      bytes: this.#memoryBytes(),
      sampleBytes: this.#head.sampleBytes,
    };
  }

  flush(): void {
    this.#enforceLimits();
  }

  #memoryBytes(): number {
    return this.#head.sampleBytes + this.#head.slots.bytes + this.#index.bytes;
  }

  #enforceLimits(): void {
    const cutoffMs = this.#clock.now() - this.#maxAgeMs;
    this.#head.forgetUpTo(cutoffMs);
    while (this.#memoryBytes() > this.#maxBytes && this.#head.forgetOldest()) {
      // Goes on until enough is forgotten.
    }
    const { slots } = this.#head;
    const aged: number[] = [];
    for (let slot = 0; slot < slots.end; slot++)
      if (slots.alive[slot] === 1 && (slots.lastMs[slot] ?? 0) < cutoffMs) aged.push(slot);
    if (aged.length > 0) this.#drop(aged);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#timer.dispose();
    this.flush();
  }
}
