import { type Assertion, assertsOf, FACT_NAMES, type FactName } from '../../model/assertion.ts';
import * as problems from '../problems.ts';
import { readChoice } from '../quantities.ts';
import { readPlain } from '../template.ts';
import { child, isObject, isPresent, readObject, type Value } from '../value.ts';
import { parseAssertion } from './parseAssertion.ts';

export const ASSERTION_KEYS = ['that', 'otherwise'] as const;
export const OTHERWISE = ['down', 'degraded'] as const;
const EXPECTED = 'an assertion such as "[STATUS] == 200"';
const MAX_ASSERTIONS = 50;

/**
 * The assertions of a probe: texts, or objects with a consequence. A wrong one, or one on what is not among the `known`, is
 * reported and left out.
 */
export function readAssertions(at: Value, known: readonly FactName[]): Assertion[] {
  if (!isPresent(at)) return [];
  if (!Array.isArray(at.raw)) {
    at.context.report(problems.wrongType(at.path, 'a list of assertions, such as ["[STATUS] == 200"]', at.raw));
    return [];
  }
  if (at.raw.length > MAX_ASSERTIONS) at.context.report(problems.tooMany(at.path, MAX_ASSERTIONS, 'assertions'));
  return at.raw.slice(0, MAX_ASSERTIONS).flatMap((_, i) => readAssertion(child(at, i), known));
}

function readAssertion(at: Value, known: readonly FactName[]): Assertion[] {
  if (!isObject(at.raw)) return parse(at, 'down', known);
  const field = readObject(at, ASSERTION_KEYS, `${EXPECTED}, or an object with \`that\` and \`otherwise\``);
  if (field === undefined) return [];
  const [thatAt, otherwiseAt] = [field('that'), field('otherwise')];
  if (!isPresent(thatAt)) {
    at.context.report(problems.missingKey(at.path, 'that', '"that": "[STATUS] == 200"'));
    return [];
  }
  return parse(thatAt, (isPresent(otherwiseAt) ? readChoice(otherwiseAt, OTHERWISE) : undefined) ?? 'down', known);
}

function parse(at: Value, otherwise: Assertion['otherwise'], known: readonly FactName[]): Assertion[] {
  const text = readPlain(at, EXPECTED);
  if (text === undefined) return [];
  const parsed = parseAssertion(text);
  if (!parsed.ok) {
    at.context.report(problems.badAssertion(at.path, parsed.error));
    return [];
  }
  const assertion: Assertion = { ...parsed.value, otherwise };
  const stranger = FACT_NAMES.find((name) => !known.includes(name) && assertsOf([assertion], name));
  if (stranger === undefined) return [assertion];
  at.context.report(problems.unknownFact(at.path, stranger, known));
  return [];
}

/** `expectedStatus`: a code, a class such as `"2xx"`, or a list of these, as the assertion that it stands for. */
export function readExpectedStatus(at: Value): Assertion[] {
  if (!isPresent(at)) return [];
  const given: readonly unknown[] = Array.isArray(at.raw) ? at.raw : [at.raw];
  const codes = given.map((code) => String(code).toLowerCase());
  if (codes.length === 0 || codes.length > MAX_ASSERTIONS || !codes.every((code) => /^[1-5](?:\d\d|xx)$/.test(code))) {
    at.context.report(problems.badExpectedStatus(at.path));
    return [];
  }
  const of = codes.map((code) =>
    code.endsWith('xx')
      ? ({ kind: 'pattern', text: `${code.charAt(0)}*` } as const)
      : ({ kind: 'text', text: code } as const),
  );
  const left = { kind: 'fact', fact: { name: 'STATUS' }, written: '[STATUS]' } as const;
  const [only] = of;
  const right = of.length === 1 && only !== undefined ? only : ({ kind: 'any', of } as const);
  return [{ text: `status ${codes.join(', ')}`, left, comparison: '==', right, otherwise: 'down' }];
}
