import { isStale } from '../../model/series.ts';
import { severity } from '../../model/status.ts';
import { STATUS_METRIC, statusOfValue } from '../record/probeSeries.ts';
import type { SampleColumns, SelectedSeries, SeriesSource } from '../store/storage.ts';
import type { ProbeBeat } from './heartbeats.ts';

/** Beats of one probe that a bar of any width can still tell apart; of more runs, each stretch of time keeps its worst. */
const MAX_BEATS = 1_000;

/**
 * What history tells of a service's results over `(fromMs, toMs]`: status by probe, with the run's duration. Where there
 * are too many, a beat is the worst (of equals the latest) of several runs, and says of how many.
 */
export function storedBeats(source: SeriesSource, job: string, fromMs: number, toMs: number): ProbeBeat[] {
  const ofJob = { name: 'job', op: '=', value: job } as const;
  const read = (metric: string): readonly SelectedSeries[] =>
    source.select([ofJob, { name: '__name__', op: '=', value: metric }], fromMs, toMs);
  const durations = new Map<string, SampleColumns>();
  for (const series of read('probe_duration_seconds')) durations.set(sourceOf(series), columnsOf(series, fromMs, toMs));
  const beats: ProbeBeat[] = [];
  for (const series of read(STATUS_METRIC)) {
    const columns = columnsOf(series, fromMs, toMs);
    const stretchMs = columns.length > MAX_BEATS ? (toMs - fromMs) / MAX_BEATS : 0;
    const durationAt = lookUp(durations.get(sourceOf(series)));
    const probe = series.labels.get('probe');
    for (let i = 0; i < columns.length; i++) {
      const value = columns.values[i] ?? Number.NaN;
      if (isStale(value)) continue;
      const atMs = columns.timestampsMs[i] ?? 0;
      const beat: ProbeBeat = { probe, atMs, status: statusOfValue(value), durationMs: durationAt(atMs), reason: '' };
      const last = beats.at(-1);
      const together = last?.probe === probe && Math.floor(atMs / stretchMs) === Math.floor(last.atMs / stretchMs);
      if (last === undefined || stretchMs === 0 || !together) beats.push(beat);
      else {
        const worse = severity(beat.status) >= severity(last.status) ? beat : last;
        beats[beats.length - 1] = { ...worse, runs: (last.runs ?? 1) + 1 };
      }
    }
  }
  return beats;
}

function sourceOf({ labels }: SelectedSeries): string {
  return JSON.stringify([labels.get('probe'), labels.get('instance')]);
}

function columnsOf(series: SelectedSeries, fromMs: number, toMs: number): SampleColumns {
  const columns: SampleColumns = { timestampsMs: new Float64Array(256), values: new Float64Array(256), length: 0 };
  series.read(fromMs, toMs, columns);
  return columns;
}

/** Milliseconds at a moment, NaN where there is no sample of it; for moments that only grow. */
function lookUp(columns: SampleColumns | undefined): (atMs: number) => number {
  if (columns === undefined) return () => Number.NaN;
  let at = 0;
  return (atMs) => {
    while (at < columns.length && (columns.timestampsMs[at] ?? 0) < atMs) at++;
    return columns.timestampsMs[at] === atMs && at < columns.length
      ? (columns.values[at] ?? Number.NaN) * 1000
      : Number.NaN;
  };
}
