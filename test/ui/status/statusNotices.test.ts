import assert from 'node:assert/strict';
import type { StatusNotifyLevel } from '../../../src/config/readAlerts.ts';
import type { Handling } from '../../../src/model/handling.ts';
import type { ServiceState } from '../../../src/model/state.ts';
import type { Status } from '../../../src/model/status.ts';
import { StatusNotices } from '../../../src/ui/status/statusNotices.ts';
import { byId, probeState, serviceState } from '../states.ts';

describe('notices of changed services', () => {
  let notices: StatusNotices;
  let nowMs: number;
  beforeEach(() => {
    notices = new StatusNotices();
    nowMs = 1_000_000;
  });

  const is = (id: string, status: Status, more: Partial<ServiceState> = {}): ServiceState =>
    serviceState(id, { status, reason: `${status} because`, sinceMs: nowMs, ...more });
  const take = (
    services: readonly ServiceState[],
    {
      level = 'down',
      untold = [],
      quiet = false,
    }: { level?: StatusNotifyLevel; untold?: string[]; quiet?: boolean } = {},
  ): string | undefined => notices.take(byId(...services), level, untold, quiet, nowMs)?.message;
  /** The messages for one service's statuses, one after the other. */
  const story = (statuses: readonly Status[], options: Parameters<typeof take>[1] = {}): (string | undefined)[] =>
    statuses.map((status) => {
      nowMs += 60_000;
      return take([is('api', status)], options);
    });

  it('tell when a service goes down and when it is up again, once each', () => {
    assert.deepEqual(story(['up', 'down', 'down', 'up', 'up']), [
      undefined,
      'api is down: down because',
      undefined,
      'api is up again after 2 m',
      undefined,
    ]);
  });

  it('take the first status for where it begins: opening a folder tells of nothing', () => {
    assert.deepEqual(story(['unknown', 'down', 'down', 'up']), [undefined, undefined, undefined, undefined]);
  });

  it('step over what could not be told, and what is paused', () => {
    assert.deepEqual(story(['up', 'unknown', 'paused', 'up', 'unknown', 'down']), [
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      'api is down: down because',
    ]);
  });

  it('keep to the level', () => {
    assert.deepEqual(story(['up', 'degraded', 'down', 'degraded', 'up']), [
      undefined,
      undefined,
      'api is down: down because',
      undefined,
      'api is up again after 2 m',
    ]);
    notices = new StatusNotices();
    assert.deepEqual(story(['up', 'degraded', 'up'], { level: 'degraded' }), [
      undefined,
      'api is degraded: degraded because',
      'api is up again after 1 m',
    ]);
    notices = new StatusNotices();
    assert.deepEqual(story(['up', 'down', 'up'], { level: 'never' }), [undefined, undefined, undefined]);
  });

  it('tell of several in one, a few by name', () => {
    const ids = ['a', 'b', 'c', 'd', 'e'];
    take(ids.map((id) => is(id, 'up')));
    assert.equal(take(ids.map((id) => is(id, 'down'))), '5 services are down: a, b, c and 2 more');
    assert.equal(
      take([is('a', 'up'), is('b', 'up'), ...['c', 'd', 'e'].map((id) => is(id, 'down'))]),
      '2 services are up again: a, b',
    );
  });

  it('leave out what is handled, and tell of it if it is still so afterwards', () => {
    const handlings: readonly Handling[] = [
      { kind: 'snoozed', untilMs: 5 },
      { kind: 'maintenance', name: 'm', untilMs: 5 },
      { kind: 'acknowledged', note: '', atMs: 5 },
      { kind: 'dependency', serviceId: 'db', reason: 'refused' },
    ];
    for (const handling of handlings) {
      notices = new StatusNotices();
      take([is('api', 'up')]);
      assert.equal(take([is('api', 'down', { handling })]), undefined, handling.kind);
      assert.equal(take([is('api', 'up', { handling })]), undefined);
      assert.equal(take([is('api', 'up')]), undefined);
      assert.equal(take([is('api', 'down', { handling })]), undefined);
      assert.equal(take([is('api', 'down')]), 'api is down: down because');
    }
  });

  it('leave out those services that the user does not want to hear of', () => {
    assert.deepEqual(story(['up', 'down', 'up'], { untold: ['api'] }), [undefined, undefined, undefined]);
  });

  it('are no heap in the morning', () => {
    assert.deepEqual(story(['up', 'down'], { quiet: true }), [undefined, undefined]);
    assert.deepEqual(story(['down', 'up']), [undefined, undefined]);
  });

  it('tell of one that flaps once, until it stays as it is', () => {
    const flapping = (status: Status): ServiceState =>
      is('api', status, { probes: [probeState('api/health', { flapping: true })] });
    take([is('api', 'up')]);
    assert.equal(take([flapping('down')]), 'api is flapping');
    for (const status of ['up', 'down', 'up', 'down'] as const) assert.equal(take([flapping(status)]), undefined);
    assert.equal(take([is('api', 'down')]), 'api is down: down because');
  });

  it('say how serious the worst of it is', () => {
    take(['a', 'b'].map((id) => is(id, 'up')));
    const severityOf = (...services: ServiceState[]): string | undefined =>
      notices.take(byId(...services), 'degraded', [], false, nowMs)?.severity;
    assert.equal(severityOf(is('a', 'degraded'), is('b', 'up')), 'warning');
    assert.equal(severityOf(is('a', 'degraded'), is('b', 'down')), 'critical');
    assert.equal(severityOf(is('a', 'up'), is('b', 'up')), 'info');
  });
});
