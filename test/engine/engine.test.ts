import assert from 'node:assert/strict';
import { SecretVault } from '../../src/engine/connections/secretVault.ts';
import { Engine } from '../../src/engine/engine.ts';
import type { ProbeResult } from '../../src/model/probe.ts';
import { LabelSet } from '../../src/model/labelSet.ts';
import { isStale, STALE_NAN } from '../../src/model/series.ts';
import type { Config, ProbeConfig, Service } from '../../src/model/service.ts';
import type { EngineDelta, ViewDelta } from '../../src/protocol/engine.ts';
import { FakeClock, turns } from '../support/fakeClock.ts';
import { MemoryStore } from '../support/memoryStore.ts';

const result = (over: Partial<ProbeResult> = {}): ProbeResult => ({
  status: 'up',
  reason: 'fine',
  durationMs: 5,
  checks: [],
  samples: [{ name: 'probe_duration_seconds', value: 0.005 }],
  keyNumbers: [],
  ...over,
});

const probe = (service: string, name = 'health', over: Partial<ProbeConfig> = {}): ProbeConfig =>
  ({
    id: `${service}/${name}`,
    name,
    kind: 'http',
    url: ['http://localhost/health'],
    method: 'GET',
    headers: [],
    intervalMs: 1_000,
    timeoutMs: 500,
    failureThreshold: 1,
    successThreshold: 1,
    ...over,
  }) as ProbeConfig;

const service = (id: string, over: Partial<Service> = {}): Service => ({
  id,
  name: id,
  probes: [probe(id)],
  thresholds: [],
  ...over,
});

const config = (...services: Service[]): Config => ({
  services,
  concurrency: 8,
  historyMaxAgeMs: 1e9,
  historyMaxBytes: 1e9,
});

/** An engine whose probes answer what `answers` says by probe id, on a clock moved by hand. */
function start(answers: Record<string, ProbeResult> = {}, store = new MemoryStore()) {
  const clock = new FakeClock();
  const deltas: EngineDelta[] = [];
  const viewDeltas: ViewDelta[] = [];
  const log: string[] = [];
  const asked: unknown[] = [];
  const runs: string[] = [];
  const forgotten: string[] = [];
  const secrets = new SecretVault();
  const engine = new Engine({
    clock,
    random: () => 0.5,
    store,
    secrets,
    unitOf: () => 'none',
    probes: {
      run: async (probeConfig) => {
        runs.push(probeConfig.id);
        return answers[probeConfig.id] ?? result();
      },
      setProxy: () => undefined,
      target: () => 'http://localhost/health',
      curl: (probeConfig) => `curl ${probeConfig.id}`,
      forget: (probeConfig) => forgotten.push(probeConfig.id),
    },
    events: {
      delta: (delta) => deltas.push(structuredClone(delta)),
      viewDelta: (delta) => viewDeltas.push(delta),
      historyChanged: () => {},
      secretNeeded: (...args) => asked.push(args),
      log: (level, message) => log.push(`${level} ${message}`),
    },
  });
  const statusOf = (id: string) => engine.snapshot().services.find((state) => state.id === id)?.status;
  return { engine, clock, answers, store, deltas, viewDeltas, log, asked, runs, forgotten, statusOf };
}

describe('Engine', () => {
  it('watches what it is told to and announces it in numbered deltas', async () => {
    const it = start({ 'b/health': result({ status: 'down', reason: 'refused' }) });
    it.engine.configure(config(service('a'), service('b')));
    await it.clock.advanceAsync(2_000);
    assert.equal(it.statusOf('a'), 'up');
    assert.equal(it.statusOf('b'), 'down');
    assert.deepEqual(
      it.deltas.map((delta) => delta.seq),
      it.deltas.map((_, i) => i + 1),
    );
    const last = it.deltas.flatMap((delta) => delta.services).findLast((state) => state.id === 'b');
    assert.equal(last?.reason, 'refused');
    assert.ok(it.log.some((line) => line.startsWith('warn b, health: unknown → down')));
  });

  it('announces before a snapshot what it holds, and not once more after it', async () => {
    const it = start();
    it.engine.configure(config(service('a')));
    const { seq, services } = it.engine.snapshot();
    assert.deepEqual([seq, it.deltas.map((delta) => delta.seq)], [1, [1]]);
    assert.deepEqual(it.deltas[0]?.services, services);
    it.engine.setPaused(['a']);
    await it.clock.advanceAsync(2_000);
    assert.deepEqual(
      it.deltas.map((delta) => [delta.seq, delta.services.map(({ status }) => status)]),
      [
        [1, ['unknown']],
        [2, ['paused']],
      ],
    );
  });

  it('rolls up the worst of the probes and names it', async () => {
    const both = service('a', { probes: [probe('a'), probe('a', 'redis')] });
    const it = start({ 'a/redis': result({ status: 'degraded', reason: 'slow' }) });
    it.engine.configure(config(both));
    await it.clock.advanceAsync(2_000);
    const [state] = it.engine.snapshot().services;
    assert.equal(state?.status, 'degraded');
    assert.equal(state?.reason, 'redis: slow');
  });

  describe('a start that is not over', () => {
    const starting = service('a', { probes: [probe('a', 'health', { graceMs: 10_000 })] });
    const down = result({ status: 'down', reason: 'refused' });

    it('is unknown for as long as the grace lasts, in its series too', async () => {
      const it = start({ 'a/health': down });
      it.engine.configure(config(starting));
      await it.clock.advanceAsync(9_000);
      const [state] = it.engine.snapshot().services;
      assert.deepEqual([state?.status, state?.reason], ['unknown', 'starting: refused']);
      assert.equal(it.log.filter((line) => line.startsWith('warn')).length, 0);
      await it.clock.advanceAsync(3_000);
      assert.equal(it.statusOf('a'), 'down');
      const written = [...it.store.series.values()]
        .filter(({ labels }) => labels.get('__name__') === 'watchpost_probe_status')
        .flatMap(({ samples }) => samples.map(([, value]) => value));
      assert.ok(written.lastIndexOf(-1) < written.indexOf(0), written.join());
      assert.ok(written.includes(-1) && written.includes(0));
    });

    it('is over with the first success: what fails then is down at once', async () => {
      const it = start({});
      it.engine.configure(config(starting));
      await it.clock.advanceAsync(2_000);
      assert.equal(it.statusOf('a'), 'up');
      it.answers['a/health'] = down;
      await it.clock.advanceAsync(2_000);
      assert.equal(it.statusOf('a'), 'down');
    });

    it('begins anew when the service is resumed', async () => {
      const it = start({ 'a/health': down });
      it.engine.configure(config(starting));
      await it.clock.advanceAsync(15_000);
      assert.equal(it.statusOf('a'), 'down');
      it.engine.setPaused(['a']);
      it.engine.setPaused([]);
      await it.clock.advanceAsync(3_000);
      assert.equal(it.statusOf('a'), 'unknown');
    });
  });

  it('says of a service whose dependency is down so, and looks at the dependency at once', async () => {
    const slow = service('db', { probes: [probe('db', 'health', { intervalMs: 600_000 })] });
    const it = start();
    it.engine.configure(config(service('a', { dependsOn: ['db'] }), slow));
    await it.clock.advanceAsync(2_000);
    const down = result({ status: 'down', reason: 'refused' });
    it.answers['a/health'] = down;
    it.answers['db/health'] = down;
    await it.clock.advanceAsync(2_000);
    const stateOf = (id: string) => it.engine.snapshot().services.find((state) => state.id === id);
    assert.equal(it.statusOf('db'), 'down');
    assert.deepEqual(stateOf('a')?.handling, { kind: 'dependency', serviceId: 'db', reason: 'refused' });
    assert.equal(stateOf('db')?.handling, undefined);
    assert.deepEqual(it.engine.handlingOfJob('a')?.kind, 'dependency');
    assert.equal(it.engine.handlingOfJob('nobody'), undefined);
    // The dependency is up again: the service that is still down is told anew, without a result of its own.
    it.answers['db/health'] = result();
    it.deltas.length = 0;
    await it.engine.refresh('db');
    await it.clock.advanceAsync(300);
    const told = it.deltas.flatMap((delta) => delta.services).find((state) => state.id === 'a');
    assert.deepEqual([told?.status, told?.handling], ['down', undefined]);
  });

  it('recognises results that change too often to say how a service is', async () => {
    const it = start();
    it.engine.configure(config(service('a')));
    for (let i = 0; i < 10; i++) {
      it.answers['a/health'] = i % 2 === 0 ? result() : result({ status: 'down', reason: 'refused' });
      await it.engine.refresh('a');
    }
    assert.equal(it.engine.snapshot().services[0]?.probes[0]?.flapping, true);
    it.answers['a/health'] = result();
    for (let i = 0; i < 20; i++) await it.engine.refresh('a');
    assert.equal(it.engine.snapshot().services[0]?.probes[0]?.flapping, undefined);
  });

  it('leaves a service that did not change alone, and takes away what is gone', async () => {
    const it = start();
    it.engine.configure(config(service('a'), service('b')));
    await it.clock.advanceAsync(2_000);
    const since = it.engine.snapshot().services[0]?.sinceMs;
    it.engine.configure(config(service('a')));
    await it.clock.advanceAsync(1_000);
    assert.equal(it.statusOf('b'), undefined);
    assert.equal(it.engine.snapshot().services[0]?.sinceMs, since);
    assert.ok(it.deltas.some((delta) => delta.removed.includes('b')));
    assert.deepEqual(it.forgotten, ['b/health']);
    const runsOfB = it.runs.filter((id) => id === 'b/health').length;
    await it.clock.advanceAsync(3_000);
    assert.equal(it.runs.filter((id) => id === 'b/health').length, runsOfB);
  });

  it('keeps since when over a restart, from the stored history', async () => {
    const first = start();
    first.engine.configure(config(service('a')));
    await first.clock.advanceAsync(10_000);
    const before = first.engine.snapshot().services[0]?.sinceMs;
    first.engine.dispose();

    const second = start({}, first.store);
    second.clock.jump(first.clock.now() - second.clock.now() + 3_000);
    second.engine.configure(config(service('a')));
    await second.clock.advanceAsync(2_000);
    assert.ok(Math.abs((second.engine.snapshot().services[0]?.sinceMs ?? 0) - (before ?? 1)) <= 1_000);
  });

  it('writes results as series with job, instance and probe, and ends them when a service goes', async () => {
    const it = start();
    it.engine.configure(config(service('a')));
    await it.clock.advanceAsync(3_000);
    const duration = [...it.store.series.values()].find(
      ({ labels }) => labels.get('__name__') === 'probe_duration_seconds',
    );
    assert.deepEqual(duration?.labels.toLabels(), {
      __name__: 'probe_duration_seconds',
      job: 'a',
      instance: 'http://localhost/health',
      probe: 'health',
    });
    assert.ok(duration.samples.length >= 2);
    it.engine.configure(config());
    assert.ok(isStale(duration.samples.at(-1)![1]));
  });

  it('tells two services of one name apart by their ids', async () => {
    const it = start();
    const twin = (folder: string) => service(`${folder} › api`, { name: 'api' });
    it.engine.configure(config(twin('x'), twin('y')));
    await it.clock.advanceAsync(2_000);
    const jobs = new Set([...it.store.series.values()].map(({ labels }) => labels.get('job')));
    assert.deepEqual(jobs, new Set(['x › api', 'y › api']));
  });

  it('holds the numbers against the thresholds of the settings', async () => {
    const limits = [{ metric: 'cache_hit_ratio', warn: { op: '<' as const, value: 0.6 } }];
    const it = start({ 'a/health': result({ samples: [{ name: 'cache_hit_ratio', value: 0.41 }] }) });
    it.engine.configure(config(service('a', { thresholds: limits })));
    await it.clock.advanceAsync(2_000);
    assert.equal(it.statusOf('a'), 'degraded');
    assert.match(it.engine.snapshot().services[0]!.reason, /^cache_hit_ratio: 0.41, limit < 0.6$/);
    it.answers['a/health'] = result({ samples: [{ name: 'cache_hit_ratio', value: 0.9 }] });
    await it.clock.advanceAsync(2_000);
    assert.equal(it.statusOf('a'), 'up');
  });

  it('holds scraped numbers with a time of their own against thresholds, but none that has ended', async () => {
    const limits = [{ metric: 'queue_length', critical: { op: '>' as const, value: 10 } }];
    const it = start();
    const ref = it.store.ref(LabelSet.from({ __name__: 'queue_length', job: 'a' }));
    it.store.append(ref, it.clock.now() - 30_000, 40);
    const metrics = probe('a', 'metrics', { kind: 'metrics' });
    it.engine.configure(config(service('a', { thresholds: limits, probes: [metrics] })));
    await it.clock.advanceAsync(2_000);
    assert.equal(it.statusOf('a'), 'down');
    it.store.append(ref, it.clock.now(), STALE_NAN);
    await it.clock.advanceAsync(2_000);
    assert.equal(it.statusOf('a'), 'up');
  });

  it('runs nothing of a paused service, and looks at once when it goes on', async () => {
    const it = start();
    it.engine.configure(config(service('a')));
    await it.clock.advanceAsync(2_000);
    it.engine.setPaused(['a']);
    assert.equal(it.statusOf('a'), 'paused');
    const runs = it.runs.length;
    await it.clock.advanceAsync(5_000);
    assert.equal(it.runs.length, runs);
    it.engine.setPaused([]);
    await it.clock.advanceAsync(1_000);
    assert.equal(it.statusOf('a'), 'up');
  });

  it('drops the result of a run that was cancelled', async () => {
    const it = start();
    it.engine.configure(config(service('a')));
    await it.clock.advanceAsync(2_000);
    it.answers['a/health'] = result({ status: 'down', reason: 'aborted' });
    const refreshed = it.engine.refresh('a');
    it.engine.setPaused(['a']);
    await refreshed;
    assert.equal(it.statusOf('a'), 'paused');
  });

  it('asks once for a secret that is needed, and tries again when secrets come', async () => {
    const need = { name: 'admin', origin: 'http://localhost', why: 'missing' as const };
    const it = start({ 'a/health': result({ status: 'unknown', reason: 'no secret', secretNeeded: need }) });
    it.engine.configure(config(service('a')));
    await it.clock.advanceAsync(5_000);
    assert.deepEqual(it.asked, [['a/health', need]]);
    it.answers['a/health'] = result();
    it.engine.setSecrets([{ name: 'admin', value: 'x', origins: ['http://localhost'] }]);
    await it.clock.advanceAsync(100);
    assert.equal(it.statusOf('a'), 'up');
  });

  it('keeps the last failing response after recovery', async () => {
    const response = {
      atMs: 1,
      url: 'http://localhost/health',
      code: 503,
      headers: [],
      body: 'no',
      bodyTruncated: false,
      bodyBytes: 2,
    };
    const it = start({ 'a/health': result({ status: 'down', response }) });
    it.engine.configure(config(service('a')));
    await it.clock.advanceAsync(2_000);
    it.answers['a/health'] = result({ response: { ...response, code: 200, body: 'yes' } });
    await it.clock.advanceAsync(2_000);
    assert.equal(it.statusOf('a'), 'up');
    assert.equal(it.engine.response('a/health')?.body, 'no');
    assert.equal(it.engine.response('nobody'), undefined);
  });

  it('sends an open view a snapshot, then only what is new', async () => {
    const it = start();
    it.engine.configure(config(service('a'), service('b')));
    await it.clock.advanceAsync(10_000);
    const snapshot = it.engine.openView({ viewId: 'v', serviceId: 'a', rangeMs: 60_000 });
    const sent = snapshot!.series.find((series) => series.labels['__name__'] === 'probe_duration_seconds')!;
    assert.ok(sent.values.length >= 8);
    assert.equal(snapshot!.heartbeats.length, sent.values.length);
    await it.clock.advanceAsync(3_000);
    const later = it.viewDeltas.flatMap((delta) => delta.series.filter((series) => series.id === sent.id));
    assert.ok(later.length >= 2);
    const times = [sent, ...later].flatMap((series) => Array.from(series.timestampsMs));
    assert.deepEqual(
      times,
      [...new Set(times)].toSorted((a, b) => a - b),
    );
    assert.deepEqual(
      it.viewDeltas.map((delta) => delta.seq),
      it.viewDeltas.map((_, i) => i + 1),
    );
    it.engine.closeView('v');
    const count = it.viewDeltas.length;
    await it.clock.advanceAsync(3_000);
    assert.equal(it.viewDeltas.length, count);
    assert.equal(it.engine.openView({ viewId: 'w', serviceId: 'nobody', rangeMs: 1 }), undefined);
  });

  it('goes on when the clock jumps an hour either way', async () => {
    const it = start();
    it.engine.configure(config(service('a')));
    await it.clock.advanceAsync(3_000);
    for (const jump of [3_600_000, -7_200_000]) {
      it.clock.jump(jump);
      const runs = it.runs.length;
      await it.clock.advanceAsync(5_000);
      assert.ok(it.runs.length - runs >= 4, 'it runs on');
      assert.equal(it.statusOf('a'), 'up');
    }
  });

  it('leaves no timer behind', async () => {
    const it = start();
    it.engine.configure(config(service('a'), service('b')));
    await it.clock.advanceAsync(2_000);
    it.engine.openView({ viewId: 'v', serviceId: 'a', rangeMs: 60_000 });
    it.engine.dispose();
    it.engine.dispose();
    await it.clock.advanceAsync(0);
    assert.equal(it.clock.pendingTimers, 0);
  });

  it('watches 300 services at once', async () => {
    const it = start();
    it.engine.configure(config(...Array.from({ length: 300 }, (_, i) => service(`s${i}`))));
    await it.clock.advanceAsync(2_000);
    await turns(300);
    await it.clock.advanceAsync(1_000);
    assert.ok(it.engine.snapshot().services.every((state) => state.status === 'up'));
    assert.ok(it.deltas.length < 20, `${it.deltas.length} messages`);
  });
});
