import assert from 'node:assert/strict';
import type { Template } from '../../src/model/service.ts';
import { databaseOrigin, httpOrigin } from '../../src/engine/connections/origin.ts';
import { parsePostgresUri } from '../../src/engine/connections/postgresUri.ts';
import { parseRedisUri } from '../../src/engine/connections/redisUri.ts';
import { originOf } from '../../src/config/url.ts';
import { checkService, read, withService } from './check.ts';

function check(setting: 'health' | 'postgres' | 'redis', url: string, expected: Template | readonly string[]): void {
  const isProblems = expected.every((part) => typeof part === 'string' && /^[a-z]+[A-Z]\w+$/.test(part));
  const field = setting === 'health' ? 'url' : 'uri';
  checkService(
    { [setting]: url },
    isProblems
      ? { probes: [], problems: (expected as readonly string[]).map((code) => `settings.${code} ${setting}`) }
      : { probes: [{ [field]: expected }] },
  );
}

describe('URLs', () => {
  it('are templates with their secrets still names', () => {
    check('health', 'http://localhost:3000/health', ['http://localhost:3000/health']);
    check('health', 'HTTPS://Example.com', ['HTTPS://Example.com']);
    check('health', 'http://[::1]:80/', ['http://[::1]:80/']);
    check('health', 'http://münchen.example/', ['http://münchen.example/']);
    check('health', 'http://${env:API_HOST}:${env:PORT}/health', ['http://api.internal:8080/health']);
    check('health', 'https://a/${secret:s}', ['https://a/', { secret: 's' }]);
    check('health', 'https://${secret:u}:${secret:p}@a/', ['https://', { secret: 'u' }, ':', { secret: 'p' }, '@a/']);
    check('health', 'https://a/?token=${secret:s}#x', ['https://a/?token=', { secret: 's' }, '#x']);
    check('postgres', 'postgresql://user@%2Fvar%2Frun/app', ['postgresql://user@%2Fvar%2Frun/app']);
    check('postgres', 'postgres://db/app?sslmode=require', ['postgres://db/app?sslmode=require']);
    check('redis', 'rediss://:${secret:p}@cache', ['rediss://:', { secret: 'p' }, '@cache']);
  });

  it('are reported where they are none', () => {
    for (const url of [
      '',
      'localhost',
      'localhost:3000',
      '/health',
      'http:localhost',
      'http:///a',
      'http://',
      'http://:80',
      'http://a b',
      'http://a\\b',
      'http://a\n',
      'http://[::1',
      'http://exa mple',
      'http://%zz',
      'http://a@b@c/',
    ]) {
      check('health', url, ['badUrl']);
    }
    for (const url of ['http://a:0', 'http://a:65536', 'http://a:b', 'http://a:', 'http://a:-1', 'http://a:1e3']) {
      check('health', url, ['badPort']);
    }
    for (const url of ['ftp://a', 'file:///etc/passwd', 'javascript://a', 'redis://a', 'ws://a'])
      check('health', url, ['badScheme']);
    check('postgres', 'postgres://a,b/app', ['badUrl']);
    check('postgres', 'mysql://a/app', ['badScheme']);
    check('redis', 'localhost:6379', ['badUrl']);
    check('redis', 'redis://%2Ftmp', ['badUrl']);
    check('redis', 'redis://a/cache', ['badUrl']);
    check('redis', 'redis://a,b', ['badUrl']);
    check('redis', 'redis://a,b c/?sentinel=m', ['badUrl']);
    check('redis', 'redis://a,/?sentinel=m', ['badUrl']);
    check('redis', 'redis://a,b:0/?sentinel=m', ['badPort']);
    check('redis', 'redis://a,${secret:s}/?sentinel=m', ['secretInHost']);
    check('redis', 'redis://a/${secret:s}', ['badUrl']);
    check('postgres', 'postgres://a/app#b', ['badUrl']);
  });

  it('say where a URL of another scheme belongs', () => {
    const [problem] = read(withService({ health: 'postgresql://db/app' })).problems;
    assert.match(problem?.message ?? '', /Move the URL to `postgres`\./);
  });

  it('never let a secret choose where a request goes', () => {
    for (const url of [
      'http://${secret:s}',
      'http://${secret:s}/a',
      'http://a.${secret:s}',
      'http://a:${secret:s}',
      'http://u@${secret:s}',
      '${secret:s}://a',
      'http://a${secret:s}/b',
      'http://a:80${secret:s}',
    ]) {
      check('health', url, ['secretInHost']);
    }
    check('postgres', 'postgresql://u:p@${secret:s}/app', ['secretInHost']);
    check('redis', 'redis://a:${secret:s}', ['secretInHost']);
    check('health', '${secret:s}', ['badUrl']);
    check('health', 'http${secret:s}', ['badUrl']);
  });

  it('never let a parameter send a database connection elsewhere', () => {
    for (const query of ['host=b', 'HOST=b', '%68ost=b', 'a=b&hostaddr=1', 'port=1', 'service=x']) {
      check('postgres', `postgresql://a/app?${query}`, ['hostInQuery']);
    }
  });

  it('warn of a password in plain text, without repeating it', () => {
    const rows = [
      { postgres: 'postgresql://u:hunter2@db/app' },
      { redis: 'redis://:hunter2@cache' },
      { health: 'https://u:hunter2@a/' },
      { health: 'https://a/?api_key=hunter2' },
      { postgres: 'postgresql://db/app?password=hunter2' },
    ];
    for (const service of rows) {
      const { config, problems } = read(withService(service));
      assert.deepEqual(
        problems.map(({ code, severity }) => [code, severity]),
        [['settings.plainSecret', 'warning']],
      );
      assert.doesNotMatch(problems[0]?.message ?? '', /hunter2/);
      assert.equal(config.services[0]?.probes.length, 1);
    }
    for (const url of ['postgresql://u@db/a', 'postgresql://u:${secret:p}@db/a', 'postgresql://u:${env:NESTED}@db/a']) {
      check(
        'postgres',
        url,
        read(withService({ postgres: url })).config.services[0]?.probes.flatMap((probe) =>
          'uri' in probe ? probe.uri : [],
        ) ?? [],
      );
    }
  });

  it('never repeat a password in any message', () => {
    const urls = [
      'u:hunter2@localhost',
      'ftp://u:hunter2@a',
      'http://u:hunter2@',
      'http://u:hunter2@a:0',
      'http://u:hunter2@a b',
      'http://u:hunter2@x@y',
    ];
    for (const health of urls) {
      for (const { message } of read(withService({ health })).problems) assert.doesNotMatch(message, /hunter2/);
    }
  });

  it('have the origin that the engine binds secrets to', () => {
    const rows = [
      ['HTTP://User@Example.COM:80/a', 'http://example.com'],
      ['https://a:8443/', 'https://a:8443'],
      ['http://[::1]:3000', 'http://[::1]:3000'],
    ] as const;
    for (const [url, origin] of rows) {
      assert.equal(originOf(new URL(url)), origin);
      const engine = httpOrigin([url]);
      assert.equal(engine.ok && engine.value.origin, origin);
    }
    assert.equal(originOf(new URL('postgresql://u@DB/a')), databaseOrigin('postgres', 'DB', 5432));
    assert.equal(originOf(new URL('postgres://u@[::1]:1/a')), databaseOrigin('postgres', '::1', 1));
    assert.equal(originOf(new URL('postgres://%2Fvar%2FRun/a')), databaseOrigin('postgres', '/var/Run', 5432));
    assert.equal(originOf(new URL('redis://cache')), databaseOrigin('redis', 'cache', 6379));
    assert.equal(originOf(new URL('rediss://cache:7000')), databaseOrigin('rediss', 'cache', 7000));
  });

  it('lead where the engine goes', () => {
    const rows = [
      ['postgres', 'postgresql://u@a/app'],
      ['postgres', 'postgres://u:%40@A.example:6000/app?sslmode=disable&application_name=x'],
      ['postgres', 'POSTGRES://[::1]/app'],
      ['postgres', 'postgres://%2Fvar%2FRun/app'],
      ['postgres', 'postgres://a'],
      ['redis', 'redis://:${secret:p}@a'],
      ['redis', 'rediss://u:x@A:7000/1'],
      ['redis', 'REDIS://[::1]/'],
      ['redis', 'redis://:${secret:p}@A,b:7000,[::1]/0?sentinel=mymaster'],
      ['redis', 'rediss://a/?db=1&sentinel=mymaster'],
    ] as const;
    for (const [kind, url] of rows) {
      const { secrets, problems } = read(
        withService({ [kind]: url.replace('://', '://${secret:u}@').replace(/@.*@/, '@') }),
      );
      const engine = (kind === 'postgres' ? parsePostgresUri : parseRedisUri)(url.replace('${secret:p}', 'p'));
      assert.deepEqual(problems, [], url);
      assert.ok(engine.ok, url);
      assert.equal(secrets[0]?.usedBy[0]?.origin, engine.value.origin, url);
    }
  });
});
