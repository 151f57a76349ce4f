import type { Status } from './status.ts';

/** The stretches of time that uptime is told for, each ending now, in milliseconds. */
export const UPTIME_RANGES_MS = {
  '1h': 3_600_000,
  '24h': 86_400_000,
  '7d': 604_800_000,
  '30d': 2_592_000_000,
} as const;
export type UptimeRange = keyof typeof UPTIME_RANGES_MS;

/** How a stretch of time was spent, in milliseconds. What is missing from it was not watched, or paused. */
export interface StatusTime {
  readonly upMs: number;
  readonly degradedMs: number;
  readonly downMs: number;
  readonly unknownMs: number;
}

/** A stretch of time cut into equal cells, oldest first: the worst status met in each. */
export interface StatusBar extends StatusTime {
  readonly serviceId: string;
  /** `undefined`: not watched in this cell. */
  readonly cells: readonly (Exclude<Status, 'paused'> | undefined)[];
}

/** A stretch of time in which a service was down or degraded, from the first failing run to the first good one. */
export interface Incident {
  readonly id: string;
  readonly startMs: number;
  /** Absent while it lasts. */
  readonly endMs?: number;
  /** The service was not watched when it ended: `endMs` is when it was last seen failing. */
  readonly endUnseen?: boolean;
  /** The worst that was met. */
  readonly status: 'down' | 'degraded';
  /** The probe that began it, and why in a sentence. */
  readonly probe: string;
  readonly reason: string;
  /** Whether the first failing response is kept. */
  readonly hasResponse: boolean;
}

/** The time that counts: unknown, paused and unwatched time is neither up nor down. */
export function watchedMs({ upMs, degradedMs, downMs }: StatusTime): number {
  return upMs + degradedMs + downMs;
}

/** The share of the watched time in which the service answered, up or degraded: 0 to 1, NaN where none was watched. */
export function uptimeRatio(time: StatusTime): number {
  return (time.upMs + time.degradedMs) / watchedMs(time);
}

/** An uptime for people: `99.98 %`, a dash for NaN. Never rounds up to 100 %, nor down to 0 %. */
export function formatUptime(ratio: number): string {
  if (Number.isNaN(ratio)) return '–';
  if (ratio === 1) return '100 %';
  if (ratio === 0) return '0 %';
  const digits = ratio > 0.9999 ? 4 : ratio > 0.99 ? 2 : 1;
  const scale = 10 ** digits;
  return `${Math.min((100 * scale - 1) / scale, Math.max(1, Math.floor(ratio * 100 * scale)) / scale)} %`;
}
