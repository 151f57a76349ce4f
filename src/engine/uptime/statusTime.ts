import { isStale } from '../../model/series.ts';
import { STATUS_METRIC, statusOfValue } from '../record/probeSeries.ts';
import type { SampleColumns, SeriesSource } from '../store/storage.ts';

/** The statuses that a service can be met in, from best to worst; their places here are how they are counted and compared. */
export const MET = ['up', 'unknown', 'degraded', 'down'] as const;
export type Met = 0 | 1 | 2 | 3;

/** Told of each stretch of time in which the service's status did not change, in order; silences are left out. */
export type StretchVisitor = (fromMs: number, toMs: number, met: Met) => void;

/** How a service's stored status is read. */
export interface StatusQuery {
  /** The `job` label of the service's series. */
  readonly job: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** How long a result holds where none follows it, by the name of its probe. */
  readonly holdMs: (probe: string) => number;
}

/** The results of one probe, as they are walked through. */
interface Walk {
  readonly columns: SampleColumns;
  readonly holdMs: number;
  next: number;
  /** What holds now, and until when. */
  met: Met | undefined;
  untilMs: number;
}

/** No result is older than this and still holds, whatever the interval. */
export const MAX_HOLD_MS = 86_400_000;

/**
 * Walks through the stored results of a service's probes over `[fromMs, toMs]`. The service's status is at each moment the
 * worst of what its probes' latest results say; a result holds until the next one, a staleness marker or `holdMs`.
 */
export function visitStretches(source: SeriesSource, query: StatusQuery, visit: StretchVisitor): void {
  const { fromMs, toMs } = query;
  const walks = readWalks(source, query);
  let atMs = fromMs;
  let openFromMs = fromMs;
  let open: Met | undefined;
  while (atMs < toMs) {
    // What begins or ends first.
    let nextMs = toMs;
    for (const walk of walks) {
      step(walk, atMs);
      const beginsMs = walk.columns.timestampsMs[walk.next] ?? Infinity;
      if (walk.next < walk.columns.length && beginsMs < nextMs) nextMs = beginsMs;
      if (walk.met !== undefined && walk.untilMs < nextMs) nextMs = walk.untilMs;
    }
    const met = worst(walks);
    if (met !== open) {
      if (open !== undefined && atMs > openFromMs) visit(openFromMs, atMs, open);
      open = met;
      openFromMs = atMs;
    }
    atMs = nextMs;
  }
  if (open !== undefined && toMs > openFromMs) visit(openFromMs, toMs, open);
}

function readWalks(source: SeriesSource, { job, fromMs, toMs, holdMs }: StatusQuery): Walk[] {
  const matchers = [
    { name: 'job', op: '=', value: job },
    { name: '__name__', op: '=', value: STATUS_METRIC },
  ] as const;
  const walks: Walk[] = [];
  for (const series of source.select(matchers, fromMs - MAX_HOLD_MS, toMs)) {
    const hold = Math.min(MAX_HOLD_MS, holdMs(series.labels.get('probe')));
    const columns: SampleColumns = { timestampsMs: new Float64Array(64), values: new Float64Array(64), length: 0 };
    series.read(fromMs - hold, toMs, columns);
    if (columns.length > 0) walks.push({ columns, holdMs: hold, next: 0, met: undefined, untilMs: -Infinity });
  }
  return walks;
}

/** Takes in all results up to `atMs`, and lets go what no longer holds. */
function step(walk: Walk, atMs: number): void {
  const { columns } = walk;
  while (walk.next < columns.length && (columns.timestampsMs[walk.next] ?? 0) <= atMs) {
    const value = columns.values[walk.next] ?? Number.NaN;
    walk.met = metOf(value);
    walk.untilMs = (columns.timestampsMs[walk.next] ?? 0) + walk.holdMs;
    walk.next++;
  }
  if (walk.untilMs <= atMs) walk.met = undefined;
}

function metOf(value: number): Met | undefined {
  if (value === 1) return 0;
  if (Number.isNaN(value) && isStale(value)) return undefined;
  const status = statusOfValue(value);
  return status === 'paused' ? undefined : (MET.indexOf(status) as Met);
}

function worst(walks: readonly Walk[]): Met | undefined {
  let met: Met | undefined;
  for (const walk of walks) if (walk.met !== undefined && (met === undefined || walk.met > met)) met = walk.met;
  return met;
}
