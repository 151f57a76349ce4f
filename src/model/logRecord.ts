/** Every level of a log record, from the least to the worst: the one scale that all formats are read onto. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** A value of a field, as JSON has them. */
export type FieldValue =
  | string
  | number
  | boolean
  | null
  | readonly FieldValue[]
  | { readonly [name: string]: FieldValue };

export type Fields = Readonly<Record<string, FieldValue>>;

/** An exception that was logged. */
export interface LoggedError {
  readonly name?: string;
  readonly message?: string;
  /** With its lines as they were written. */
  readonly stack?: string;
}

/** One event of a log, whatever its format. What the format does not say is absent. */
export interface LogRecord {
  /** Unix milliseconds, with a fraction where the log is finer. */
  readonly timeMs?: number;
  readonly level?: LogLevel;
  /** May have several lines. */
  readonly message: string;
  readonly logger?: string;
  readonly requestId?: string;
  readonly error?: LoggedError;
  /** All else, under the names that the log gives. */
  readonly fields: Fields;
}
