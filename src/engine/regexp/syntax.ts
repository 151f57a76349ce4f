import type { CharClass } from './charClass.ts';

/** An empty-width test: start or end of the text or of a line, at or not at a word's edge. */
export type Assertion = 'textStart' | 'textEnd' | 'lineStart' | 'lineEnd' | 'wordEdge' | 'noWordEdge';

/** A parsed pattern. */
export type Regexp =
  | { readonly kind: 'empty' }
  | { readonly kind: 'none' }
  /** `literal` where it is one character, whatever its case. */
  | { readonly kind: 'class'; readonly set: CharClass; readonly literal?: string }
  | { readonly kind: 'assert'; readonly assertion: Assertion }
  | { readonly kind: 'concat' | 'alternate'; readonly parts: readonly Regexp[] }
  | {
      readonly kind: 'repeat';
      readonly part: Regexp;
      readonly min: number;
      readonly max: number;
      readonly greedy: boolean;
    }
  | { readonly kind: 'capture'; readonly part: Regexp; readonly index: number };

export interface ParsedRegexp {
  readonly regexp: Regexp;
  /** How many captures there are, the whole not counted. */
  readonly captures: number;
  readonly names: ReadonlyMap<string, number>;
}
