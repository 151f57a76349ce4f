import type { ProbeState, ServiceState } from '../../model/state.ts';
import type { TargetInfo } from '../../protocol/query.ts';
import { hostAndPort } from '../scrape/hostAndPort.ts';
import { createColumns } from '../store/columns.ts';
import type { SeriesSource } from '../store/storage.ts';

export interface TargetsInput {
  readonly services: readonly ServiceState[];
  readonly source: SeriesSource;
  /** The `job` label of a service's series. */
  readonly jobOf: (serviceId: string) => string | undefined;
  readonly nowMs: number;
}

/** Every metrics probe with its last scrape, in the order of the settings. */
export function listTargets({ services, source, jobOf, nowMs }: TargetsInput): TargetInfo[] {
  return services.flatMap(({ id, probes }) => {
    const job = jobOf(id) ?? id;
    const metrics = probes.filter(({ kind }) => kind === 'metrics');
    return metrics.map((probe) => targetOf(id, job, probe, lastScraped(source, job, probe, nowMs)));
  });
}

function targetOf(serviceId: string, job: string, probe: ProbeState, samples: number | undefined): TargetInfo {
  const { lastRunMs, durationMs } = probe;
  return {
    serviceId,
    probeId: probe.id,
    job,
    probe: probe.name,
    url: probe.target,
    state: probe.status,
    reason: probe.reason,
    intervalMs: probe.intervalMs,
    ...(lastRunMs !== undefined && { lastScrapeMs: lastRunMs }),
    ...(durationMs !== undefined && { durationMs }),
    ...(samples !== undefined && { samples }),
  };
}

/** The newest `scrape_samples_scraped` of a probe. */
function lastScraped(source: SeriesSource, job: string, probe: ProbeState, nowMs: number): number | undefined {
  const fromMs = nowMs - Math.max(300_000, 2 * probe.intervalMs);
  const matchers = [
    { name: '__name__', op: '=', value: 'scrape_samples_scraped' },
    { name: 'job', op: '=', value: job },
    { name: 'instance', op: '=', value: hostAndPort(probe.target) },
  ] as const;
  const columns = createColumns();
  for (const series of source.select(matchers, fromMs, nowMs)) series.read(fromMs, nowMs, columns);
  const value = columns.values[columns.length - 1];
  return columns.length === 0 || value === undefined || Number.isNaN(value) ? undefined : value;
}
