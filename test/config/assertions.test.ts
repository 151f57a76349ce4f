import assert from 'node:assert/strict';
import { bodyPath } from '../../src/config/assertions/jsonPath.ts';
import { parseAssertion } from '../../src/config/assertions/parseAssertion.ts';
import { checkService, read, withService } from './check.ts';

const URL = 'http://localhost:3000/health';

function wrong(text: string): string {
  const parsed = parseAssertion(text);
  assert.ok(!parsed.ok, `${text} was taken`);
  return parsed.error;
}

function sides(text: string): readonly unknown[] {
  const parsed = parseAssertion(text);
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.error);
  return [parsed.value.left, parsed.value.comparison, parsed.value.right];
}

describe('assertions in the settings', () => {
  it('take Gatus’ placeholders, functions and comparisons', () => {
    assert.deepEqual(sides('[STATUS] == 200'), [
      { kind: 'fact', fact: { name: 'STATUS' }, written: '[STATUS]' },
      '==',
      { kind: 'text', text: '200' },
    ]);
    assert.deepEqual(sides('len([BODY].data) < 5')[0], {
      kind: 'fact',
      fact: { name: 'BODY', path: "$['data']", of: 'len' },
      written: 'len([BODY].data)',
    });
    assert.deepEqual(sides('[BODY].name == pat(john*)')[2], { kind: 'pattern', text: 'john*' });
    assert.deepEqual(sides('[STATUS] == any(200, pat(3*), "a, b")')[2], {
      kind: 'any',
      of: [
        { kind: 'text', text: '200' },
        { kind: 'pattern', text: '3*' },
        { kind: 'text', text: 'a, b' },
      ],
    });
    assert.deepEqual(sides('[BODY].age==[BODY].id')[2], {
      kind: 'fact',
      fact: { name: 'BODY', path: "$['id']" },
      written: '[BODY].id',
    });
    assert.deepEqual(sides('[HEADER].Content-Type != text/html')[0], {
      kind: 'fact',
      fact: { name: 'HEADER', header: 'content-type' },
      written: '[HEADER].Content-Type',
    });
  });

  it('read a body by JSONPath (RFC 9535), whose own comparisons stay inside', () => {
    const [left, comparison] = sides('len([BODY].jobs[?@.state == "failed" && @.n < 3]) <= 2');
    assert.equal(comparison, '<=');
    assert.deepEqual((left as { fact: unknown }).fact, {
      name: 'BODY',
      path: '$.jobs[?@.state == "failed" && @.n < 3]',
      of: 'len',
    });
    assert.deepEqual(bodyPath('.my-key[0].x'), { ok: true, value: "$['my-key'][0]['x']" });
    assert.ok(!bodyPath('.a[').ok);
    assert.ok(!bodyPath(`.${'a'.repeat(2000)}`).ok);
  });

  it('say what is wrong with one', () => {
    assert.match(wrong('[STATUS]'), /no comparison/);
    assert.match(wrong('[STATUS] == '), /empty/);
    assert.match(wrong('[STATSU] == 200'), /did you mean \[STATUS\]/);
    assert.match(wrong('1 == 1'), /neither side/);
    assert.match(wrong('[BODY].a[ == 1'), /no comparison/);
    assert.match(wrong('[BODY].a..b[? == 1'), /no comparison/);
    assert.match(wrong('[BODY].a[?] == 1'), /no JSONPath/);
    assert.match(wrong('[HEADER] == x'), /needs a name/);
    assert.match(wrong('[STATUS].x == 1'), /no parts/);
    assert.match(wrong('[STATUS] < any(1, 2)'), /only be compared by/);
    assert.match(wrong('[RESPONSE_TIME] < fast'), /a duration/);
    assert.match(wrong('[CERTIFICATE_EXPIRATION] > soon'), /a duration/);
    assert.match(wrong('[STATUS] < x'), /a number/);
    assert.match(wrong(`[BODY] == ${'x'.repeat(3000)}`), /longer than/);
  });

  it('stand beside a probe, each wrong one marked at its place', () => {
    checkService(
      {
        health: {
          url: URL,
          assert: ['[STATUS] == 200', '[STATSU] == 200', { that: '[RESPONSE_TIME] < 1s', otherwise: 'degraded' }],
        },
      },
      { problems: ['settings.badAssertion health/assert/1'] },
    );
    const [probe] = read(
      withService({ health: { url: URL, assert: [{ that: '[RESPONSE_TIME] < 1s', otherwise: 'degraded' }] } }),
    ).config.services[0]!.probes;
    assert.deepEqual(
      probe?.assertions?.map(({ text, otherwise }) => [text, otherwise]),
      [['[RESPONSE_TIME] < 1s', 'degraded']],
    );
    checkService(
      {
        tcp: { host: 'a', port: 1, assert: ['[STATUS] == 200'] },
        health: { url: URL, assert: [{ otherwise: 'down' }] },
      },
      { problems: ['settings.missingKey health/assert/0', 'settings.unknownFact tcp/assert/0'] },
    );
    checkService(
      { health: { url: URL, assert: [{ that: '[STATUS] == 200', otherwise: 'bad' }] } },
      { problems: ['settings.badChoice health/assert/0/otherwise'] },
    );
    for (const bad of [5, '[STATUS] == 200']) {
      checkService({ health: { url: URL, assert: bad } }, { problems: ['settings.wrongType health/assert'] });
    }
  });

  it('are at most fifty', () => {
    const many = Array.from({ length: 51 }, () => '[STATUS] == 200');
    checkService({ health: { url: URL, assert: many } }, { problems: ['settings.tooMany health/assert'] });
    const [probe] = read(withService({ health: { url: URL, assert: many } })).config.services[0]!.probes;
    assert.equal(probe?.assertions?.length, 50);
  });

  it('have a short form for the status that is right', () => {
    const expected = (value: unknown): unknown =>
      read(withService({ health: { url: URL, expectedStatus: value } })).config.services[0]?.probes[0]?.assertions?.map(
        ({ right }) => right,
      );
    assert.deepEqual(expected(204), [{ kind: 'text', text: '204' }]);
    assert.deepEqual(expected('2XX'), [{ kind: 'pattern', text: '2*' }]);
    assert.deepEqual(expected([200, '4xx']), [
      {
        kind: 'any',
        of: [
          { kind: 'text', text: '200' },
          { kind: 'pattern', text: '4*' },
        ],
      },
    ]);
    for (const bad of [99, '6xx', [], 'ok', [200, null]]) {
      checkService(
        { health: { url: URL, expectedStatus: bad } },
        { problems: ['settings.badExpectedStatus health/expectedStatus'] },
      );
    }
  });
});
