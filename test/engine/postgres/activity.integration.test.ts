// The sessions of a real PostgreSQL: seen, ended by name, and asked for over one connection that does not stay.
import assert from 'node:assert/strict';
import { Client } from 'pg';
import { SecretVault } from '../../../src/engine/connections/secretVault.ts';
import { createActivityHandlers } from '../../../src/engine/databases/activityHandlers.ts';
import type { Activity } from '../../../src/model/activity.ts';
import type { ProbeConfig } from '../../../src/model/service.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { need } from '../../support/provision/need.ts';
import { type Postgres, startPostgres } from '../../support/provision/postgres.ts';
import { waitFor } from '../../support/provision/waitFor.ts';
import { open } from './faultyDatabase.ts';

describe('the sessions of a PostgreSQL', function () {
  const clock = new FakeClock();
  const clients: Client[] = [];
  let postgres: Postgres;
  let handlers: ReturnType<typeof createActivityHandlers>;
  before(async function () {
    await need(this, 'postgresql');
    postgres = await startPostgres();
    const base = { intervalMs: 1_000, timeoutMs: 1_000, failureThreshold: 1, successThreshold: 1 };
    const probes: ProbeConfig[] = [
      { ...base, kind: 'postgres', id: 'db', name: 'db', uri: [postgres.superuserUri] },
      { ...base, kind: 'postgres', id: 'plain', name: 'plain', uri: [postgres.uri] },
      { ...base, kind: 'tcp', id: 'port', name: 'port', host: 'h', port: 1 },
    ];
    handlers = createActivityHandlers({
      clock,
      secrets: new SecretVault(),
      trust: () => assert.fail('no TLS here'),
      probe: (probeId) => {
        const config = probes.find(({ id }) => id === probeId);
        return config && { config };
      },
    });
  });
  after(async () => {
    handlers?.dispose();
    await postgres?.stop();
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.end().catch(() => undefined);
  });

  const signal = new AbortController().signal;
  const connect = async (): Promise<Client & { processID: number }> => {
    const client = await open(postgres.superuserUri);
    clients.push(client);
    return client as Client & { processID: number };
  };
  const look = async (probeId = 'db'): Promise<Activity> => {
    const answer = await handlers.activity(probeId, signal);
    assert.ok(answer.ok, answer.ok ? '' : answer.message);
    return answer.activity;
  };
  const sessionOf = async ({ processID }: { processID: number }) => {
    const { sessions } = await look();
    const found = sessions.find(({ pid }) => pid === processID);
    assert.ok(found);
    return found;
  };

  it('are shown with their query, what they wait for and who keeps them', async () => {
    const [holder, waiter] = [await connect(), await connect()];
    await holder.query('CREATE TABLE a (id int)');
    await holder.query('BEGIN; LOCK TABLE a');
    waiter.query('SELECT * FROM a').catch(() => undefined);
    await waitFor('who waits', async () => ((await sessionOf(waiter)).querySeconds ?? 0) > 0.1);
    const waiting = await sessionOf(waiter);
    assert.deepEqual(waiting.blockedBy, [holder.processID]);
    assert.deepEqual([waiting.query, waiting.state, waiting.waitsFor], ['SELECT * FROM a', 'active', 'Lock: relation']);
    const holding = await sessionOf(holder);
    assert.deepEqual([holding.state, holding.blockedBy, holding.querySeconds], ['idle in transaction', [], undefined]);
    assert.ok(!(await look()).sessions.some(({ application }) => application === 'watchpost'));
  });

  it('are cancelled: the query ends, the session stays', async () => {
    const sleeper = await connect();
    const sleeping = sleeper.query('SELECT pg_sleep(60)');
    await waitFor('its query', async () => (await sessionOf(sleeper)).state === 'active');
    const session = await sessionOf(sleeper);
    assert.deepEqual(await handlers.endSession('db', session, 'cancel', signal), { ok: true });
    await assert.rejects(sleeping, { code: '57014' });
    assert.equal((await sleeper.query('SELECT 1 AS still')).rows.length, 1);
  });

  it('are terminated', async () => {
    const idle = await connect();
    const session = await sessionOf(idle);
    assert.deepEqual(await handlers.endSession('db', session, 'terminate', signal), { ok: true });
    await assert.rejects(idle.query('SELECT 1'));
    // The client is told before the session is gone from the list.
    await waitFor('the end', async () => !(await look()).sessions.some(({ pid }) => pid === session.pid));
  });

  it('are left alone where another has the pid by now', async () => {
    const innocent = await connect();
    const { pid, startedUs } = await sessionOf(innocent);
    const answer = await handlers.endSession('db', { pid, startedUs: startedUs - 1 }, 'terminate', signal);
    assert.deepEqual(answer, { ok: false, message: 'the session is gone: nothing was ended' });
    assert.equal((await innocent.query('SELECT 1')).rows.length, 1);
  });

  it('of others cannot be ended by who may not, and are shown without what he may not see', async () => {
    const other = await connect();
    const session = await sessionOf(other);
    const answer = await handlers.endSession('plain', session, 'terminate', signal);
    assert.ok(!answer.ok);
    assert.match(answer.message, /permission denied|must be|gone/);
    assert.equal((await other.query('SELECT 1')).rows.length, 1);
    const seen = (await look('plain')).sessions.find(({ pid }) => pid === other.processID);
    assert.equal(seen?.state, undefined);
  });

  it('are asked for over one connection, which is closed when nobody asks', async () => {
    const counter = await connect();
    const count = async (): Promise<number> =>
      (
        await counter.query<{ n: number }>(
          "SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'watchpost'",
        )
      ).rows[0]!.n;
    await Promise.all([look(), look(), look()]);
    clock.advance(9_999);
    await look();
    clock.advance(9_999);
    // That of the ordinary role was asked over longer ago.
    await waitFor('one connection', async () => (await count()) === 1);
    clock.advance(2);
    await waitFor('its end', async () => (await count()) === 0);
    await look();
  });

  it('are not to be had of what is no PostgreSQL', async () => {
    assert.deepEqual(await handlers.activity('port', signal), { ok: false, message: 'this is no PostgreSQL' });
    assert.deepEqual(await handlers.activity('gone', signal), {
      ok: false,
      message: 'the service is not watched any more',
    });
  });
});
