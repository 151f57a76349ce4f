import type { Clock } from '../../base/clock.ts';
import { type Disposable, Slot } from '../../base/disposable.ts';
import type { Unit } from '../../base/unit.ts';
import type { Alert, AlertHistory, RuleStatus, Silence } from '../../model/alert.ts';
import type { TextRange } from '../../model/problem.ts';
import type { RuleGroup } from '../../model/rule.ts';
import type { AlertsUpdate, RuleFileProblems, RuleFileText, RuleReplay } from '../../protocol/rules.ts';
import { parseQuery } from '../promql/parse/parseQuery.ts';
import { unitOfExpr } from '../query/unitOfExpr.ts';
import type { ForeignAlerts } from '../alerting/prometheusAlerts.ts';
import type { SampleStore } from '../record/probeSeries.ts';
import type { SeriesSource } from '../store/storage.ts';
import { alertHistory } from './alertHistory.ts';
import { type CompiledSilence, compileSilence, listAlerts } from './alertList.ts';
import { GroupEvaluator } from './groupEvaluator.ts';
import { readRuleFile } from './readRuleFile.ts';
import { replayRule } from './replayRule.ts';

/** How often a group without an interval of its own is evaluated: as often as targets are scraped. */
const INTERVAL_MS = 15_000;
/** A rule that takes longer fails, and the others go on. */
const RULE_TIMEOUT_MS = 2_000;
/** The rules of a group have the thread for so long, and then let others have it. */
const SLICE_MS = 10;
/** An alert that comes this soon after the start may be one of before it: by then every target was scraped. */
const RESTORE_WITHIN_MS = 300_000;
/** A replay is asked for by somebody who waits for it. */
const REPLAY_TIMEOUT_MS = 10_000;

export interface RuleServiceOptions {
  readonly clock: Clock;
  readonly store: SeriesSource & SampleStore<unknown>;
  readonly unitOf: (metricName: string) => Unit;
  readonly problems: (files: readonly RuleFileProblems[]) => void;
  /** Told only where it differs from what was told before. */
  readonly alerts: (update: AlertsUpdate) => void;
  /** Told after each evaluation, changed or not. */
  readonly evaluated: (alerts: readonly Alert[]) => void;
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
  #silences: readonly CompiledSilence[] = [];
  #foreign: readonly ForeignAlerts[] = [];
  #alerts: readonly Alert[] = [];
  #told = JSON.stringify({ alerts: [], omitted: 0 });

  constructor(options: RuleServiceOptions) {
    this.#options = options;
  }

  setFiles(files: readonly RuleFileText[]): void {
    const before = this.#groups;
    const fresh: RunningGroup[] = [];
    this.#groups = new Map();
    const problems = files.map(({ uri, text, without = [] }): RuleFileProblems => {
      const read = readRuleFile(text);
      // As in Prometheus, a file with a mistake counts as none.
      for (const whole of read.problems.length > 0 ? [] : read.groups) {
        const group = { ...whole, rules: whole.rules.filter(({ name }) => !without.includes(name)) };
        const key = groupKey(uri, group);
        const known = before.get(key);
        before.delete(key);
        if (this.#groups.has(key)) continue;
        const running = known ?? this.#create(uri, group);
        running.ranges = group.rules.map(({ range }) => range);
        this.#groups.set(key, running);
        if (known === undefined) fresh.push(running);
      }
      return { uri, problems: read.problems };
    });
    for (const running of fresh) {
      const { name } = running.evaluator.group;
      const changed = [...before.values()].find((old) => old.uri === running.uri && old.evaluator.group.name === name);
      if (changed !== undefined) running.evaluator.adopt(changed.evaluator);
      this.#plan(running, 0);
    }
    for (const { timer, evaluator } of before.values()) {
      timer.dispose();
      evaluator.end(this.#options.clock.now());
    }
    this.#options.problems(problems);
    this.#announce();
  }

  /** Alerts of somebody else's rules, which are listed beside ours. */
  setForeign(foreign: readonly ForeignAlerts[]): void {
    this.#foreign = foreign;
    this.#announce();
  }

  setSilences(silences: readonly Silence[]): void {
    this.#silences = silences.map(compileSilence);
    this.#announce();
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
    for (const { timer } of this.#groups.values()) timer.dispose();
    this.#groups.clear();
  }

  #groupsOf(uri: string): RunningGroup[] {
    return [...this.#groups.values()].filter((group) => group.uri === uri);
  }

  #create(uri: string, group: RuleGroup): RunningGroup {
    const { clock, store } = this.#options;
    return {
      uri,
      evaluator: new GroupEvaluator(group, {
        store: {
          source: store,
          append: (labels, timestampMs, value) => void store.append(store.ref(labels), timestampMs, value),
        },
        query: { timeoutMs: RULE_TIMEOUT_MS, clock },
        restoreWithinMs: RESTORE_WITHIN_MS,
        monotonic: () => clock.monotonic(),
      }),
      timer: new Slot(),
      failing: new Map(),
      ranges: [],
      units: group.rules.map(({ expr }) => this.#unitOf(expr)),
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
      const startMs = clock.monotonic();
      while (evaluation.next().done !== true) {
        if (clock.monotonic() - startMs < SLICE_MS) continue;
        group.timer.set(clock.setTimeout(() => this.#run(group, evaluation), 0));
        return;
      }
      group.evaluatedAtMs = clock.now();
      this.#tellFailures(group);
      this.#announce();
      const foreign = new Set(this.#foreign.map(({ rule }) => rule.uri));
      this.#options.evaluated(this.#alerts.filter(({ rule }) => !foreign.has(rule.uri)));
    } catch (error) {
      onBug(error, `the rules of group ${group.evaluator.group.name}`);
    }
    this.#plan(group, group.evaluator.group.intervalMs ?? INTERVAL_MS);
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

  #announce(): void {
    const update = listAlerts(this.#activeAlerts(), this.#silences, this.#options.clock.now());
    this.#alerts = update.alerts;
    const told = JSON.stringify(update);
    if (told === this.#told) return;
    this.#told = told;
    this.#options.alerts(update);
  }

  *#activeAlerts(): Generator<Parameters<typeof listAlerts>[0] extends Iterable<infer T> ? T : never> {
    for (const one of this.#foreign) yield { ...one, unit: this.#unitOf(one.rule.expr) };
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

/** Equal for groups that do the same: where a rule stands in its file is no matter. */
function groupKey(uri: string, { rules, ...group }: RuleGroup): string {
  return JSON.stringify([uri, group, rules.map(({ range: _range, ...rule }) => rule)]);
}
