import type { Clock } from '../../base/clock.ts';
import { type Disposable, Slot } from '../../base/disposable.ts';
import type { LabelSet } from '../../model/labelSet.ts';
import type { NativeHistogram } from '../../model/nativeHistogram.ts';
import type { Matcher, MetricMetadata } from '../../model/series.ts';
import { type Cardinality, countCardinality } from './cardinality.ts';
import { createColumns, orderColumns, reserveColumns } from './columns.ts';
import { compileMatcher } from './compileMatcher.ts';
import { Head } from './head.ts';
import { HistogramHead } from './histogramHead.ts';
import { History, MAX_AHEAD_MS } from './history.ts';
import { LabelIndex } from './labelIndex.ts';
import { SelectedSlot } from './selectedSlot.ts';
import { type SeriesRef, slotOf } from './seriesSlots.ts';
import type { HistogramSample, SampleColumns, SelectedSeries, SeriesSource } from './storage.ts';
import type { AppendResult, SampleRun, StoreLimits, StoreOptions, StoreStats } from './storeTypes.ts';
import { sameValue } from './valueCodec.ts';
import { WallClockGuard } from './wallClockGuard.ts';
import { MAX_LIST_LAG_MS } from './writeSamples.ts';

export type { SeriesRef } from './seriesSlots.ts';
export type { AppendResult, SampleRun, StoreLimits, StoreOptions, StoreStats } from './storeTypes.ts';
export type { Cardinality } from './cardinality.ts';

/** What a crash may lose, at most. */
const FLUSH_INTERVAL_MS = 3_000;
/** Series written in one go; the others follow after a breath, so that probes are not held up. */
const FLUSH_SERIES = 2_048;
const BREATH_MS = 20;
/** With a history file, memory is a cache of the newest samples and need not hold all that the file may. */
const MAX_CACHE_BYTES = 96 * 2 ** 20;
/** What the series of a metric family may be called beside its own name (OpenMetrics). */
const FAMILY_SUFFIXES = ['', '_total', '_count', '_bucket', '_sum', '_info', '_gcount', '_gsum', '_created'] as const;
/** A series with a sample in this time is in use and not dropped to save memory. */
const IN_USE_MS = 600_000;
/** Native histograms may take so much of the memory. */
const HISTOGRAM_SHARE = 0.4;
/** Memory is looked at after so many samples, beside every flush. */
const LOOK_EVERY = 65_536;

/**
 * The time series of the whole engine: appended by probes and scrapes, read by PromQL, charts and thresholds. (Longer
 * than other files: both ways of appending and the limits work on the same few counters.)
 */
export class Store implements SeriesSource, Disposable {
  readonly #clock: Clock;
  readonly #head = new Head();
  readonly #histograms = new HistogramHead();
  readonly #index = new LabelIndex();
  readonly #metadata = new Map<string, MetricMetadata>();
  readonly #flushTimer = new Slot<Disposable>();
  readonly #compactTimer = new Slot<Disposable>();
  readonly #announceTimer = new Slot<Disposable>();
  readonly #guard: WallClockGuard;
  readonly #history: History | undefined;
  readonly #spare = createColumns();
  #maxAgeMs: number;
  #maxBytes: number;
  #newestAllowedMs = -Infinity;
  #oldestAllowedMs = -Infinity;
  #appended = 0;
  #duplicates = 0;
  #outOfOrder = 0;
  #outOfBounds = 0;
  #appendedAtFlush = 0;
  #appendedAtLook = 0;
  #cutoffMs = -Infinity;
  #opened = false;
  #announcement: (() => void) | undefined;
  #disposed = false;

  private constructor(options: StoreOptions) {
    const { clock, maxAgeMs, maxBytes, file, onProblem, openFile } = options;
    this.#clock = clock;
    this.#maxAgeMs = maxAgeMs;
    this.#maxBytes = maxBytes;
    this.#guard = new WallClockGuard(clock);
    if (file === undefined) return;
    this.#history = new History({
      path: file,
      clock,
      head: this.#head,
      labels: (slot) => this.#index.labels(slot),
      slotFor: (labels) => this.#index.enter(labels, this.#newSlot),
      metadata: this.#metadata,
      // What is met while the store is being opened is told once it is: the listener may want to ask the store.
      onProblem: (problem) => (this.#opened ? onProblem?.(problem) : (this.#announcement = () => onProblem?.(problem))),
      ...(openFile !== undefined && { openFile }),
    });
  }

  /**
   * Opens the store, and its history file where one is named. Never throws for what is on the disk: the store then
   * works in memory, says so, and tries again later. Two windows may open one file: each shows its own samples and
   * what was in the file when it opened it; whoever opens the file later sees the samples of both.
   */
  static open(options: StoreOptions): Store {
    const store = new Store(options);
    store.#opened = true;
    const announcement = store.#announcement;
    if (announcement !== undefined) store.#announceTimer.set(options.clock.setTimeout(announcement, 0));
    store.#flushIn(FLUSH_INTERVAL_MS);
    return store;
  }

  #flushIn(delayMs: number): void {
    if (this.#disposed) return;
    this.#flushTimer.set(
      this.#clock.setTimeout(() => {
        const more = this.#history?.flush(FLUSH_SERIES) ?? false;
        if (!more) {
          this.#appendedAtFlush = this.#appended;
          this.#enforceLimits();
          if (this.#compactTimer.value === undefined) this.#compactIn(BREATH_MS);
        }
        this.#flushIn(more ? BREATH_MS : FLUSH_INTERVAL_MS);
      }, delayMs),
    );
  }

  #compactIn(delayMs: number): void {
    if (this.#history === undefined || this.#disposed) return;
    this.#compactTimer.set(
      this.#clock.setTimeout(() => {
        this.#compactTimer.set(undefined);
        if (this.#history?.compactSome() === true) this.#compactIn(BREATH_MS);
      }, delayMs),
    );
  }

  setLimits(limits: StoreLimits): void {
    this.#maxAgeMs = limits.maxAgeMs;
    this.#maxBytes = limits.maxBytes;
    this.#enforceLimits();
  }

  /** Finds or creates the series with these labels. */
  ref(labels: LabelSet): SeriesRef {
    return this.#head.slots.ref(this.#index.enter(labels, this.#newSlot));
  }

  readonly #newSlot = (): number => {
    const slot = this.#head.slots.add();
    // A series without a sample ages from now on.
    this.#head.slots.listedMs[slot] = this.#clock.now();
    return slot;
  };

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
    if (slots.dirty[slot] === 0 && this.#history !== undefined) {
      slots.dirty[slot] = 1;
      this.#history.markDirty(slot);
    }
    if (this.#appended - this.#appendedAtLook >= LOOK_EVERY) this.#limitMemory();
    return 'ok';
  }

  /** Adds a native histogram, which is kept in memory alone; `startMs` is when its counting began, where that is known. */
  appendHistogram(ref: SeriesRef, timestampMs: number, histogram: NativeHistogram, startMs?: number): AppendResult {
    const { slots } = this.#head;
    if (!slots.isLive(ref)) return 'gone';
    const slot = slotOf(ref);
    if (timestampMs > this.#newestAllowedMs || timestampMs < this.#oldestAllowedMs || timestampMs % 1 !== 0) {
      const refused = this.#refuse(timestampMs);
      if (refused !== undefined) return refused;
    }
    const newestMs = this.#histograms.newestMs(slot);
    const numberMs = slots.lastMs[slot] ?? NaN;
    if (timestampMs <= newestMs || timestampMs <= numberMs) {
      const isDuplicate = timestampMs === newestMs || timestampMs === numberMs;
      if (isDuplicate) this.#duplicates++;
      else this.#outOfOrder++;
      return isDuplicate ? 'duplicate' : 'outOfOrder';
    }
    this.#histograms.append(slot, timestampMs, histogram, startMs, !(numberMs > newestMs));
    this.#appended++;
    if (this.#histograms.bytes > this.#memoryLimit * HISTOGRAM_SHARE) this.#limitMemory();
    return 'ok';
  }

  /** As `append` for each sample of `run` in turn, only faster; `refused` hears of each that was not taken. */
  appendRun(run: SampleRun<SeriesRef>, refused: (at: number, result: AppendResult) => void): void {
    const { refs, entries, values, timestampMs, to } = run;
    for (let at = run.from; at < to; at++) {
      if (timestampMs <= this.#newestAllowedMs && timestampMs >= this.#oldestAllowedMs && timestampMs % 1 === 0) {
        const end = this.#head.appendRun(run, at);
        this.#appended += end - at;
        if (this.#history !== undefined) this.#markDirty(run, at, end);
        at = end;
        if (at === to) break;
      }
      // What the short way does not take, and the first sample of all, which finds out the times that are allowed.
      const result = this.append(refs[entries[at] ?? 0] ?? NaN, timestampMs, values[at] ?? NaN);
      if (result !== 'ok') refused(at, result);
    }
    if (this.#appended - this.#appendedAtLook >= LOOK_EVERY) this.#limitMemory();
  }

  #markDirty({ refs, entries }: SampleRun<SeriesRef>, from: number, to: number): void {
    const { dirty } = this.#head.slots;
    for (let i = from; i < to; i++) {
      const slot = slotOf(refs[entries[i] ?? 0] ?? NaN);
      if (dirty[slot] === 1) continue;
      dirty[slot] = 1;
      this.#history?.markDirty(slot);
    }
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
    let lastMs = slots.lastMs[slot] ?? NaN;
    if (lastMs !== lastMs) {
      lastMs = this.#resolveLast(slot, timestampMs);
      if (timestampMs > lastMs) return undefined;
    }
    if (timestampMs === lastMs) {
      if (sameValue(slots.lastValue[slot] ?? NaN, value)) return 'ok';
      this.#duplicates++;
      return 'duplicate';
    }
    const nowMs = this.#clock.now();
    if (lastMs > nowMs + MAX_AHEAD_MS) {
      this.#rewind(nowMs - 1);
      lastMs = slots.lastMs[slot] ?? NaN;
      if (lastMs !== lastMs) lastMs = this.#resolveLast(slot, timestampMs);
      if (timestampMs > lastMs) return undefined;
    }
    this.#outOfOrder++;
    return 'outOfOrder';
  }

  /** The newest timestamp of a series of which memory does not know it. */
  #resolveLast(slot: number, newSampleMs: number): number {
    const { slots } = this.#head;
    slots.lastMs[slot] = -Infinity;
    this.#history?.resolveLast(slot, newSampleMs);
    return slots.lastMs[slot] ?? -Infinity;
  }

  /**
   * The clock was set back by more than ten minutes. Either it had been wrong, or it is now: in both cases the samples
   * from the time that is still to come would keep every series from going on, and would be taken for the past when
   * that time comes. They are taken out.
   */
  #rewind(timeMs: number): void {
    const { slots } = this.#head;
    for (let slot = 0; slot < slots.end; slot++)
      if (slots.alive[slot] === 1) {
        this.#head.truncate(slot, timeMs, this.#spare);
        this.#histograms.truncate(slot, timeMs);
      }
    this.#history?.rewind(timeMs);
    this.#newestAllowedMs = timeMs + MAX_AHEAD_MS;
  }

  select(matchers: readonly Matcher[], fromMs: number, toMs: number): readonly SelectedSeries[] {
    const { slots } = this.#head;
    const found: SelectedSeries[] = [];
    for (const slot of this.#slotsOf(matchers)) {
      if (fromMs >= toMs || this.#notAfter(slot, fromMs)) continue;
      const generation = slots.generation[slot] ?? 0;
      const series = new SelectedSlot(this.#index.labels(slot), slot, generation, this.#read, this.#newest);
      if (this.#histograms.has(slot))
        series.readHistograms = (from, to) => this.#readHistograms(slot, generation, from, to);
      found.push(series);
    }
    return found;
  }

  #readHistograms(slot: number, generation: number, fromMs: number, toMs: number): readonly HistogramSample[] {
    if (this.#head.slots.generation[slot] !== generation) return [];
    return this.#histograms.read(slot, fromMs, toMs);
  }

  /** Whether the series surely has no sample after `timeMs`. */
  #notAfter(slot: number, timeMs: number): boolean {
    if (!this.#histograms.isEmpty && this.#histograms.newestMs(slot) > timeMs) return false;
    const { lastMs, listedMs } = this.#head.slots;
    const newestMs = lastMs[slot] ?? NaN;
    if (newestMs !== newestMs) return (listedMs[slot] ?? 0) + MAX_LIST_LAG_MS <= timeMs;
    return newestMs <= timeMs;
  }

  readonly #read = (slot: number, generation: number, fromMs: number, toMs: number, into: SampleColumns): void => {
    const { slots } = this.#head;
    if (slots.alive[slot] !== 1 || slots.generation[slot] !== generation) return;
    const history = this.#history;
    const start = into.length;
    if (history !== undefined && slots.fileId[slot] !== 0) {
      const coveredMs = history.hasFuture ? Infinity : this.#head.coveredFrom(slot, fromMs);
      if (coveredMs > fromMs) history.read(slot, fromMs, Math.min(toMs, coveredMs - 1), into);
    }
    this.#head.read(slot, fromMs, toMs, into);
    if (history?.hasFuture === true) orderColumns(into, start);
  };

  readonly #newest = (slot: number, generation: number, into: SampleColumns): void => {
    const { slots } = this.#head;
    const lastMs = slots.lastMs[slot] ?? NaN;
    // A series that was rewound, or of which only the file knows, has none at hand.
    if (slots.alive[slot] !== 1 || slots.generation[slot] !== generation || lastMs !== lastMs) return;
    if (this.#history?.hasFuture === true || (slots.count[slot] ?? 0) === 0) return;
    reserveColumns(into, 1);
    into.timestampsMs[into.length] = lastMs;
    into.values[into.length++] = slots.lastValue[slot] ?? 0;
  };

  #slotsOf(matchers: readonly Matcher[]): number[] {
    return this.#index.select(matchers.map(compileMatcher));
  }

  setMetadata(metricName: string, metadata: MetricMetadata): void {
    const known = this.#metadata.get(metricName);
    if (known?.type === metadata.type && known.help === metadata.help && known.unit === metadata.unit) return;
    this.#metadata.set(metricName, metadata);
    this.#history?.metadataChanged(metricName);
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
    this.#drop(slots, Number.MAX_SAFE_INTEGER);
    if (this.#index.size === 0) this.#history?.clear();
    this.flush();
    return slots.length;
  }

  /** Drops series; their rows in the history file go too unless another window has used them since `beforeMs`. */
  #drop(slots: readonly number[], beforeMs: number): void {
    if (slots.length === 0) return;
    for (const slot of slots) this.#history?.forget(slot, beforeMs);
    this.#index.remove(new Set(slots));
    for (const slot of slots) {
      this.#head.drop(slot);
      this.#histograms.drop(slot);
    }
    if (this.#metadata.size === 0) return;
    const metrics = new Set(this.#index.values('__name__'));
    for (const name of this.#metadata.keys()) {
      if (FAMILY_SUFFIXES.some((suffix) => metrics.has(name + suffix))) continue;
      this.#metadata.delete(name);
      this.#history?.metadataChanged(name);
    }
  }

  stats(): StoreStats {
    const history = this.#history;
    return {
      series: this.#index.size,
      samples:
        history === undefined
          ? this.#head.samples + this.#histograms.samples
          : history.samples + this.#appended - this.#appendedAtFlush,
      appended: this.#appended,
      duplicates: this.#duplicates,
      outOfOrder: this.#outOfOrder,
      outOfBounds: this.#outOfBounds,
      bytes: this.#memoryBytes(),
      sampleBytes: this.#head.sampleBytes,
      diskBytes: history?.diskBytes ?? 0,
      kept: history?.kept ?? false,
      ...(history?.problem !== undefined && { problem: history.problem }),
    };
  }

  /** Writes everything that the history file does not have yet, and applies the limits. */
  flush(): void {
    for (let now = true; this.#history?.flush(FLUSH_SERIES, now) === true; now = false) {
      // Goes on until all is written.
    }
    this.#appendedAtFlush = this.#appended;
    this.#enforceLimits();
  }

  #memoryBytes(): number {
    return this.#head.sampleBytes + this.#histograms.bytes + this.#head.slots.bytes + this.#index.bytes;
  }

  #enforceLimits(): void {
    if (this.#guard.isSettled()) this.#cutoffMs = this.#clock.now() - this.#maxAgeMs;
    this.#head.forgetUpTo(this.#cutoffMs);
    this.#histograms.forgetUpTo(this.#cutoffMs);
    this.#forgetSome();
    const removedMs = this.#history?.enforce(this.#cutoffMs, this.#maxBytes) ?? -Infinity;
    const cutoffMs = Math.max(this.#cutoffMs, removedMs);
    this.#drop(this.#slotsBefore(cutoffMs), cutoffMs);
    if (this.#memoryBytes() > this.#memoryLimit) this.#dropIdle(this.#memoryLimit);
  }

  /** Between two flushes: keeps memory within its limit, and looks at every series only where samples are not enough. */
  #limitMemory(): void {
    this.#appendedAtLook = this.#appended;
    this.#forgetSome();
    if (this.#memoryBytes() > this.#memoryLimit) this.#enforceLimits();
  }

  #forgetSome(): void {
    while (this.#histograms.bytes > this.#memoryLimit * HISTOGRAM_SHARE && this.#histograms.forgetOldest()) {
      // Goes on until enough is forgotten.
    }
    while (this.#memoryBytes() > this.#memoryLimit && (this.#head.forgetOldest() || this.#histograms.forgetOldest())) {
      // Goes on until enough is forgotten.
    }
  }

  get #memoryLimit(): number {
    return this.#history === undefined ? this.#maxBytes : Math.min(this.#maxBytes, MAX_CACHE_BYTES);
  }

  /** The series that have no sample as late as `timeMs`. */
  #slotsBefore(timeMs: number): number[] {
    const { slots } = this.#head;
    const found: number[] = [];
    for (let slot = 0; slot < slots.end; slot++)
      if (slots.alive[slot] === 1 && this.#newestMs(slot) < timeMs) found.push(slot);
    return found;
  }

  /** When the series had its newest sample, or was made where it has none; at the latest, where that is in the file only. */
  #newestMs(slot: number): number {
    const { lastMs, listedMs } = this.#head.slots;
    const newestMs = Math.max(lastMs[slot] ?? NaN, this.#histograms.newestMs(slot));
    if (newestMs !== newestMs) return (listedMs[slot] ?? 0) + MAX_LIST_LAG_MS;
    return newestMs === -Infinity ? (listedMs[slot] ?? 0) : newestMs;
  }

  /** Drops the series that were idle longest until memory is within `limit`, but none that is in use. */
  #dropIdle(limit: number): void {
    const idle = this.#slotsBefore(this.#clock.now() - IN_USE_MS).sort((a, b) => this.#newestMs(a) - this.#newestMs(b));
    for (let at = 0; at < idle.length && this.#memoryBytes() > limit; at += 256)
      this.#drop(idle.slice(at, at + 256), this.#clock.now() - IN_USE_MS);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#flushTimer.dispose();
    this.#compactTimer.dispose();
    this.#announceTimer.dispose();
    this.flush();
    this.#history?.close();
  }
}
