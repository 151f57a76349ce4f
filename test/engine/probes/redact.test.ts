import assert from 'node:assert/strict';
import { isSecretHeader, isSecretParameter, redactHeaders, redactUrl } from '../../../src/engine/probes/redact.ts';

function check(url: string, expected: string): void {
  assert.equal(redactUrl(url), expected);
}

describe('redactUrl', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['http://localhost:3000/health', 'http://localhost:3000/health'],
    ['https://user:pass@host/x', 'https://host/x'],
    ['https://user@host/x?a=1#b', 'https://host/x?a=1#b'],
    ['https://us@er:p@ss@host/x', 'https://host/x'],
    [
      'postgresql://u:p@localhost/db?sslmode=require&password=x',
      'postgresql://localhost/db?sslmode=require&password=(redacted)',
    ],
    ['redis://:p@[::1]:6379/0', 'redis://[::1]:6379/0'],
    ['http://h/?token=a&x=1&api_key=b', 'http://h/?token=(redacted)&x=1&api_key=(redacted)'],
    ['http://h/?X-Amz-Signature=a&X-Amz-Expires=60', 'http://h/?X-Amz-Signature=(redacted)&X-Amz-Expires=60'],
    ['http://h/?sig=a;pwd=b', 'http://h/?sig=(redacted);pwd=(redacted)'],
    [
      'http://h/?accessToken=a&apiKey=b&tok%65n=c',
      'http://h/?accessToken=(redacted)&apiKey=(redacted)&tok%65n=(redacted)',
    ],
    ['http://h/?%zz=1&token=', 'http://h/?%zz=1&token='],
    ['http://h/cb#access_token=a&state=b', 'http://h/cb#access_token=(redacted)&state=b'],
    ['/login?next=%2F&token=abc', '/login?next=%2F&token=(redacted)'],
    ['not a url', 'not a url'],
    ['', ''],
  ];
  for (const [url, expected] of cases) it(url, () => check(url, expected));
});

describe('secret names', () => {
  it('are known among parameters', () => {
    for (const name of [
      'token',
      'key',
      'sig',
      'password',
      'api-key',
      'apikey',
      'client_secret',
      'refresh_token',
      'jwt',
      'code',
      'auth',
      'AccessKey',
      'sas-token',
      'user[password]',
    ])
      assert.ok(isSecretParameter(name), name);
    for (const name of [
      'page',
      'monkey',
      'sort',
      'keyboard',
      'authors',
      'design',
      'passenger',
      'id',
      'q',
      'tokenize',
      'codec',
    ])
      assert.ok(!isSecretParameter(name), name);
  });
  it('are known among headers', () => {
    for (const name of [
      'Authorization',
      'Cookie',
      'set-cookie',
      'X-Api-Key',
      'x-vault-token',
      'X-Auth-Token',
      'CF-Access-Client-Secret',
      'X-Amz-Security-Token',
      'Proxy-Authorization',
      'apikey',
    ])
      assert.ok(isSecretHeader(name), name);
    for (const name of [
      'content-type',
      'x-request-id',
      'etag',
      'x-ratelimit-limit',
      'keep-alive',
      'x-monkey',
      'server',
    ])
      assert.ok(!isSecretHeader(name), name);
  });
});

describe('redactHeaders', () => {
  it('takes out values, cleans URLs and asks the vault for the rest', () => {
    const headers = [
      ['Set-Cookie', 'a=b'],
      ['Location', 'http://u:p@h/?token=x'],
      ['X-Echo', 'my secret'],
    ] as const;
    assert.deepEqual(
      redactHeaders(headers, (text) => text.replace('secret', '***')),
      [
        ['Set-Cookie', '(redacted)'],
        ['Location', 'http://h/?token=(redacted)'],
        ['X-Echo', 'my ***'],
      ],
    );
  });
});
