import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import type { HttpRequestConfig, Template } from '../../../src/model/service.ts';
import { curlCommand } from '../../../src/engine/probes/http/curl.ts';
import { SecretNames, shellWord } from '../../../src/engine/probes/shellQuote.ts';
import { httpConfig } from './probeKit.ts';

const COMMON = 'curl --silent --show-error --include --globoff --location --max-redirs 5';

function check(url: string | Template, rest: Partial<HttpRequestConfig>, expected: string): void {
  const { timeoutMs: _timeoutMs, ...config } = httpConfig(url, rest);
  assert.equal(curlCommand(config), `${COMMON}${expected}`);
}

describe('curl command', () => {
  it('trusts, shows and goes through what the request does', () => {
    const { timeoutMs: _timeoutMs, ...config } = httpConfig('https://h/', {
      maxRedirects: 0,
      tls: { caFile: "/c a's.pem", certFile: '/c.pem', keyFile: '/k.pem', insecureSkipVerify: true },
      proxy: { url: 'http://ann:sesame@p:1' },
      oauth2: { tokenUrl: ['https://a/'], clientId: ['w'], clientSecret: [{ secret: 'c' }] },
    });
    assert.equal(
      curlCommand(config),
      `curl --silent --show-error --include --globoff --cacert '/c a'\\''s.pem' --cert /c.pem --key /k.pem --insecure --proxy http://p:1 --header "Authorization: Bearer $ACCESS_TOKEN" https://h/`,
    );
    assert.match(curlCommand({ ...config, proxy: 'none' }), / --noproxy '\*' /);
    assert.match(curlCommand({ ...config, maxRedirects: 3 }), / --location --max-redirs 3 /);
  });

  const token = { secret: 'clawnet-admin' };
  const cases: readonly (readonly [
    name: string,
    url: string | Template,
    rest: Partial<HttpRequestConfig>,
    expected: string,
  ])[] = [
    ['a plain URL', 'http://localhost:3000/health', {}, ' http://localhost:3000/health'],
    ['a query', 'http://h/a?b=1&c=$x', {}, " 'http://h/a?b=1&c=$x'"],
    [
      'a method and a body',
      'http://h/',
      { method: 'put', body: ["it's @file"] },
      ` --request PUT --data-raw 'it'\\''s @file' http://h/`,
    ],
    ['HEAD', 'http://h/', { method: 'HEAD' }, ' --head http://h/'],
    [
      'a secret in a header',
      'http://h/',
      { headers: [['Cookie', ['sid=', token]]] },
      ` --header 'Cookie: sid='"$CLAWNET_ADMIN" http://h/`,
    ],
    ['a secret in the password', ['http://me:', token, '@h/x'], {}, ' --user me:"$CLAWNET_ADMIN" http://h/x'],
    ['a secret in the query', ['http://h/?key=', token, '&a=1'], {}, ` 'http://h/?key='"$CLAWNET_ADMIN"'&a=1'`],
    ['a literal password', 'http://me:hunter2@h/', {}, ' --user me:"$PASSWORD" http://h/'],
    [
      'a literal authorization',
      'http://h/',
      { headers: [['Authorization', ['Bearer hunter2']]] },
      ` --header 'Authorization: Bearer '"$AUTHORIZATION" http://h/`,
    ],
    ['a literal token in the query', 'http://h/?token=hunter2&x=1', {}, ` 'http://h/?token='"$TOKEN"'&x=1'`],
    ['an empty header', 'http://h/', { headers: [['X-A', ['']]] }, ` --header 'X-A;' http://h/`],
    [
      'a header that is none',
      'http://h/',
      {
        headers: [
          ['@/etc/passwd', ['x']],
          ['a b', ['x']],
        ],
      },
      ' http://h/',
    ],
  ];
  for (const [name, url, rest, expected] of cases) it(name, () => check(url, rest, expected));

  it('has the timeout', () =>
    assert.match(curlCommand(httpConfig('http://h/', { timeoutMs: 2500 })), / --max-time 2\.5 /));
});

describe('shellWord', () => {
  it('gives each secret a safe name of its own', () => {
    const names = new SecretNames();
    const expected = {
      'clawnet-admin': 'CLAWNET_ADMIN',
      clawnet_admin: 'CLAWNET_ADMIN_2',
      '1st': 'SECRET_1ST',
      path: 'SECRET_PATH',
      'ld-preload': 'SECRET_LD_PRELOAD',
      日本: 'SECRET',
      'x; rm -rf /': 'X_RM_RF_',
    };
    for (const [secret, name] of Object.entries(expected)) assert.equal(names.of(secret), name);
    assert.equal(names.of('clawnet-admin'), 'CLAWNET_ADMIN');
  });

  it('survives a shell, whatever the text', function () {
    if (process.platform === 'win32') this.skip();
    const nasty = [
      '',
      ' ',
      "'",
      "''",
      '"',
      '\\',
      '$HOME',
      '$(id)',
      '`id`',
      'a\nb',
      'a\\\nb',
      '!!',
      '*',
      '~',
      '#',
      '-n',
      '--',
      '; id',
      '&& id',
      '| id',
      '> /x',
      '{a,b}',
      '\t',
      'é😀',
      '%s',
      "'; id; '",
      '\x1b[31m',
      "$'\\n'",
    ];
    const line = nasty.map((text) => shellWord([text], new SecretNames())).join(' ');
    const output = execFileSync('/bin/sh', ['-c', `for a in ${line}; do printf '%s\\0' "$a"; done`], {
      encoding: 'utf8',
    });
    assert.deepEqual(output.split('\0').slice(0, -1), nasty);
    const secret = execFileSync(
      '/bin/sh',
      ['-c', `printf '%s' ${shellWord(['a b', { secret: 's' }, "'c"], new SecretNames())}`],
      { encoding: 'utf8', env: { S: ' $(id) * ' } },
    );
    assert.equal(secret, "a b $(id) * 'c");
  });
});
