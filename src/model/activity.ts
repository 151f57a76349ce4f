/** A session of a PostgreSQL as it is now. What the role may not see is absent. */
export interface ActivitySession {
  readonly pid: number;
  /** When it began, in microseconds of the Unix epoch: with the pid it names a session, also after the pid was used again. */
  readonly startedUs: number;
  readonly role: string;
  readonly database: string;
  readonly application: string;
  readonly client: string;
  readonly state?: string;
  /** What it waits for: `Lock: transactionid`. */
  readonly waitsFor?: string;
  readonly query?: string;
  /** Of the query while it runs. */
  readonly querySeconds?: number;
  readonly transactionSeconds?: number;
  /** Who keeps it waiting; 0 is a prepared transaction. */
  readonly blockedBy: readonly number[];
}

/** The sessions of clients at a moment, Watchpost's own left out. */
export interface Activity {
  readonly atMs: number;
  readonly sessions: readonly ActivitySession[];
}

/** Ends the query alone, or the whole session. */
export const SESSION_ENDS = ['cancel', 'terminate'] as const;
export type SessionEnd = (typeof SESSION_ENDS)[number];
