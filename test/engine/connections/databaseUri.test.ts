import assert from 'node:assert/strict';
import { userInfo } from 'node:os';
import { fillDatabaseUri } from '../../../src/engine/connections/databaseUri.ts';
import { parsePostgresUri } from '../../../src/engine/connections/postgresUri.ts';
import { parseRedisUri } from '../../../src/engine/connections/redisUri.ts';
import { SecretVault } from '../../../src/engine/connections/secretVault.ts';

const ME = userInfo().username;

describe('parsePostgresUri', () => {
  function check(uri: string, expected: Record<string, unknown> | RegExp): void {
    const parsed = parsePostgresUri(uri);
    if (expected instanceof RegExp) assert.match(parsed.ok ? 'ok' : parsed.error, expected);
    else {
      assert.ok(parsed.ok, parsed.ok ? '' : parsed.error);
      assert.deepEqual({ ...parsed.value, ...expected }, parsed.value);
    }
  }
  // The forms of PostgreSQL's documentation, 34.1.1.2.
  const cases: readonly (readonly [string, Record<string, unknown> | RegExp])[] = [
    ['postgresql://', { host: 'localhost', port: 5432, user: ME, database: ME, origin: 'postgres://localhost:5432' }],
    ['postgresql://localhost', { host: 'localhost', database: ME }],
    ['postgresql://localhost:5433', { port: 5433, origin: 'postgres://localhost:5433' }],
    ['postgres://localhost/mydb', { database: 'mydb' }],
    ['postgresql://user@localhost', { user: 'user', database: 'user', password: undefined }],
    ['postgresql://user:secret@localhost', { user: 'user', password: 'secret' }],
    [
      'postgresql://other@localhost/otherdb?connect_timeout=10&application_name=myapp',
      { user: 'other', database: 'otherdb' },
    ],
    [
      'postgresql://%2Fvar%2Flib%2Fpostgresql/dbname',
      { host: '/var/lib/postgresql', database: 'dbname', origin: 'postgres://%2Fvar%2Flib%2Fpostgresql:5432' },
    ],
    ['postgresql:///dbname?host=/var/lib/postgresql', { host: '/var/lib/postgresql', database: 'dbname' }],
    ['postgresql:///mydb?host=localhost&port=5433', { host: 'localhost', port: 5433 }],
    ['postgresql://[2001:db8::1234]/database', { host: '2001:db8::1234', origin: 'postgres://[2001:db8::1234]:5432' }],
    ['postgresql://u:p%40ss%2Fw@H/db', { password: 'p@ss/w', origin: 'postgres://h:5432' }],
    ['postgresql://u:p@ss@h/db', { user: 'u', password: 'p@ss', host: 'h' }],
    ['postgresql://h/db?user=a&password=b&dbname=c', { user: 'a', password: 'b', database: 'c' }],
    ['postgresql://h/db?sslmode=verify-full&sslrootcert=/ca.pem', { sslMode: 'verify-full', sslRootCert: '/ca.pem' }],
    ['postgresql://good/db?host=evil', { origin: 'postgres://evil:5432' }],
    ['postgresql://a,b/db', /several hosts/],
    ['postgresql://a:1,b:2/db', /several hosts/],
    ['postgresql://h:99999/db', /no port/],
    ['postgresql://h/db?port=x', /port is none/],
    ['postgresql://h/db?sslmode=maybe', /sslmode must be one of disable, allow/],
    ['mysql://h/db', /must look like postgresql/],
  ];
  for (const [uri, expected] of cases) it(uri, () => check(uri, expected));
});

describe('parseRedisUri', () => {
  const base = { host: 'localhost', port: 6379, tls: false, user: undefined, password: undefined, database: 0 };
  const cases: readonly (readonly [string, Record<string, unknown> | RegExp])[] = [
    ['redis://', { ...base, origin: 'redis://localhost:6379' }],
    ['redis://localhost:6380/2', { ...base, port: 6380, database: 2, origin: 'redis://localhost:6380' }],
    ['redis://:secret@h', { ...base, host: 'h', password: 'secret', origin: 'redis://h:6379' }],
    [
      'rediss://user:p%40@[::1]:1/?db=3',
      { host: '::1', port: 1, tls: true, user: 'user', password: 'p@', database: 3, origin: 'rediss://[::1]:1' },
    ],
    [
      'redis://u:pw@a,b:7000,[::1]/2?sentinel=mymaster&sentinelPassword=s%40',
      {
        host: 'a',
        port: 26379,
        tls: false,
        user: 'u',
        password: 'pw',
        database: 2,
        origin: 'redis://a:26379,b:7000,[::1]:26379',
        sentinels: {
          master: 'mymaster',
          nodes: [
            { host: 'a', port: 26379 },
            { host: 'b', port: 7000 },
            { host: '::1', port: 26379 },
          ],
          password: 's@',
        },
      },
    ],
    ['redis://a,b', /several hosts/],
    [
      'redis://a,b@c/?sentinel=m',
      {
        ...base,
        host: 'c',
        port: 26379,
        user: 'a,b',
        origin: 'redis://c:26379',
        sentinels: { master: 'm', nodes: [{ host: 'c', port: 26379 }], password: undefined },
      },
    ],
    ['redis://a,b:99999/?sentinel=m', /no port/],
    ['redis://h/x', /no database number/],
    ['http://h', /must look like redis/],
  ];
  for (const [uri, expected] of cases) {
    it(uri, () => {
      const parsed = parseRedisUri(uri);
      if (expected instanceof RegExp) assert.match(parsed.ok ? 'ok' : parsed.error, expected);
      else assert.deepEqual(parsed, { ok: true, value: expected });
    });
  }
});

describe('fillDatabaseUri', () => {
  const secrets = new SecretVault();
  secrets.set([{ name: 'pw', value: 'x@evil:1/?host=evil&a', origins: ['postgres://db:5432'] }]);
  it('puts a secret in as the text that it is', () => {
    const filled = fillDatabaseUri(['postgresql://u:', { secret: 'pw' }, '@db/app'], secrets, parsePostgresUri);
    assert.ok(filled.ok);
    assert.deepEqual(
      [filled.value.host, filled.value.password, filled.value.database],
      ['db', 'x@evil:1/?host=evil&a', 'app'],
    );
  });
  it('lets no secret choose the host, in any place', () => {
    for (const uri of [
      ['postgresql://u@', { secret: 'pw' }, '/app'],
      ['postgresql://u@db.', { secret: 'pw' }, '/app'],
      ['postgresql:///app?host=', { secret: 'pw' }],
    ]) {
      const filled = fillDatabaseUri(uri, secrets, parsePostgresUri);
      assert.deepEqual(filled, {
        ok: false,
        error: 'a secret may not be part of the host: it would choose where it is sent',
      });
    }
    assert.equal(fillDatabaseUri([{ secret: 'pw' }], secrets, parsePostgresUri).ok, false);
  });
  it('gives a password to no master but that of the sentinels that were allowed', () => {
    const vault = new SecretVault();
    vault.set([{ name: 'pw', value: 'x', origins: ['redis://a:26379,b:26379', 'redis://a:6379', 'redis://a:26379'] }]);
    const of = (hosts: string) =>
      fillDatabaseUri(['redis://:', { secret: 'pw' }, `@${hosts}/?sentinel=m`], vault, parseRedisUri);
    assert.ok(of('a,b').ok);
    for (const hosts of ['a,b,evil', 'evil,a,b', 'a,evil']) assert.deepEqual(of(hosts).ok, false, hosts);
  });
  it('asks for the origin that the parameters choose', () => {
    const filled = fillDatabaseUri(
      ['postgresql://u:', { secret: 'pw' }, '@db/app?host=evil'],
      secrets,
      parsePostgresUri,
    );
    assert.deepEqual(filled, {
      ok: false,
      error: { name: 'pw', origin: 'postgres://evil:5432', why: 'originRefused' },
    });
  });
});
