import type { SignalLine, ViewDelta, ViewSnapshot } from '../../protocol/engine.ts';
import type { SeriesData } from '../../model/series.ts';
import type { Heartbeat, ServiceState } from '../../model/state.ts';
import { GrowingColumns } from '../charts/columns.ts';

/** What became of a delta: `gap` means that one before it was lost and a snapshot is due. */
export type DeltaOutcome = 'applied' | 'ignored' | 'gap';

/** What the page knows of its service: a snapshot, and the deltas since. */
export class ViewStore {
  readonly #viewId: string;
  readonly rangeMs: number;
  readonly seriesOmitted: number;
  readonly #series = new Map<string, StoredSeries>();
  /** The golden signals' lines, by signal and by id. */
  readonly #lines = new Map<string, Map<string, StoredSeries>>();
  #heartbeats: Heartbeat[];
  #seq: number;
  #nowMs: number;
  #service: ServiceState;
  #seriesVersion = 0;

  constructor(snapshot: ViewSnapshot) {
    this.#viewId = snapshot.viewId;
    this.#seq = snapshot.seq;
    this.#nowMs = snapshot.nowMs;
    this.rangeMs = snapshot.rangeMs;
    this.seriesOmitted = snapshot.seriesOmitted;
    this.#service = snapshot.service;
    this.#heartbeats = [...snapshot.heartbeats];
    for (const series of snapshot.series) this.#series.set(series.id, new StoredSeries(series));
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  get service(): ServiceState {
    return this.#service;
  }

  get heartbeats(): readonly Heartbeat[] {
    return this.#heartbeats;
  }

  /** The series with their samples as they are now: the same objects go on growing. */
  get series(): Iterable<SeriesData> {
    return this.#series.values();
  }

  /** The lines of a golden signal, as `series` are. */
  linesOf(signal: string): readonly SeriesData[] {
    return [...(this.#lines.get(signal)?.values() ?? [])];
  }

  /** Grows when a series comes or goes. */
  get seriesVersion(): number {
    return this.#seriesVersion;
  }

  /** Adds what came since, and drops what is older than `keepFromMs` or, without it, than the range. */
  apply(delta: ViewDelta, keepFromMs?: number): DeltaOutcome {
    if (delta.viewId !== this.#viewId || delta.seq <= this.#seq) return 'ignored';
    if (delta.seq !== this.#seq + 1) return 'gap';
    this.#seq = delta.seq;
    this.#nowMs = delta.nowMs;
    this.#service = delta.service;
    const fromMs = Math.min(keepFromMs ?? Infinity, delta.nowMs - this.rangeMs);
    this.#heartbeats.push(...delta.heartbeats);
    const oldBeats = this.#heartbeats.findIndex((beat) => beat.atMs >= fromMs);
    if (oldBeats !== 0) this.#heartbeats.splice(0, oldBeats < 0 ? this.#heartbeats.length : oldBeats);
    for (const series of delta.series) this.#append(series);
    for (const line of delta.signals ?? []) this.#appendLine(line);
    for (const lines of this.#lines.values()) {
      for (const [id, stored] of lines) if (stored.dropBefore(fromMs)) lines.delete(id);
    }
    for (const [id, stored] of this.#series) {
      if (!stored.dropBefore(fromMs)) continue;
      this.#series.delete(id);
      this.#seriesVersion++;
    }
    return 'applied';
  }

  #appendLine(line: SignalLine): void {
    const lines = this.#lines.get(line.signal) ?? new Map<string, StoredSeries>();
    this.#lines.set(line.signal, lines);
    const stored = lines.get(line.id);
    if (stored === undefined) lines.set(line.id, new StoredSeries(line));
    else stored.append(line);
  }

  #append(series: SeriesData): void {
    const stored = this.#series.get(series.id);
    if (stored !== undefined) {
      stored.append(series);
      return;
    }
    this.#series.set(series.id, new StoredSeries(series));
    this.#seriesVersion++;
  }
}

/** A series whose columns grow. */
class StoredSeries implements SeriesData {
  readonly id: string;
  readonly labels: SeriesData['labels'];
  readonly unit: SeriesData['unit'];
  readonly type: SeriesData['type'];
  readonly help: string;
  readonly #columns: GrowingColumns;

  constructor(series: SeriesData) {
    this.id = series.id;
    this.labels = series.labels;
    this.unit = series.unit;
    this.type = series.type;
    this.help = series.help;
    this.#columns = new GrowingColumns(series.timestampsMs, series.values);
  }

  get timestampsMs(): Float64Array {
    return this.#columns.timestampsMs;
  }

  get values(): Float64Array {
    return this.#columns.values;
  }

  append({ timestampsMs, values }: SeriesData): void {
    this.#columns.append(timestampsMs, values);
  }

  /** Whether nothing is left. */
  dropBefore(beforeMs: number): boolean {
    this.#columns.dropBefore(beforeMs);
    return this.#columns.length === 0;
  }
}
