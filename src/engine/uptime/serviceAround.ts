import type { RunFigures, ServiceAround } from '../../model/workspaceEvent.ts';
import { isStale } from '../../model/series.ts';
import { STATUS_METRIC } from '../record/probeSeries.ts';
import type { SampleColumns, SelectedSeries, SeriesSource } from '../store/storage.ts';

/** How much before and after a moment is compared. */
export const AROUND_MS = 300_000;

/** How the probes of a service did in the five minutes before and after a moment, from every stored run. */
export function serviceAround(source: SeriesSource, job: string, atMs: number, nowMs: number): ServiceAround {
  const [fromMs, toMs] = [atMs - AROUND_MS, Math.min(nowMs, atMs + AROUND_MS)];
  const select = (metric: string): readonly SelectedSeries[] =>
    source.select(
      [
        { name: 'job', op: '=', value: job },
        { name: '__name__', op: '=', value: metric },
      ],
      fromMs,
      toMs,
    );
  const durations = new Map<string, Map<number, number>>();
  for (const series of select('probe_duration_seconds')) {
    const columns = read(series, fromMs, toMs);
    const byTime = durations.get(series.labels.get('probe')) ?? new Map<number, number>();
    durations.set(series.labels.get('probe'), byTime);
    for (let i = 0; i < columns.length; i++) byTime.set(columns.timestampsMs[i] ?? 0, columns.values[i] ?? Number.NaN);
  }
  const runs = new Map<string, { before: Run[]; after: Run[] }>();
  for (const series of select(STATUS_METRIC)) {
    const probe = series.labels.get('probe');
    const columns = read(series, fromMs, toMs);
    const sides = runs.get(probe) ?? { before: [], after: [] };
    runs.set(probe, sides);
    for (let i = 0; i < columns.length; i++) {
      const value = columns.values[i] ?? Number.NaN;
      // What could not be told is neither good nor bad.
      if (isStale(value) || value < 0) continue;
      const timeMs = columns.timestampsMs[i] ?? 0;
      const seconds = durations.get(probe)?.get(timeMs) ?? Number.NaN;
      (timeMs < atMs ? sides.before : sides.after).push({ failed: value === 0, durationMs: seconds * 1000 });
    }
  }
  const probes = [...runs]
    .map(([probe, { before, after }]) => ({ probe, before: figuresOf(before), after: figuresOf(after) }))
    .filter(({ before, after }) => before.runs + after.runs > 0)
    .sort((a, b) => (a.probe < b.probe ? -1 : 1));
  return { spanMs: AROUND_MS, afterMs: Math.max(0, toMs - atMs), probes };
}

interface Run {
  readonly failed: boolean;
  readonly durationMs: number;
}

function figuresOf(runs: readonly Run[]): RunFigures {
  const durations = Float64Array.from(
    runs.flatMap(({ failed, durationMs }) => (failed || Number.isNaN(durationMs) ? [] : [durationMs])),
  ).sort();
  // The nearest rank: a duration that really was.
  const percentile = (share: number): number => durations[Math.ceil(durations.length * share) - 1] ?? Number.NaN;
  return {
    runs: runs.length,
    failed: runs.filter(({ failed }) => failed).length,
    p50: percentile(0.5),
    p95: percentile(0.95),
  };
}

function read(series: SelectedSeries, fromMs: number, toMs: number): SampleColumns {
  const columns: SampleColumns = { timestampsMs: new Float64Array(64), values: new Float64Array(64), length: 0 };
  series.read(fromMs, toMs, columns);
  return columns;
}
