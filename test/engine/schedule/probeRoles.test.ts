import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../../src/base/clock.ts';
import { ProbeSession } from '../../../src/engine/probeSession.ts';
import { Scheduler } from '../../../src/engine/schedule/scheduler.ts';
import { ServiceMonitor } from '../../../src/engine/serviceMonitor.ts';
import type { ProbeRole } from '../../../src/model/probe.ts';
import type { CommandProbeConfig, ProbeConfig } from '../../../src/model/service.ts';
import { ownedFolder } from '../../support/provision/ownedFolder.ts';
import { BASE } from '../probes/probeKit.ts';

/** Kubernetes' own example: `cat` of a file that is there while all is well. */
function cat(file: string, role: ProbeRole, over: Partial<CommandProbeConfig> = {}): CommandProbeConfig {
  return {
    ...BASE,
    id: `pod/${role}`,
    name: role,
    role,
    kind: 'command',
    command: [['cat'], [file]],
    cwd: '.',
    env: [],
    intervalMs: 30,
    failureThreshold: 3,
    ...over,
  };
}

describe('probes with roles', () => {
  let folder: Awaited<ReturnType<typeof ownedFolder>>;
  before(async () => (folder = await ownedFolder('roles')));
  after(() => folder.remove());
  let end: () => void;
  afterEach(() => end());
  const file = (name: string): string => join(folder.path, name);
  const there = (name: string): Promise<void> => writeFile(file(name), '');

  function watch(...probes: ProbeConfig[]) {
    const bugs: unknown[] = [];
    const session = new ProbeSession({ onBug: (error) => bugs.push(error) });
    const scheduler = new Scheduler({
      clock: systemClock,
      concurrency: 8,
      random: () => 0,
      onBug: (error) => bugs.push(error),
    });
    const runs: string[] = [];
    const turnedAfter: number[] = [];
    const states: (readonly [status: string, pending: number])[] = [];
    const startedMs = Date.now();
    let firstMs = 0;
    const monitor = new ServiceMonitor(
      { id: 'pod', name: 'pod', probes, thresholds: [] },
      {
        clock: systemClock,
        scheduler,
        target: (config) => session.target(config),
        run: (_service, config, signal) => {
          runs.push(config.name);
          if (firstMs === 0) firstMs = Date.now();
          return session.run(config, () => ({ job: 'pod', instance: 'pod', probe: config.name }), signal);
        },
        judge: (_service, _config, result) => result,
        record: () => undefined,
        endSeries: () => undefined,
        statusSince: () => undefined,
        changed: (_service, _config, before, after) => {
          states.push([after.status, after.pending?.count ?? 0]);
          if (before.status !== after.status) turnedAfter.push(runs.length);
        },
      },
    );
    end = () => {
      monitor.dispose();
      scheduler.dispose();
      session.dispose();
      assert.deepEqual(bugs, []);
    };
    const probe = (name: string) => monitor.state().probes.find((one) => one.name === name);
    return {
      runs,
      states,
      turnedAfter,
      probe,
      state: () => monitor.state(),
      firstAfterMs: () => firstMs - startedMs,
      async until(what: string, holds: () => boolean) {
        for (let i = 0; i < 200 && !holds(); i++) await sleep(15);
        assert.ok(
          holds(),
          `${what}: ${JSON.stringify(monitor.state().probes.map((p) => [p.name, p.status, p.reason]))}`,
        );
      },
    };
  }

  it('waits for the startup probe, which then ends', async () => {
    const it = watch(
      cat(file('s'), 'startup', { failureThreshold: 100 }),
      cat(file('l'), 'liveness'),
      cat(file('r'), 'readiness'),
    );
    await it.until('startup was tried', () => it.runs.length >= 3);
    assert.deepEqual([...new Set(it.runs)], ['startup']);
    assert.equal(it.probe('liveness')?.reason, 'waits for the startup probe "startup"');
    // Failures below the threshold say nothing yet.
    assert.equal(it.state().status, 'unknown');
    assert.equal(it.probe('startup')?.pending?.threshold, 100);
    await Promise.all([there('s'), there('l'), there('r')]);
    await it.until('all are up', () => it.state().status === 'up');
    const startups = it.runs.filter((name) => name === 'startup').length;
    const others = it.runs.length - startups;
    await it.until('the others go on', () => it.runs.length - startups >= others + 6);
    assert.equal(it.runs.filter((name) => name === 'startup').length, startups);
  });

  it('is degraded where it is not ready, down where it is not alive, and starts anew after that', async () => {
    await Promise.all([there('s'), there('l'), there('r')]);
    const it = watch(cat(file('s'), 'startup'), cat(file('l'), 'liveness'), cat(file('r'), 'readiness'));
    await it.until('all are up', () => it.state().status === 'up');
    await rm(file('r'));
    await it.until('not ready', () => it.state().status === 'degraded');
    assert.match(it.state().reason, /^readiness: not ready: /);
    await Promise.all([rm(file('s')), rm(file('l'))]);
    await it.until('not alive', () => it.state().status === 'down');
    const alive = it.runs.filter((name) => name === 'liveness').length;
    assert.equal(it.probe('readiness')?.reason, 'waits for the startup probe "startup"');
    await sleep(120);
    assert.equal(it.runs.filter((name) => name === 'liveness').length, alive, 'looked before it started');
    assert.equal(it.probe('liveness')?.status, 'down');
    await Promise.all([there('s'), there('l'), there('r')]);
    await it.until('all are up again', () => it.state().status === 'up');
  });

  it('takes as many failures as the threshold says, from the first one on', async () => {
    await rm(file('l'), { force: true });
    const it = watch(cat(file('l'), 'liveness', { failureThreshold: 3 }));
    await it.until('down', () => it.state().status === 'down');
    assert.deepEqual(it.turnedAfter, [3]);
    // Each run's own word: looked at from outside, a failure may be followed by the next before anybody looks.
    assert.deepEqual(it.states.slice(0, 3), [
      ['unknown', 1],
      ['unknown', 2],
      ['down', 0],
    ]);
  });

  it('runs first after its delay', async () => {
    await there('l');
    const it = watch(cat(file('l'), 'liveness', { initialDelayMs: 200 }));
    await it.until('up', () => it.state().status === 'up');
    assert.ok(it.firstAfterMs() >= 195, String(it.firstAfterMs()));
  });
});
