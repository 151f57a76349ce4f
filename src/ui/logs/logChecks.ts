import { LOG_LEVELS } from '../../model/logRecord.ts';
import type { LogViewFilter } from '../../protocol/logs.ts';
import { checkMoment } from '../query/queryChecks.ts';

const TEXT_MAX = 10_000;
const CONDITIONS_MAX = 50;

/** A filter that a page sent, without what is none. */
export function checkLogFilter(value: unknown): LogViewFilter {
  if (typeof value !== 'object' || value === null) return {};
  const { level, text, regexp, where, sinceMs, untilMs } = value as Readonly<Record<string, unknown>>;
  const known = LOG_LEVELS.find((one) => one === level);
  const [since, until] = [checkMoment(sinceMs), checkMoment(untilMs)];
  return {
    ...(known !== undefined && { level: known }),
    ...(isText(text) && { text }),
    ...(isText(regexp) && { regexp }),
    ...(Array.isArray(where) && { where: where.filter(isText).slice(0, CONDITIONS_MAX) }),
    ...(since !== undefined && { sinceMs: since }),
    ...(until !== undefined && { untilMs: until }),
  };
}

/** A number of rows, lines and the like that a page sent: a whole number from 0. */
export function checkCount(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= TEXT_MAX;
}
