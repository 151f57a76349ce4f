import { t } from '../../base/l10n.ts';
import { formatSeconds } from '../../base/unit.ts';
import { durationMs } from '../../config/assertions/parseAssertion.ts';
import {
  type Assertion,
  assertsOf,
  type Comparison,
  type FactRef,
  type Literal,
  type Operand,
} from '../../model/assertion.ts';
import type { Check } from '../../model/probe.ts';
import { bodyValues } from './bodyValues.ts';
import type { RunFacts } from './facts.ts';
import { matchPattern } from './matchPattern.ts';

const LONGEST_SHOWN = 80;

/** What a side came to: its text, and how people read it. Absent where there is nothing. */
interface Met {
  readonly text: string;
  readonly shown: string;
}

/** Each assertion as a check named after it, whose message gives the value that was met. */
export function checkAssertions(assertions: readonly Assertion[], facts: RunFacts): Check[] {
  const body = new LazyBody(facts.body);
  return assertions.map((assertion) => {
    const { text, left, comparison, right, otherwise } = assertion;
    const [a, b] = [meet(left, facts, body), meet(right, facts, body)];
    const missing = [a, b].find((side) => side.met === undefined && side.operand.kind === 'fact');
    if (facts.body === undefined && assertsOf([assertion], 'BODY')) {
      return { name: text, status: 'unknown', message: t('the body was not read to its end') };
    }
    const asked = [a, b].filter(({ operand }) => operand.kind === 'fact');
    // The assertion itself stands beside it: what is asked of is named only where there are two.
    const isNamed = asked.length > 1;
    if (missing !== undefined)
      return {
        name: text,
        status: otherwise,
        message: isNamed ? t('{0} is not there', written(missing.operand)) : t('is not there'),
      };
    const holds = compareSides(a, comparison, b);
    const said = asked.map(({ operand, met }) => {
      const shown = met?.shown ?? t('absent');
      return isNamed ? t('{0} is {1}', written(operand), shown) : t('is {0}', shown);
    });
    return { name: text, status: holds ? 'up' : otherwise, message: said.join(', ') };
  });
}

/** What `fact` is of a run, as a text; undefined where it is not there. */
export function factText(fact: FactRef, facts: RunFacts): string | undefined {
  return meetFact(fact, facts, new LazyBody(facts.body))?.text;
}

interface Side {
  readonly operand: Operand;
  readonly met: Met | undefined;
}

function meet(operand: Operand, facts: RunFacts, body: LazyBody): Side {
  if (operand.kind === 'fact') return { operand, met: meetFact(operand.fact, facts, body) };
  return { operand, met: operand.kind === 'text' ? plain(operand.text) : undefined };
}

function meetFact(fact: FactRef, facts: RunFacts, body: LazyBody): Met | undefined {
  const value = factValue(fact, facts, body);
  if (fact.of === 'has') return plain(String(value !== undefined));
  if (value === undefined) return undefined;
  if (fact.of === 'len') return plain(String(lengthOf(value)));
  if (fact.name === 'RESPONSE_TIME' || fact.name === 'CERTIFICATE_EXPIRATION') {
    return { text: JSON.stringify(value), shown: formatSeconds(Number(value) / 1000) };
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return { text, shown: typeof value === 'string' && Number.isNaN(Number(value)) ? `"${cut(text)}"` : cut(text) };
}

function factValue(fact: FactRef, facts: RunFacts, body: LazyBody): unknown {
  switch (fact.name) {
    case 'STATUS':
      return facts.status;
    case 'RESPONSE_TIME':
      return Math.round(facts.durationMs);
    case 'CONNECTED':
      return facts.connected;
    case 'IP':
      return facts.ip;
    case 'CERTIFICATE_EXPIRATION':
      return facts.certificateExpiryMs === undefined ? undefined : facts.certificateExpiryMs - facts.nowMs;
    case 'HEADER':
      return facts.headers?.find(([name]) => name.toLowerCase() === fact.header)?.[1];
    case 'BODY': {
      if (fact.path === undefined) return body.text;
      const values = body.json === undefined ? [] : bodyValues(fact.path, body.json);
      return values.length > 1 ? values : values[0];
    }
  }
}

function compareSides(a: Side, comparison: Comparison, b: Side): boolean {
  const [subject, other] = a.met === undefined ? [b, a] : [a, b];
  const text = subject.met?.text ?? '';
  switch (comparison) {
    case '==':
      return isOne(text, other);
    case '!=':
      return !isOne(text, other);
    default:
      return compareNumbers(a.met?.text ?? '', comparison, b.met?.text ?? '');
  }
}

function isOne(text: string, { operand, met }: Side): boolean {
  if (operand.kind === 'any') return operand.of.some((literal) => equals(text, literal));
  return equals(text, operand.kind === 'pattern' ? operand : { kind: 'text', text: met?.text ?? '' });
}

function equals(text: string, literal: Literal): boolean {
  if (literal.kind === 'pattern') return matchPattern(text, literal.text);
  if (text === literal.text) return true;
  const [a, b] = [numberOf(text), numberOf(literal.text)];
  return a !== undefined && a === b;
}

function compareNumbers(left: string, comparison: Comparison, right: string): boolean {
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a === undefined || b === undefined) return false;
  switch (comparison) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    default:
      return a >= b;
  }
}

/** The number, or the milliseconds of a duration, that `text` is. */
function numberOf(text: string): number | undefined {
  if (/^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(text)) return Number(text);
  return durationMs(text);
}

function lengthOf(value: unknown): number {
  if (typeof value === 'object' && value !== null)
    return Array.isArray(value) ? value.length : Object.keys(value).length;
  return String(value).length;
}

function plain(text: string): Met {
  return { text, shown: cut(text) };
}

function written(operand: Operand): string {
  return operand.kind === 'fact' ? operand.written : '';
}

function cut(text: string): string {
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

/** The body as text and as JSON, read once and only when an assertion asks. */
class LazyBody {
  readonly #bytes: Uint8Array | undefined;
  #json: { readonly value: unknown } | undefined;

  constructor(bytes: Uint8Array | undefined) {
    this.#bytes = bytes;
  }

  get text(): string | undefined {
    return this.#bytes === undefined ? undefined : new TextDecoder().decode(this.#bytes);
  }

  /** Undefined where the body is no JSON. */
  get json(): unknown {
    this.#json ??= { value: parse(this.text ?? '') };
    return this.#json.value;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // what is no JSON holds nothing that a path could find
  }
}
