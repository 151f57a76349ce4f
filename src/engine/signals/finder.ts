import type { Unit } from '../../base/unit.ts';
import type { SignalGroup } from '../../model/signal.ts';
import type { JobFamily } from './jobMetrics.ts';

/** What a finder looks at: the families of one job. */
export interface JobMetrics {
  readonly job: string;
  readonly families: ReadonlyMap<string, JobFamily>;
  /** The window of rates, as PromQL writes it: `1m`. */
  readonly window: string;
}

/** A golden signal that a job's metrics can tell. */
export interface FoundSignal {
  /** Unique in the service, and the key of the setting: `p95`. */
  readonly name: string;
  readonly group: SignalGroup;
  readonly unit: Unit;
  readonly query: string;
  /** Whether it stands for the service where there is room for a few numbers only. */
  readonly key?: true;
}

/** Finds signals of one sort by the names, types and labels of metrics. Pure. */
export type SignalFinder = (metrics: JobMetrics) => readonly FoundSignal[];

/** A selector of the job's series of `name`, with further matchers as PromQL writes them. */
export function select({ job }: JobMetrics, name: string, ...matchers: readonly string[]): string {
  return `${name}{${[`job=${quote(job)}`, ...matchers].join(',')}}`;
}

/** `rate` of a counter over the window. */
export function rate(metrics: JobMetrics, name: string, ...matchers: readonly string[]): string {
  return `rate(${select(metrics, name, ...matchers)}[${metrics.window}])`;
}

/** How many observations of a histogram or summary come a second. */
export function observationRate(
  metrics: JobMetrics,
  { name, native }: JobFamily,
  ...matchers: readonly string[]
): string {
  if (native) return `histogram_count(${rate(metrics, name, ...matchers)})`;
  return rate(metrics, `${name}_count`, ...matchers);
}

/** A text as a PromQL string. */
export function quote(text: string): string {
  return JSON.stringify(text);
}

/** The first of `names` that the job has. */
export function firstOf({ families }: JobMetrics, names: readonly string[]): JobFamily | undefined {
  for (const name of names) {
    const family = families.get(name);
    if (family !== undefined) return family;
  }
  return undefined;
}

/** Whether the samples of a counter or distribution grow, so that their rate means something. */
export function isCounter({ type, name }: JobFamily): boolean {
  return type === 'counter' || (type === 'unknown' && /_(total|count)$/.test(name));
}

export function isDistribution({ type }: JobFamily): boolean {
  return type === 'histogram' || type === 'summary';
}

/**
 * The window of rates for a scrape interval: four intervals, so that one lost scrape leaves enough to compare, and at
 * least a minute.
 */
export function rateWindow(intervalMs: number): string {
  const seconds = Math.max(60, Math.ceil((4 * intervalMs) / 1000));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${h > 0 ? `${h}h` : ''}${m > 0 ? `${m}m` : ''}${s > 0 ? `${s}s` : ''}`;
}
