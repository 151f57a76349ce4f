import assert from 'node:assert/strict';
import { checkService, read, withService } from './check.ts';

const URL = 'https://api.example/health';

function request(health: object): Record<string, unknown> {
  const output = read(withService({ health: { url: URL, ...health } }));
  assert.deepEqual(
    output.problems.filter(({ severity }) => severity === 'error'),
    [],
  );
  return output.config.services[0]!.probes[0] as unknown as Record<string, unknown>;
}

describe('request options', () => {
  it('tell who asks', () => {
    assert.deepEqual(request({ auth: { bearer: '${secret:t}' } })['headers'], [
      ['Authorization', ['Bearer ', { secret: 't' }]],
    ]);
    assert.deepEqual(request({ auth: { basic: { user: 'a@b', password: '${secret:p}' } } })['url'], [
      'https://',
      'a%40b',
      ':',
      { secret: 'p' },
      '@',
      'api.example/health',
    ]);
    assert.deepEqual(request({ auth: { apiKey: { header: 'X-Key', value: '${secret:k}' } } })['headers'], [
      ['X-Key', [{ secret: 'k' }]],
    ]);
    assert.deepEqual(request({ auth: { apiKey: { query: 'key', value: '${secret:k}' } } })['url'], [
      URL,
      '?key=',
      { secret: 'k' },
    ]);
  });

  it('bind the secrets of a token to where it comes from and where it goes', () => {
    const output = read(
      withService({
        health: {
          url: 'https://api.example/${secret:path}',
          auth: {
            oauth2: { tokenUrl: 'https://auth.example/token', clientId: 'w', clientSecret: '${secret:c}', scope: 'a' },
          },
        },
      }),
    );
    // The token is as good as its secret, so the user is asked for both places.
    assert.deepEqual(
      new Map(output.secrets.map(({ name, usedBy }) => [name, new Set(usedBy.map(({ origin }) => origin))])),
      new Map([
        ['path', new Set(['https://api.example'])],
        ['c', new Set(['https://api.example', 'https://auth.example'])],
      ]),
    );
    assert.deepEqual((output.config.services[0]!.probes[0] as { oauth2?: unknown }).oauth2, {
      tokenUrl: ['https://auth.example/token'],
      clientId: ['w'],
      clientSecret: [{ secret: 'c' }],
      scope: 'a',
    });
  });

  it('run no probe that would ask otherwise than meant', () => {
    for (const [health, problem] of [
      [{ auth: {} }, 'settings.oneOf health/auth'],
      [{ auth: { bearer: 'a', basic: {} } }, 'settings.oneOf health/auth'],
      [{ auth: { apiKey: { value: '${secret:a}' } } }, 'settings.oneOf health/auth/apiKey'],
      [
        { auth: { apiKey: { header: 'a b', value: '${secret:a}' } } },
        'settings.badHeaderName health/auth/apiKey/header',
      ],
      [{ auth: { basic: { user: 'a' } } }, 'settings.missingKey health/auth/basic'],
      [{ auth: { oauth2: { clientId: 'a', clientSecret: '${secret:a}' } } }, 'settings.missingKey health/auth/oauth2'],
      [
        { auth: { bearer: '${secret:a}' }, headers: { authorization: '${secret:b}' } },
        'settings.authTwice health/auth',
      ],
      [{ tls: { keyFile: 'a' } }, 'settings.missingKey health/tls'],
      [{ tls: 'ca.pem' }, 'settings.wrongType health/tls'],
      [{ proxy: 'socks5://p:1' }, 'settings.badProxy health/proxy'],
      [{ proxy: 'proxy' }, 'settings.badProxy health/proxy'],
    ] as const) {
      checkService({ health: { url: URL, ...health }, tcp: 'a:1' }, { probes: [{ kind: 'tcp' }], problems: [problem] });
    }
    checkService(
      { health: { url: 'https://u@a.example/', auth: { bearer: '${secret:a}' } } },
      { probes: [], problems: ['settings.authTwice health/auth'] },
    );
    checkService(
      { health: { url: URL, maxRedirects: 21 } },
      { probes: [{ kind: 'http' }], problems: ['settings.outOfRange health/maxRedirects'] },
    );
  });

  it('warn of what is written in the open, and of what is not verified', () => {
    checkService(
      { health: { url: URL, auth: { basic: { user: 'a', password: 'b' } } } },
      { probes: [{ kind: 'http' }], problems: ['settings.plainSecret health/auth/basic/password'] },
    );
    checkService(
      { health: { url: URL, tls: { insecureSkipVerify: true } } },
      {
        probes: [{ tls: { insecureSkipVerify: true } }],
        problems: ['settings.insecure health/tls/insecureSkipVerify'],
      },
    );
  });

  it('warn of a password in the URL of a proxy', () => {
    checkService(
      { health: { url: URL, proxy: 'http://ann:sesame@p:1' } },
      { problems: ['settings.plainSecret health/proxy'] },
    );
  });

  it('find files below the folder', () => {
    assert.deepEqual(request({ tls: { caFile: 'certs/ca.pem', certFile: '/etc/c.pem' } })['tls'], {
      caFile: '/home/ann/app/certs/ca.pem',
      certFile: '/etc/c.pem',
    });
    assert.equal(request({ proxy: 'none' })['proxy'], 'none');
    assert.deepEqual(request({ proxy: 'http://p:1' })['proxy'], { url: 'http://p:1' });
    assert.equal(request({ maxRedirects: 0 })['maxRedirects'], 0);
  });
});
