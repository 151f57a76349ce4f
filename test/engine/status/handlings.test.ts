import assert from 'node:assert/strict';
import { ServiceHandlings } from '../../../src/engine/status/handlings.ts';
import type { MaintenanceWindow } from '../../../src/model/handling.ts';
import type { Service } from '../../../src/model/service.ts';
import type { Status } from '../../../src/model/status.ts';
import { FakeClock } from '../../support/fakeClock.ts';

const MINUTE = 60_000;
/** A Thursday. */
const NOON = Date.UTC(2026, 10, 26, 12, 0, 0);
const NONE = { snoozed: [], acknowledged: [] };

describe('ServiceHandlings', () => {
  let clock: FakeClock;
  let statuses: Record<string, Status>;
  let changed: string[][];
  let handlings: ServiceHandlings;

  beforeEach(() => {
    clock = new FakeClock(NOON);
    statuses = {};
    changed = [];
    handlings = new ServiceHandlings({
      clock,
      statusOf: (id) => ({ status: statuses[id] ?? 'up', reason: `${id} is as it is` }),
      changed: (ids) => ids.length > 0 && changed.push([...ids]),
    });
  });
  afterEach(() => {
    handlings.dispose();
    assert.equal(clock.pendingTimers, 0);
  });

  const service = (id: string, more: Partial<Service> = {}): Service => ({
    id,
    name: id,
    probes: [],
    thresholds: [],
    ...more,
  });
  const window = (more: Partial<MaintenanceWindow>): MaintenanceWindow => ({
    name: 'backup',
    services: [],
    groups: [],
    environments: [],
    when: { fromMs: NOON + MINUTE, toMs: NOON + 3 * MINUTE },
    ...more,
  });

  it('handles a service for as long as it is snoozed, however it is', () => {
    handlings.configure([service('a'), service('b')], []);
    handlings.setByUser({ snoozed: [{ serviceId: 'a', untilMs: NOON + MINUTE }], acknowledged: [] });
    assert.deepEqual(handlings.of('a'), { kind: 'snoozed', untilMs: NOON + MINUTE });
    assert.equal(handlings.of('b'), undefined);
    assert.deepEqual(changed, [['a']]);
    clock.advance(MINUTE);
    assert.equal(handlings.of('a'), undefined);
    assert.deepEqual(changed, [['a'], ['a']]);
  });

  it('is not late by more than a quarter of a minute after the machine slept', () => {
    handlings.configure([service('a')], []);
    handlings.setByUser({ snoozed: [{ serviceId: 'a', untilMs: NOON + 60 * MINUTE }], acknowledged: [] });
    clock.jump(2 * 60 * MINUTE);
    assert.equal(handlings.of('a'), undefined);
    clock.advance(15_000);
    assert.deepEqual(changed.at(-1), ['a']);
    assert.equal(changed.length, 2);
  });

  it('takes an acknowledgement for what fails, and not for what is up or paused', () => {
    handlings.configure([service('a')], []);
    handlings.setByUser({ snoozed: [], acknowledged: [{ serviceId: 'a', note: 'on it', atMs: NOON }] });
    for (const [status, kind] of [
      ['down', 'acknowledged'],
      ['degraded', 'acknowledged'],
      ['unknown', 'acknowledged'],
      ['up', undefined],
      ['paused', undefined],
    ] as const) {
      statuses['a'] = status;
      assert.equal(handlings.of('a')?.kind, kind, status);
    }
    handlings.setByUser(NONE);
    statuses['a'] = 'down';
    assert.equal(handlings.of('a'), undefined);
    assert.deepEqual(changed.at(-1), ['a']);
  });

  it('finds the cause at the end of the chain of what is down', () => {
    handlings.configure(
      [
        service('web', { dependsOn: ['api'] }),
        service('api', { dependsOn: ['cache', 'database'] }),
        service('cache'),
        service('database'),
      ],
      [],
    );
    statuses = { web: 'down', api: 'down', database: 'down' };
    const cause = { kind: 'dependency', serviceId: 'database', reason: 'database is as it is' };
    assert.deepEqual(handlings.of('web'), cause);
    assert.deepEqual(handlings.of('api'), cause);
    assert.equal(handlings.of('database'), undefined);
    statuses['api'] = 'up';
    // The one that it depends on itself is well.
    assert.equal(handlings.of('web'), undefined);
    statuses = { web: 'degraded', api: 'down' };
    assert.equal(handlings.of('web')?.kind, 'dependency');
    for (const status of ['up', 'unknown', 'paused'] as const) {
      statuses = { web: status, api: 'down' };
      assert.equal(handlings.of('web'), undefined, status);
    }
    assert.deepEqual([...handlings.dependentsOf('database')].sort(), ['api', 'web']);
  });

  it('excuses nobody where services wait for each other', () => {
    handlings.configure([service('a', { dependsOn: ['b'] }), service('b', { dependsOn: ['a'] })], []);
    statuses = { a: 'down', b: 'down' };
    assert.equal(handlings.of('a'), undefined);
    assert.equal(handlings.of('b'), undefined);
    assert.deepEqual([...handlings.dependentsOf('a')].sort(), ['a', 'b']);
  });

  it('opens and closes a window once, and tells of both', () => {
    handlings.configure([service('a')], [window({})]);
    assert.equal(handlings.of('a'), undefined);
    clock.advance(MINUTE);
    assert.deepEqual(handlings.of('a'), { kind: 'maintenance', name: 'backup', untilMs: NOON + 3 * MINUTE });
    assert.deepEqual(changed, [['a']]);
    clock.advance(2 * MINUTE);
    assert.equal(handlings.of('a'), undefined);
    assert.deepEqual(changed, [['a'], ['a']]);
  });

  it('closes a window in time also where the machine slept beyond its end', () => {
    handlings.configure([service('a')], [window({})]);
    clock.advance(MINUTE);
    assert.equal(handlings.of('a')?.kind, 'maintenance');
    // The wall clock goes on without a timer.
    clock.jump(2 * MINUTE);
    assert.equal(handlings.of('a'), undefined);
  });

  it('opens a window that recurs in its time zone, also where it opened before Watchpost did', () => {
    const at = (cron: string, timeZone?: string): boolean => {
      const when = { cron, durationMs: 30 * MINUTE, ...(timeZone !== undefined && { timeZone }) };
      handlings.configure([service('a')], [window({ when })]);
      return handlings.of('a') !== undefined;
    };
    assert.ok(at('0 12 * * *', 'UTC'));
    assert.ok(at('45 11 * * 4', 'UTC'));
    assert.ok(!at('30 11 * * *', 'UTC'));
    assert.ok(!at('45 11 * * 5', 'UTC'));
    assert.ok(at('45 12 * * *', 'Europe/Berlin'));
    assert.ok(!at('45 11 * * *', 'Europe/Berlin'));
    assert.ok(at('* * * * *', 'UTC'));
  });

  it('closes and opens it again the next time', () => {
    const when = { cron: '0 * * * *', durationMs: 10 * MINUTE, timeZone: 'UTC' };
    handlings.configure([service('a')], [window({ when })]);
    const open: boolean[] = [];
    for (let i = 0; i < 8; i++) {
      open.push(handlings.of('a') !== undefined);
      clock.advance(10 * MINUTE);
    }
    assert.deepEqual(open, [true, false, false, false, false, false, true, false]);
  });

  it('covers the services, groups and environments that it names, and all where it names none', () => {
    const services = [
      service('a', { group: 'Backend' }),
      service('b', { environment: 'staging' }),
      service('c', { id: 'folder › c', name: 'c' }),
    ];
    const covered = (more: Partial<MaintenanceWindow>): string[] => {
      handlings.configure(services, [window({ when: { fromMs: NOON, toMs: NOON + 1 }, ...more })]);
      return services.map(({ id }) => id).filter((id) => handlings.of(id) !== undefined);
    };
    assert.deepEqual(covered({}), ['a', 'b', 'folder › c']);
    assert.deepEqual(covered({ groups: ['Backend'] }), ['a']);
    assert.deepEqual(covered({ environments: ['staging'], services: ['c'] }), ['b', 'folder › c']);
    assert.deepEqual(covered({ groups: ['Nobody'] }), []);
  });
});
