import assert from 'node:assert/strict';
import { compileCaptures, compileRegexp } from '../../../src/engine/regexp/compileRegexp.ts';
import { expandTemplate } from '../../../src/engine/regexp/expandTemplate.ts';
import { assertComputed } from '../../support/cpuTime.ts';

function check(pattern: string, yes: readonly string[], no: readonly string[]): void {
  const compiled = compileRegexp(pattern);
  assert.ok(compiled.ok, compiled.ok ? '' : compiled.error);
  const captures = compileCaptures(pattern);
  assert.ok(captures.ok);
  for (const [texts, expected] of [
    [yes, true],
    [no, false],
  ] as const)
    for (const text of texts) {
      assert.equal(compiled.value.matches(text), expected, JSON.stringify(text));
      assert.equal(captures.value.match(text) !== undefined, expected, `captures, ${JSON.stringify(text)}`);
    }
}

// Source: the syntax of RE2 (github.com/google/re2/wiki/Syntax); `.` matches a line break as in Prometheus.
describe('RE2 patterns', () => {
  const rows: readonly (readonly [pattern: string, yes: readonly string[], no: readonly string[]])[] = [
    ['', [''], ['a']],
    ['abc', ['abc'], ['ab', 'abcd', 'xabc', 'ABC']],
    ['a|b|', ['a', 'b', ''], ['ab']],
    ['a.c', ['abc', 'a\nc', 'a\u{1F600}c'], ['ac']],
    ['(?-s)a.c', ['abc'], ['a\nc']],
    ['.*', ['', 'x\ny'], []],
    ['.+', ['x', '\n'], ['']],
    ['a.*b.*c', ['abc', 'axbxc'], ['ab', 'acb']],
    ['.*error.*', ['error', 'an error\n'], ['eror']],
    ['a.+z', ['abz'], ['az']],
    ['.+x.+', ['axb', 'xxx'], ['xb', 'ax', 'x']],
    ['a*', ['', 'aaa'], ['b']],
    ['a+?b??', ['a', 'aab'], ['b']],
    ['a{2,3}', ['aa', 'aaa'], ['a', 'aaaa']],
    ['a{2,}', ['aa', 'aaaa'], ['a']],
    ['a{2}', ['aa'], ['a', 'aaa']],
    ['a{,2}', ['a{,2}'], ['a']],
    ['[abc]+', ['abcba'], ['', 'abd']],
    ['[^abc]', ['d', '\n'], ['a', '']],
    ['[a-c-]', ['a', '-'], ['d']],
    ['[]a]', [']', 'a'], ['b']],
    ['[\\d.]+', ['1.5'], ['a']],
    ['[[:alpha:]_]+', ['ab_'], ['1']],
    ['[[:^digit:]]', ['a'], ['1']],
    ['\\d\\D\\w\\W\\s\\S', ['1aa- b'], ['aaa- b']],
    ['\\pL+', ['äß'], ['1']],
    ['\\p{Greek}', ['α'], ['a']],
    ['\\PL', ['1'], ['a']],
    ['\\x41\\x{42}\\103', ['ABC'], ['abc']],
    ['\\Qa.b*\\E+', ['a.b*', 'a.b**'], ['aXb*']],
    ['(?i)straße', ['STRAßE', 'straße'], ['strasse']],
    ['(?i)[a-c]+', ['AbC'], ['d']],
    ['(?i:a)b', ['Ab', 'ab'], ['aB']],
    ['a(?i)b|c', ['aB', 'C'], ['A']],
    ['^abc$', ['abc'], ['abc\n']],
    ['(?m)a$\\n^b', ['a\nb'], ['ab']],
    ['\\Aa\\z', ['a'], ['']],
    ['a\\b.*', ['a', 'a b'], ['ab']],
    ['a\\Bb', ['ab'], []],
    ['(a|ab)(c|bcd)', ['ac', 'abc', 'abcd'], ['abcdd']],
    ['(?P<x>a)(?<y>b)', ['ab'], ['a']],
    ['10\\.0\\.0\\.\\d+:9090', ['10.0.0.12:9090'], ['10x0.0.1:9090']],
    ['[\\x{1F600}-\\x{1F64F}]', ['\u{1F601}'], ['a']],
  ];
  for (const [pattern, yes, no] of rows) it(`/${pattern}/`, () => check(pattern, yes, no));

  const refused: readonly (readonly [pattern: string, message: string])[] = [
    ['(a', 'missing closing ): `(a`'],
    ['a)', 'unexpected ): `a)`'],
    ['[a', 'missing closing ]: `[a`'],
    ['*a', 'missing argument to repetition operator: `*`'],
    ['a**', 'invalid nested repetition operator: `**`'],
    ['a{1001}', 'invalid repeat count: `{1001}`'],
    ['(a{100}){100}', 'invalid repeat count: `(a{100}){100}`'],
    ['[b-a]', 'invalid character class range: `b-a`'],
    ['(?=a)', 'invalid or unsupported Perl syntax: `(?=`'],
    ['(?!a)', 'invalid or unsupported Perl syntax: `(?!`'],
    ['(a)\\1', 'invalid escape sequence: `\\1`'],
    ['\\8', 'invalid escape sequence: `\\8`'],
    ['a\\', 'trailing backslash at end of expression: ``'],
    ['\\p{Nope}', 'invalid character class range: `\\p{Nope}`'],
    ['(?P<n>a)(?P<n>b)', 'duplicate capture group name: `n`'],
  ];
  for (const [pattern, message] of refused)
    it(`refuses /${pattern}/`, () =>
      assert.deepEqual(compileRegexp(pattern), { ok: false, error: `error parsing regexp: ${message}` }));

  it('gives what an index can use', () => {
    const of = (pattern: string): unknown => {
      const compiled = compileRegexp(pattern);
      assert.ok(compiled.ok);
      const { literals, prefixes } = compiled.value;
      return literals ?? prefixes;
    };
    assert.deepEqual(of('a(b|c)d?'), ['ab', 'abd', 'ac', 'acd']);
    assert.deepEqual(of('http_(a|b).*'), ['http_a', 'http_b']);
    assert.deepEqual(of('/api/.*/things'), ['/api/']);
  });

  it('answers hostile patterns in linear time', () => {
    const before = process.threadCpuUsage();
    const hostile: readonly (readonly [pattern: string, text: string])[] = [
      ['(a+)+$', `${'a'.repeat(5000)}!`],
      ['(a|a)*b', 'a'.repeat(5000)],
      ['(a*)*(a*)*(a*)*b', 'a'.repeat(2000)],
      ['(x+x+)+y', 'x'.repeat(5000)],
      [`${'a?'.repeat(100)}${'a'.repeat(100)}`, 'a'.repeat(100)],
      ['(.*a){20}', 'a'.repeat(500)],
      ['(a{0,30}){0,30}b', 'a'.repeat(1000)],
      ['.*.*.*.*.*.*x', 'y'.repeat(5000)],
      ['(\\ba+\\b)+$', `${'a'.repeat(2000)}!`],
    ];
    for (const [pattern, text] of hostile) {
      const compiled = compileRegexp(pattern);
      if (compiled.ok) compiled.value.matches(text);
    }
    compileRegexp('('.repeat(10_000));
    compileRegexp('[[:'.repeat(3000));
    assertComputed(1500, before);
  });

  it('puts captures into a template as Go does', () => {
    const captures = compileCaptures('(?P<first>\\w+)-(\\w+)(x)?');
    assert.ok(captures.ok);
    const { match, names } = captures.value;
    const rows: readonly (readonly [template: string, expected: string])[] = [
      ['$1', 'ab'],
      ['${2}_$1', 'cd_ab'],
      ['$first', 'ab'],
      ['$1x', ''],
      ['${1}x', 'abx'],
      ['$$1', '$1'],
      ['$3', ''],
      ['$9', ''],
      ['$0', 'ab-cd'],
      ['a$', 'a$'],
    ];
    for (const [template, expected] of rows)
      assert.equal(expandTemplate(template, 'ab-cd', match('ab-cd') ?? [], names), expected, template);
  });

  it('prefers as Perl does', () => {
    const of = (pattern: string, text: string): unknown => {
      const captures = compileCaptures(pattern);
      assert.ok(captures.ok);
      return captures.value.match(text);
    };
    assert.deepEqual(of('(a*)(a*)', 'aa'), [0, 2, 0, 2, 2, 2]);
    assert.deepEqual(of('(a*?)(a*)', 'aa'), [0, 2, 0, 0, 0, 2]);
    assert.deepEqual(of('(a|ab)(b?)', 'ab'), [0, 2, 0, 1, 1, 2]);
  });
});
