import type { Result } from '../base/result.ts';
import type { Alert, AlertHistory, RuleStatus, Silence } from '../model/alert.ts';
import type { NotificationTarget, NotificationTargets, ToldAlert } from '../model/notification.ts';
import type { TextRange } from '../model/problem.ts';

/** A rule file of the workspace, as it is now. */
export interface RuleFileText {
  readonly uri: string;
  readonly text: string;
  /** Names of rules that are not to be evaluated; `true`: none is, the file is only checked. */
  readonly without?: readonly string[] | true;
}

/** What Prometheus would refuse in a rule file; none where it is well. */
export interface RuleFileProblems {
  readonly uri: string;
  readonly problems: readonly {
    readonly message: string;
    readonly range?: TextRange;
    /** It is a lint: the rules are evaluated all the same. */
    readonly isLint?: true;
  }[];
}

/** All alerts: firing ones first, then pending, then those that ended lately. */
export interface AlertsUpdate {
  readonly alerts: readonly Alert[];
  /** How many more there are than are listed. */
  readonly omitted: number;
}

/** From when to when a rule would have had a firing alert, in Unix milliseconds. */
export interface WouldHaveFired {
  readonly startMs: number;
  readonly endMs: number;
}

/** What an alerting rule would have done over the stored history. */
export interface RuleReplay {
  readonly fromMs: number;
  readonly toMs: number;
  /** Milliseconds between two evaluations of it: the rule's interval, or more where the history is long. */
  readonly stepMs: number;
  readonly firings: readonly WouldHaveFired[];
  readonly error?: string;
}

/** A test in a file of promtool's unit tests. */
export interface RuleTest {
  /** Empty where it has none. */
  readonly name: string;
  readonly range?: TextRange;
}

/** A difference that a unit test found. */
export interface RuleTestFailure {
  /** As promtool prints it. */
  readonly text: string;
  /** Of the check that fails. */
  readonly range?: TextRange;
  readonly expected?: string;
  readonly actual?: string;
}

/** How unit tests went; `problems` is why none was run. */
export interface RuleTestRun {
  readonly problems: readonly string[];
  readonly tests: readonly { readonly index: number; readonly failures: readonly RuleTestFailure[] }[];
}

/** What the engine answers about rules. */
export interface RuleRequests {
  /** All rule files; replaces those before. A group that did not change goes on undisturbed, its alerts as they are. */
  setRuleFiles(files: readonly RuleFileText[]): void;
  /** The rule files that a Prometheus configuration names, as patterns below its folder. */
  ruleFilesOf(configuration: string): readonly string[];
  /** The unit tests of a file in promtool's format; none where it is no such file. */
  ruleTests(text: string): readonly RuleTest[];
  /** Runs the unit tests of the file at `path`, whose text is given, those of `indices` or all. */
  runRuleTests(path: string, text: string, indices: readonly number[] | undefined): RuleTestRun;
  /** All silences; replaces those before. Those that ended are of no effect. */
  setSilences(silences: readonly Silence[]): void;
  /** The Prometheus whose alerts are listed beside ours, by its address; undefined: none. */
  setPrometheus(url: string | undefined): void;
  /** The Alertmanager that alerts are sent to, by its address; undefined: none. */
  setAlertmanager(url: string | undefined): void;
  /** Where else alerts are told, and what was told before. */
  setNotifications(targets: NotificationTargets, told: readonly ToldAlert[]): void;
  /** The Alertmanager's silences that are in force; the error is a sentence. */
  alertmanagerSilences(): Result<readonly Silence[], string>;
  /** Creates a silence in the Alertmanager, and gives its id there. */
  createSilence(silence: Silence): Result<string, string>;
  expireSilence(id: string): Result<void, string>;
  /** The rules of a file as of their last evaluation, in the file's order; none where it is not evaluated. */
  ruleStatuses(uri: string): readonly RuleStatus[];
  /** What the expression of an alert measured over the last `rangeMs`; nothing where the alert is gone. */
  alertHistory(alertId: string, rangeMs: number): AlertHistory | undefined;
  /** When the alerting rule whose name stands at that line would have fired over the last `rangeMs` of the stored history. */
  replayRule(uri: string, line: number, rangeMs: number): RuleReplay | undefined;
}

/** What may not work: telling an Alertmanager or another target of alerts, and listing those of an Alertmanager or a Prometheus. */
export type AlertProblemOf = NotificationTarget | 'alertmanager' | 'alertmanagerAlerts' | 'prometheus';

/** What the engine announces about rules. */
export interface RuleEvents {
  /** Told for all files, each time that they were set. */
  ruleProblems(files: readonly RuleFileProblems[]): void;
  /** Told when an alert began, changed its state or value, or ended. */
  alerts(update: AlertsUpdate): void;
  /** Why something about alerts does not work, in a sentence; undefined once it does. */
  alertProblem(of: AlertProblemOf, problem: string | undefined): void;
  /** All that was told to a target, each time that something was: to be kept, and given back by `setNotifications`. */
  alertsTold(target: NotificationTarget, told: readonly ToldAlert[]): void;
}
