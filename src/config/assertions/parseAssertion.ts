import { parseDuration } from '../../base/duration.ts';
import { err, ok, type Result } from '../../base/result.ts';
import {
  type Assertion,
  COMPARISONS,
  type Comparison,
  FACT_NAMES,
  type FactName,
  type FactRef,
  type Literal,
  type Operand,
} from '../../model/assertion.ts';
import { nearest } from '../nearest.ts';
import { bodyPath } from './jsonPath.ts';

const MAX_LENGTH = 2_000;
const NUMERIC: ReadonlySet<FactName> = new Set(['RESPONSE_TIME', 'CERTIFICATE_EXPIRATION']);
const HEADER_NAME = /^\.([\w!#$%&'*+.^`|~-]{1,200})$/;

/** The assertion that `text` writes, in Gatus' syntax; the error is a sentence's end: "… is wrong: ERROR". */
export function parseAssertion(text: string): Result<Omit<Assertion, 'otherwise'>, string> {
  if (text.length > MAX_LENGTH) return err(`it is longer than ${MAX_LENGTH} characters`);
  const found = splitComparison(text);
  if (found === undefined) return err(`there is no comparison (${COMPARISONS.join(', ')}) in it`);
  const left = parseOperand(found.left);
  if (!left.ok) return left;
  const right = parseOperand(found.right);
  if (!right.ok) return right;
  const wrong = checkSides(left.value, found.comparison, right.value);
  if (wrong !== undefined) return err(wrong);
  return ok({ text: text.trim(), left: left.value, comparison: found.comparison, right: right.value });
}

/** The first comparison outside of brackets, parentheses and quotes: a JSONPath filter has its own inside. */
function splitComparison(text: string): { left: string; comparison: Comparison; right: string } | undefined {
  let depth = 0;
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (quote !== '') {
      if (char === '\\') i++;
      else if (char === quote) quote = '';
      continue;
    }
    if (depth > 0 && (char === '"' || char === "'")) quote = char;
    else if (char === '[' || char === '(') depth++;
    else if (char === ']' || char === ')') depth--;
    else if (depth === 0) {
      const comparison = COMPARISONS.find((one) => text.startsWith(one, i));
      if (comparison !== undefined) {
        return { left: text.slice(0, i).trim(), comparison, right: text.slice(i + comparison.length).trim() };
      }
    }
  }
  return undefined;
}

function parseOperand(written: string): Result<Operand, string> {
  if (written === '') return err('one side of the comparison is empty');
  const call = /^(len|has|any|pat)\((.*)\)$/s.exec(written);
  if (call === null) return written.startsWith('[') ? parseFact(written, written) : ok(literal(written));
  const [, name, inner = ''] = call;
  switch (name) {
    case 'pat':
      return ok({ kind: 'pattern', text: inner.trim() });
    case 'any': {
      const of = splitList(inner).map((item) => {
        const pattern = /^pat\((.*)\)$/s.exec(item);
        return pattern === null ? literal(item) : ({ kind: 'pattern', text: (pattern[1] ?? '').trim() } as const);
      });
      return of.length === 0 ? err('`any()` lists nothing') : ok({ kind: 'any', of });
    }
    default: {
      const operand = parseFact(inner.trim(), written);
      if (!operand.ok) return operand;
      return ok({ ...operand.value, fact: { ...operand.value.fact, of: name === 'len' ? 'len' : 'has' } });
    }
  }
}

function parseFact(text: string, written: string): Result<Operand & { readonly kind: 'fact' }, string> {
  const [, name = '', rest = ''] = /^\[(\w+)\](.*)$/s.exec(text) ?? [];
  const known = FACT_NAMES.find((fact) => fact === name);
  if (known === undefined) {
    const meant = nearest(name, FACT_NAMES);
    const hint =
      meant === undefined
        ? `known are ${FACT_NAMES.map((fact) => `[${fact}]`).join(', ')}`
        : `did you mean [${meant}]?`;
    return err(`${name === '' ? `\`${text}\`` : `[${name}]`} is nothing that can be asserted; ${hint}`);
  }
  const fact = (ref: Omit<FactRef, 'name'>) => ok({ kind: 'fact', fact: { name: known, ...ref }, written } as const);
  if (known === 'BODY') {
    if (rest === '') return fact({});
    const path = bodyPath(rest);
    return path.ok ? fact({ path: path.value }) : err(`\`${rest}\` is no JSONPath: ${path.error}`);
  }
  if (known === 'HEADER') {
    const [, header] = HEADER_NAME.exec(rest) ?? [];
    return header === undefined
      ? err('[HEADER] needs a name: `[HEADER].content-type`')
      : fact({ header: header.toLowerCase() });
  }
  return rest === '' ? fact({}) : err(`[${known}] has no parts: \`${rest}\``);
}

function checkSides(left: Operand, comparison: Comparison, right: Operand): string | undefined {
  const sides = [left, right];
  const facts = sides.filter((side) => side.kind === 'fact');
  if (facts.length === 0) return 'neither side is something that is met, such as [STATUS]';
  const equality = comparison === '==' || comparison === '!=';
  if (!equality && sides.some(({ kind }) => kind === 'any' || kind === 'pattern')) {
    return '`any()` and `pat()` can only be compared by == and !=';
  }
  const [fact] = facts;
  const other = sides.find((side) => side.kind === 'text');
  if (fact === undefined || other === undefined || fact.fact.of !== undefined) return undefined;
  if (NUMERIC.has(fact.fact.name) && durationMs(other.text) === undefined) {
    return `[${fact.fact.name}] is compared with a duration, such as 500ms or 48h`;
  }
  if (!equality && fact.fact.name === 'STATUS' && Number.isNaN(Number(other.text))) {
    return '[STATUS] is compared with a number, such as 400';
  }
  return undefined;
}

/** Milliseconds of `500` (as Gatus writes them), `500ms` or `48h`; undefined where it is none. */
export function durationMs(text: string): number | undefined {
  return /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : parseDuration(text);
}

function literal(text: string): Literal {
  const [, quoted] = /^"((?:[^"\\]|\\["\\])*)"$/s.exec(text) ?? [];
  return { kind: 'text', text: quoted === undefined ? text : quoted.replaceAll(/\\(["\\])/g, '$1') };
}

/** The parts between commas, those in quotes and parentheses kept whole. */
function splitList(text: string): string[] {
  return (text.match(/(?:"(?:[^"\\]|\\.)*"|\([^)]*\)|[^,])+/gs) ?? [])
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
