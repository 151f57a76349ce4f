import assert from 'node:assert/strict';
import { checkAssertions } from '../../../src/engine/assertions/checkAssertions.ts';
import type { RunFacts } from '../../../src/engine/assertions/facts.ts';
import { matchPattern } from '../../../src/engine/assertions/matchPattern.ts';
import { assertion } from './assertion.ts';
import { assertComputed } from '../../support/cpuTime.ts';

const NOW_MS = Date.UTC(2026, 10, 26);
const FACTS: RunFacts = {
  status: 200,
  connected: true,
  durationMs: 123.4,
  nowMs: NOW_MS,
  ip: '127.0.0.1',
  certificateExpiryMs: NOW_MS + 10 * 86_400_000,
  headers: [['Content-Type', 'application/json; charset=utf-8']],
  body: Buffer.from(
    JSON.stringify({
      status: 'UP',
      age: 42,
      ok: true,
      none: null,
      items: [1, 2, 3],
      'my-key': 'x',
      text: '1e3',
      jobs: [{ state: 'failed' }, { state: 'done' }, { state: 'failed' }],
    }),
  ),
};

describe('assertions on a run', () => {
  for (const [text, message] of [
    ['[STATUS] == 200', 'is 200'],
    ['[STATUS] == any(200, 429)', 'is 200'],
    ['[STATUS] == pat(2*)', 'is 200'],
    ['[STATUS] < 300', 'is 200'],
    ['300 > [STATUS]', 'is 200'],
    ['[CONNECTED] == true', 'is true'],
    ['[IP] == 127.0.0.1', 'is "127.0.0.1"'],
    ['[RESPONSE_TIME] < 500', 'is 123 ms'],
    ['[RESPONSE_TIME] < 1s', 'is 123 ms'],
    ['[CERTIFICATE_EXPIRATION] > 48h', 'is 10 d'],
    ['[HEADER].content-type == pat(application/json*)', 'is "application/json; charset=utf-8"'],
    ['[BODY].status == UP', 'is "UP"'],
    ['[BODY].status == "UP"', 'is "UP"'],
    ['[BODY].age >= 42', 'is 42'],
    ['[BODY].age == 42.0', 'is 42'],
    ['[BODY].text == 1000', 'is 1e3'],
    ['[BODY].ok == true', 'is true'],
    ['[BODY].none == null', 'is null'],
    ['[BODY].my-key == x', 'is "x"'],
    ['[BODY].items[2] == 3', 'is 3'],
    ['len([BODY].items) == 3', 'is 3'],
    ['len([BODY].status) == 2', 'is 2'],
    ['has([BODY].errors) == false', 'is false'],
    ['has([BODY].status) == true', 'is true'],
    ['len([BODY].jobs[?@.state == "failed"]) == 2', 'is 2'],
    ['[BODY].age != [STATUS]', '[BODY].age is 42, [STATUS] is 200'],
    ['[BODY] == pat(*"UP"*)', undefined],
    ['len([BODY].jobs[?match(@.state, "fail.*")]) == 2', undefined],
    ['len([BODY].jobs[?search(@.state, "on")]) > 0', undefined],
  ] as const) {
    it(`${text} holds`, () => {
      const [check] = checkAssertions([assertion(text)], FACTS);
      assert.equal(check?.status, 'up', check?.message);
      assert.equal(check?.name, text);
      if (message !== undefined) assert.equal(check?.message, message);
    });
  }

  for (const [text, message] of [
    ['[STATUS] == 201', 'is 200'],
    ['[STATUS] != any(200, 429)', 'is 200'],
    ['[BODY].status == DOWN', 'is "UP"'],
    ['[BODY].missing == 1', 'is not there'],
    ['[BODY].missing != 1', 'is not there'],
    ['[BODY].status < 5', 'is "UP"'],
    ['[RESPONSE_TIME] < 100', 'is 123 ms'],
    ['[CERTIFICATE_EXPIRATION] > 30d', 'is 10 d'],
    ['[HEADER].x-none == 1', 'is not there'],
  ] as const) {
    it(`${text} does not hold`, () => {
      const [check] = checkAssertions([assertion(text, 'degraded')], FACTS);
      assert.deepEqual(check, { name: text, status: 'degraded', message });
    });
  }

  it('tell nothing of a body that did not come to its end', () => {
    const { body: _body, ...rest } = FACTS;
    const checks = checkAssertions([assertion('[BODY].a == 1'), assertion('[STATUS] == 200')], rest);
    assert.deepEqual(
      checks.map(({ status }) => status),
      ['unknown', 'up'],
    );
  });

  it('find nothing in a body that is no JSON', () => {
    const [check] = checkAssertions([assertion('[BODY].a == 1')], { ...FACTS, body: Buffer.from('<html>') });
    assert.equal(check?.message, 'is not there');
  });

  it('take a regular expression that would make another engine hang', () => {
    const body = Buffer.from(JSON.stringify({ a: ['a'.repeat(50_000)] }));
    const before = process.threadCpuUsage();
    checkAssertions([assertion('len([BODY].a[?match(@, "(a+)+b")]) == 1')], { ...FACTS, body });
    assertComputed(2_000, before);
  });

  it('match a pattern in linear time', () => {
    assert.ok(matchPattern('abc', 'a*c'));
    assert.ok(matchPattern('abc', '*'));
    assert.ok(matchPattern('', '*'));
    assert.ok(matchPattern('abcabc', 'a*b*c'));
    assert.ok(!matchPattern('ab', 'ab*b'));
    assert.ok(!matchPattern('abc', 'abcd'));
    assert.ok(!matchPattern('aXc', 'a*b*c'));
    assert.ok(!matchPattern('a'.repeat(100_000), `${'*a'.repeat(30)}*b`));
  });
});
