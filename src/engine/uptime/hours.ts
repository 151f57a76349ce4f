import { MET, type Met } from './statusTime.ts';

export const HOUR_MS = 3_600_000;
export const HOURS_A_DAY = 24;
const STATUSES = MET.length;

/**
 * How the hours of a day (UTC) were spent: for each hour and status, in the order of `MET`, whole seconds. The sum of an
 * hour is what was watched of it.
 */
export type DayHours = Uint16Array;

export function emptyDay(): DayHours {
  return new Uint16Array(HOURS_A_DAY * STATUSES);
}

/** Seconds of an hour in a status. */
export function secondsOf(day: DayHours, hour: number, met: Met): number {
  return day[hour * STATUSES + met] ?? 0;
}

/** Sets an hour from milliseconds by status, unless more of it is known already: by another window, or before history was cut. */
export function setHour(day: DayHours, hour: number, timeMs: Float64Array): boolean {
  const before = MET.reduce((sum, _, met) => sum + secondsOf(day, hour, met as Met), 0);
  const seconds = Array.from(timeMs, (ms) => Math.round(ms / 1000));
  if (seconds.reduce((sum, value) => sum + value, 0) <= before) return false;
  seconds.forEach((value, met) => (day[hour * STATUSES + met] = value));
  return true;
}

/** A day for the file: a day whose hours are all alike takes the room of one. */
export function packDay(day: DayHours): Uint8Array {
  const first = day.subarray(0, STATUSES);
  const alike = day.every((value, i) => value === first[i % STATUSES]);
  return new Uint8Array((alike ? first : day).slice().buffer);
}

/** The day that `packDay` wrote; undefined where the bytes are of no such length. */
export function unpackDay(bytes: Uint8Array): DayHours | undefined {
  const day = emptyDay();
  const values = new Uint16Array(bytes.slice().buffer.slice(0, bytes.length - (bytes.length % 2)));
  if (values.length === day.length) day.set(values);
  else if (values.length === STATUSES) for (let hour = 0; hour < HOURS_A_DAY; hour++) day.set(values, hour * STATUSES);
  else return undefined;
  return day;
}
