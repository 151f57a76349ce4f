import type { Unit } from '../../base/unit.ts';
import type { Finding, ReportNumber, ReportTable, Severity } from '../../model/report.ts';

/** What a diagnostic makes of what it read; the runner adds its id and its source. */
export interface Diagnosis {
  readonly severity: Severity;
  readonly title: string;
  readonly detail: string;
  readonly object?: string | undefined;
  readonly value?: number | undefined;
  readonly unit?: Unit;
  readonly numbers?: readonly ReportNumber[];
  readonly fix?: string | undefined;
  readonly table?: ReportTable | undefined;
}

/** The finding of a diagnosis, without the fields that have no value. */
export function toFinding(id: string, sql: string, diagnosis: Diagnosis): Finding {
  const { numbers = [], object, value, fix, table, ...rest } = diagnosis;
  return {
    id,
    ...rest,
    ...(object !== undefined && { object }),
    ...(value !== undefined && { value }),
    numbers,
    sql,
    ...(fix !== undefined && { fix }),
    ...(table !== undefined && { table }),
  };
}

/** The severity of `value` by limits that it should stay below. */
export function severityAbove(
  value: number | undefined,
  limit: { readonly warning: number; readonly critical?: number },
): Severity {
  if (value === undefined) return 'ok';
  if (limit.critical !== undefined && value >= limit.critical) return 'critical';
  return value >= limit.warning ? 'warning' : 'ok';
}
