// Heartbeats: what a job may call, what is kept, and what the probe makes of it.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { connect } from 'node:net';
import { join } from 'node:path';
import { systemClock } from '../../../src/base/clock.ts';
import { SecretVault } from '../../../src/engine/connections/secretVault.ts';
import { pushProbe } from '../../../src/engine/probes/push.ts';
import type { ProbeContext } from '../../../src/engine/probes/probe.ts';
import type { PushBeat } from '../../../src/engine/push/pushBeat.ts';
import { PushListener } from '../../../src/engine/push/pushListener.ts';
import { readPush } from '../../../src/engine/push/readPush.ts';
import type { PushProbeConfig } from '../../../src/model/service.ts';
import { ownedFolder } from '../../support/provision/ownedFolder.ts';
import { waitFor } from '../../support/provision/waitFor.ts';
import { BASE } from '../probes/probeKit.ts';

const TOKEN = 'A'.repeat(43);

describe('readPush', () => {
  it('takes what Uptime Kuma takes, within bounds', () => {
    const read = (target: string, method = 'GET') => readPush(method, target, 5);
    const rows = [
      [`/push/${TOKEN}`, { status: 'up', message: '' }],
      [`/push/${TOKEN}?status=up&msg=OK&ping=`, { status: 'up', message: 'OK' }],
      [
        `/push/${TOKEN}?status=DOWN&msg=disk%20full&ping=1500`,
        { status: 'down', message: 'disk full', durationMs: 1500 },
      ],
      [`/push/${TOKEN}?status=degraded&msg=a%0a%00b`, { status: 'degraded', message: 'a b' }],
      [`/push/${TOKEN}?msg=${'x'.repeat(500)}`, { status: 'up', message: 'x'.repeat(200) }],
    ] as const;
    for (const [target, beat] of rows)
      assert.deepEqual(read(target), { token: TOKEN, beat: { atMs: 5, ...beat } }, target);
    for (const target of [
      '/',
      '/push/',
      '/push/short',
      `/push/${TOKEN}/x`,
      `/push/${TOKEN}/../x`,
      `/x/${TOKEN}`,
      `/push/${'A'.repeat(200)}`,
    ])
      assert.deepEqual(read(target), { refused: 404 }, target);
    for (const query of ['status=fine', 'ping=-1', 'ping=x', 'ping=1e99'])
      assert.deepEqual(read(`/push/${TOKEN}?${query}`), { refused: 400 }, query);
    assert.deepEqual(read(`/push/${TOKEN}`, 'DELETE'), { refused: 405 });
  });
});

describe('PushListener', () => {
  let folder: Awaited<ReturnType<typeof ownedFolder>>;
  const open: PushListener[] = [];
  const calls: string[] = [];
  const log: string[] = [];
  const bugs: unknown[] = [];
  beforeEach(async () => {
    folder = await ownedFolder('push');
    calls.length = log.length = 0;
  });
  afterEach(async () => {
    for (const listener of open.splice(0)) await listener.end();
    await folder.remove();
    assert.deepEqual(bugs, []);
  });

  function start(file?: string): PushListener {
    const listener = new PushListener({
      clock: systemClock,
      ...(file !== undefined && { file }),
      changed: (id) => calls.push(id),
      log: (_level, message) => log.push(message),
      onBug: (error) => bugs.push(error),
    });
    open.push(listener);
    return listener;
  }

  async function call(url: string, options: { method?: string; host?: string; body?: string } = {}): Promise<number> {
    const { method = 'GET', host, body } = options;
    const asked = request(url, { method, agent: false, ...(host !== undefined && { headers: { host } }) });
    asked.end(body);
    const [response] = (await once(asked, 'response')) as [import('node:http').IncomingMessage];
    response.resume();
    return response.statusCode ?? 0;
  }

  it('hears the calls of each probe at an address of its own, on loopback', async () => {
    const listener = start();
    await listener.configure(['a/push', 'b/push']);
    const [a = '', b = ''] = await Promise.all([listener.address('a/push'), listener.address('b/push')]);
    assert.match(a, /^http:\/\/127\.0\.0\.1:\d+\/push\/[\w-]{43}$/);
    assert.notEqual(a, b);
    assert.equal(await listener.address('c/push'), undefined);
    assert.equal(listener.last('a/push'), undefined);
    assert.equal(await call(`${a}?msg=done&ping=20`), 204);
    assert.equal(await call(b, { method: 'POST', body: 'x'.repeat(100) }), 204);
    // Once since somebody listens, and once for each call.
    assert.deepEqual(calls, ['a/push', 'b/push', 'a/push', 'b/push']);
    const beat = listener.last('a/push');
    assert.deepEqual([beat?.status, beat?.message, beat?.durationMs], ['up', 'done', 20]);
    assert.ok(Math.abs((beat?.atMs ?? 0) - Date.now()) < 5_000);
    await assert.rejects(call(a.replace('127.0.0.1', '127.0.0.2')), /ECONNREFUSED/);
  });

  it('tells of a flood of calls a few times a second, and of its last one', async () => {
    const told: (string | undefined)[] = [];
    const listener = new PushListener({
      clock: systemClock,
      changed: (id) => told.push(listener.last(id)?.message),
      log: () => undefined,
      onBug: (error) => bugs.push(error),
    });
    open.push(listener);
    await listener.configure(['a/push']);
    const address = (await listener.address('a/push')) ?? '';
    const startedMs = performance.now();
    for (let i = 1; i <= 200; i++) assert.equal(await call(`${address}?msg=${i}`), 204);
    await waitFor('the last one', () => Promise.resolve(told.at(-1) === '200'));
    const most = 2 + (performance.now() - startedMs) / 250;
    assert.ok(told.length <= most, `${told.length} times, ${most} at most`);
  });

  it('refuses what has no token, the wrong one, another host or another method', async () => {
    const listener = start();
    await listener.configure(['a/push']);
    const address = (await listener.address('a/push')) ?? '';
    const other = address.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    assert.equal(await call(other), 404);
    assert.equal(await call(new URL('/', address).href), 404);
    assert.equal(await call(address, { host: 'evil.example' }), 404);
    assert.equal(await call(address, { method: 'PUT' }), 405);
    assert.equal(await call(`${address}?status=maybe`), 400);
    assert.equal(await call(`${address}?msg=${'x'.repeat(9_000)}`), 431);
    assert.deepEqual(calls, ['a/push']);
    assert.equal(listener.last('a/push'), undefined);
  });

  it('goes on at the same address after a reload, with what it heard', async () => {
    const file = join(folder.path, 'push.json');
    const first = start(file);
    await first.configure(['a/push']);
    const address = (await first.address('a/push')) ?? '';
    await call(`${address}?msg=before`);
    await first.end();
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    const second = start(file);
    await second.configure(['a/push', 'b/push']);
    assert.equal(await second.address('a/push'), address);
    assert.equal(second.last('a/push')?.message, 'before');
    assert.equal(await call(address), 204);
  });

  it('takes another port where its own is taken, and says so', async () => {
    const file = join(folder.path, 'push.json');
    const first = start(file);
    await first.configure(['a/push']);
    const address = new URL((await first.address('a/push')) ?? '');
    await first.end();
    const squatter = createServer().listen(Number(address.port), '127.0.0.1');
    await once(squatter, 'listening');
    try {
      const second = start(file);
      await second.configure(['a/push']);
      const moved = new URL((await second.address('a/push')) ?? '');
      assert.notEqual(moved.port, address.port);
      assert.equal(moved.pathname, address.pathname);
      assert.match(log.join(), new RegExp(`port ${address.port} is taken`));
      assert.ok(!log.join().includes(address.pathname.slice(6)), 'the token is in the log');
      assert.equal(await call(moved.href), 204);
    } finally {
      squatter.close();
    }
  });

  it('leaves address and state to the window that was first', async () => {
    const file = join(folder.path, 'push.json');
    const first = start(file);
    await first.configure(['a/push']);
    const address = (await first.address('a/push')) ?? '';
    await first.end();
    const again = start(file);
    await again.configure(['a/push']);
    const second = start(file);
    await second.configure(['a/push']);
    const other = (await second.address('a/push')) ?? '';
    assert.notEqual(other, address);
    assert.match(log.join(), /another window listens there/);
    assert.equal(await call(`${address}?msg=first`), 204);
    assert.equal(await call(`${other}?msg=second`), 204);
    await again.end();
    await second.end();
    const third = start(file);
    await third.configure(['a/push']);
    assert.equal(await third.address('a/push'), address);
    assert.equal(third.last('a/push')?.message, 'first');
  });

  it('begins anew where what was kept is broken', async () => {
    const file = join(folder.path, 'push.json');
    for (const text of ['{', '[]', '{"port":"x","probes":{"a/push":{"token":"short"}}}', '{"probes":[1]}']) {
      await writeFile(file, text);
      const listener = start(file);
      await listener.configure(['a/push']);
      assert.match((await listener.address('a/push')) ?? '', /\/push\/[\w-]{43}$/, text);
      await listener.end();
      assert.match(await readFile(file, 'utf8'), /"a\/push":\{"token":"[\w-]{43}"\}/, text);
    }
  });

  it('stops listening when no probe is left, and cuts off who is slow', async function () {
    const listener = start();
    await listener.configure(['a/push']);
    const address = (await listener.address('a/push')) ?? '';
    // Has sent half a request line.
    const slow = connect(Number(new URL(address).port), '127.0.0.1');
    slow.on('error', () => undefined);
    slow.write('GET /push/');
    await once(slow, 'connect');
    await listener.configure([]);
    assert.equal(await listener.address('a/push'), undefined);
    await new Promise((resolve) => slow.once('close', resolve));
    await assert.rejects(call(address), /ECONNREFUSED/);
    await listener.configure(['a/push']);
    assert.equal(await listener.address('a/push'), address);
  });
});

describe('push probe', () => {
  const MINUTE_MS = 60_000;
  const config: PushProbeConfig = { ...BASE, kind: 'push', everyMs: 60 * MINUTE_MS, toleranceMs: 5 * MINUTE_MS };
  const NOW_MS = 1_000 * MINUTE_MS;
  const secrets = new SecretVault();

  async function check(
    beat: (Partial<PushBeat> & { agoMin: number }) | undefined,
    listeningMin: number | undefined,
    expected: readonly [status: string, reason: RegExp],
  ): Promise<void> {
    const last = beat && { status: 'up' as const, message: '', atMs: NOW_MS - beat.agoMin * MINUTE_MS, ...beat };
    const context = {
      clock: { ...systemClock, now: () => NOW_MS },
      secrets,
      push: {
        last: () => last,
        sinceMs: () => (listeningMin === undefined ? undefined : NOW_MS - listeningMin * MINUTE_MS),
      },
    } as unknown as ProbeContext;
    const result = await pushProbe.run(config, context, new AbortController().signal);
    assert.match(result.reason, expected[1]);
    assert.equal(result.status, expected[0]);
  }

  it('is up while the job calls, and down when it is silent', async () => {
    await check(undefined, undefined, ['unknown', /^calls are heard in the editor only$/]);
    await check(undefined, 30, ['unknown', /^no call has come yet; it should call every 1h$/]);
    await check(undefined, 66, ['down', /^no call has come for 1 h 6 m; it should call every 1h$/]);
    await check({ agoMin: 10 }, 100, ['up', /^the last call came 10 m ago$/]);
    await check({ agoMin: 64, message: '9 rows' }, 100, ['up', /^the last call came 1 h 4 m ago: 9 rows$/]);
    await check({ agoMin: 66 }, 100, ['down', /^the last call came 1 h 6 m ago; it should call every 1h$/]);
  });

  it('takes the word of a job that fails', async () => {
    await check({ agoMin: 1, status: 'down', message: 'disk full' }, 100, [
      'down',
      /^the job says that it is down: disk full$/,
    ]);
    await check({ agoMin: 1, status: 'degraded' }, 100, ['degraded', /degraded$/]);
  });

  it('does not blame a job for calls that nobody could hear', async () => {
    await check({ agoMin: 600 }, 10, ['unknown', /^the last call came 10 h ago, before this window was there/]);
    await check({ agoMin: 600 }, 66, ['down', /^the last call came 10 h ago/]);
    await check({ agoMin: 20 }, 10, ['up', /20 m ago/]);
  });

  it('shows no secret that a job sends', async () => {
    secrets.set([{ name: 'door', value: 'sesame-open', origins: [] }]);
    await check({ agoMin: 1, message: 'with sesame-open' }, 10, ['up', /: with \$\{secret:door\}$/]);
  });
});
