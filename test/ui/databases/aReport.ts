import type { Finding, Report, Severity } from '../../../src/model/report.ts';

/** A finding of a severity, with what is not given made up. */
export function aFinding(id: string, severity: Severity, more: Partial<Finding> = {}): Finding {
  return { id, severity, title: `${id} found`, detail: 'First. Second.', numbers: [], sql: 'SELECT 1', ...more };
}

/** A report, with what is not given made up. */
export function aReport(more: Partial<Report> = {}): Report {
  return {
    engine: 'postgres',
    version: '15.8',
    target: 'postgresql://localhost/shop',
    atMs: 1_000_000,
    durationMs: 1_500,
    findings: [],
    unread: [],
    ...more,
  };
}
