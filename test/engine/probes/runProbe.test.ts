import assert from 'node:assert/strict';
import { setTimeout as setTimeoutPromise } from 'node:timers/promises';
import { PROBE_KINDS } from '../../../src/model/probe.ts';
import type { ProbeConfig } from '../../../src/model/service.ts';
import { SecretVault } from '../../../src/engine/connections/secretVault.ts';
import { AccessTokens } from '../../../src/engine/probes/http/accessTokens.ts';
import { HttpSession } from '../../../src/engine/probes/http/httpSession.ts';
import { outcome } from '../../../src/engine/probes/outcome.ts';
import { type Probe, type ProbeContext, TIMED_OUT } from '../../../src/engine/probes/probe.ts';
import { probeCurl, PROBES, probeTarget } from '../../../src/engine/probes/registry.ts';
import { runProbeWith } from '../../../src/engine/probes/runProbe.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { httpResponse, startFaultServer } from '../../support/faultServer.ts';
import { BASE, httpConfig, probeKit, sampleOf } from './probeKit.ts';

describe('runProbe', () => {
  const clock = new FakeClock();
  const bugs: unknown[] = [];
  const context: ProbeContext = {
    clock,
    secrets: new SecretVault(),
    http: new HttpSession(clock),
    tokens: new AccessTokens(),
    onBug: (error, id) => bugs.push([error, id]),
  };
  const config = { ...BASE, kind: 'tcp', host: 'h', port: 1, timeoutMs: 1000 } as const;
  const probe = (run: Probe<'tcp'>['run']): Probe<'tcp'> => ({ kind: 'tcp', run, target: () => 'h:1' });
  const never = new AbortController().signal;

  for (const [status, success] of [
    ['up', 1],
    ['degraded', 1],
    ['down', 0],
    ['unknown', undefined],
  ] as const) {
    it(`measures the duration; probe_success of ${status} is ${success}`, async () => {
      const result = await runProbeWith(
        probe(() => {
          clock.advance(250);
          return Promise.resolve(outcome(status, 'because', { samples: [{ name: 'x', value: 1 }] }));
        }),
        config,
        context,
        never,
      );
      assert.equal(result.durationMs, 250);
      assert.equal(sampleOf(result, 'probe_duration_seconds'), 0.25);
      assert.equal(sampleOf(result, 'probe_success'), success);
      assert.equal(sampleOf(result, 'x'), 1);
    });
  }

  it('ends a run at its timeout, and leaves no timer', async () => {
    const run = runProbeWith(
      probe(
        (_config, _context, signal) =>
          new Promise((resolve) => {
            signal.addEventListener('abort', () =>
              resolve(outcome(signal.reason === TIMED_OUT ? 'down' : 'unknown', 'ended')),
            );
          }),
      ),
      config,
      context,
      never,
    );
    await clock.advanceAsync(999);
    assert.equal(clock.pendingTimers, 1);
    await clock.advanceAsync(1);
    assert.equal((await run).status, 'down');
    assert.equal(clock.pendingTimers, 0);
  });

  it('does not take for silence what was not read because this thread stood still', async () => {
    const server = await startFaultServer((socket) =>
      setTimeout(() => socket.write(httpResponse('{"status":"ok"}')), 50),
    );
    const kit = probeKit();
    try {
      const run = kit.run(httpConfig(`${server.origin}/`, { timeoutMs: 200 }));
      while (server.requests.length === 0) await setTimeoutPromise(5);
      const untilMs = performance.now() + 400;
      while (performance.now() < untilMs);
      assert.equal((await run).status, 'up');
    } finally {
      kit.dispose();
      await server.close();
    }
  });

  it('gives up at last after it stood still, too', async () => {
    const stood = new FakeClock();
    const late: typeof context.clock = {
      now: () => stood.now(),
      monotonic: () => stood.monotonic(),
      // As after a sleep: an hour late.
      setTimeout: (callback, delayMs) => stood.setTimeout(callback, stood.monotonic() === 0 ? 3_600_000 : delayMs),
    };
    const run = runProbeWith(
      probe(
        (_config, _context, signal) =>
          new Promise((resolve) => signal.addEventListener('abort', () => resolve(outcome('down', 'ended')))),
      ),
      config,
      { ...context, clock: late },
      never,
    );
    await stood.advanceAsync(3_600_000 + config.timeoutMs - 1);
    assert.equal(stood.pendingTimers, 1);
    await stood.advanceAsync(1);
    assert.equal((await run).status, 'down');
    assert.equal(stood.pendingTimers, 0);
  });

  it('reports a bug and gives a result, thrown or rejected, while loading or running', async () => {
    for (const broken of [
      probe(() => {
        throw new Error('bug');
      }),
      probe(() => Promise.reject(new Error('bug'))),
      { ...probe(() => Promise.resolve(outcome('up', ''))), load: () => Promise.reject(new Error('bug')) },
    ]) {
      bugs.length = 0;
      const result = await runProbeWith(broken, config, context, never);
      assert.equal(result.status, 'unknown');
      assert.match(result.reason, /has a bug in its tcp probe/);
      assert.deepEqual(bugs, [[new Error('bug'), 'api/health']]);
      assert.equal(clock.pendingTimers, 0);
    }
  });
});

describe('the table of probes', () => {
  it('has each kind under its name', () => {
    assert.deepEqual(Object.keys(PROBES).sort(), [...PROBE_KINDS].sort());
    for (const kind of PROBE_KINDS) assert.equal(PROBES[kind].kind, kind);
  });

  const secret = { secret: 'pw' };
  const targets: readonly (readonly [ProbeConfig, target: string, hasCurl: boolean])[] = [
    [
      httpConfig(['http://me:', secret, '@h:1/x?token=', secret, '&a=', secret]),
      'http://h:1/x?token=(redacted)&a=${secret:pw}',
      true,
    ],
    [{ ...httpConfig('https://h/metrics'), kind: 'metrics' }, 'https://h/metrics', true],
    [{ ...httpConfig('https://h/cache?key=1'), kind: 'cacheStats' }, 'https://h/cache?key=(redacted)', true],
    [{ ...BASE, kind: 'tcp', host: 'h', port: 5432 }, 'h:5432', false],
    [
      { ...BASE, kind: 'command', command: [['pg_isready'], ['-h'], ['db']], cwd: '/', env: [] },
      'pg_isready -h db',
      false,
    ],
    [
      { ...BASE, kind: 'postgres', uri: ['postgresql://u:', secret, '@h/db?password=x'] },
      'postgresql://h/db?password=(redacted)',
      false,
    ],
    [{ ...BASE, kind: 'redis', uri: ['redis://:', secret, '@h:6379/1'] }, 'redis://h:6379/1', false],
  ];
  for (const [config, target, hasCurl] of targets) {
    it(`names the target of ${config.kind}`, () => {
      assert.equal(probeTarget(config), target);
      assert.equal(probeCurl(config) !== undefined, hasCurl);
    });
  }
});
