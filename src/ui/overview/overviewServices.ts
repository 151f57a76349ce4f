import { UPTIME_RANGES_MS, type UptimeRange } from '../../model/uptime.ts';
import type { ServiceState } from '../../model/state.ts';
import type { OverviewService } from '../../protocol/overview.ts';
import { MAX_BARS } from '../../protocol/uptime.ts';

/** What the overview shows of a service. */
export function overviewService({
  id,
  name,
  group,
  environment,
  status,
  reason,
  sinceMs,
  probes,
  handling,
}: ServiceState): OverviewService {
  const durationMs = probes[0]?.durationMs;
  return {
    id,
    name,
    group: group ?? '',
    environment: environment ?? '',
    status,
    reason,
    sinceMs,
    ...(durationMs !== undefined && { durationMs }),
    ...(handling !== undefined && { handling }),
  };
}

/** The services that a page asked about: those that there are, and no more than are answered at once. */
export function checkServiceIds(value: unknown, services: ReadonlyMap<string, ServiceState>): string[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, MAX_BARS).filter((id): id is string => typeof id === 'string' && services.has(id));
}

/** A range that a page asked for, or undefined where it is none of those that there are. */
export function checkUptimeRange(value: unknown): UptimeRange | undefined {
  return typeof value === 'string' && Object.hasOwn(UPTIME_RANGES_MS, value) ? (value as UptimeRange) : undefined;
}
