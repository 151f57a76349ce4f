import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Unit } from '../../base/unit.ts';
import type { MetricMetadata } from '../../model/series.ts';
import type { Heartbeat, ServiceState } from '../../model/state.ts';
import type { ViewDelta, ViewRequest, ViewSnapshot } from '../../protocol/engine.ts';
import type { SignalDefinition } from '../signals/defineSignals.ts';
import { Heartbeats, type ProbeBeat } from './heartbeats.ts';
import { ServiceView, type ViewSource } from './serviceView.ts';
import { SignalLines } from './signalLines.ts';
import { storedBeats } from './storedBeats.ts';

export interface OpenViewsOptions {
  readonly clock: Clock;
  readonly source: ViewSource;
  readonly unitOf: (metricName: string, metadata: MetricMetadata | undefined) => Unit;
  readonly jobOf: (serviceId: string) => string | undefined;
  readonly stateOf: (serviceId: string) => ServiceState | undefined;
  readonly announce: (delta: ViewDelta) => void;
  /** The golden signals of a service, and the interval of its scrapes. */
  readonly signals?: {
    readonly of: (serviceId: string) => readonly SignalDefinition[];
    readonly intervalMs: (serviceId: string) => number;
    readonly onBug: (error: unknown, where: string) => void;
  };
}

interface OpenView {
  readonly request: ViewRequest;
  readonly view: ServiceView;
  readonly beats: Heartbeat[];
  readonly lines: SignalLines | undefined;
  readonly closed: AbortController;
  /** Lines are being computed. */
  drawing: boolean;
  seq: number;
}

/** Results are gathered for this long before the panels hear of them. */
const BATCH_MS = 500;

/** The panels that are open: each gets a snapshot, then numbered deltas. */
export class OpenViews implements Disposable {
  readonly #options: OpenViewsOptions;
  readonly #open = new Map<string, OpenView>();
  readonly #heartbeats = new Map<string, Heartbeats>();
  readonly #dirty = new Set<string>();
  #timer: Disposable | undefined;

  constructor(options: OpenViewsOptions) {
    this.#options = options;
  }

  /** Opens a view, or opens it anew; undefined where there is no such service. */
  open(request: ViewRequest): ViewSnapshot | undefined {
    const { clock, source, unitOf, jobOf, stateOf } = this.#options;
    const job = jobOf(request.serviceId);
    const service = stateOf(request.serviceId);
    if (job === undefined || service === undefined) return undefined;
    const view = new ServiceView({ source, job, unitOf });
    const nowMs = clock.now();
    const fromMs = nowMs - request.rangeMs;
    const series = view.snapshot(fromMs, nowMs);
    const heartbeats = this.#beatsOf(request.serviceId).between(fromMs, nowMs, storedBeats(source, job, fromMs, nowMs));
    this.close(request.viewId);
    const intervalMs = this.#options.signals?.intervalMs(request.serviceId);
    const lines =
      intervalMs === undefined ? undefined : new SignalLines({ source, clock, rangeMs: request.rangeMs, intervalMs });
    const closed = new AbortController();
    this.#open.set(request.viewId, { request, view, beats: [], lines, closed, drawing: false, seq: 0 });
    // The signals' lines follow with a delta.
    this.mark(request.serviceId);
    return {
      viewId: request.viewId,
      seq: 0,
      nowMs,
      rangeMs: request.rangeMs,
      service,
      heartbeats,
      series,
      seriesOmitted: view.omitted,
    };
  }

  close(viewId: string): void {
    this.#open.get(viewId)?.closed.abort();
    this.#open.delete(viewId);
  }

  /** Whether a view of the service is open. */
  isOpen(serviceId: string): boolean {
    for (const { request } of this.#open.values()) if (request.serviceId === serviceId) return true;
    return false;
  }

  /** A probe of the service has a result. */
  beat(serviceId: string, beat: ProbeBeat): void {
    const heartbeat = this.#beatsOf(serviceId).add(beat);
    for (const open of this.#open.values()) if (open.request.serviceId === serviceId) open.beats.push(heartbeat);
  }

  /** Something that a view of the service shows has changed. */
  mark(serviceId: string): void {
    for (const { request } of this.#open.values()) if (request.serviceId === serviceId) this.#dirty.add(serviceId);
    if (this.#dirty.size > 0) this.#timer ??= this.#options.clock.setTimeout(() => this.#flush(), BATCH_MS);
  }

  /** The service is gone; its views stay, silent, until they are closed or asked for again. */
  forget(serviceId: string): void {
    this.#heartbeats.delete(serviceId);
  }

  dispose(): void {
    this.#timer?.dispose();
    this.#timer = undefined;
    for (const viewId of this.#open.keys()) this.close(viewId);
    this.#heartbeats.clear();
  }

  #beatsOf(serviceId: string): Heartbeats {
    let beats = this.#heartbeats.get(serviceId);
    if (beats === undefined) {
      beats = new Heartbeats();
      this.#heartbeats.set(serviceId, beats);
    }
    return beats;
  }

  #flush(): void {
    this.#timer = undefined;
    const nowMs = this.#options.clock.now();
    for (const open of this.#open.values()) {
      const { viewId, serviceId, rangeMs } = open.request;
      const service = this.#dirty.has(serviceId) ? this.#options.stateOf(serviceId) : undefined;
      if (service === undefined) continue;
      open.seq++;
      const heartbeats = open.beats.splice(0);
      this.#options.announce({
        viewId,
        seq: open.seq,
        nowMs,
        service,
        heartbeats,
        series: open.view.delta(nowMs - rangeMs, nowMs),
      });
      void this.#sendSignals(open);
    }
    this.#dirty.clear();
  }

  /** The new points of the signals' lines, in a delta of their own once they are there. */
  async #sendSignals(open: OpenView): Promise<void> {
    const { stateOf, announce, clock, signals } = this.#options;
    const { lines, request, closed } = open;
    if (lines === undefined || signals === undefined || open.drawing) return;
    open.drawing = true;
    try {
      const points = await lines.next(signals.of(request.serviceId), closed.signal);
      const service = stateOf(request.serviceId);
      if (points.length === 0 || closed.signal.aborted || service === undefined) return;
      open.seq++;
      const { viewId } = request;
      announce({ viewId, seq: open.seq, nowMs: clock.now(), service, heartbeats: [], series: [], signals: points });
    } catch (error) {
      signals.onBug(error, 'the signals of a view');
    } finally {
      open.drawing = false;
    }
  }
}
