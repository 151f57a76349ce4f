import type { Report, ReportProgress } from '../model/report.ts';

/** Which database is to be diagnosed. */
export interface ReportRequest {
  /** Of the asker's choice: what the progress is told under. */
  readonly reportId: string;
  /** Of a probe of the kind postgres or redis. */
  readonly probeId: string;
  /** Of a Redis: whether its keys are looked at, within a budget of time. */
  readonly scanKeys: boolean;
}

/** A report, or why there is none, in a sentence. */
export type ReportAnswer =
  | { readonly ok: true; readonly report: Report }
  | { readonly ok: false; readonly message: string };

/** Which SQLite file is to be diagnosed. */
export interface FileReportRequest {
  /** Of the asker's choice: what the progress is told under. */
  readonly reportId: string;
  /** Of the machine that the engine runs on: absolute. */
  readonly path: string;
}

/** Which keys of a Redis are to be shown. */
export interface KeysRequest {
  readonly reportId: string;
  /** Of a probe of the kind redis. */
  readonly probeId: string;
  /** As SCAN's MATCH takes it: `rate-limit:*`. */
  readonly pattern: string;
}

/** Which statement is to be explained. */
export interface ExplainSqlRequest {
  /** Of a probe of the kind postgres. */
  readonly probeId: string;
  /** One statement. */
  readonly sql: string;
  /** Runs it, in a read-only transaction. */
  readonly analyze: boolean;
}

/** What the engine answers about databases. */
export interface ReportRequests {
  /** Diagnoses a database over a connection of its own. Who cancels it ends what runs on the server too. */
  report(request: ReportRequest): ReportAnswer;
  /** Diagnoses a SQLite file, which is neither locked nor written. */
  fileReport(request: FileReportRequest): ReportAnswer;
  /** The keys that match a pattern with value and TTL, within a budget of time. */
  redisKeys(request: KeysRequest): ReportAnswer;
  /** The plan of a statement. Who cancels it ends it on the server too. */
  explainSql(request: ExplainSqlRequest): ReportAnswer;
}

/** What the engine announces about databases. */
export interface ReportEvents {
  reportProgress(reportId: string, progress: ReportProgress): void;
}
