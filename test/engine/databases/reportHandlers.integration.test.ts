// What the editor asks for: a report of a service's database with its secret, its progress, its series, its end.
import assert from 'node:assert/strict';
import { systemClock } from '../../../src/base/clock.ts';
import type { LabelSet } from '../../../src/model/labelSet.ts';
import type { ProbeConfig, Template } from '../../../src/model/service.ts';
import { SecretVault } from '../../../src/engine/connections/secretVault.ts';
import { createReportHandlers } from '../../../src/engine/databases/reportHandlers.ts';
import { need } from '../../support/provision/need.ts';
import { type Postgres, startPostgres } from '../../support/provision/postgres.ts';
import { type Redis, startRedis } from '../../support/provision/redis.ts';
import { open } from '../postgres/faultyDatabase.ts';

const BASE = { intervalMs: 1_000, timeoutMs: 1_000, failureThreshold: 1, successThreshold: 1 };

describe('the request for a report', function () {
  let postgres: Postgres;
  let redis: Redis;
  before(async function () {
    await need(this, 'postgresql', 'redis');
    postgres = await startPostgres();
    redis = await startRedis({ password: 'redis-secret' });
  });
  after(async () => {
    await postgres?.stop();
    await redis?.stop();
  });

  const probe = (id: string, kind: 'postgres' | 'redis' | 'tcp', uri: Template): ProbeConfig =>
    kind === 'tcp' ? { ...BASE, kind, id, name: id, host: 'h', port: 1 } : { ...BASE, kind, id, name: id, uri };

  function kit(secrets: readonly { name: string; value: string; origins: readonly string[] }[]) {
    const vault = new SecretVault();
    vault.set(secrets);
    const written: { labels: LabelSet; value: number }[] = [];
    const told: string[] = [];
    const url = new URL(postgres.superuserUri);
    const probes = [
      probe('db', 'postgres', [`postgresql://postgres:`, { secret: 'pg' }, `@${url.host}/postgres`]),
      probe('cache', 'redis', ['redis://:', { secret: 'redis' }, `@${redis.host}:${redis.port}`]),
      probe('port', 'tcp', []),
    ];
    const handlers = createReportHandlers({
      clock: systemClock,
      secrets: vault,
      trust: () => assert.fail('no TLS here'),
      store: {
        ref: (labels) => labels,
        append: (labels, _, value) => written.push({ labels: labels as LabelSet, value }),
      },
      probe: (probeId) => {
        const config = probes.find(({ id }) => id === probeId);
        return config && { config, labels: { job: 'shop', instance: 'the database', probe: config.name } };
      },
      progress: (reportId, { what }) => told.push(`${reportId} ${what}`),
    });
    const ask = (probeId: string, signal = new AbortController().signal, scanKeys = true) =>
      handlers.report({ reportId: 'r', probeId, scanKeys }, signal);
    return { ask, written, told };
  }
  const allowed = () => {
    const url = new URL(postgres.superuserUri);
    return [
      { name: 'pg', value: url.password, origins: [`postgres://${url.host}`] },
      { name: 'redis', value: 'redis-secret', origins: [`redis://${redis.host}:${redis.port}`] },
    ];
  };

  it('answers with a report without the secret, also where a session shows it', async () => {
    const { ask, told } = kit(allowed());
    const { password } = new URL(postgres.superuserUri);
    const careless = await open(postgres.superuserUri);
    await careless.query(`BEGIN; SELECT '${password}' AS typed`);
    const answer = await ask('db');
    assert.ok(answer.ok);
    const text = JSON.stringify(answer.report);
    assert.ok(!text.includes(password));
    assert.match(text, /BEGIN; SELECT '\$\{secret:pg\}' AS typed/);
    assert.equal(answer.report.target, 'the database');
    assert.ok(told.includes('r bloat'));
    await careless.end();
  });

  it('makes series of what it read, under the labels of the probe', async () => {
    const { ask, written } = kit(allowed());
    assert.ok((await ask('db')).ok);
    assert.ok((await ask('cache')).ok);
    const find = (name: string, more: Record<string, string> = {}) =>
      written.find(({ labels }) => {
        const all: Record<string, string> = { __name__: name, job: 'shop', instance: 'the database', ...more };
        return Object.entries(all).every(([label, value]) => labels.get(label) === value);
      })?.value;
    assert.ok((find('pg_database_size_bytes', { datname: 'postgres', probe: 'db' }) ?? 0) > 5_000_000);
    assert.equal(find('pg_settings_max_connections'), 100);
    assert.ok((find('redis_memory_used_bytes', { probe: 'cache' }) ?? 0) > 100_000);
    assert.equal(find('redis_max_clients'), 10_000);
  });

  it('scans no keys where that was not wanted', async () => {
    const { ask } = kit(allowed());
    const answer = await ask('cache', undefined, false);
    assert.ok(answer.ok);
    assert.deepEqual(answer.report.unread, [{ id: 'keys', reason: 'the keys were not to be looked at' }]);
  });

  it('says why there is none', async () => {
    assert.deepEqual(await kit([]).ask('db'), { ok: false, message: 'the secret "pg" has not been set' });
    const elsewhere = await kit([{ name: 'pg', value: 'x', origins: ['postgres://other:5432'] }]).ask('db');
    assert.match(elsewhere.ok ? '' : elsewhere.message, /the secret "pg" may not be sent to postgres:/);
    assert.deepEqual(await kit([]).ask('port'), { ok: false, message: 'this is no database' });
    assert.deepEqual(await kit([]).ask('gone'), { ok: false, message: 'the service is not watched any more' });
    assert.deepEqual(await kit(allowed()).ask('db', AbortSignal.abort()), {
      ok: false,
      message: 'the report was cancelled',
    });
  });
});
