import type { Matcher } from '../../../model/series.ts';
import type { VectorSelector } from '../ast.ts';
import type { Report } from '../parse/parseQuery.ts';
import { compileRegexp } from '../../regexp/compileRegexp.ts';

/** Matchers: patterns must be valid, and at least one must refuse the empty text, lest everything is selected by a typo. */
export function checkSelector({ name, matchers, span }: VectorSelector, report: Report): void {
  let refusesEmpty = name !== '';
  for (const matcher of matchers) {
    const matches = matcherTest(matcher);
    if (typeof matches === 'string') report(span, matches);
    else if (!matches('')) refusesEmpty = true;
  }
  if (!refusesEmpty) report(span, 'vector selector must contain at least one non-empty matcher');
}

/** A test of a label's value, or the message that says why the pattern is none. */
export function matcherTest({ op, value }: Matcher): ((text: string) => boolean) | string {
  if (op === '=') return (text) => text === value;
  if (op === '!=') return (text) => text !== value;
  const pattern = compileRegexp(value);
  if (!pattern.ok) return pattern.error;
  const { matches } = pattern.value;
  return op === '=~' ? matches : (text) => !matches(text);
}
