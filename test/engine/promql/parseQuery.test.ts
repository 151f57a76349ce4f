import assert from 'node:assert/strict';
import { lineColumn } from '../../../src/engine/promql/goText.ts';
import { parseQuery } from '../../../src/engine/promql/parse/parseQuery.ts';
import { printExpr } from '../../../src/engine/promql/printer.ts';
import { assertComputed } from '../../support/cpuTime.ts';

/** What a query is printed as, which must read back as itself. */
function checkPrinted(query: string, expected: string): void {
  const parsed = parseQuery(query);
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.error.map(({ message }) => message).join('; '));
  assert.equal(printExpr(parsed.value), expected);
  const again = parseQuery(expected);
  assert.ok(again.ok, `does not read back: ${expected}`);
  assert.equal(printExpr(again.value), expected);
}

/** The first problem of a query as `line:column message`, counted from 1. */
function checkRefused(query: string, expected: string): void {
  const parsed = parseQuery(query);
  assert.ok(!parsed.ok, 'was taken');
  const [first] = parsed.error;
  const { startLine = 0, startColumn = 0 } = first?.range ?? {};
  assert.equal(`${startLine + 1}:${startColumn + 1} ${first?.message}`, expected);
}

describe('PromQL parser and printer', () => {
  const printed: readonly (readonly [query: string, expected: string])[] = [
    ['offset{}', 'offset{}'],
    ['rate(offset{}[5m])', 'rate(offset{}[5m])'],
    ['by{}', 'by'],
    ['foo', 'foo'],
    ['foo{b="c",a=~"x.*"}', 'foo{a=~"x.*",b="c"}'],
    ["foo{a='it''s'}".replace("''", "\\'"), 'foo{a="it\'s"}'],
    ['{"my.metric","l.x"="v"}', '{"my.metric","l.x"="v"}'],
    ['rate( foo [ 5m ] )', 'rate(foo[5m])'],
    ['SUM BY (a,b) (foo)', 'sum by (a, b) (foo)'],
    ['sum(foo) without (a)', 'sum without (a) (foo)'],
    ['count_values("v", foo)', 'count_values("v", foo)'],
    ['a+b*c', 'a + b * c'],
    ['(a+b)*c', '(a + b) * c'],
    ['a + on(x) group_left(y) b', 'a + on (x) group_left (y) b'],
    ['a == bool ignoring(x) b', 'a == bool ignoring (x) b'],
    ['a + fill(0) b', 'a + fill (0) b'],
    ['a + fill_left(1) fill_right(2) b', 'a + fill_left (1) fill_right (2) b'],
    ['foo offset -5m @ 10', 'foo @ 10.000 offset -5m'],
    ['foo[5m] offset 1h', 'foo[5m] offset 1h'],
    ['foo[5m:1m] @ start()', 'foo[5m:1m] @ start()'],
    ['foo[300]', 'foo[5m]'],
    ['foo[2*step()+1s]', 'foo[2s * step() + 1s]'],
    ['rate(foo[5m] anchored)', 'rate(foo[5m] anchored)'],
    ['foo smoothed offset 5m', 'foo smoothed offset 5m'],
    ['5.', '5'],
    ['1e3', '1000'],
    ['0x1F', '31'],
    ['1_000', '1000'],
    ['1h30m', '1h30m'],
    ['-1', '-1'],
    ['"a\\u0041\\x42"', '"aAB"'],
    ['offset{a="b"}', 'offset{a="b"}'],
    ['max_of(1, 2)', 'max_of(1, 2)'],
    ['foo # a comment\n+ bar', 'foo + bar'],
  ];
  for (const [query, expected] of printed) it(`prints ${query} as ${expected}`, () => checkPrinted(query, expected));

  it('binds modifiers to the operand before them, and signs less than powers', () => {
    const same: readonly (readonly [string, string])[] = [
      ['a + b offset 5m * c', 'a + ((b offset 5m) * c)'],
      ['-a offset 5m', '-(a offset 5m)'],
      ['a * b @ 5 ^ 2', 'a * ((b @ 5) ^ 2)'],
      ['2 ^ 3 ^ 2', '2 ^ (3 ^ 2)'],
      ['-1 ^ 2', '-(1 ^ 2)'],
      ['2 ^ -1 ^ 2', '2 ^ (-(1 ^ 2))'],
      ['a - b - c', '(a - b) - c'],
      ['a or b and c', 'a or (b and c)'],
      ['a unless b and c', '(a unless b) and c'],
      ['a == b + 1', 'a == (b + 1)'],
      ['foo offset 2 ^ 2', '(foo offset 2) ^ 2'],
    ];
    for (const [one, other] of same) assert.equal(shape(one), shape(other), one);
  });

  const refused: readonly (readonly [query: string, expected: string])[] = [
    ['', '1:1 no expression found in input'],
    ['1 +', '1:4 unexpected end of input'],
    ['a +\n+', '2:2 unexpected end of input'],
    ['foo)', "1:4 unexpected right parenthesis ')'"],
    ['sum(foo', '1:8 unclosed left parenthesis'],
    ['foo{a=b}', '1:7 unexpected identifier "b" in label matching, expected string'],
    ['foo[5mm]', '1:5 bad number or duration syntax: "5mm"'],
    ['foo[5m1h]', '1:5 not a valid duration string: "5m1h"'],
    ['sum by (a,,) (b)', '1:11 unexpected "," in grouping opts, expected label'],
    ['foo{a="b}', '1:7 unterminated quoted string'],
    ['foo @', '1:6 unexpected end of input in @, expected timestamp'],
    ['{}', '1:1 vector selector must contain at least one non-empty matcher'],
    ['{a=~".*"}', '1:1 vector selector must contain at least one non-empty matcher'],
    ['1 == 1', '1:3 comparisons between scalars must use BOOL modifier'],
    ['a + bool b', '1:3 bool modifier can only be used on comparison operators'],
    ['a and 1', '1:1 set operator "and" not allowed in binary scalar expression'],
    ['sum(1)', '1:5 expected type instant vector in aggregation expression, got scalar'],
    ['topk(foo, bar)', '1:6 expected type scalar in aggregation parameter, got instant vector'],
    ['rate(foo)', '1:6 expected type range vector in call to function "rate", got instant vector'],
    ['floor(foo, 1)', '1:1 expected 1 argument(s) in call to "floor", got 2'],
    ['foo[0m]', '1:5 duration must be greater than 0'],
    ['foo[5m] offset 1m offset 2m', '1:1 offset may not be set multiple times'],
    ['foo @ NaN', '1:1 timestamp out of bounds for @ modifier: NaN'],
    ['foo{a=~"("}', '1:1 error parsing regexp: missing closing ): `(`'],
    ['-"a"', '1:1 unary expression only allowed on expressions of type scalar or instant vector, got "string"'],
    ['nope(foo)', '1:1 unknown function with name "nope"'],
    ['a + on(x) group_left(x) b', '1:3 label "x" must not occur in ON and GROUP clause at once'],
  ];
  for (const [query, expected] of refused)
    it(`refuses ${JSON.stringify(query)}: ${expected}`, () => checkRefused(query, expected));

  it('refuses experimental functions where they are off', () => {
    assert.ok(!parseQuery('mad_over_time(foo[5m])', { experimental: false }).ok);
    assert.ok(!parseQuery('limitk(2, foo)', { experimental: false }).ok);
    assert.ok(parseQuery('rate(foo[5m])', { experimental: false }).ok);
  });

  it('takes no query that would exhaust the stack', () => {
    for (const query of ['('.repeat(5000), '-'.repeat(5000) + 'a', `${'(a+'.repeat(300)}a${')'.repeat(300)}`])
      parseQuery(query);
    const long = parseQuery(Array.from({ length: 500 }, () => 'a').join(' + '));
    assert.ok(long.ok);
  });

  it('takes no time to find the name of a function behind a long word', () => {
    const before = process.threadCpuUsage();
    const parsed = parseQuery(`${'a'.repeat(100_000)} + nope (x)`);
    assert.ok(!parsed.ok);
    const [{ range, message } = assert.fail()] = parsed.error;
    assert.equal(message, 'unknown function with name "nope"');
    assert.equal(range?.startColumn, 100_003);
    assertComputed(5_000, before);
  }).timeout(200_000);

  it('counts columns in bytes of UTF-8, as Prometheus does', () => assert.equal(lineColumn('é\nçç + x', 7), '2:8'));
});

/** The tree of a query, with parentheses and places left out. */
function shape(query: string): string {
  const parsed = parseQuery(query);
  assert.ok(parsed.ok, query);
  return JSON.stringify(parsed.value, (key, value: unknown) => {
    if (/span$/i.test(key)) return undefined;
    let inner = value;
    while (typeof inner === 'object' && inner !== null && (inner as { kind?: string }).kind === 'paren')
      inner = (inner as { expr: unknown }).expr;
    return inner;
  });
}
