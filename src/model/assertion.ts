/** What an assertion can speak of, by Gatus' names; `HEADER` is Watchpost's own. */
export const FACT_NAMES = [
  'STATUS',
  'RESPONSE_TIME',
  'BODY',
  'HEADER',
  'CONNECTED',
  'CERTIFICATE_EXPIRATION',
  'IP',
] as const;
export type FactName = (typeof FACT_NAMES)[number];

/** One thing that a run met: `[STATUS]`, `[BODY].queue.size`, `[HEADER].content-type`. */
export interface FactRef {
  readonly name: FactName;
  /** Of the body: a JSONPath query (RFC 9535) such as `$.queue.size`; absent: the whole body as text. */
  readonly path?: string;
  /** Of the headers: the name, in lower case. */
  readonly header?: string;
  /** `len`: how long the text, list or object is. `has`: whether it is there. */
  readonly of?: 'len' | 'has';
}

/** A side of a comparison as it is written in the settings. */
export type Literal =
  | { readonly kind: 'text'; readonly text: string }
  /** `pat(*UP*)`: a text in which `*` stands for anything. */
  | { readonly kind: 'pattern'; readonly text: string };

export type Operand =
  | Literal
  | { readonly kind: 'fact'; readonly fact: FactRef; readonly written: string }
  /** `any(200, 204)`: one of these. */
  | { readonly kind: 'any'; readonly of: readonly Literal[] };

export const COMPARISONS = ['==', '!=', '<=', '>=', '<', '>'] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** Something that the user wants to hold of each run: `[BODY].queue.size < 100`. */
export interface Assertion {
  /** As it was written. */
  readonly text: string;
  readonly left: Operand;
  readonly comparison: Comparison;
  readonly right: Operand;
  /** What the probe is where it does not hold. */
  readonly otherwise: 'down' | 'degraded';
}

/** Whether one of `assertions` speaks of `name`. */
export function assertsOf(assertions: readonly Assertion[] | undefined, name: FactName): boolean {
  const speaks = (operand: Operand): boolean => operand.kind === 'fact' && operand.fact.name === name;
  return assertions?.some(({ left, right }) => speaks(left) || speaks(right)) ?? false;
}
