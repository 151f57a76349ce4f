import { LabelSet } from '../../model/labelSet.ts';
import type { ProbeResult, ProbeSample } from '../../model/probe.ts';
import { STALE_NAN } from '../../model/series.ts';
import type { Status } from '../../model/status.ts';

/** What writing needs of the store. */
export interface SampleStore<Ref> {
  ref(labels: LabelSet): Ref;
  /** `gone`: the series was dropped meanwhile, and `ref` gives it anew. */
  append(ref: Ref, timestampMs: number, value: number): unknown;
}

interface Entry<Ref> {
  readonly name: string;
  /** The sample's own labels. */
  readonly own: ProbeSample['labels'];
  readonly labels: LabelSet;
  ref: Ref;
  /** The number of the run that wrote it last. */
  run: number;
}

/** The series that holds a probe's status over time. */
export const STATUS_METRIC = 'watchpost_probe_status';

/** What the status would be without the thresholds of the settings, while they make it worse: they have alerts of their own. */
export const OWN_STATUS_METRIC = 'watchpost_probe_own_status';

/** The value of a status in its series. */
export const STATUS_VALUES: Readonly<Record<Status, number>> = {
  up: 1,
  degraded: 0.5,
  down: 0,
  unknown: -1,
  paused: -2,
};

/** The status that a sample of `STATUS_METRIC` stands for. */
export function statusOfValue(value: number): Status {
  for (const [status, other] of Object.entries(STATUS_VALUES)) if (other === value) return status as Status;
  return 'unknown';
}

/** The labels that all of a probe's own series carry. */
export interface ProbeLabels {
  readonly job: string;
  readonly instance: string;
  readonly probe: string;
}

const FORGET_AFTER_RUNS = 100;

/**
 * Writes what a probe saw as series, under blackbox_exporter's names, and ends a series with a staleness marker when a
 * run no longer has it. A known series costs no new labels, and no look-up where a run has it at the place where the one before had it.
 */
export class ProbeSeries<Ref> {
  readonly #store: SampleStore<Ref>;
  readonly #labels: ProbeLabels;
  /** Every series of this probe, by name and own labels. */
  readonly #known = new Map<string, Entry<Ref>>();
  /** The series of the last run's samples, in their order. */
  readonly #inOrder: Entry<Ref>[] = [];
  #run = 0;
  /** Series that the run under way has written. */
  #written = 0;

  constructor(store: SampleStore<Ref>, labels: ProbeLabels) {
    this.#store = store;
    this.#labels = labels;
  }

  record(result: ProbeResult, timestampMs: number): void {
    this.#run++;
    this.#written = 0;
    const { samples, status } = result;
    const { length } = samples;
    for (let place = 0; place < length; place++) {
      const sample = samples[place];
      if (sample !== undefined) this.#write(sample, place, timestampMs);
    }
    this.#write({ name: STATUS_METRIC, value: STATUS_VALUES[status] }, length, timestampMs);
    if (this.#inOrder.length > length + 1) this.#inOrder.length = length + 1;
    if (this.#written < this.#known.size) this.#endMissed(timestampMs);
  }

  #endMissed(timestampMs: number): void {
    for (const [key, entry] of this.#known) {
      const missedRuns = this.#run - entry.run;
      if (missedRuns === 1) this.#store.append(entry.ref, timestampMs, STALE_NAN);
      // A series that stays away is forgotten here, so that ever new names of checks do not add up.
      if (missedRuns > FORGET_AFTER_RUNS) this.#known.delete(key);
    }
  }

  /** Ends all series: the probe is no longer run. */
  end(timestampMs: number): void {
    for (const entry of this.#known.values()) {
      if (entry.run === this.#run) this.#store.append(entry.ref, timestampMs, STALE_NAN);
    }
    this.#run++;
  }

  #write(sample: ProbeSample, place: number, timestampMs: number): void {
    let entry = this.#inOrder[place];
    if (entry === undefined || entry.name !== sample.name || !sameLabels(entry.own, sample.labels))
      entry = this.#inOrder[place] = this.#find(sample);
    if (entry.run !== this.#run) this.#written++;
    entry.run = this.#run;
    if (this.#store.append(entry.ref, timestampMs, sample.value) !== 'gone') return;
    entry.ref = this.#store.ref(entry.labels);
    this.#store.append(entry.ref, timestampMs, sample.value);
  }

  #find({ name, labels: own }: ProbeSample): Entry<Ref> {
    const key = own === undefined ? name : name + JSON.stringify(own);
    let entry = this.#known.get(key);
    if (entry === undefined) {
      const labels = LabelSet.from({ ...own, ...this.#labels, __name__: name });
      entry = { name, own, labels, ref: this.#store.ref(labels), run: 0 };
      this.#known.set(key, entry);
    }
    return entry;
  }
}

function sameLabels(a: ProbeSample['labels'], b: ProbeSample['labels']): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
