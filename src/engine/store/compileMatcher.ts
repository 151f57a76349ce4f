import { assertNever } from '../../base/assertNever.ts';
import type { Matcher } from '../../model/series.ts';
import { compilePattern } from './matchPattern.ts';

/** A matcher ready to be run against a label index. An absent label has the empty value. */
export interface CompiledMatcher {
  readonly name: string;
  matches(value: string): boolean;
  readonly matchesEmpty: boolean;
  /** Where given, no other value matches. */
  readonly values?: readonly string[];
  /** Where given, every value that matches begins with one of these; `matches` still has to be asked. */
  readonly prefixes?: readonly string[];
}

/** Compiles a matcher once for many values. */
export function compileMatcher(matcher: Matcher): CompiledMatcher {
  const { name, op, value } = matcher;
  switch (op) {
    case '=':
      return { name, matches: (text) => text === value, matchesEmpty: value === '', values: [value] };
    case '!=':
      return { name, matches: (text) => text !== value, matchesEmpty: value !== '' };
    case '=~': {
      const pattern = compilePattern(value);
      return {
        name,
        matches: (text) => pattern.test(text),
        matchesEmpty: pattern.test(''),
        ...(pattern.kind === 'list' ? { values: pattern.values } : {}),
        ...(pattern.kind === 'prefixes' ? { prefixes: pattern.prefixes } : {}),
      };
    }
    case '!~': {
      const pattern = compilePattern(value);
      if (pattern.kind === 'invalid') return { name, matches: () => false, matchesEmpty: false };
      return { name, matches: (text) => !pattern.test(text), matchesEmpty: !pattern.test('') };
    }
    default:
      return assertNever(op);
  }
}
