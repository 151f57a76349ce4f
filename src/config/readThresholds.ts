import type { Threshold, ThresholdLimit } from '../model/service.ts';
import * as problems from './problems.ts';
import { parseLimit } from './quantities.ts';
import { isPresent, readEntries, readObject, type Value } from './value.ts';

export const THRESHOLD_KEYS = ['warn', 'critical'] as const;
const EXPECTED = 'an object with limits, such as { "warn": "> 5%", "critical": "> 10%" },';

/** The thresholds of a service, by metric name. A wrong limit is reported and left out; a threshold without one too. */
export function readThresholds(at: Value): Threshold[] {
  const entries = readEntries(at, 'an object such as { "cache_hit_ratio": { "warn": "< 0.6" } }');
  return (entries ?? []).flatMap(([metric, value]) => readThreshold(metric, value));
}

function readThreshold(metric: string, at: Value): Threshold[] {
  if (!/^[A-Za-z_:][\w:]*$/.test(metric)) {
    at.context.report(problems.badMetricName(at.path));
    return [];
  }
  const field = readObject(at, THRESHOLD_KEYS, EXPECTED);
  if (field === undefined) return [];
  const [warnAt, criticalAt] = [field('warn'), field('critical')];
  if (!isPresent(warnAt) && !isPresent(criticalAt)) {
    at.context.report(problems.emptyThreshold(at.path));
    return [];
  }
  const warn = readLimit(warnAt);
  const critical = readLimit(criticalAt);
  if (warn === undefined && critical === undefined) return [];
  if (warn !== undefined && critical !== undefined && isHidden(warn, critical)) {
    at.context.report(problems.limitOrder(at.path));
  }
  return [{ metric, ...(warn !== undefined && { warn }), ...(critical !== undefined && { critical }) }];
}

function readLimit(at: Value): ThresholdLimit | undefined {
  const { raw, path, context } = at;
  if (!isPresent(at)) return undefined;
  if (typeof raw !== 'string') {
    const example = typeof raw === 'number' && Number.isFinite(raw) ? `> ${raw}` : '> 5%';
    context.report(problems.wrongType(path, `a limit in quotes, such as "${example}",`, raw));
    return undefined;
  }
  const limit = parseLimit(raw);
  if (limit === undefined) context.report(problems.badLimit(path, raw));
  return limit;
}

/** Whether every value that breaks `warn` breaks `critical` too. */
function isHidden(warn: ThresholdLimit, critical: ThresholdLimit): boolean {
  const [direction, other] = [warn.op[0], critical.op[0]];
  if (direction !== other) return false;
  if (direction === '>')
    return critical.value < warn.value || (critical.value === warn.value && !strictlyInside(warn, critical));
  if (direction === '<')
    return critical.value > warn.value || (critical.value === warn.value && !strictlyInside(warn, critical));
  return false;
}

/** With equal numbers only `warn: ">= 5"`, `critical: "> 5"` leaves something to `warn`. */
function strictlyInside(warn: ThresholdLimit, critical: ThresholdLimit): boolean {
  return warn.op.endsWith('=') && !critical.op.endsWith('=');
}
