import type { Unit } from '../base/unit.ts';

/** The databases that can be diagnosed. */
export const REPORT_ENGINES = ['postgres', 'redis', 'sqlite'] as const;
export type ReportEngine = (typeof REPORT_ENGINES)[number];

/** How bad a finding is, the worst first. */
export const SEVERITIES = ['critical', 'warning', 'info', 'ok'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** A number of a finding; absent where it is not defined, such as a hit ratio where nothing was read. */
export interface ReportNumber {
  readonly name: string;
  readonly value: number | undefined;
  readonly unit: Unit;
}

export type ReportCell = string | number | null;

export interface ReportTable {
  /** With a unit the cells are numbers in its base unit, else text or plain numbers. */
  readonly columns: readonly { readonly title: string; readonly unit?: Unit }[];
  readonly rows: readonly (readonly ReportCell[])[];
  /** Rows that were left out because there are too many. */
  readonly omitted: number;
}

/** What one diagnostic found: there is always one, also where all is well. */
export interface Finding {
  /** Of the diagnostic: `unused-indexes`. */
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  /** What it means and what to do, in two sentences. */
  readonly detail: string;
  /** What it is about where that is one thing; of several the worst. */
  readonly object?: string;
  /** The number that the severity was judged by. */
  readonly value?: number;
  readonly unit?: Unit;
  readonly numbers: readonly ReportNumber[];
  /** The SQL or the command that it came from. */
  readonly sql: string;
  /** The SQL or the command that would mend it: shown, never run. */
  readonly fix?: string;
  readonly table?: ReportTable;
}

/** What could not be read, and why, in a sentence. */
export interface Unread {
  readonly id: string;
  readonly reason: string;
}

/** The result of a database's diagnosis. */
export interface Report {
  readonly engine: ReportEngine;
  /** As the server says it: `15.8 (Debian 15.8-0+deb12u1)`. */
  readonly version: string;
  /** What was looked at, without a user, password or secret. */
  readonly target: string;
  readonly atMs: number;
  readonly durationMs: number;
  /** The worst first, in the order of the diagnostics among equals. */
  readonly findings: readonly Finding[];
  readonly unread: readonly Unread[];
}

/** How far a report is. */
export interface ReportProgress {
  readonly done: number;
  readonly total: number;
  /** What is being looked at: `bloat`. */
  readonly what: string;
}

/** The worst severity among `findings`. */
export function worstSeverity(findings: readonly Finding[]): Severity {
  return SEVERITIES.find((severity) => findings.some((finding) => finding.severity === severity)) ?? 'ok';
}

/** `findings` with the worst first, in their order among equals. */
export function bySeverity(findings: readonly Finding[]): readonly Finding[] {
  return SEVERITIES.flatMap((severity) => findings.filter((finding) => finding.severity === severity));
}
