import path from 'node:path';
import { LOG_FORMAT_NAMES } from '../../model/logFormats.ts';
import { LOG_LEVELS } from '../../model/logRecord.ts';
import type { LogSource } from '../../model/service.ts';
import type { LogFind, LogTarget, LogViewFilter } from '../../protocol/logs.ts';
import { checkMoment } from '../query/queryChecks.ts';

const TEXT_MAX = 10_000;
const CONDITIONS_MAX = 50;
const SOURCES_MAX = 100;
const REF_MAX = 100;
const PATH_MAX = 4_096;

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

/** What a page looks for. */
export function checkLogFind(value: unknown): LogFind {
  const { text, regexp } = checkLogFilter(value);
  return { ...(text !== undefined && { text }), ...(regexp !== undefined && { regexp }) };
}

/** The row that a page wants to go to, or undefined where that is none. */
export function checkLogTarget(value: unknown): LogTarget | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { ref, timeMs } = value as Readonly<Record<string, unknown>>;
  if (typeof ref === 'string' && ref.length <= REF_MAX) return { ref };
  const moment = checkMoment(timeMs);
  return moment === undefined ? undefined : { timeMs: moment };
}

/** A row that a page looks on from: a whole number, -1 for before the first. */
export function checkRow(value: unknown): number {
  return value === -1 ? -1 : checkCount(value);
}

/** A number of rows, lines and the like that a page sent: a whole number from 0. */
export function checkCount(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;
}

/** What is run or asked, and therefore only as the settings name it. */
const NAMED_KEYS = ['command', 'pm2', 'loki', 'elasticsearch'] as const;

/**
 * The logs that a page kept over a reload, without those that are none. A program, PM2 too, is run and a server asked only
 * where the settings name it as it is now, which those of an untrusted workspace never do; there the same holds for files: nothing is read by itself.
 */
export function checkLogSources(state: unknown, configured: readonly LogSource[], isTrusted: boolean): LogSource[] {
  const sources: unknown =
    typeof state === 'object' && state !== null && 'sources' in state ? state.sources : undefined;
  if (!Array.isArray(sources)) return [];
  const known = new Map(configured.map((source) => [keyOf(source), source]));
  return sources.slice(0, SOURCES_MAX).flatMap((item: unknown): LogSource[] => {
    if (typeof item !== 'object' || item === null) return [];
    const { name, file, ...rest } = item as Readonly<Record<string, unknown>>;
    if (!isText(name)) return [];
    if (NAMED_KEYS.some((key) => rest[key] !== undefined)) {
      const named = known.get(keyOf(item));
      return named === undefined ? [] : [named];
    }
    if (!isText(file) || file.length > PATH_MAX || file.includes('\0') || !path.isAbsolute(file)) return [];
    const isNamed = configured.some((source) => 'file' in source && source.pm2 === undefined && source.file === file);
    const format = LOG_FORMAT_NAMES.find((one) => one === rest['format']);
    return isTrusted || isNamed ? [{ name, file, ...(format !== undefined && { format }) }] : [];
  });
}

function keyOf(source: object): string {
  const { name, cwd, ...rest } = source as Readonly<Record<string, unknown>>;
  return JSON.stringify([name, cwd, ...NAMED_KEYS.map((key) => rest[key])]);
}

/** A text that may come from outside: not empty, not endless. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= TEXT_MAX;
}
