import type { ProbeState, ServiceState } from '../../model/state.ts';
import { leadProbe } from '../tree/row.ts';
import { namesInId } from '../tree/treeNodes.ts';

/** What a command is about: a service, and a probe of it where the row was one. */
export interface Target {
  readonly service: ServiceState;
  readonly probe?: ProbeState;
}

/** The target that a row's id names, among the services there are; undefined where it names none. */
export function targetOf(rowId: unknown, services: ReadonlyMap<string, ServiceState>): Target | undefined {
  const { serviceId, probeId } = namesInId(rowId);
  const service = serviceId === undefined ? undefined : services.get(serviceId);
  if (service === undefined) return undefined;
  const probe = service.probes.find(({ id }) => id === probeId);
  return probe === undefined ? { service } : { service, probe };
}

/** The target's probe; for a service the one that stands for it among those that `fits`. */
export function probeOf({ service, probe }: Target, fits: (probe: ProbeState) => boolean): ProbeState | undefined {
  if (probe !== undefined) return probe;
  const fitting = service.probes.filter(fits);
  return leadProbe({ ...service, probes: fitting });
}

/** The name on a row, as logs and dashboards call it: without the folder or service that its id holds. */
export function nameOfRow(rowId: unknown, services: ReadonlyMap<string, ServiceState>): string | undefined {
  const { serviceId, probeId, name } = namesInId(rowId);
  const found = targetOf(rowId, services);
  if (probeId !== undefined && name === probeId) return found?.probe?.name;
  return probeId === undefined && serviceId !== undefined ? found?.service.name : name;
}
