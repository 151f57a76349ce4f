import assert from 'node:assert/strict';
import { proxySettings } from '../../../src/config/proxySettings.ts';
import { proxyFor } from '../../../src/engine/connections/proxyFor.ts';
import type { ProxyChoice } from '../../../src/model/request.ts';

const SETTINGS = { http: 'http://proxy:3128', https: 'proxy:8443', noProxy: [] as string[], strictTls: true };

function originFor(url: string, noProxy: readonly string[] = [], choice: ProxyChoice = 'inherit'): string | undefined {
  return proxyFor(new URL(url), choice, { ...SETTINGS, noProxy })?.origin;
}

describe('the proxy of a request', () => {
  it('is chosen by the scheme', () => {
    assert.equal(originFor('http://a.example/'), 'http://proxy:3128');
    assert.equal(originFor('https://a.example/'), 'http://proxy:8443');
    assert.equal(proxyFor(new URL('http://a.example/'), 'inherit', undefined), undefined);
  });

  it('is never there for this machine, unless the probe names it', () => {
    for (const host of ['localhost:3000', 'api.localhost', '127.0.0.1', '127.1.2.3:80', '[::1]']) {
      assert.equal(originFor(`http://${host}/`), undefined, host);
      assert.equal(originFor(`http://${host}/`, [], { url: 'http://own:1' }), 'http://own:1', host);
    }
  });

  it('is left out for what NO_PROXY lists', () => {
    for (const [rule, host, exempt] of [
      ['*', 'a.example', true],
      ['a.example', 'a.example', true],
      ['A.EXAMPLE', 'a.example', true],
      ['a.example', 'b.a.example', true],
      ['.example', 'a.example', true],
      ['*.example', 'a.example', true],
      ['example', 'notexample', false],
      ['a.example:80', 'a.example', true],
      ['a.example:81', 'a.example', false],
      ['a.example:81', 'a.example:81', true],
      ['10.0.0.0/8', '10.1.2.3', true],
      ['10.0.0.0/8', '11.1.2.3', false],
      ['10.0.0.0/99', '10.1.2.3', false],
      ['fd00::/8', '[fd12::1]', true],
      ['10.1.2.3', '10.1.2.3', true],
      ['2.3', '10.1.2.3', false],
      ['', 'a.example', false],
    ] as const) {
      assert.equal(originFor(`http://${host}/`, [rule]) === undefined, exempt, `${rule} and ${host}`);
    }
  });

  it('can be none', () => {
    assert.equal(originFor('http://a.example/', [], 'none'), undefined);
    assert.equal(proxyFor(new URL('http://a/'), { url: 'socks5://p:1' }, undefined), undefined);
  });

  it('tells who asks, apart from its address', () => {
    const proxy = proxyFor(new URL('http://a/'), { url: 'http://ann:p%40ss@p:1' }, undefined);
    assert.equal(proxy?.origin, 'http://p:1');
    assert.equal(proxy?.authorization, `Basic ${Buffer.from('ann:p@ss').toString('base64')}`);
  });

  it('comes from the editor first, then from the environment', () => {
    const env = (values: Record<string, string>) => (name: string) => values[name];
    assert.equal(proxySettings({}, env({})), undefined);
    assert.deepEqual(
      proxySettings({ proxy: 'http://e:1', noProxy: ['a'], proxyStrictSSL: false }, env({ NO_PROXY: 'b, c' })),
      {
        http: 'http://e:1',
        https: 'http://e:1',
        noProxy: ['a', 'b', 'c'],
        strictTls: false,
      },
    );
    assert.deepEqual(proxySettings({ proxy: '' }, env({ http_proxy: 'http://h:1', ALL_PROXY: 'http://all:1' })), {
      http: 'http://h:1',
      https: 'http://all:1',
      noProxy: [],
      strictTls: true,
    });
    assert.equal(proxySettings({ proxySupport: 'off' }, env({ HTTP_PROXY: 'http://h:1' })), undefined);
  });
});
