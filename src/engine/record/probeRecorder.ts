import type { Clock } from '../../base/clock.ts';
import type { Unit } from '../../base/unit.ts';
import type { ProbeResult } from '../../model/probe.ts';
import type { MetricMetadata } from '../../model/series.ts';
import type { ProbeConfig, Service } from '../../model/service.ts';
import type { Status } from '../../model/status.ts';
import { withChecks } from '../status/probeTracker.ts';
import { thresholdChecks } from '../status/thresholdChecks.ts';
import type { SampleColumns, SeriesSource } from '../store/storage.ts';
import {
  OWN_STATUS_METRIC,
  type ProbeLabels,
  ProbeSeries,
  type SampleStore,
  STATUS_METRIC,
  STATUS_VALUES,
  statusOfValue,
} from './probeSeries.ts';

/** A status is taken to have lasted unbroken over a silence of up to this many intervals, as a reload makes one. */
const UNBROKEN_INTERVALS = 20;
const UNBROKEN_MS = 300_000;
const SINCE_LOOKBACK_MS = 86_400_000;
/** How old a series' newest sample may be and still count, as in PromQL. */
const LOOKBACK_MS = 300_000;

export interface ProbeRecorderOptions {
  readonly clock: Clock;
  readonly store: SeriesSource & SampleStore<unknown> & { metadata(metricName: string): MetricMetadata | undefined };
  readonly unitOf: (metricName: string, metadata: MetricMetadata | undefined) => Unit;
  readonly labelsOf: (service: Service, config: ProbeConfig) => ProbeLabels;
}

/** Holds results against the service's thresholds, writes them as series, and reads from these how it was before. */
export class ProbeRecorder {
  readonly #options: ProbeRecorderOptions;
  readonly #series = new Map<string, ProbeSeries<unknown>>();

  constructor(options: ProbeRecorderOptions) {
    this.#options = options;
  }

  /** The result with what the service's thresholds say of the numbers that it brought, itself or by its scrape. */
  judge(service: Service, config: ProbeConfig, result: ProbeResult, startedMs: number): ProbeResult {
    if (service.thresholds.length === 0) return result;
    const { store, unitOf, labelsOf } = this.#options;
    const { job } = labelsOf(service, config);
    const valuesOf = (metric: string): number[] => {
      const own = result.samples.filter((sample) => sample.name === metric).map((sample) => sample.value);
      if (own.length > 0 || config.kind !== 'metrics') return own;
      // A target may give samples a time of their own; what this scrape no longer had ends in a marker.
      return latestValues(store, job, metric, startedMs - LOOKBACK_MS, Infinity);
    };
    const checks = thresholdChecks(service.thresholds, valuesOf, (metric) => unitOf(metric, store.metadata(metric)));
    const judged = withChecks(result, checks);
    if (judged.status === result.status) return judged;
    const own = { name: OWN_STATUS_METRIC, value: STATUS_VALUES[result.status] };
    return { ...judged, samples: [...judged.samples, own] };
  }

  record(service: Service, config: ProbeConfig, result: ProbeResult, startedMs: number): void {
    let series = this.#series.get(config.id);
    if (series === undefined) {
      series = new ProbeSeries(this.#options.store, this.#options.labelsOf(service, config));
      this.#series.set(config.id, series);
    }
    series.record(result, startedMs);
  }

  /** Ends the series of a probe that is no longer run. */
  end(config: ProbeConfig): void {
    this.#series.get(config.id)?.end(this.#options.clock.now());
  }

  forget(config: ProbeConfig): void {
    this.#series.delete(config.id);
  }

  /** Since when, in Unix milliseconds and as far as history tells, the probe has had this status. */
  statusSince(service: Service, config: ProbeConfig, status: Status): number | undefined {
    const { store, clock, labelsOf } = this.#options;
    return statusSince(store, labelsOf(service, config), config, status, clock.now());
  }
}

function latestValues(store: SeriesSource, job: string, metric: string, fromMs: number, toMs: number): number[] {
  const columns: SampleColumns = { timestampsMs: new Float64Array(16), values: new Float64Array(16), length: 0 };
  const matchers = [
    { name: '__name__', op: '=', value: metric },
    { name: 'job', op: '=', value: job },
  ] as const;
  return store.select(matchers, fromMs, toMs).map((series) => {
    columns.length = 0;
    if (series.newest === undefined) series.read(fromMs, toMs, columns);
    else series.newest(columns);
    const last = columns.length - 1;
    return (columns.timestampsMs[last] ?? fromMs) > fromMs ? (columns.values[last] ?? Number.NaN) : Number.NaN;
  });
}

function statusSince(
  store: SeriesSource,
  labels: ProbeLabels,
  config: ProbeConfig,
  status: Status,
  nowMs: number,
): number | undefined {
  const matchers = Object.entries({ ...labels, __name__: STATUS_METRIC }).map(([name, value]) => ({
    name,
    op: '=' as const,
    value,
  }));
  const columns: SampleColumns = { timestampsMs: new Float64Array(256), values: new Float64Array(256), length: 0 };
  for (const series of store.select(matchers, nowMs - SINCE_LOOKBACK_MS, nowMs))
    series.read(nowMs - SINCE_LOOKBACK_MS, nowMs, columns);
  const silenceMs = Math.max(UNBROKEN_MS, UNBROKEN_INTERVALS * config.intervalMs);
  let sinceMs: number | undefined;
  let laterMs = nowMs;
  for (let i = columns.length - 1; i >= 0; i--) {
    const value = columns.values[i] ?? Number.NaN;
    const atMs = columns.timestampsMs[i] ?? 0;
    if (Number.isNaN(value)) continue;
    if (statusOfValue(value) !== status || laterMs - atMs > silenceMs) break;
    sinceMs = atMs;
    laterMs = atMs;
  }
  return sinceMs;
}
