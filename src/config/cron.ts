import { Cron } from 'croner';
import { err, ok, type Result } from '../base/result.ts';

/** When something recurs. */
export interface CronSchedule {
  /** The first time after `afterMs`, both in Unix milliseconds; undefined where there is none. */
  next(afterMs: number): number | undefined;
}

/**
 * A cron expression of five fields (minute, hour, day of month, month, day of week), in an IANA time zone or the machine's.
 * The error is a sentence.
 */
export function parseCron(text: string, timeZone: string | undefined): Result<CronSchedule, string> {
  if (text.trim().split(/\s+/).length !== 5)
    return err('A cron expression has five fields: minute, hour, day of month, month and day of week.');
  let cron: Cron;
  try {
    cron = new Cron(text, { paused: true, ...(timeZone !== undefined && { timezone: timeZone }) });
  } catch (error) {
    return err(error instanceof Error ? error.message : 'It cannot be read.');
  }
  // Such as the 30th of February.
  if (cron.nextRun() === null) return err('There is no such time.');
  return ok({ next: (afterMs) => cron.nextRun(new Date(afterMs))?.getTime() });
}

/** Whether the name is one of an IANA time zone that this machine knows. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
