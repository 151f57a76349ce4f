import type { LogSource } from '../model/service.ts';
import type { Fields, LoggedError, LogLevel } from '../model/logRecord.ts';

/** Rows that are asked for at once, at most. */
export const LOG_ROWS_MAX = 500;

export interface LogViewRequest {
  readonly viewId: string;
  readonly sources: readonly LogSource[];
  readonly filter: LogViewFilter;
}

/** What records a view shows; all that is given must hold. Times in Unix milliseconds. */
export interface LogViewFilter {
  readonly level?: LogLevel;
  readonly text?: string;
  readonly regexp?: string;
  readonly where?: readonly string[];
  readonly sinceMs?: number;
  readonly untilMs?: number;
}

/** What is looked for among the rows, and marked, without a filter; nothing where neither is given. */
export interface LogFind {
  readonly text?: string;
  readonly regexp?: string;
}

/** What was found of it. */
export interface LogFound {
  readonly generation: number;
  /** Rows that match. */
  readonly count: number;
  /** The row that was asked for, and the how manieth match it is, from 1. */
  readonly row?: number;
  readonly ordinal?: number;
  /** What is wrong with what is looked for, as a sentence. */
  readonly problem?: string;
}

/** A row that is looked for: that of a record, or the first at a time (Unix milliseconds) or after it. */
export type LogTarget = { readonly ref: string } | { readonly timeMs: number };

/** Where a row is. */
export interface LogPlace {
  readonly generation: number;
  readonly row: number;
}

/** One log of a view, as it is now. */
export interface LogSourceState {
  readonly name: string;
  readonly format?: string;
  /** Why it cannot be read, as a sentence. */
  readonly trouble?: string;
}

/** How far a view is. */
export interface LogViewState {
  readonly viewId: string;
  /** Grows when rows get other numbers: all that was read before is out of date. */
  readonly generation: number;
  /** Rows that the filter leaves. */
  readonly total: number;
  /** False while the logs are being indexed: the rows are then the last ones only. */
  readonly complete: boolean;
  readonly sources: readonly LogSourceState[];
  /** What is wrong with the filter, as a sentence. */
  readonly filterProblem?: string;
}

/** A record as a row shows it. */
export interface LogRow {
  /** Unix milliseconds. */
  readonly timeMs?: number;
  readonly level?: LogLevel;
  /** The first line of the message. */
  readonly message: string;
  readonly logger?: string;
  readonly requestId?: string;
  /** The place of its source in the view's. */
  readonly source: number;
  readonly fields: Fields;
  /** It is one that is looked for. */
  readonly marked?: true;
}

export interface LogRows {
  readonly generation: number;
  readonly from: number;
  readonly rows: readonly LogRow[];
}

/** A record with all that is known of it. */
export interface LogDetail {
  readonly message: string;
  readonly error?: LoggedError;
  readonly fields: Fields;
  /** The lines that it was read from. */
  readonly text: string;
  readonly path: string;
  /** From 1; 0 while it is not known. */
  readonly line: number;
  /** By which the record is found again under another filter. */
  readonly ref: string;
}

/** Records by time and level: for each bucket a count for each of `LOG_LEVELS`, and last those without a level. */
export interface LogHistogram {
  readonly fromMs: number;
  readonly stepMs: number;
  readonly buckets: readonly (readonly number[])[];
}

/** Messages that differ in numbers and ids only. */
export interface LogPattern {
  readonly pattern: string;
  readonly count: number;
  readonly level?: LogLevel;
  readonly firstMs?: number;
  readonly lastMs?: number;
  /** How often in each of equal parts of the time of all patterns. */
  readonly overTime?: readonly number[];
}

/** What the engine answers about logs. */
export interface LogRequests {
  /** Opens a view, or opens it anew, and answers with its last rows. */
  openLogs(request: LogViewRequest): LogViewState;
  closeLogs(viewId: string): void;
  filterLogs(viewId: string, filter: LogViewFilter): void;
  logRows(viewId: string, from: number, count: number): LogRows | undefined;
  logDetail(viewId: string, generation: number, row: number): LogDetail | undefined;
  /** Marks what is looked for from now on; undefined while the logs are being indexed. */
  findInLogs(viewId: string, find: LogFind, from: number, step: -1 | 0 | 1): LogFound | undefined;
  /** Undefined where there is no such row (yet). */
  logPlace(viewId: string, target: LogTarget): LogPlace | undefined;
  logHistogram(viewId: string, buckets: number): LogHistogram | undefined;
  /** The lines of the last rows of the view, at most twenty thousand and some megabytes. */
  logText(viewId: string): string;
  /** Over the last rows of the view, at most twenty thousand. */
  logPatterns(viewId: string): readonly LogPattern[];
}

/** What the engine announces about logs. */
export interface LogEvents {
  logState(state: LogViewState): void;
}
