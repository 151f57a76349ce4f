// A running Redis, looked at live: what `redis-cli --stat`, `--latency`, SLOWLOG and MONITOR tell, of a real one.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { Redis as Client } from 'ioredis';
import { systemClock } from '../../../../src/base/clock.ts';
import type { ProbeConfig } from '../../../../src/model/service.ts';
import { parseRedisUri } from '../../../../src/engine/connections/redisUri.ts';
import { SecretVault } from '../../../../src/engine/connections/secretVault.ts';
import { monitorRedis, MONITOR_BOUNDS } from '../../../../src/engine/redis/live/monitorRedis.ts';
import { createRedisLiveHandlers } from '../../../../src/engine/databases/redisLiveHandlers.ts';
import { need } from '../../../support/provision/need.ts';
import { spawnOwned } from '../../../support/provision/ownedProcess.ts';
import { type Redis, startRedis } from '../../../support/provision/redis.ts';
import { waitFor } from '../../../support/provision/waitFor.ts';
import { BASE } from '../../probes/probeKit.ts';

const PASSWORD = 'kept-to-itself';

describe('a running Redis', function () {
  let redis: Redis;
  let client: Client;
  before(async function () {
    await need(this, 'redis');
    redis = await startRedis({ password: PASSWORD });
    client = new Client(redis.uri, { retryStrategy: null });
  });
  after(async () => {
    client?.disconnect();
    await redis?.stop();
  });

  const trust = (): never => assert.fail('no TLS here');
  const never = new AbortController().signal;
  function kit(uri = `redis://:`) {
    const secrets = new SecretVault();
    secrets.set([{ name: 'redis', value: PASSWORD, origins: [`redis://${redis.host}:${redis.port}`] }]);
    const configs = new Map<string, ProbeConfig>([
      ['cache', { ...BASE, kind: 'redis', uri: [uri, { secret: 'redis' }, `@${redis.host}:${redis.port}`] }],
      ['port', { ...BASE, kind: 'tcp', host: 'h', port: 1 }],
      ['nobody', { ...BASE, kind: 'redis', uri: ['redis://127.0.0.1:1'] }],
    ]);
    const probe = (id: string) => {
      const config = configs.get(id);
      return config && { config };
    };
    return createRedisLiveHandlers({ clock: systemClock, secrets, trust, probe });
  }
  const cli = (...args: string[]): string =>
    spawnSync('redis-cli', ['-p', String(redis.port), ...args], {
      encoding: 'utf8',
      env: { ...process.env, REDISCLI_AUTH: PASSWORD },
    }).stdout;
  const connections = async (): Promise<number> =>
    String(await client.call('CLIENT', 'LIST'))
      .trim()
      .split('\n').length;

  it('tells what redis-cli --stat tells', async () => {
    await client.mset('a', '1', 'b', '2');
    await client.select(3);
    await client.set('c', '3');
    await client.select(0);
    const waiter = new Client(redis.uri, { retryStrategy: null });
    void waiter.blpop('nothing', 0).catch(() => undefined);
    await waitFor('who waits', async () => (await client.info('clients')).includes('blocked_clients:1'));
    const handlers = kit();
    const answer = await handlers.redisLook('cache', 0, never);
    assert.ok(answer.ok);
    // keys mem clients blocked requests connections
    const theirs = spawnSync('timeout', ['2', 'stdbuf', '-oL', 'redis-cli', '-p', String(redis.port), '--stat'], {
      encoding: 'utf8',
      env: { ...process.env, REDISCLI_AUTH: PASSWORD },
    }).stdout;
    const [, keys, memory, clients, blocked, requests] =
      /^(\d+)\s+([\d.]+M)\s+(\d+)\s+(\d+)\s+(\d+) \(\+0\)/m.exec(theirs) ?? assert.fail(theirs);
    const { stat } = answer.look;
    assert.deepEqual([stat.keys, stat.clients, stat.blocked], [3, Number(clients) - 1, Number(blocked)]);
    assert.deepEqual([Number(keys), Number(blocked)], [3, 1]);
    assert.ok(Math.abs(stat.memoryBytes / 1024 / 1024 - Number.parseFloat(memory!)) < 0.2);
    assert.ok(Math.abs(stat.commandsTotal - Number(requests)) < 10);
    assert.ok(stat.connectionsTotal >= 3);
    waiter.disconnect();
    handlers.dispose();
  });

  it('is asked over one connection, which is closed in the end', async () => {
    const handlers = kit();
    const before = await connections();
    for (let i = 0; i < 3; i++) assert.ok((await handlers.redisLook('cache', 2, never)).ok);
    assert.equal(await connections(), before + 1);
    handlers.dispose();
    await waitFor('its end', async () => (await connections()) === before);
  });

  it('is timed by PINGs at a bounded rate', async () => {
    const handlers = kit();
    await client.config('RESETSTAT');
    const startMs = performance.now();
    const answer = await handlers.redisLook('cache', 1_000_000, never);
    const tookMs = performance.now() - startMs;
    assert.ok(answer.ok);
    const { pings } = answer.look;
    assert.equal(pings.length, 50);
    assert.ok(tookMs >= 49 * 9, String(tookMs));
    assert.ok(
      pings.every((seconds) => seconds > 0 && seconds < 1),
      String(pings),
    );
    assert.match(await client.info('commandstats'), /cmdstat_ping:calls=50,/);
    handlers.dispose();
  });

  it('tells of slow commands, the newest first, without their values', async () => {
    await client.config('SET', 'slowlog-log-slower-than', '0');
    await client.set('user:1', 'value-of-a-secret');
    await client.get('user:1');
    await client.config('SET', 'slowlog-log-slower-than', '-1');
    const handlers = kit();
    const answer = await handlers.redisLook('cache', 0, never);
    assert.ok(answer.ok);
    const commands = answer.look.slow?.map(({ command }) => command) ?? [];
    assert.deepEqual(commands.slice(0, 2), ['GET user:1', 'SET user:1 … (1 more)']);
    const ids = answer.look.slow!.map(({ id }) => id);
    assert.deepEqual(
      ids,
      ids.toSorted((a, b) => b - a),
    );
    assert.ok(!JSON.stringify(answer).includes('value-of-a-secret'));
    handlers.dispose();
  });

  it('says what a user of an ACL may not ask, and why nothing is to be had', async () => {
    await client.call('ACL', 'SETUSER', 'seer', 'on', `>${PASSWORD}`, '+info');
    const seer = kit('redis://seer:');
    const answer = await seer.redisLook('cache', 3, never);
    assert.ok(answer.ok);
    assert.equal(answer.look.slow, undefined);
    assert.deepEqual(answer.look.pings, []);
    assert.match(answer.look.refused.join('\n'), /SLOWLOG GET is refused \(NOPERM[^]*PING is refused \(NOPERM/);
    const monitored = await seer.monitorRedis('cache', 1, never);
    assert.match(monitored.ok ? '' : monitored.message, /MONITOR is refused \(NOPERM/);
    seer.dispose();
    const handlers = kit();
    for (const [probeId, message] of [
      ['port', /no Redis/],
      ['gone', /not watched any more/],
      ['nobody', /127\.0\.0\.1:1/],
    ] as const) {
      for (const asked of [await handlers.redisLook(probeId, 1, never), await handlers.monitorRedis(probeId, 1, never)])
        assert.match(asked.ok ? '' : asked.message, message);
    }
    handlers.dispose();
  });

  describe('monitored', () => {
    /** What MONITOR sees while `work` goes on. */
    async function monitored(work: () => Promise<unknown>, seconds = 2, bounds = MONITOR_BOUNDS, signal = never) {
      const address = parseRedisUri(redis.uri);
      assert.ok(address.ok);
      const context = { clock: systemClock, trust, connectTimeoutMs: 5_000 };
      const before = monitors();
      const running = monitorRedis(address.value, seconds, context, signal, bounds);
      await waitFor('MONITOR', () => Promise.resolve(monitors() > before));
      await work();
      return running;
    }
    const monitors = (): number => cli('CLIENT', 'LIST').split('cmd=monitor').length - 1;

    it('tells each command with its key, counted by command and prefix, as redis-cli MONITOR does', async () => {
      const beside = spawnMonitor(redis.port);
      await waitFor('redis-cli MONITOR', () => Promise.resolve(monitors() === 1));
      const seen = await monitored(async () => {
        for (let i = 0; i < 30; i++) await client.set(`session:${i}`, 'a value');
        for (let i = 0; i < 10; i++) await client.get('rate:1');
        await client.get('plain');
      });
      const theirs = await beside.end();
      assert.ok(seen.ok, JSON.stringify(seen));
      const { byCommand, byPrefix, commands, endedBy, durationMs } = seen.value;
      assert.deepEqual([endedBy, durationMs >= 1_990], ['time', true]);
      const counts = Object.fromEntries(byCommand.map(({ name, count }) => [name, count]));
      assert.deepEqual([counts['SET'], counts['GET']], [30, 11]);
      assert.equal(theirs.match(/"set"/gi)?.length, 30);
      assert.deepEqual(byPrefix, [
        { name: 'session', count: 30 },
        { name: 'rate', count: 10 },
        { name: '(no prefix)', count: 1 },
      ]);
      assert.ok(!JSON.stringify(seen).includes('a value'));
      assert.ok(
        commands.some(
          ({ command, key, more, database }) =>
            command === 'SET' && key === 'session:7' && more === 1 && database === 0,
        ),
      );
      await waitFor('the end of MONITOR', () => Promise.resolve(monitors() === 0));
    });

    it('shows no password, whoever logs in meanwhile', async () => {
      const seen = await monitored(async () => {
        const other = new Client({ port: redis.port, host: redis.host, password: PASSWORD });
        await other.call('AUTH', 'default', PASSWORD);
        await other.call('HELLO', '3', 'AUTH', 'default', PASSWORD).catch(() => undefined);
        await other.config('SET', 'masterauth', 'another-secret');
        other.disconnect();
      });
      assert.ok(seen.ok);
      const text = JSON.stringify(seen);
      assert.ok(!text.includes(PASSWORD) && !text.includes('another-secret'), text);
    });

    it('ends where there is too much: commands, bytes, and never runs for longer than ten seconds', async () => {
      const flood = async (): Promise<void> => {
        await client.eval("for i = 1, 3000 do redis.call('SET', 'k:' .. i, i) end", 0);
      };
      const many = await monitored(flood, 10, { ...MONITOR_BOUNDS, count: 1_000 });
      assert.ok(many.ok);
      assert.deepEqual([many.value.seen, many.value.commands.length, many.value.endedBy], [1_000, 500, 'count']);
      const large = await monitored(() => client.set('large', Buffer.alloc(3_000_000)), 10, {
        ...MONITOR_BOUNDS,
        bytes: 1_000_000,
      });
      assert.ok(large.ok);
      assert.equal(large.value.endedBy, 'bytes');
      await waitFor('the end of MONITOR', () => Promise.resolve(monitors() === 0));
    });

    it('keeps a command whole that is larger than a line may be', async () => {
      const seen = await monitored(async () => {
        await client.set('large', Buffer.alloc(1_000_000, 'x'));
        await client.get('after');
      });
      assert.ok(seen.ok);
      const shown = seen.value.commands.map(({ command, key }) => `${command} ${key}`);
      assert.ok(shown.includes('SET large') && shown.includes('GET after'), shown.join());
    });

    it('ends at once where it is cancelled, on the server too', async () => {
      const cancel = new AbortController();
      const seen = await monitored(() => Promise.resolve(cancel.abort()), 10, MONITOR_BOUNDS, cancel.signal);
      assert.ok(!seen.ok && /cancelled/.test(seen.error), JSON.stringify(seen));
      await waitFor('the end of MONITOR', () => Promise.resolve(monitors() === 0));
    });
  });
});

/** The real `redis-cli MONITOR`; `end()` gives what it said. */
function spawnMonitor(port: number): { end(): Promise<string> } {
  const running = spawnOwned('redis-cli', ['-p', String(port), 'MONITOR'], {
    env: { ...process.env, REDISCLI_AUTH: PASSWORD },
  });
  return {
    async end() {
      await running.stop();
      return running.output();
    },
  };
}
