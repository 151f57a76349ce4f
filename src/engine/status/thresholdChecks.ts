import { assertNever } from '../../base/assertNever.ts';
import { t } from '../../base/l10n.ts';
import { formatQuantity, type Unit } from '../../base/unit.ts';
import type { Check } from '../../model/probe.ts';
import type { Threshold, ThresholdLimit } from '../../model/service.ts';

/**
 * The limits of a service held against its numbers: for each threshold with a value a check named after its metric,
 * `down` past `critical`, `degraded` past `warn`. Of several series the worst one counts; NaN breaks no limit.
 */
export function thresholdChecks(
  thresholds: readonly Threshold[],
  valuesOf: (metric: string) => readonly number[],
  unitOf: (metric: string) => Unit,
): Check[] {
  const checks: Check[] = [];
  for (const threshold of thresholds) {
    const values = valuesOf(threshold.metric).filter((value) => !Number.isNaN(value));
    if (values.length === 0) continue;
    checks.push(checkOf(threshold, values, unitOf(threshold.metric)));
  }
  return checks;
}

function checkOf(threshold: Threshold, values: readonly number[], unit: Unit): Check {
  for (const [status, limit] of [
    ['down', threshold.critical],
    ['degraded', threshold.warn],
  ] as const) {
    const breaking = limit === undefined ? undefined : values.find((value) => breaks(value, limit));
    if (limit === undefined || breaking === undefined) continue;
    const message = t(
      '{0}, limit {1}',
      formatQuantity(breaking, unit),
      `${limit.op} ${formatQuantity(limit.value, unit)}`,
    );
    return { name: threshold.metric, status, message };
  }
  return { name: threshold.metric, status: 'up', message: formatQuantity(values[0] ?? Number.NaN, unit) };
}

function breaks(value: number, limit: ThresholdLimit): boolean {
  switch (limit.op) {
    case '<':
      return value < limit.value;
    case '<=':
      return value <= limit.value;
    case '>':
      return value > limit.value;
    case '>=':
      return value >= limit.value;
    case '==':
      return value === limit.value;
    case '!=':
      return value !== limit.value;
    default:
      return assertNever(limit.op);
  }
}
