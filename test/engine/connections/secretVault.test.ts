import assert from 'node:assert/strict';
import type { Template } from '../../../src/model/service.ts';
import { SecretVault } from '../../../src/engine/connections/secretVault.ts';

const ORIGIN = 'https://host';

function vaultOf(secrets: Readonly<Record<string, string>>): SecretVault {
  const vault = new SecretVault();
  vault.set(Object.entries(secrets).map(([name, value]) => ({ name, value, origins: [ORIGIN] })));
  return vault;
}

/** A template in a variable: the linter takes `fill` with an array for that of an array. */
const fill = (
  vault: SecretVault,
  template: Template,
  ...rest: [string, ((value: string, before: string) => string)?]
) => vault.fill(template, ...rest);

describe('SecretVault.fill', () => {
  it('gives a value to an allowed origin only', () => {
    const vault = vaultOf({ a: 'one', b: 'two' });
    assert.deepEqual(fill(vault, ['x ', { secret: 'a' }, { secret: 'b' }], ORIGIN), { ok: true, value: 'x onetwo' });
    assert.deepEqual(fill(vault, [{ secret: 'c' }], ORIGIN), {
      ok: false,
      error: { name: 'c', origin: ORIGIN, why: 'missing' },
    });
    for (const origin of ['http://host', 'https://host:8443', 'https://HOST', 'https://host.evil.example', '']) {
      assert.deepEqual(fill(vault, [{ secret: 'a' }], origin), {
        ok: false,
        error: { name: 'a', origin, why: 'originRefused' },
      });
    }
  });
  it('encodes for the place that the value takes', () => {
    const vault = vaultOf({ a: 'o/e' });
    const filled = fill(
      vault,
      ['x', { secret: 'a' }, 'y'],
      ORIGIN,
      (value, before) => `${before}|${encodeURIComponent(value)}`,
    );
    assert.deepEqual(filled, { ok: true, value: 'xx|o%2Fey' });
  });
});

describe('SecretVault.redact', () => {
  const value = 'p@ss w/rd+"<1>';
  const vault = vaultOf({ db: value });
  const basic = (text: string): string => Buffer.from(text).toString('base64');
  const forms: readonly (readonly [name: string, text: string])[] = [
    ['as it is', value],
    ['as encodeURIComponent gives it', encodeURIComponent(value)],
    ['in lower-case percent encoding', encodeURIComponent(value).toLowerCase()],
    ['as encodeURI gives it', encodeURI(value)],
    ['as a form', new URLSearchParams({ v: value }).toString().slice(2)],
    ['as JSON', JSON.stringify({ value }).slice(10, -2)],
    ['as HTML', 'p@ss w/rd+&quot;&lt;1&gt;'],
    ['as Base64', basic(value)],
    ['as Base64 for URLs', Buffer.from(value).toString('base64url')],
    ['as hexadecimal', Buffer.from(value).toString('hex')],
    ['as hexadecimal in capitals', Buffer.from(value).toString('hex').toUpperCase()],
    ['as JSON of PHP', 'p@ss w\\/rd+\\"<1>'],
    ['as JSON of Go', 'p@ss w/rd+\\"\\u003c1\\u003e'],
    ['as HTML of Go', 'p@ss w/rd+&#34;&lt;1&gt;'],
    ['as a parameter of a login page, encoded twice', encodeURIComponent(encodeURIComponent(value))],
  ];
  for (const [name, text] of forms) {
    it(name, () => assert.equal(vault.redact(`<${text}>`), '<${secret:db}>'));
  }
  it('within an encoded user and password, at any offset', () => {
    for (const user of ['', 'u', 'us', 'use', 'user']) {
      const clean = vault.redact(basic(`${user}:${value}`));
      assert.ok(clean.includes('${secret:db}'), clean);
      const left = clean.replace('${secret:db}', '');
      // What is left are the characters that hold the user, at most one of which holds bits of the secret.
      assert.ok(left.replaceAll('=', '').length <= Math.ceil(((user.length + 1) * 8) / 6) + 1, left);
    }
  });
  it('as JSON that keeps to ASCII, as Python writes it, in either case', () => {
    const umlaut = vaultOf({ db: 'pässw/ört' });
    for (const text of ['p\\u00e4ssw/\\u00f6rt', 'p\\u00E4ssw/\\u00F6rt', 'p\\u00e4ssw\\/\\u00f6rt'])
      assert.equal(umlaut.redact(text), '${secret:db}', text);
  });
  it('on one line, as a reason has it', () => {
    assert.equal(
      vaultOf({ key: 'begin\n  middle\r\nend\n' }).redact('no begin middle end here'),
      'no ${secret:key} here',
    );
  });
  it('takes out what a cut left of one before an ellipsis, in any form, but nothing shorter than four characters', () => {
    const long = vaultOf({ jwt: 'eyJhbGciOiJSUzI1NiJ9.payload', other: 'eyJhbH' });
    assert.equal(long.redact('invalid eyJhbGciO…'), 'invalid ${secret:jwt}…');
    assert.equal(long.redact('a eyJhbGciO… b eyJhbG…, eyJ…'), 'a ${secret:jwt}… b ${secret:jwt}…, eyJ…');
    assert.equal(long.redact('eyJhbGciO is no part, nor eyJhX…'), 'eyJhbGciO is no part, nor eyJhX…');
    const again = vaultOf({ again: 'ababababab-' });
    assert.equal(again.redact('xababab…'), 'x${secret:again}…');
    const encoded = Buffer.from('user:eyJhbGciOiJSUzI1NiJ9.payload').toString('base64').slice(0, 24);
    assert.ok(!long.redact(`${encoded}…`).includes(encoded.slice(8)));
  });
  it('takes the longest of secrets that overlap, and never looks into what it put there', () => {
    const overlapping = vaultOf({ short: 'abcd', long: 'abcdefgh', secret: 'secret', long2: 'fghijk' });
    assert.equal(overlapping.redact('abcdefgh abcd secret'), '${secret:long} ${secret:short} ${secret:secret}');
    assert.equal(overlapping.redact('abcdefghijk'), '${secret:long}ijk');
  });
  it('replaces a very short secret only where it stands alone', () => {
    const short = vaultOf({ pin: '12', one: 'x' });
    assert.equal(
      short.redact('12 of 123, a12b, "12", x-box box é12'),
      '${secret:pin} of 123, a12b, "${secret:pin}", ${secret:one}-box box é12',
    );
  });
  it('knows values that were replaced', () => {
    const changed = vaultOf({ a: 'old value' });
    changed.set([{ name: 'a', value: 'new value', origins: [] }]);
    assert.equal(changed.redact('old value, new value'), '${secret:a}, ${secret:a}');
    changed.set([]);
    assert.equal(changed.redact('new value'), '${secret:a}');
  });
  it('takes any value as a text: no pattern, no replacement sign, no lone surrogate', () => {
    for (const odd of [
      '.*+?^${}()|[]\\',
      '$& $1 $$',
      '\ud800abcd',
      'line\nbreak\r',
      'a/b-c]d',
      '日本語のパスワード',
      '😀😀😀😀',
    ]) {
      assert.equal(vaultOf({ odd }).redact(`a${odd}b`), 'a${secret:odd}b', JSON.stringify(odd));
    }
    assert.equal(vaultOf({ empty: '' }).redact('text'), 'text');
    assert.equal(new SecretVault().redact('text'), 'text');
  });
});

describe('SecretVault.findRefused', () => {
  it('finds a secret that a text would carry to where it may not go', () => {
    const vault = vaultOf({ a: 'value-of-a' });
    assert.equal(vault.findRefused('https://host/?x=value-of-a', ORIGIN), undefined);
    assert.deepEqual(vault.findRefused('https://evil/?x=value%2Dof%2Da value-of-a', 'https://evil'), {
      name: 'a',
      origin: 'https://evil',
      why: 'originRefused',
    });
    assert.equal(vault.findRefused('https://evil/?x=1', 'https://evil'), undefined);
  });
});
