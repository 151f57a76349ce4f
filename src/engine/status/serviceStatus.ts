import { t } from '../../base/l10n.ts';
import type { Service } from '../../model/service.ts';
import type { ProbeState, ServiceState } from '../../model/state.ts';
import { worstStatus } from '../../model/status.ts';

/** The state of a service: the worst of its probes, with the reason of the first one that is so. */
export function serviceState(service: Service, probes: readonly ProbeState[], nowMs: number): ServiceState {
  const status = worstStatus(probes.map((probe) => probe.status));
  const deciding = probes.filter((probe) => probe.status === status);
  const [first] = deciding;
  return {
    id: service.id,
    name: service.name,
    ...(service.group !== undefined && { group: service.group }),
    ...(service.environment !== undefined && { environment: service.environment }),
    status,
    reason:
      first === undefined ? t('it has no probes') : probes.length > 1 ? `${first.name}: ${first.reason}` : first.reason,
    sinceMs: status === 'up' ? latest(deciding, nowMs) : earliest(deciding, nowMs),
    probes,
  };
}

/** A service is up since the last of its probes came up, and bad since the first of them turned. */
function latest(probes: readonly ProbeState[], nowMs: number): number {
  return probes.length === 0 ? nowMs : Math.max(...probes.map((probe) => probe.sinceMs));
}

function earliest(probes: readonly ProbeState[], nowMs: number): number {
  return probes.length === 0 ? nowMs : Math.min(...probes.map((probe) => probe.sinceMs));
}
