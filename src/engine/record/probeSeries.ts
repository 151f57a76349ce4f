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
  readonly labels: LabelSet;
  ref: Ref;
  /** The number of the run that wrote it last. */
  run: number;
}

/** The series that holds a probe's status over time. */
export const STATUS_METRIC = 'watchpost_probe_status';

const STATUS_VALUES: Readonly<Record<Status, number>> = { up: 1, degraded: 0.5, down: 0, unknown: -1, paused: -2 };

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
 * run no longer has it. A known series costs a look-up and no new labels.
 */
export class ProbeSeries<Ref> {
  readonly #store: SampleStore<Ref>;
  readonly #labels: ProbeLabels;
  /** Every series of this probe, by name and own labels. */
  readonly #known = new Map<string, Entry<Ref>>();
  #run = 0;

  constructor(store: SampleStore<Ref>, labels: ProbeLabels) {
    this.#store = store;
    this.#labels = labels;
  }

  record(result: ProbeResult, timestampMs: number): void {
    this.#run++;
    for (const sample of result.samples) this.#write(sample, timestampMs);
    this.#write({ name: STATUS_METRIC, value: STATUS_VALUES[result.status] }, timestampMs);
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

  #write(sample: ProbeSample, timestampMs: number): void {
    const key = sample.labels === undefined ? sample.name : sample.name + JSON.stringify(sample.labels);
    let entry = this.#known.get(key);
    if (entry === undefined) {
      const labels = LabelSet.from({ ...sample.labels, ...this.#labels, __name__: sample.name });
      entry = { labels, ref: this.#store.ref(labels), run: 0 };
      this.#known.set(key, entry);
    }
    entry.run = this.#run;
    if (this.#store.append(entry.ref, timestampMs, sample.value) !== 'gone') return;
    entry.ref = this.#store.ref(entry.labels);
    this.#store.append(entry.ref, timestampMs, sample.value);
  }
}
