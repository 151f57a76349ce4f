import type { TextRange } from '../model/problem.ts';

/** A rule file of the workspace, as it is now. */
export interface RuleFileText {
  readonly uri: string;
  readonly text: string;
}

/** What Prometheus would refuse in a rule file; none where it is well. */
export interface RuleFileProblems {
  readonly uri: string;
  readonly problems: readonly { readonly message: string; readonly range?: TextRange }[];
}

/** What the engine answers about rules. */
export interface RuleRequests {
  /** All rule files; replaces those before. A group that did not change goes on undisturbed, its alerts as they are. */
  setRuleFiles(files: readonly RuleFileText[]): void;
}

/** What the engine announces about rules. */
export interface RuleEvents {
  /** Told for all files, each time that they were set. */
  ruleProblems(files: readonly RuleFileProblems[]): void;
}
