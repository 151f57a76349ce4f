import type { LogSource } from '../model/service.ts';
import type { Fields, LoggedError, LogLevel } from '../model/logRecord.ts';

/** Rows that are asked for at once, at most. */
export const LOG_ROWS_MAX = 500;

export interface LogViewRequest {
  readonly viewId: string;
  readonly sources: readonly LogSource[];
  readonly filter: LogViewFilter;
  /** The last rows only, until `indexLogs`: to read a gigabyte takes the time that the first screen needs. */
  readonly waits?: true;
}

/** What records are wanted; all that is given must hold. */
export interface LogViewFilter {
  /** This level or worse. */
  readonly level?: LogLevel;
  /** Is in the record's lines, as it is written. */
  readonly text?: string;
  /** Matches somewhere in the record's lines: RE2's syntax. */
  readonly regexp?: string;
  /** Conditions on fields, as `parseCondition` reads them. */
  readonly where?: readonly string[];
  /** Unix milliseconds; a record without a time is not within any. */
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

/** A view that was opened: how far it is, and its last rows. */
export interface LogOpening {
  readonly state: LogViewState;
  readonly rows: LogRows;
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

/** How often messages were seen that differ in numbers and ids only. */
export interface LogPattern {
  readonly pattern: string;
  readonly count: number;
  /** The worst that it was logged at. */
  readonly level?: LogLevel;
  /** Unix milliseconds. */
  readonly firstMs?: number;
  readonly lastMs?: number;
  /** How often in each of equal parts of the time that was asked for. */
  readonly overTime?: readonly number[];
}

/** A message as a log statement writes it: the fixed parts, and between each two of them whatever was put in. */
export type MessageTemplate = readonly string[];

/** Templates that are asked about at once, at most. */
export const TEMPLATES_MAX = 500;

/** How often a message was seen in the last hour. */
export interface MessageSeen {
  readonly count: number;
  /** There may have been more: older records of the hour were not read. */
  readonly atLeast: boolean;
  /** The services in whose logs it was seen. */
  readonly serviceIds: readonly string[];
  /** What was put in, the newest first; Unix milliseconds. */
  readonly last: readonly { readonly timeMs: number; readonly values: readonly string[] }[];
}

/** What became of an export. */
export interface LogExport {
  /** Written. */
  readonly records: number;
  /** Why these are not all, as a sentence. */
  readonly problem?: string;
}

/** What the engine answers about log views. */
export interface LogViewRequests {
  /** Opens a view, or opens it anew, and answers with its last rows. */
  openLogs(request: LogViewRequest): LogOpening;
  /** Has a view read whole, that waits for it. */
  indexLogs(viewId: string): void;
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
  /** Writes all rows of the view into a file; undefined where there is no such view. */
  exportLogs(viewId: string, file: string): LogExport | undefined;
  /** Over the last rows of the view, at most twenty thousand. */
  logPatterns(viewId: string): readonly LogPattern[];
}

/** What the engine answers about the messages of log statements. */
export interface SeenRequests {
  /** For each template how often its message was seen, in the logs of the services; no more than `TEMPLATES_MAX`. */
  messagesSeen(templates: readonly MessageTemplate[]): readonly MessageSeen[];
}

/** Logs that a terminal shows. */
export interface TailRequest {
  readonly tailId: string;
  readonly sources: readonly LogSource[];
  /** Whether it begins with the last records that are there. */
  readonly showsPast: boolean;
}

/** What came of a tail: lines for a terminal, coloured; nothing of the logs in them commands it. */
export interface TailPart {
  readonly text: string;
  /** There is more already. */
  readonly hasMore: boolean;
}

/** What the engine answers about logs in terminals. */
export interface TailRequests {
  openTail(request: TailRequest): void;
  /** What came since the last part; undefined where there is no such tail. */
  readTail(tailId: string): TailPart | undefined;
  closeTail(tailId: string): void;
}

/** A place in a built file, lines and columns from 1 (0: not known). */
export interface PlaceRequest {
  /** Absolute. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The workspace's folders: nothing outside them is read. */
  readonly folders: readonly string[];
}

/** The place in its source that it was built from, lines and columns from 1. */
export interface OriginalPlace {
  /** The source where it lies in the folders. */
  readonly file?: string;
  /** How the map calls it. */
  readonly named: string;
  readonly line: number;
  readonly column: number;
}

/** What the engine answers about places in files that logs name. */
export interface PlaceRequests {
  /** By the source map beside the file; undefined where that does not tell. */
  originalPlace(request: PlaceRequest): OriginalPlace | undefined;
}

/** What the engine answers about logs. */
export interface LogRequests extends LogViewRequests, SeenRequests, TailRequests, PlaceRequests {}

/** What the engine announces about logs. */
export interface LogEvents {
  logState(state: LogViewState): void;
}
