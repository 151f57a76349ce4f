import assert from 'node:assert/strict';
import { parseAssertion } from '../../../src/config/assertions/parseAssertion.ts';
import type { Assertion } from '../../../src/model/assertion.ts';

/** The assertion that `text` writes, for a test. */
export function assertion(text: string, otherwise: Assertion['otherwise'] = 'down'): Assertion {
  const parsed = parseAssertion(text);
  assert.ok(parsed.ok, parsed.ok ? '' : `${text}: ${parsed.error}`);
  return { ...parsed.value, otherwise };
}
