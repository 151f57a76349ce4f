import type { Clock } from '../../base/clock.ts';
import { type Disposable, Slot } from '../../base/disposable.ts';
import type { RuleGroup } from '../../model/rule.ts';
import type { RuleFileProblems, RuleFileText } from '../../protocol/rules.ts';
import type { SampleStore } from '../record/probeSeries.ts';
import type { SeriesSource } from '../store/storage.ts';
import { GroupEvaluator } from './groupEvaluator.ts';
import { readRuleFile } from './readRuleFile.ts';

/** How often a group without an interval of its own is evaluated: as often as targets are scraped. */
const INTERVAL_MS = 15_000;
/** A rule that takes longer fails, and the others go on. */
const RULE_TIMEOUT_MS = 2_000;

export interface RuleServiceOptions {
  readonly clock: Clock;
  readonly store: SeriesSource & SampleStore<unknown>;
  readonly problems: (files: readonly RuleFileProblems[]) => void;
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
}

/** Evaluates the groups of the workspace's rule files at their intervals, into the store that everything else reads. */
export class RuleService implements Disposable {
  readonly #options: RuleServiceOptions;
  #groups = new Map<string, RunningGroup>();

  constructor(options: RuleServiceOptions) {
    this.#options = options;
  }

  setFiles(files: readonly RuleFileText[]): void {
    const { clock, store } = this.#options;
    const before = this.#groups;
    const fresh: RunningGroup[] = [];
    this.#groups = new Map();
    const problems = files.map(({ uri, text }): RuleFileProblems => {
      const read = readRuleFile(text);
      // As in Prometheus, a file with a mistake counts as none.
      for (const group of read.problems.length > 0 ? [] : read.groups) {
        const key = groupKey(uri, group);
        const known = before.get(key);
        before.delete(key);
        if (this.#groups.has(key)) continue;
        const running: RunningGroup = known ?? {
          uri,
          evaluator: new GroupEvaluator(group, {
            store: {
              source: store,
              append: (labels, timestampMs, value) => void store.append(store.ref(labels), timestampMs, value),
            },
            query: { timeoutMs: RULE_TIMEOUT_MS, clock },
          }),
          timer: new Slot(),
          failing: new Map(),
        };
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
      evaluator.end(clock.now());
    }
    this.#options.problems(problems);
  }

  dispose(): void {
    for (const { timer } of this.#groups.values()) timer.dispose();
    this.#groups.clear();
  }

  // Planned anew from each end: a machine that slept evaluates once, not once for each interval that it missed.
  #plan(group: RunningGroup, delayMs: number): void {
    const run = (): void => {
      try {
        this.#evaluate(group);
      } catch (error) {
        this.#options.onBug(error, `the rules of group ${group.evaluator.group.name}`);
      }
      this.#plan(group, group.evaluator.group.intervalMs ?? INTERVAL_MS);
    };
    group.timer.set(this.#options.clock.setTimeout(run, delayMs));
  }

  #evaluate({ evaluator, failing }: RunningGroup): void {
    evaluator.evaluate(this.#options.clock.now()).forEach(({ rule, error }, i) => {
      if (error === undefined) failing.delete(i);
      else if (failing.get(i) !== error) {
        failing.set(i, error);
        this.#options.log('warn', `rule ${rule.name} of group ${evaluator.group.name}: ${error}`);
      }
    });
  }
}

/** Equal for groups that do the same: where a rule stands in its file is no matter. */
function groupKey(uri: string, { rules, ...group }: RuleGroup): string {
  return JSON.stringify([uri, group, rules.map(({ range: _range, ...rule }) => rule)]);
}
