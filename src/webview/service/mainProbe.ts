import type { ProbeState, ServiceState } from '../../model/state.ts';

/** The probe whose latency stands for the service's: its health over HTTP, else the first that has run, else the first. */
export function mainProbe({ probes }: ServiceState): ProbeState | undefined {
  return (
    probes.find((probe) => probe.kind === 'http' && probe.latency !== undefined) ??
    probes.find((probe) => probe.latency !== undefined) ??
    probes[0]
  );
}

/** Whether no probe has ended a run yet. */
export function hasNotRun({ probes }: ServiceState): boolean {
  return probes.every((probe) => probe.lastRunMs === undefined);
}
