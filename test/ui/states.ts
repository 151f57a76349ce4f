import type { ProbeState, ServiceState } from '../../src/model/state.ts';

/** A probe's state, up unless told otherwise. */
export function probeState(id: string, more: Partial<ProbeState> = {}): ProbeState {
  return {
    id,
    name: id.split('/').at(-1)!,
    kind: 'http',
    target: 'http://localhost:3000/health',
    status: 'up',
    reason: 'HTTP 200',
    sinceMs: 0,
    intervalMs: 10_000,
    checks: [],
    keyNumbers: [],
    sparkline: [],
    ...more,
  };
}

/** A service's state, up unless told otherwise. */
export function serviceState(id: string, more: Partial<ServiceState> = {}): ServiceState {
  return { id, name: id, status: 'up', reason: 'HTTP 200', sinceMs: 0, probes: [], ...more };
}

/** Services by id, as the engine's client has them. */
export function byId(...services: ServiceState[]): ReadonlyMap<string, ServiceState> {
  return new Map(services.map((service) => [service.id, service]));
}
