import { err, ok, type Result } from '../../../base/result.ts';
import { LOG_LEVELS, type LogLevel, type LogRecord } from '../../../model/logRecord.ts';
import type { LogViewFilter } from '../../../protocol/logs.ts';
import { compileRegexp } from '../../regexp/compileRegexp.ts';
import { requiredLiteral } from '../../regexp/requiredLiteral.ts';
import { compileCondition, type FieldCondition, parseCondition } from './fieldCondition.ts';

/** A filter that is ready for many records. */
export interface CompiledFilter {
  /** Whether a record's level and time are wanted; this alone can be told without reading it. */
  readonly wantsHead: (level: LogLevel | undefined, timeMs: number | undefined) => boolean;
  /** Whether a record's lines can be of one that is wanted. */
  readonly wantsText: (text: string) => boolean;
  /** Whether a record's fields are wanted. */
  readonly wantsFields: (record: LogRecord) => boolean;
  /** Whether its lines, or its fields, decide as well. */
  readonly readsText: boolean;
  readonly readsFields: boolean;
  /** Each record that is wanted has this text in its lines, where one is known. */
  readonly literal?: string;
  readonly conditions: readonly FieldCondition[];
}

/** Compiles a filter; the error is a sentence for the user. No pattern can make it hang. */
export function compileFilter(filter: LogViewFilter): Result<CompiledFilter, string> {
  const { level, text = '', regexp = '', where = [], sinceMs = -Infinity, untilMs = Infinity } = filter;
  let matches: ((text: string) => boolean) | undefined;
  if (regexp !== '') {
    const alone = compileRegexp(regexp);
    if (!alone.ok) return alone;
    // Anchors hold at the borders of lines, as they do for grep.
    const anywhere = compileRegexp(`(?s:.*)(?m:${regexp})(?s:.*)`);
    if (!anywhere.ok) return anywhere;
    ({ matches } = anywhere.value);
  }
  const conditions: FieldCondition[] = [];
  for (const one of where) {
    const condition = parseCondition(one);
    if (!condition.ok) return err(condition.error);
    conditions.push(condition.value);
  }
  const tests = conditions.map(compileCondition);
  const least = level === undefined ? 0 : LOG_LEVELS.indexOf(level);
  const timed = sinceMs > -Infinity || untilMs < Infinity;
  // A text with a line's end may lie across the ends that files have.
  const literal = text === '' ? requiredLiteral(regexp) : text;
  return ok({
    wantsHead: (given, timeMs) =>
      (level === undefined || (given !== undefined && LOG_LEVELS.indexOf(given) >= least)) &&
      (!timed || (timeMs !== undefined && timeMs >= sinceMs && timeMs <= untilMs)),
    wantsText: (lines) =>
      (literal === undefined || lines.includes(literal)) && (matches === undefined || matches(lines)),
    wantsFields: (record) => tests.every((test) => test(record)),
    readsText: text !== '' || matches !== undefined,
    readsFields: tests.length > 0,
    ...(literal !== undefined && !literal.includes('\n') && { literal }),
    conditions,
  });
}

/** Whether a record is wanted. */
export function wants(filter: CompiledFilter, record: LogRecord, text: string): boolean {
  return filter.wantsHead(record.level, record.timeMs) && filter.wantsText(text) && filter.wantsFields(record);
}
