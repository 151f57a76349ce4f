import type { CapturedResponse } from '../model/probe.ts';
import type { Incident, StatusBar, StatusTime, UptimeRange } from '../model/uptime.ts';
import type { ServiceAround } from '../model/workspaceEvent.ts';

/** How a service was over the last hour, day, week and month, by range. */
export type ServiceUptime = Readonly<Record<UptimeRange, StatusTime>>;

/** Bars that are asked for at once, at most. */
export const MAX_BARS = 500;

/** What the engine answers about how services were. */
export interface UptimeRequests {
  /** Undefined where there is no such service. */
  uptime(serviceId: string): ServiceUptime | undefined;
  /** The latest incidents, newest first. */
  incidents(serviceId: string): readonly Incident[];
  /** The first failing response of an incident, secrets redacted; undefined where none is kept (any more). */
  incidentResponse(incidentId: string): CapturedResponse | undefined;
  /** How the probes of a service did in the minutes before and after a moment (Unix milliseconds). */
  serviceAround(serviceId: string, atMs: number): ServiceAround | undefined;
  /** Bars of services over a range; those that are not known are left out. */
  statusBars(serviceIds: readonly string[], range: UptimeRange): readonly StatusBar[];
}
