import { LabelSet } from '../../model/labelSet.ts';
import type { NativeHistogram } from '../../model/nativeHistogram.ts';
import type { Rule, RuleGroup } from '../../model/rule.ts';
import { type Labels, STALE_NAN } from '../../model/series.ts';
import { instantQuerySync, type QueryOptions } from '../promql/query.ts';
import type { SeriesSource } from '../store/storage.ts';
import { type ActiveAlert, AlertStates, type RuleSample } from './alertStates.ts';

/** Where rules read and write. */
export interface RuleStore {
  readonly source: SeriesSource;
  append(labels: LabelSet, timestampMs: number, value: number | NativeHistogram): void;
}

export interface GroupEvaluatorOptions {
  readonly store: RuleStore;
  readonly externalLabels?: Labels;
  readonly externalUrl?: string;
  readonly query?: QueryOptions;
  /** For how long after the first evaluation an alert may be one of before it that goes on; absent: not at all. */
  readonly restoreWithinMs?: number;
  /** Milliseconds that never go back, for how long a rule takes. */
  readonly monotonic?: () => number;
}

/** How the last evaluation of a rule went. */
export interface RuleOutcome {
  readonly rule: Rule;
  /** Absent where it went well. */
  readonly error?: string;
  readonly alerts: readonly ActiveAlert[];
  /** What the expression gave: how many series, and the first one's value. */
  readonly samples: number;
  readonly value?: number;
  readonly durationMs: number;
}

interface RuleState {
  readonly rule: Rule;
  readonly alerts: AlertStates | undefined;
  /** The series of the last evaluation, by key: those that are gone in the next one end with a marker. */
  written: ReadonlyMap<string, LabelSet>;
  samples: number;
  value: number | undefined;
}

/** Evaluates one group of rules, one rule after the other, as Prometheus does (rules/group.go); a rule that fails stops no other. */
export class GroupEvaluator {
  readonly group: RuleGroup;
  readonly #options: GroupEvaluatorOptions;
  readonly #states: readonly RuleState[];
  #outcomes: readonly RuleOutcome[] = [];

  constructor(group: RuleGroup, options: GroupEvaluatorOptions) {
    this.group = group;
    this.#options = options;
    this.#states = group.rules.map((rule) => ({
      rule,
      alerts: rule.kind === 'alert' ? new AlertStates(rule, options) : undefined,
      written: new Map(),
      samples: 0,
      value: undefined,
    }));
  }

  /** Evaluates all rules at `atMs` (Unix milliseconds) and writes what they give. */
  evaluate(atMs: number): readonly RuleOutcome[] {
    this.#outcomes = this.#states.map((state) => this.#outcomeOf(state, atMs));
    return this.#outcomes;
  }

  /** The same, one rule a step, so that the caller can do other work between two. */
  *evaluateStepwise(atMs: number): Generator<void> {
    const outcomes: RuleOutcome[] = [];
    for (const state of this.#states) {
      outcomes.push(this.#outcomeOf(state, atMs));
      yield;
    }
    this.#outcomes = outcomes;
  }

  /** How the last evaluation went. */
  get outcomes(): readonly RuleOutcome[] {
    return this.#outcomes;
  }

  /**
   * Takes over from the group as it was before its file changed: alerts and series of rules with the same name and labels
   * go on (as Prometheus' `CopyState`); what is left to `before` can be ended.
   */
  adopt(before: GroupEvaluator): void {
    const free = Map.groupBy(before.#states, ({ rule }) => identity(rule));
    for (const state of this.#states) {
      // Of several that are the same, the first goes on as the first.
      const same = free.get(identity(state.rule))?.shift();
      if (same === undefined) continue;
      state.written = same.written;
      same.written = new Map();
      if (same.alerts !== undefined) state.alerts?.adopt(same.alerts);
    }
  }

  /** Ends all series that the rules wrote: the group is gone. */
  end(atMs: number): void {
    for (const state of this.#states) {
      for (const labels of state.written.values()) {
        this.#options.store.append(labels, atMs - this.group.queryOffsetMs, STALE_NAN);
      }
      state.written = new Map();
    }
  }

  #outcomeOf(state: RuleState, atMs: number): RuleOutcome {
    const startMs = this.#options.monotonic?.() ?? 0;
    state.samples = 0;
    state.value = undefined;
    const error = this.#evaluateRule(state, atMs);
    const durationMs = (this.#options.monotonic?.() ?? 0) - startMs;
    const { rule, alerts, samples, value } = state;
    return {
      rule,
      alerts: alerts?.active ?? [],
      samples,
      durationMs,
      ...(value !== undefined && { value }),
      ...(error !== undefined && { error }),
    };
  }

  #evaluateRule(state: RuleState, atMs: number): string | undefined {
    const { store, query } = this.#options;
    const { rule, alerts } = state;
    const sampleMs = atMs - this.group.queryOffsetMs;
    const result = instantQuerySync(store.source, rule.expr, sampleMs, query);
    if (!result.ok) return result.error;
    const value = result.result;
    if (value.type !== 'vector' && value.type !== 'scalar') return 'rule result is not a vector or scalar';
    const samples: readonly RuleSample[] =
      value.type === 'scalar' ? [{ labels: LabelSet.EMPTY, value: value.value }] : value.samples;
    state.samples = samples.length;
    state.value = samples[0]?.value;
    const series = new Map<string, { readonly labels: LabelSet; readonly value: number | NativeHistogram }>();
    if (alerts === undefined) {
      for (const sample of samples) {
        const labels = LabelSet.from({ ...sample.labels.toLabels(), ...rule.labels, __name__: rule.name });
        if (series.has(labels.key)) return 'vector contains metrics with the same labelset after applying rule labels';
        series.set(labels.key, { labels, value: sample.histogram ?? sample.value });
      }
      if (this.group.limit > 0 && series.size > this.group.limit) {
        return `exceeded limit of ${this.group.limit} with ${series.size} series`;
      }
    } else {
      const error = alerts.update(samples, atMs, sampleMs, this.group.limit);
      if (error !== undefined) return error;
      for (const one of alerts.series()) series.set(one.labels.key, one);
    }
    for (const { labels, value: number } of series.values()) store.append(labels, sampleMs, number);
    for (const [key, labels] of state.written) if (!series.has(key)) store.append(labels, sampleMs, STALE_NAN);
    state.written = new Map([...series].map(([key, { labels }]) => [key, labels]));
    return undefined;
  }
}

function identity({ kind, name, labels }: Rule): string {
  return JSON.stringify([kind, name, Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))]);
}
