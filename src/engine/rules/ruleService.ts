import type { Clock } from '../../base/clock.ts';
import { type Disposable, Slot } from '../../base/disposable.ts';
import type { Unit } from '../../base/unit.ts';
import type { Alert, AlertHistory, RuleStatus, Silence } from '../../model/alert.ts';
import type { TextRange } from '../../model/problem.ts';
import type { Handling } from '../../model/handling.ts';
import type { Rule, RuleGroup } from '../../model/rule.ts';
import type { AlertsUpdate, RuleFileProblems, RuleFileText, RuleReplay } from '../../protocol/rules.ts';
import { parseQuery } from '../promql/parse/parseQuery.ts';
import { unitOfExpr } from '../query/unitOfExpr.ts';
import { boundAlerts, type ForeignAlerts, type ForeignSource } from '../alerting/foreignAlerts.ts';
import { LabelSet } from '../../model/labelSet.ts';
import type { SampleStore } from '../record/probeSeries.ts';
import type { HistogramSink, SeriesSource } from '../store/storage.ts';
import { alertHistory } from './alertHistory.ts';
import { type CompiledSilence, compileSilence, listAlerts, type RuleAlerts } from './alertList.ts';
import { GroupEvaluator } from './groupEvaluator.ts';
import { duplicateRules } from './lintRules.ts';
import { readRuleFileStepwise, type RuleFile } from './readRuleFile.ts';
import { replayRule } from './replayRule.ts';

/** How often a group without an interval of its own is evaluated: as often as targets are scraped. */
const INTERVAL_MS = 15_000;
/** A rule that takes longer fails, and the others go on. */
const RULE_TIMEOUT_MS = 2_000;
/** Rules that are read or evaluated have the thread for so long, and then let others have it. */
const SLICE_MS = 10;
/** An alert that comes this soon after the start may be one of before it: by then every target was scraped. */
const RESTORE_WITHIN_MS = 300_000;
/** A replay is asked for by somebody who waits for it. */
const REPLAY_TIMEOUT_MS = 10_000;

export interface RuleServiceOptions {
  readonly clock: Clock;
  readonly store: SeriesSource & SampleStore<unknown> & HistogramSink<unknown>;
  readonly unitOf: (metricName: string) => Unit;
  readonly problems: (files: readonly RuleFileProblems[]) => void;
  /** Told only where it differs from what was told before. */
  readonly alerts: (update: AlertsUpdate) => void;
  /** Told after each evaluation, changed or not. */
  readonly evaluated: (alerts: readonly Alert[]) => void;
  /** Why nobody is called for the service whose series have this `job`; undefined where somebody is. */
  readonly handlingOf?: (job: string) => Handling | undefined;
  readonly log: (level: 'info' | 'warn', message: string) => void;
  /** An exception is a bug, which must not end the engine. */
  readonly onBug: (error: unknown, where: string) => void;
}

interface RunningGroup {
  readonly uri: string;
  readonly evaluator: GroupEvaluator;
  readonly timer: Slot<Disposable>;
  /** What was last told of a rule that fails, by its place, so that each failure is told once. */
  readonly failing: Map<number, string>;
  /** Where its rules stand now: a text that grew above them moves them. */
  ranges: readonly TextRange[];
  /** Of what its rules give. */
  readonly units: readonly Unit[];
  evaluatedAtMs: number | undefined;
}

/** Evaluates the groups of the workspace's rule files at their intervals, into the store that everything else reads. */
export class RuleService implements Disposable {
  readonly #options: RuleServiceOptions;
  #groups = new Map<string, RunningGroup>();
  /** The files of the last call by their texts. */
  readonly #read = new Map<string, RuleFile>();
  readonly #reading = new Slot<Disposable>();
  #silences: readonly CompiledSilence[] = [];
  readonly #foreign = new Map<ForeignSource, readonly ForeignAlerts[]>();
  /** How many alerts of others are left out of that. */
  readonly #leftOut = new Map<ForeignSource, number>();
  #alerts: readonly Alert[] = [];
  #told = JSON.stringify({ alerts: [], omitted: 0 });

  constructor(options: RuleServiceOptions) {
    this.#options = options;
  }

  /** Reads the files in slices, and then has their groups take the place of those before; a later call ends an earlier one. */
  setFiles(files: readonly RuleFileText[]): void {
    this.#reading.set(undefined);
    this.#goOnReading(this.#take(files));
  }

  /** Alerts of somebody else's rules, which are listed beside ours; replaces those of that source before. */
  setForeign(source: ForeignSource, foreign: readonly ForeignAlerts[]): void {
    const bounded = boundAlerts(foreign);
    this.#foreign.set(source, bounded);
    this.#leftOut.set(source, foreign.reduce((sum, { alerts }) => sum + alerts.length, 0) - bounded.length);
    this.announce();
  }

  setSilences(silences: readonly Silence[]): void {
    this.#silences = silences.map(compileSilence);
    this.announce();
  }

  /** The names of the series that the rules record. */
  get recorded(): ReadonlySet<string> {
    const rules = [...this.#groups.values()].flatMap(({ evaluator }) => evaluator.group.rules);
    return new Set(rules.filter(({ kind }) => kind === 'record').map(({ name }) => name));
  }

  statuses(uri: string): readonly RuleStatus[] {
    return this.#groupsOf(uri).flatMap(({ evaluator, ranges, units, evaluatedAtMs }) =>
      evaluator.group.rules.map(({ name, kind, expr, range }, i): RuleStatus => {
        const outcome = evaluator.outcomes[i];
        const count = (state: string): number => outcome?.alerts.filter((alert) => alert.state === state).length ?? 0;
        return {
          name,
          kind,
          expr,
          range: ranges[i] ?? range,
          unit: units[i] ?? 'none',
          samples: outcome?.samples ?? 0,
          pending: count('pending'),
          firing: count('firing'),
          ...(outcome?.value !== undefined && { value: outcome.value }),
          ...(outcome?.error !== undefined && { error: outcome.error }),
          ...(outcome !== undefined &&
            evaluatedAtMs !== undefined && { evaluatedAtMs, durationMs: outcome.durationMs }),
        };
      }),
    );
  }

  async replay(uri: string, line: number, rangeMs: number): Promise<RuleReplay | undefined> {
    const { clock, store } = this.#options;
    for (const { evaluator, ranges } of this.#groupsOf(uri)) {
      const rule = evaluator.group.rules[ranges.findIndex(({ startLine }) => startLine === line)];
      if (rule?.kind !== 'alert') continue;
      const toMs = clock.now();
      const intervalMs = evaluator.group.intervalMs ?? INTERVAL_MS;
      const query = { timeoutMs: REPLAY_TIMEOUT_MS, clock };
      return replayRule(store, rule, { fromMs: toMs - rangeMs, toMs, intervalMs, query });
    }
    return undefined;
  }

  async history(alertId: string, rangeMs: number): Promise<AlertHistory | undefined> {
    const { clock, store } = this.#options;
    const alert = this.#alerts.find(({ id }) => id === alertId);
    if (alert === undefined) return undefined;
    const options = { timeoutMs: REPLAY_TIMEOUT_MS, clock, unit: alert.unit };
    return alertHistory(store, alert, { toMs: clock.now(), rangeMs }, options);
  }

  dispose(): void {
    this.#reading.dispose();
    for (const { timer } of this.#groups.values()) timer.dispose();
    this.#groups.clear();
  }

  #goOnReading(reading: Generator<void>): void {
    try {
      this.#slice(reading, this.#reading, () => this.#goOnReading(reading));
    } catch (error) {
      this.#options.onBug(error, 'reading the rule files');
    }
  }

  *#take(files: readonly RuleFileText[]): Generator<void> {
    const groups = new Map<string, RunningGroup>();
    const ranges = new Map<RunningGroup, readonly TextRange[]>();
    const problems: RuleFileProblems[] = [];
    for (const { uri, text, without = [] } of files) {
      const read = yield* this.#readOnce(text);
      // As in Prometheus, a file with a mistake counts as none.
      const switchedOff = without === true ? [] : without;
      for (const whole of read.problems.length > 0 || without === true ? [] : read.groups) {
        const group = { ...whole, rules: whole.rules.filter(({ name }) => !switchedOff.includes(name)) };
        const key = groupKey(uri, group);
        if (groups.has(key)) continue;
        const running = this.#groups.get(key) ?? (yield* this.#create(uri, group));
        ranges.set(
          running,
          group.rules.map(({ range }) => range),
        );
        groups.set(key, running);
      }
      const lints = read.problems.length > 0 ? [] : duplicateRules(read.groups).map(duplicateLint);
      problems.push({ uri, problems: [...read.problems, ...lints] });
    }
    const texts = new Set(files.map(({ text }) => text));
    for (const text of this.#read.keys()) if (!texts.has(text)) this.#read.delete(text);
    for (const [running, places] of ranges) running.ranges = places;
    this.#replace(groups);
    this.#options.problems(problems);
    this.announce();
  }

  /** A file that did not change is not read again when another one does. */
  *#readOnce(text: string): Generator<void, RuleFile> {
    const known = this.#read.get(text);
    if (known !== undefined) return known;
    yield;
    const read = yield* readRuleFileStepwise(text);
    this.#read.set(text, read);
    return read;
  }

  /** Has these groups run in place of those before: new ones go on from the one of their name, and what is gone ends. */
  #replace(groups: Map<string, RunningGroup>): void {
    const gone = new Map([...this.#groups].filter(([key]) => !groups.has(key)));
    const fresh = [...groups].filter(([key]) => !this.#groups.has(key));
    this.#groups = groups;
    const byName = Map.groupBy(gone.values(), nameOf);
    for (const [, running] of fresh) {
      const changed = byName.get(nameOf(running))?.[0];
      if (changed !== undefined) running.evaluator.adopt(changed.evaluator);
      this.#plan(running, 0);
    }
    for (const { timer, evaluator } of gone.values()) {
      timer.dispose();
      evaluator.end(this.#options.clock.now());
    }
  }

  #groupsOf(uri: string): RunningGroup[] {
    return [...this.#groups.values()].filter((group) => group.uri === uri);
  }

  *#create(uri: string, group: RuleGroup): Generator<void, RunningGroup> {
    const { clock, store } = this.#options;
    const units: Unit[] = [];
    for (const { expr } of group.rules) {
      yield;
      units.push(this.#unitOf(expr));
    }
    return {
      uri,
      evaluator: new GroupEvaluator(group, {
        store: {
          source: store,
          append(labels, timestampMs, value) {
            if (typeof value === 'number') store.append(store.ref(labels), timestampMs, value);
            else store.appendHistogram?.(store.ref(labels), timestampMs, value);
          },
        },
        query: { timeoutMs: RULE_TIMEOUT_MS, clock },
        restoreWithinMs: RESTORE_WITHIN_MS,
        monotonic: () => clock.monotonic(),
      }),
      timer: new Slot(),
      failing: new Map(),
      ranges: [],
      units,
      evaluatedAtMs: undefined,
    };
  }

  #unitOf(query: string): Unit {
    const parsed = parseQuery(query);
    return parsed.ok ? unitOfExpr(parsed.value, this.#options.unitOf) : 'none';
  }

  // Planned anew from each end: a machine that slept evaluates once, not once for each interval that it missed.
  #plan(group: RunningGroup, delayMs: number): void {
    const begin = (): void => this.#run(group, group.evaluator.evaluateStepwise(this.#options.clock.now()));
    group.timer.set(this.#options.clock.setTimeout(begin, delayMs));
  }

  /** Goes on with an evaluation until its slice of time is over, and later with the rest. */
  #run(group: RunningGroup, evaluation: Generator<void>): void {
    const { clock, onBug } = this.#options;
    try {
      if (!this.#slice(evaluation, group.timer, () => this.#run(group, evaluation))) return;
      group.evaluatedAtMs = clock.now();
      this.#tellFailures(group);
      this.announce();
      const foreign = new Set([...this.#foreign.values()].flat().map(({ rule }) => rule.uri));
      this.#options.evaluated(this.#alerts.filter(({ rule }) => !foreign.has(rule.uri)));
    } catch (error) {
      onBug(error, `the rules of group ${group.evaluator.group.name}`);
    }
    this.#plan(group, group.evaluator.group.intervalMs ?? INTERVAL_MS);
  }

  /** Goes on with `work` until its slice of time is over, and then has `again` called soon; whether it came to its end. */
  #slice(work: Generator<void>, timer: Slot<Disposable>, again: () => void): boolean {
    const { clock } = this.#options;
    const startMs = clock.monotonic();
    while (work.next().done !== true) {
      if (clock.monotonic() - startMs < SLICE_MS) continue;
      timer.set(clock.setTimeout(again, 0));
      return false;
    }
    return true;
  }

  #tellFailures({ evaluator, failing }: RunningGroup): void {
    evaluator.outcomes.forEach(({ rule, error }, i) => {
      if (error === undefined) failing.delete(i);
      else if (failing.get(i) !== error) {
        failing.set(i, error);
        this.#options.log('warn', `rule ${rule.name} of group ${evaluator.group.name}: ${error}`);
      }
    });
  }

  /** Tells of the alerts where they, their silences or the handling of their services differ from what was told. */
  announce(): void {
    const { handlingOf = () => undefined, clock } = this.#options;
    const listed = listAlerts(
      { ours: this.#ourAlerts(), others: this.#otherAlerts() },
      this.#silences,
      handlingOf,
      clock.now(),
    );
    const leftOut = [...this.#leftOut.values()].reduce((sum, count) => sum + count, 0);
    const update: AlertsUpdate = { ...listed, omitted: listed.omitted + leftOut };
    this.#alerts = update.alerts;
    const told = JSON.stringify(update);
    if (told === this.#told) return;
    this.#told = told;
    this.#options.alerts(update);
  }

  /** The labels of all alerts of ours, and of those that a Prometheus told of, as keys. */
  #ownKeys(): ReadonlySet<string> {
    const told = (this.#foreign.get('prometheus') ?? []).flatMap(({ alerts }) => alerts);
    const ours = [...this.#groups.values()].flatMap(({ evaluator }) =>
      evaluator.outcomes.flatMap(({ alerts }) => alerts),
    );
    return new Set([...told, ...ours].map(({ labels }) => LabelSet.from(labels).key));
  }

  *#otherAlerts(): Generator<RuleAlerts> {
    if (this.#foreign.size === 0) return;
    const own = this.#ownKeys();
    const units = new Map<string, Unit>();
    for (const [source, all] of this.#foreign) {
      for (const one of all) {
        const isOurs = source === 'alertmanager' && one.alerts.some(({ labels }) => own.has(LabelSet.from(labels).key));
        if (isOurs) continue;
        const unit = units.get(one.rule.expr) ?? this.#unitOf(one.rule.expr);
        units.set(one.rule.expr, unit);
        yield { ...one, unit };
      }
    }
  }

  *#ourAlerts(): Generator<RuleAlerts> {
    for (const { uri, evaluator, ranges, units } of this.#groups.values()) {
      const group = evaluator.group.name;
      for (const [i, { rule, alerts }] of evaluator.outcomes.entries()) {
        if (rule.kind !== 'alert' || alerts.length === 0) continue;
        const { name, expr, forMs, range } = rule;
        yield { rule: { uri, group, name, expr, forMs, range: ranges[i] ?? range }, unit: units[i] ?? 'none', alerts };
      }
    }
  }
}

function duplicateLint({ name, range }: Rule): RuleFileProblems['problems'][number] {
  const message = `${name}: there is a rule of this name and these labels before; both write the same series`;
  return { message, range, isLint: true };
}

const nameOf = ({ uri, evaluator }: RunningGroup): string => JSON.stringify([uri, evaluator.group.name]);

/** Equal for groups that do the same: where a rule stands in its file is no matter. */
function groupKey(uri: string, { rules, ...group }: RuleGroup): string {
  return JSON.stringify([uri, group, rules.map(({ range: _range, ...rule }) => rule)]);
}
