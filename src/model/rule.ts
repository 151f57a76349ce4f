import type { TextRange } from './problem.ts';
import type { Labels } from './series.ts';

interface RuleBase {
  /** The metric that is written, or the alert's name. */
  readonly name: string;
  /** PromQL, which can be parsed. */
  readonly expr: string;
  readonly labels: Labels;
  /** Where the rule's name stands in its file. */
  readonly range: TextRange;
}

/** Writes what its expression gives as a series of its own. */
export interface RecordingRule extends RuleBase {
  readonly kind: 'record';
}

/** Fires for each sample that its expression gives. */
export interface AlertingRule extends RuleBase {
  readonly kind: 'alert';
  /** How long a sample must be there before the alert fires. */
  readonly forMs: number;
  /** How long it goes on after the sample is gone. */
  readonly keepFiringForMs: number;
  readonly annotations: Labels;
}

export type Rule = RecordingRule | AlertingRule;

/** Rules that are evaluated together, one after the other. */
export interface RuleGroup {
  readonly name: string;
  /** Absent: the interval of whoever evaluates. */
  readonly intervalMs?: number;
  readonly queryOffsetMs: number;
  /** Most series, or alerts, that a rule may give; 0: any number. */
  readonly limit: number;
  readonly rules: readonly Rule[];
}
