import { LabelSet } from '../../model/labelSet.ts';
import { isStale, type Labels } from '../../model/series.ts';
import type { SampleColumns, SeriesSource } from '../store/storage.ts';

/** How far back an alert may have been seen last and still go on (`--rules.alert.for-outage-tolerance`). */
const OUTAGE_TOLERANCE_MS = 3_600_000;
/** The least time between a restart and a restored alert's firing (`--rules.alert.for-grace-period`). */
const GRACE_MS = 600_000;
/** After a silence of up to this an alert goes on as if there had been none: a window that is reloaded is no outage. */
const UNBROKEN_MS = 300_000;

/**
 * Since when an alert is active (Unix milliseconds) that was active before the rules were first evaluated, read from its
 * `ALERTS_FOR_STATE`; undefined where it was not. After a longer outage as Prometheus does it
 * (`RestoreForState`, rules/group.go); after a short one, which to an editor is a reload, it simply goes on.
 */
export function restoredActiveAt(
  source: SeriesSource,
  labels: Labels,
  forMs: number,
  when: { readonly startMs: number; readonly atMs: number },
): number | undefined {
  const wanted = LabelSet.from({ ...labels, __name__: 'ALERTS_FOR_STATE' });
  const matchers = Object.entries(wanted.toLabels()).map(([name, value]) => ({ name, op: '=', value }) as const);
  const fromMs = when.startMs - OUTAGE_TOLERANCE_MS;
  const series = source.select(matchers, fromMs, when.startMs).find((one) => one.labels.key === wanted.key);
  if (series === undefined) return undefined;
  const columns: SampleColumns = { timestampsMs: new Float64Array(64), values: new Float64Array(64), length: 0 };
  series.read(fromMs, when.startMs - 1, columns);
  const downAtMs = columns.timestampsMs[columns.length - 1];
  const value = columns.values[columns.length - 1];
  if (columns.length === 0 || downAtMs === undefined || value === undefined || isStale(value)) return undefined;
  const activeAtMs = value * 1000;
  if (when.startMs - downAtMs <= UNBROKEN_MS) return activeAtMs;
  if (forMs < GRACE_MS) return undefined;
  const remainingMs = forMs - (downAtMs - activeAtMs);
  if (remainingMs <= 0) return activeAtMs;
  if (remainingMs < GRACE_MS) return when.atMs + GRACE_MS - forMs;
  return activeAtMs + (when.atMs - downAtMs);
}
