import assert from 'node:assert/strict';
import { Client } from 'pg';
import type { ProbeResult } from '../../../src/model/probe.ts';
import { need } from '../../support/provision/need.ts';
import { type Postgres, startPostgres } from '../../support/provision/postgres.ts';
import { type Redis, startRedis } from '../../support/provision/redis.ts';
import { BASE, type Kit, probeKit, sampleOf } from './probeKit.ts';

describe('postgres probe with a real PostgreSQL', function () {
  let postgres: Postgres;
  let kit: Kit;
  before(async function () {
    await need(this, 'postgresql');
    kit = probeKit();
    postgres = await startPostgres({
      settings: { max_connections: '5', superuser_reserved_connections: '1', log_min_messages: 'info' },
    });
  });
  after(async () => {
    kit?.dispose();
    await postgres?.stop();
  });
  const look = (uri: string): Promise<ProbeResult> =>
    kit.run({ ...BASE, kind: 'postgres', uri: [uri], timeoutMs: 20_000 });

  it('is up, with the latency of each step', async () => {
    const result = await look(postgres.uri);
    assert.equal(result.status, 'up', result.reason);
    assert.match(result.reason, /^connected in .*s, SELECT 1 in .*s$/);
    assert.equal(sampleOf(result, 'pg_up'), 1);
    assert.ok((sampleOf(result, 'probe_postgres_duration_seconds', { phase: 'query' }) ?? 0) > 0);
  });

  it('takes a secret for the password', async () => {
    const { username, password, host, pathname } = new URL(postgres.uri);
    kit.secrets.set([{ name: 'db', value: password, origins: [`postgres://${host}`] }]);
    const config = {
      ...BASE,
      kind: 'postgres',
      uri: [`postgresql://${username}:`, { secret: 'db' }, `@${host}${pathname}`],
    } as const;
    assert.equal((await kit.run(config)).status, 'up');
  });

  it('tells its refusals apart', async () => {
    const change = (edit: (url: URL) => void): string => {
      const url = new URL(postgres.uri);
      edit(url);
      return url.href;
    };
    for (const [uri, status, reason] of [
      [change((url) => (url.password = 'wrong')), 'unknown', /refuses the password of "watched"$/],
      [change((url) => (url.password = '')), 'unknown', /asks for a password, and the URI has none$/],
      [change((url) => (url.pathname = '/nowhere')), 'down', /has no database "nowhere"$/],
      [change((url) => (url.search = '?sslmode=require')), 'unknown', /does not offer TLS/],
      [change((url) => (url.search = '?sslmode=prefer')), 'up', /^connected in/],
    ] as const) {
      const result = await look(uri);
      assert.match(result.reason, reason);
      assert.equal(result.status, status);
    }
  });

  it('leaves no session behind, and says when there is none left', async () => {
    const clients: Client[] = [];
    try {
      for (let i = 0; i < 10; i++) {
        const client = new Client({ connectionString: postgres.uri });
        client.on('error', () => undefined);
        await client.connect();
        clients.push(client);
      }
    } catch (error) {
      assert.equal((error as { code?: string }).code, '53300');
    }
    const full = await look(postgres.uri);
    assert.deepEqual([full.status, sampleOf(full, 'pg_up')], ['down', 0]);
    assert.match(full.reason, /has no connection left/);
    await Promise.all(clients.splice(1).map((client) => client.end()));
    const [client] = clients;
    for (let i = 0; i < 5; i++) assert.equal((await look(postgres.uri)).status, 'up');
    const { rows } = (await client?.query(
      "SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'watchpost'",
    )) ?? { rows: [] };
    assert.deepEqual(rows, [{ n: 0 }]);
    await client?.end();
  });
});

describe('redis probe with a real Redis', function () {
  let open: Redis;
  let locked: Redis;
  let kit: Kit;
  before(async function () {
    await need(this, 'redis');
    kit = probeKit();
    [open, locked] = await Promise.all([startRedis(), startRedis({ password: 'p@ss/w' })]);
  });
  after(async () => {
    kit?.dispose();
    await Promise.all([open?.stop(), locked?.stop()]);
  });
  const look = (uri: string): Promise<ProbeResult> =>
    kit.run({ ...BASE, kind: 'redis', uri: [uri], timeoutMs: 20_000 });

  it('is up, with the latency of each step', async () => {
    for (const uri of [open.uri, `${open.uri}/3`, locked.uri, locked.uri.replace('//:', '//default:')]) {
      const result = await look(uri);
      assert.equal(result.status, 'up', result.reason);
      assert.equal(sampleOf(result, 'redis_up'), 1);
      assert.ok((sampleOf(result, 'probe_redis_duration_seconds', { phase: 'query' }) ?? 0) > 0);
    }
  });

  it('tells its refusals apart', async () => {
    for (const [uri, status, reason] of [
      [`redis://127.0.0.1:${locked.port}`, 'unknown', /\(NOAUTH\)$/],
      [`redis://:wrong@127.0.0.1:${locked.port}`, 'unknown', /\(WRONGPASS\)$/],
      [`redis://:pw@127.0.0.1:${open.port}`, 'unknown', /has no password set, and the URI has one/],
      [`redis://127.0.0.1:${open.port}/99`, 'down', /has no database 99/],
      [`rediss://127.0.0.1:${open.port}`, 'unknown', /./],
    ] as const) {
      const result = await look(uri);
      assert.match(result.reason, reason);
      assert.notEqual(result.status, 'up');
      if (!uri.startsWith('rediss')) assert.equal(result.status, status, result.reason);
    }
  });

  it('is down once the server is gone', async () => {
    await open.kill();
    const result = await look(open.uri);
    assert.deepEqual(
      [result.status, result.reason],
      ['down', `nothing listens on 127.0.0.1:${open.port} (connection refused)`],
    );
  });
});
