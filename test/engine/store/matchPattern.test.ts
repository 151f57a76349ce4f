import assert from 'node:assert/strict';
import { compilePattern } from '../../../src/engine/store/matchPattern.ts';

/** `list: a, b`, `prefixes: a` or `scan`. */
function shape(pattern: string): string {
  const compiled = compilePattern(pattern);
  if (compiled.kind === 'list') return `list: ${compiled.values.join(', ')}`;
  if (compiled.kind === 'prefixes')
    return `prefixes: ${compiled.prefixes.join(', ')}${compiled.longer ? ' and more' : ''}`;
  return compiled.kind;
}

describe('label patterns', () => {
  const shapes: readonly (readonly [pattern: string, expected: string])[] = [
    ['api', 'list: api'],
    ['', 'list: '],
    ['a|b|c', 'list: a, b, c'],
    ['a||b', 'list: a, , b'],
    ['(a|b)', 'list: a, b'],
    ['(?:a|b)', 'list: a, b'],
    ['^api$', 'list: api'],
    ['v(1|2)-(x|y)', 'list: v1-x, v1-y, v2-x, v2-y'],
    ['10\\.0\\.0\\.1:9090', 'list: 10.0.0.1:9090'],
    ['a/b-c_d', 'list: a/b-c_d'],
    ['http_.*', 'prefixes: http_'],
    ['http_.+', 'prefixes: http_ and more'],
    ['.*', 'prefixes: '],
    ['.+', 'prefixes:  and more'],
    ['(http|grpc)_.*', 'prefixes: http_, grpc_'],
    ['(a|ab).*', 'prefixes: a'],
    ['a|b.*', 'scan'],
    ['a.c', 'scan'],
    ['a+', 'scan'],
    ['ab?', 'list: a, ab'],
    ['(ab)*', 'scan'],
    ['[ab]c', 'list: ac, bc'],
    ['http_.*_total', 'prefixes: http_'],
    ['\\d+', 'scan'],
    ['a\\.*', 'scan'],
    ['a$b', 'scan'],
    ['(?i)api', 'scan'],
    ['(a|b', 'invalid'],
    ['(a+)+', 'scan'],
  ];
  for (const [pattern, expected] of shapes)
    it(`reads ${pattern || 'the empty pattern'} as ${expected}`, () => assert.equal(shape(pattern), expected));

  const matches: readonly (readonly [pattern: string, yes: readonly string[], no: readonly string[]])[] = [
    ['api', ['api'], ['', 'apis', 'xapi']],
    ['a|b', ['a', 'b'], ['', 'ab', 'c']],
    ['a.*', ['a', 'ab', 'a\nb'], ['', 'ba']],
    ['a.+', ['ab', 'a\n'], ['a', 'ba']],
    ['.*', ['', 'x'], []],
    ['.+', ['x', '\n'], ['']],
    ['a.c', ['abc', 'a\nc'], ['ac', 'abcd']],
    ['a|b.*', ['a', 'bcd'], ['ab']],
    ['a\\.*', ['a', 'a..'], ['ab']],
    ['(?i)api', ['API', 'Api'], ['apis']],
    ['[45]..', ['404', '503'], ['200', '4040']],
    // No pattern matches nothing; one that would grow exponentially by backtracking is none of it here.
    ['(a|b', [], ['a', '(a|b']],
    ['(a+)+', ['a', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'], ['aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!']],
  ];
  for (const [pattern, yes, no] of matches) {
    it(`${pattern} matches what it should`, () => {
      const compiled = compilePattern(pattern);
      for (const text of yes) assert.equal(compiled.test(text), true, JSON.stringify(text));
      for (const text of no) assert.equal(compiled.test(text), false, JSON.stringify(text));
    });
  }
});
