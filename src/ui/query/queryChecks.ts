import type { Matcher } from '../../model/series.ts';
import { QUERY_LIMITS, type QueryTime } from '../../protocol/query.ts';

/** Characters that a page may put into the clipboard. */
const MAX_COPY = 20_000_000;
const MAX_NAME = 10_000;
const MAX_MATCHERS = 100;
/** The last moment that a date can be. */
const MAX_TIME_MS = 8.64e15;
const OPS: ReadonlySet<unknown> = new Set<Matcher['op']>(['=', '!=', '=~', '!~']);

/** A query that a page sent; one that is too long stays so, for the engine to say it. */
export function checkText(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, QUERY_LIMITS.textLength + 1) : '';
}

/** What a page wants to be copied, or undefined where that is no text or too much of it. */
export function checkCopy(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= MAX_COPY ? value : undefined;
}

/** A label's name that a page sent. */
export function checkName(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= MAX_NAME ? value : undefined;
}

/** A moment in Unix milliseconds that a page sent. */
export function checkMoment(value: unknown): number | undefined {
  return typeof value === 'number' && Math.abs(value) <= MAX_TIME_MS ? Math.round(value) : undefined;
}

/** When a page wants a query to be evaluated, or undefined where that is not to be made out. */
export function checkTime(value: unknown): QueryTime | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const time = value as Readonly<Record<string, unknown>>;
  if (time['kind'] === 'instant') {
    const atMs = checkMoment(time['atMs']);
    return atMs === undefined ? undefined : { kind: 'instant', atMs };
  }
  const [fromMs, toMs, stepMs] = [time['fromMs'], time['toMs'], time['stepMs']].map(checkMoment);
  if (time['kind'] !== 'range' || fromMs === undefined || toMs === undefined || stepMs === undefined) return undefined;
  return stepMs >= 1 && toMs >= fromMs ? { kind: 'range', fromMs, toMs, stepMs } : undefined;
}

/** The matchers that a page sent, without those that are none. */
export function checkMatchers(value: unknown): Matcher[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, MAX_MATCHERS).flatMap((item: unknown) => {
    if (typeof item !== 'object' || item === null) return [];
    const { name, op, value: text } = item as Readonly<Record<string, unknown>>;
    const known = checkName(name);
    if (known === undefined || !OPS.has(op) || typeof text !== 'string' || text.length > MAX_NAME) return [];
    return [{ name: known, op: op as Matcher['op'], value: text }];
  });
}
