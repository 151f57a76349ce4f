import type { LogRecord } from '../../../model/logRecord.ts';
import type { JsonShape } from './jsonShape.ts';

/** What a reader must know that no line says. */
export interface ReadContext {
  /** Unix milliseconds: completes times without a year (syslog) or without a date (klog). */
  readonly nowMs: number;
}

/** One way of writing logs. A new one is a file here and a line in the registry. */
export interface LogFormat {
  readonly name: string;
  /** Whether a line, without colours, begins a record; one that does not belongs to the record before. */
  readonly begins: (line: string) => boolean;
  /** Whether a line is surely of this format, for the recognition; `begins` unless told. */
  readonly isOwn?: (line: string) => boolean;
  /** The logger's names, where a record is one JSON object that holds its fields as they are. */
  readonly shape?: JsonShape;
  /** Reads a record from its lines, the first of which begins it; undefined where it is not of this format after all. */
  readonly read: (lines: readonly string[], context: ReadContext) => LogRecord | undefined;
}
