import { CheckList } from '../checkList.ts';
import type { Finding, JsonObject, Recogniser } from '../health.ts';
import { isObject, textOf } from '../json.ts';
import { msOfUnit, readLatencyMs } from '../latency.ts';
import { statusOf, type CheckOptions } from '../readChecks.ts';
import { totalOf } from './finding.ts';

/**
 * `application/health+json` and those who follow it (Gitea, Directus, Serverpod): `checks` maps `component:measurement` to an
 * array of observations. Source: draft-inadarei-api-health-check-06. A latency is the observed value of a `responseTime`.
 */
export const healthJson: Recogniser = {
  name: 'health+json',
  matches({ mediaType, fields }) {
    if (mediaType === 'application/health+json') return fields.has('status');
    const checks = fields.get('checks');
    if (!isObject(checks) || !fields.has('status')) return false;
    for (const key in checks) return Array.isArray(checks[key]);
    return false;
  },
  read({ fields, object, code }): Finding {
    const list = new CheckList();
    const checks = fields.get('checks');
    const options = { code };
    if (Array.isArray(checks)) for (const check of checks) readObservation('check', check, 1, 1, list, options);
    else if (isObject(checks)) {
      for (const key in checks) {
        const value = checks[key];
        const observations: readonly unknown[] = Array.isArray(value) ? value : [value];
        observations.forEach((check, i) => readObservation(key, check, i + 1, observations.length, list, options));
      }
    }
    // The total's words stand in `output`; `description` describes the service.
    return totalOf({ status: fields.get('status'), output: fields.get('output') ?? object['message'] }, list, options);
  },
};

function readObservation(
  key: string,
  check: unknown,
  number: number,
  count: number,
  list: CheckList,
  options: CheckOptions,
): void {
  if (!isObject(check)) return;
  const status = check['status'] === undefined ? 'unknown' : (statusOf(check['status'], options) ?? 'unknown');
  const label = count === 1 ? key : `${key}/${labelOf(check['node']) ?? labelOf(check['componentId']) ?? number}`;
  const output = textOf(check['output']) ?? textOf(check['message']);
  list.add(
    label,
    status,
    latencyOf(key, check),
    output ?? (status === 'degraded' || status === 'down' ? observed(check) : undefined),
  );
}

function labelOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function latencyOf(key: string, check: JsonObject): number | undefined {
  const measurement = key.slice(key.indexOf(':') + 1).toLowerCase();
  if (!/response_?time|latency|duration/.test(measurement))
    return readLatencyMs(check['responseTime'] ?? check['duration'], 1);
  const unit = check['observedUnit'];
  const unitMs = typeof unit === 'string' ? msOfUnit(unit) : undefined;
  return unitMs === undefined ? undefined : readLatencyMs(check['observedValue'], unitMs);
}

/** `85 percent`: what was observed, where nothing else says why. */
function observed(check: JsonObject): string | undefined {
  const value = check['observedValue'];
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const unit = check['observedUnit'];
  return typeof unit === 'string' ? `${value} ${unit}` : String(value);
}
