import { LOG_LEVELS, type LogRecord } from '../../../model/logRecord.ts';
import type { LogPattern } from '../../../protocol/logs.ts';
import { messagePattern } from './messagePattern.ts';

/** A time in equal parts, to count in; Unix milliseconds. */
export interface PatternSpan {
  readonly fromMs: number;
  readonly stepMs: number;
  readonly parts: number;
}

/** More patterns are counted together: messages without a pattern must not fill the memory. */
const PATTERNS_MAX = 20_000;
const OTHER = '<other>';

interface Entry {
  count: number;
  level: number;
  firstMs: number;
  lastMs: number;
  overTime: number[] | undefined;
}

/** Counts records by the pattern of their message. */
export class PatternTable {
  readonly #entries = new Map<string, Entry>();
  readonly #span: PatternSpan | undefined;

  /** With `span` it is counted over time as well. */
  constructor(span?: PatternSpan) {
    this.#span = span;
  }

  add({ message, level, timeMs }: LogRecord): void {
    let pattern = messagePattern(message);
    if (!this.#entries.has(pattern) && this.#entries.size >= PATTERNS_MAX) pattern = OTHER;
    let entry = this.#entries.get(pattern);
    if (entry === undefined) {
      entry = { count: 0, level: -1, firstMs: Infinity, lastMs: -Infinity, overTime: undefined };
      if (this.#span !== undefined) entry.overTime = Array<number>(this.#span.parts).fill(0);
      this.#entries.set(pattern, entry);
    }
    entry.count++;
    if (level !== undefined) entry.level = Math.max(entry.level, LOG_LEVELS.indexOf(level));
    if (timeMs === undefined) return;
    entry.firstMs = Math.min(entry.firstMs, timeMs);
    entry.lastMs = Math.max(entry.lastMs, timeMs);
    if (this.#span === undefined || entry.overTime === undefined) return;
    const { fromMs, stepMs, parts } = this.#span;
    const part = Math.min(parts - 1, Math.max(0, Math.floor((timeMs - fromMs) / stepMs)));
    entry.overTime[part] = (entry.overTime[part] ?? 0) + 1;
  }

  /** The patterns, the most frequent first. */
  list(): LogPattern[] {
    return [...this.#entries].map(([pattern, entry]) => countOf(pattern, entry)).sort((a, b) => b.count - a.count);
  }
}

function countOf(pattern: string, { count, level, firstMs, lastMs, overTime }: Entry): LogPattern {
  const name = LOG_LEVELS[level];
  const times = firstMs <= lastMs ? { firstMs, lastMs } : undefined;
  return { pattern, count, ...(name !== undefined && { level: name }), ...times, ...(overTime && { overTime }) };
}
