import type { Unit } from '../base/unit.ts';

/** A text with PromQL in it, as an editor has it: a file of one query, or a rule file. */
export interface ExprDocument {
  readonly language: 'promql' | 'rules';
  readonly text: string;
}

/** A span of a document: UTF-16 offsets, the end exclusive. */
export interface DocumentSpan {
  readonly start: number;
  readonly end: number;
}

/** What a part of an expression gives now. */
export interface ExprValue extends DocumentSpan {
  /** The part, in Prometheus' spelling. */
  readonly text: string;
  readonly type: 'scalar' | 'vector' | 'matrix' | 'string';
  readonly unit: Unit;
  /** How many series it gives; 1 for a scalar. */
  readonly series: number;
  /** How many samples, in a range vector. */
  readonly samples: number;
  /** The first few of its series with their values; of a range vector the last ones. */
  readonly values: readonly { readonly labels: string; readonly value: number }[];
  /** The text that it comes to. */
  readonly string?: string;
  /** Why it gives nothing, in a sentence. */
  readonly failure?: string;
}

export type ExprCompletionKind = 'metric' | 'label' | 'value' | 'function' | 'aggregation' | 'keyword' | 'duration';

/** Something that may be written at a place. */
export interface ExprCompletion {
  readonly kind: ExprCompletionKind;
  /** What is shown, and what is filtered by. */
  readonly label: string;
  /** What is written, as the document needs it. */
  readonly insert: string;
  readonly detail: string;
  readonly help: string;
}

/** What may stand in place of a span. */
export interface ExprCompletions extends DocumentSpan {
  readonly items: readonly ExprCompletion[];
}

/** A span of the document that becomes another text. */
export interface ExprEdit extends DocumentSpan {
  readonly text: string;
}

/** Something that is probably a mistake. */
export interface ExprHint extends DocumentSpan {
  readonly message: string;
}

/** What the engine answers to somebody who writes PromQL in an editor. */
export interface EditingRequests {
  /** What the smallest part of the expression at `offset` gives now; undefined where there is none that can be evaluated. */
  exprValue(document: ExprDocument, offset: number): ExprValue | undefined;
  exprCompletions(document: ExprDocument, offset: number): ExprCompletions | undefined;
  /** What brings the expressions of a document into Prometheus' form. Those with a comment or a mistake stay as they are. */
  formatExprs(document: ExprDocument): readonly ExprEdit[];
  /** Metrics and labels that no stored series has and no rule records; none while nothing is stored. */
  exprHints(document: ExprDocument): readonly ExprHint[];
}
