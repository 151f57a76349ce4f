import { parseDuration } from '../../base/duration.ts';

/** Unix milliseconds of a time on the command line: Unix seconds with a fraction, or RFC 3339; undefined where it is neither. */
export function readTime(text: string): number | undefined {
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return Math.round(Number(text) * 1000);
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/i.test(text)) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}

/** Milliseconds of a step on the command line: seconds, or a duration such as `1m30s`; undefined where it is neither, or not positive. */
export function readStep(text: string): number | undefined {
  const ms = /^\d+(?:\.\d+)?$/.test(text) ? Math.round(Number(text) * 1000) : parseDuration(text);
  return ms !== undefined && ms > 0 ? ms : undefined;
}
