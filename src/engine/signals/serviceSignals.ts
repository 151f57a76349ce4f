import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { MetricPin, Signal } from '../../model/signal.ts';
import type { Service } from '../../model/service.ts';
import type { SignalInterest } from '../../protocol/engine.ts';
import { defineSignals, type SignalDefinition } from './defineSignals.ts';
import { evaluateBefore, evaluateSignal } from './evaluateSignal.ts';
import type { UnitOf } from './familySummary.ts';
import { type JobMetrics, rateWindow } from './finder.ts';
import { findSignals } from './findSignals.ts';
import { jobFamilies, type MetadataSource } from './jobMetrics.ts';

export interface ServiceSignalsOptions {
  readonly clock: Clock;
  readonly source: MetadataSource;
  readonly unitOf: UnitOf;
  readonly jobOf: (serviceId: string) => string | undefined;
  readonly services: () => Iterable<Service>;
  readonly serviceOf: (serviceId: string) => Service | undefined;
  /** Whether a panel of the service is open. */
  readonly isOpen: (serviceId: string) => boolean;
  readonly changed: (serviceId: string) => void;
}

interface Entry {
  definitions: readonly SignalDefinition[];
  foundMs: number;
  /** Whether metrics told of anything when they were last looked at. */
  foundAny: boolean;
  readonly histories: Map<string, number[]>;
  signals: readonly Signal[];
}

const SPARKLINE_POINTS = 12;
/** A metric that is new is found after this at the latest. */
const FIND_AGAIN_MS = 60_000;
/** While nothing is found yet. */
const FIND_SOON_MS = 2_000;
/** Signals may take this part of the thread's time at most: after each service the rest of it is waited. */
const PART_OF_TIME = 0.2;
/** Probes whose numbers can be signals; of the rest only what the user defines. */
const KINDS_WITH_METRICS: ReadonlySet<string> = new Set(['metrics', 'cacheStats', 'postgres', 'redis']);

/** The golden signals of each service, computed anew after a scrape, for as long as somebody looks. */
export class ServiceSignals implements Disposable {
  readonly #options: ServiceSignalsOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #due = new Set<string>();
  #pins = new Map<string, string[]>();
  #everything = false;
  #timer: Disposable | undefined;

  constructor(options: ServiceSignalsOptions) {
    this.#options = options;
  }

  /** The signals as they were last computed. */
  of(serviceId: string): readonly Signal[] | undefined {
    const signals = this.#entries.get(serviceId)?.signals;
    return signals === undefined || signals.length === 0 ? undefined : signals;
  }

  /** The signals of a service without values; found now where that is due. */
  definitions(serviceId: string): readonly SignalDefinition[] {
    const service = this.#options.serviceOf(serviceId);
    return service === undefined ? [] : this.#entryOf(service).definitions;
  }

  /** Who looks at what from now on. */
  setInterest({ everything, pins }: SignalInterest): void {
    const before = this.#pins;
    this.#pins = pinsByService(pins);
    const changed = [...new Set([...before.keys(), ...this.#pins.keys()])].filter(
      (id) => JSON.stringify(before.get(id)) !== JSON.stringify(this.#pins.get(id)),
    );
    for (const id of changed) this.look(id);
    if (everything && !this.#everything) for (const { id } of this.#options.services()) this.#due.add(id);
    this.#everything = everything;
    this.#schedule(0);
  }

  /** A panel was opened, or what is pinned has changed: the signals are due, and are found anew. */
  look(serviceId: string): void {
    const entry = this.#entries.get(serviceId);
    if (entry !== undefined) entry.foundMs = -Infinity;
    this.#due.add(serviceId);
    this.#schedule(0);
  }

  /** The service has new samples. */
  sampled(service: Service, kind: string): void {
    if (!KINDS_WITH_METRICS.has(kind) && (service.signals ?? []).length === 0) return;
    if (!this.#everything && !this.#pins.has(service.id) && !this.#options.isOpen(service.id)) return;
    this.#due.add(service.id);
    this.#schedule(0);
  }

  forget(serviceId: string): void {
    this.#entries.delete(serviceId);
    this.#due.delete(serviceId);
  }

  /** What finders and families need to know of a service's metrics now. */
  metricsOf(service: Service): JobMetrics {
    const { source, clock, jobOf } = this.#options;
    const job = jobOf(service.id) ?? service.id;
    const intervalMs = scrapeIntervalMs(service);
    const nowMs = clock.now();
    const families = jobFamilies(source, job, nowMs - Math.max(300_000, 4 * intervalMs), nowMs);
    return { job, families, window: rateWindow(intervalMs) };
  }

  dispose(): void {
    this.#timer?.dispose();
    this.#timer = undefined;
    this.#due.clear();
    this.#entries.clear();
  }

  #schedule(waitMs: number): void {
    if (this.#due.size > 0) this.#timer ??= this.#options.clock.setTimeout(() => this.#next(), waitMs);
  }

  /** One service at a time, so that probes and messages get their turn between two. */
  #next(): void {
    this.#timer = undefined;
    const [id] = this.#due;
    if (id === undefined) return;
    this.#due.delete(id);
    const { clock, serviceOf, changed } = this.#options;
    const startMs = clock.monotonic();
    const service = serviceOf(id);
    if (service !== undefined && this.#compute(service)) changed(id);
    this.#schedule((clock.monotonic() - startMs) * (1 / PART_OF_TIME - 1));
  }

  #entryOf(service: Service): Entry {
    const { clock, unitOf } = this.#options;
    let entry = this.#entries.get(service.id);
    if (entry === undefined) {
      entry = { definitions: [], foundMs: -Infinity, foundAny: false, histories: new Map(), signals: [] };
      this.#entries.set(service.id, entry);
    }
    const ageMs = clock.monotonic() - entry.foundMs;
    if (ageMs < (entry.foundAny ? FIND_AGAIN_MS : FIND_SOON_MS)) return entry;
    const metrics = this.metricsOf(service);
    const pins = this.#pins.get(service.id) ?? [];
    const found = findSignals(metrics);
    entry.foundAny = found.length > 0;
    const definitions = defineSignals(found, service.signals ?? [], metrics, pins, unitOf);
    for (const name of entry.histories.keys()) {
      const [before, now] = [entry.definitions, definitions].map(
        (list) => list.find((one) => one.name === name)?.query,
      );
      if (before !== now) entry.histories.delete(name);
    }
    entry.definitions = definitions;
    entry.foundMs = clock.monotonic();
    return entry;
  }

  /** Whether there is something to tell. */
  #compute(service: Service): boolean {
    const entry = this.#entryOf(service);
    const hadSome = entry.signals.length > 0;
    // The tree has room for a few; the rest is for the panel.
    const isOpen = this.#options.isOpen(service.id);
    const shown = entry.definitions.filter(({ key }) => key || isOpen);
    entry.signals = shown.map((definition) => this.#evaluate(service, definition, entry.histories));
    return hadSome || entry.signals.length > 0;
  }

  #evaluate(service: Service, definition: SignalDefinition, histories: Map<string, number[]>): Signal {
    const { source, clock } = this.#options;
    const { name, query } = definition;
    const nowMs = clock.now();
    const { value, series, failure } = evaluateSignal(source, query, nowMs, clock);
    let history = histories.get(name);
    if (history === undefined) {
      const isAlone = failure === undefined && series === 1;
      const stepMs = scrapeIntervalMs(service);
      history = isAlone ? evaluateBefore(source, query, nowMs, stepMs, SPARKLINE_POINTS - 1, clock) : [];
      histories.set(name, history);
    }
    history.push(value);
    if (history.length > SPARKLINE_POINTS) history.shift();
    return { ...definition, value, series, sparkline: [...history], ...(failure !== undefined && { failure }) };
  }
}

/** The interval of the service's scrapes; without any, that of its most frequent probe. */
export function scrapeIntervalMs({ probes }: Pick<Service, 'probes'>): number {
  const scrapes = probes.filter(({ kind }) => kind === 'metrics');
  const intervals = (scrapes.length > 0 ? scrapes : probes).map(({ intervalMs }) => intervalMs);
  return intervals.length === 0 ? 15_000 : Math.min(...intervals);
}

function pinsByService(pins: readonly MetricPin[]): Map<string, string[]> {
  const byService = new Map<string, string[]>();
  for (const { serviceId, metric } of pins) {
    const list = byService.get(serviceId) ?? [];
    if (!list.includes(metric)) list.push(metric);
    byService.set(serviceId, list);
  }
  return byService;
}
