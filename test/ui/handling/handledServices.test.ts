import assert from 'node:assert/strict';
import type { UserHandling } from '../../../src/model/handling.ts';
import { HandledServices } from '../../../src/ui/handling/handledServices.ts';
import { handlingText } from '../../../src/model/handlingText.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { byId, serviceState } from '../states.ts';

const MINUTE = 60_000;

describe('HandledServices', () => {
  const start = (stored: Record<string, unknown> = {}, clock = new FakeClock()) => {
    const applied: UserHandling[] = [];
    const memento = {
      get: (key: string) => stored[key],
      update: async (key: string, value: unknown) => void (stored[key] = structuredClone(value)),
    } as ConstructorParameters<typeof HandledServices>[0]['memento'];
    const handled = new HandledServices({ memento, clock, apply: (handling) => applied.push(handling) });
    return { handled, applied, stored, clock };
  };

  it('keeps what was snoozed and acknowledged over a reload', async () => {
    const first = start();
    await first.handled.snooze(['a', 'b'], first.clock.now() + MINUTE);
    await first.handled.acknowledge(['c'], 'on it');
    await first.handled.setTold('d', false);
    const second = start(first.stored, first.clock);
    assert.deepEqual(second.applied.at(-1), {
      snoozed: ['a', 'b'].map((serviceId) => ({ serviceId, untilMs: first.clock.now() + MINUTE })),
      acknowledged: [{ serviceId: 'c', note: 'on it', atMs: first.clock.now() }],
    });
    assert.deepEqual(second.handled.untold, ['d']);
  });

  it('forgets a snooze when it ends, also while the window was closed', async () => {
    const { handled, clock, stored, applied } = start();
    await handled.snooze(['a'], clock.now() + MINUTE);
    clock.advance(MINUTE - 1);
    assert.equal(handled.snoozed.length, 1);
    clock.advance(1);
    assert.equal(handled.snoozed.length, 0);
    assert.deepEqual(applied.at(-1), { snoozed: [], acknowledged: [] });
    await handled.snooze(['a'], clock.now() + MINUTE);
    handled.dispose();
    clock.jump(2 * MINUTE);
    assert.deepEqual(start(stored, clock).applied, [{ snoozed: [], acknowledged: [] }]);
  });

  it('takes the later word: a second snooze or note in the place of the first', async () => {
    const { handled, clock } = start();
    await handled.snooze(['a'], clock.now() + MINUTE);
    await handled.snooze(['a'], clock.now() + 5 * MINUTE);
    assert.deepEqual(handled.snoozed, [{ serviceId: 'a', untilMs: clock.now() + 5 * MINUTE }]);
    await handled.acknowledge(['a'], 'one');
    await handled.acknowledge(['a'], 'two');
    assert.deepEqual(
      handled.acknowledged.map(({ note }) => note),
      ['two'],
    );
    await handled.release(['a']);
    assert.deepEqual([handled.snoozed, handled.acknowledged], [[], []]);
  });

  it('ends an acknowledgement when the service is up, and not before', async () => {
    const { handled } = start();
    await handled.acknowledge(['a', 'b'], '');
    for (const status of ['down', 'unknown', 'degraded', 'paused'] as const)
      await handled.onServices(byId(serviceState('a', { status }), serviceState('b', { status })));
    assert.equal(handled.acknowledged.length, 2);
    await handled.onServices(byId(serviceState('a'), serviceState('b', { status: 'down' })));
    assert.deepEqual(
      handled.acknowledged.map(({ serviceId }) => serviceId),
      ['b'],
    );
  });

  it('starts with nothing where what is kept is no such thing', () => {
    for (const value of [3, 'x', [], { snoozed: 1, acknowledged: [{ serviceId: 3 }], untold: [1, 'a'] }]) {
      const { handled } = start({ handling: value });
      assert.deepEqual([handled.snoozed, handled.acknowledged], [[], []]);
    }
  });
});

describe('handlingText', () => {
  const now = new Date(2026, 10, 26, 12, 0).getTime();
  const clockOf = (ms: number): string =>
    new Date(ms).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

  it('says why in a few words, with the date where it is not of today', () => {
    const soon = now + 30 * MINUTE;
    const tomorrow = now + 24 * 60 * MINUTE;
    assert.equal(handlingText({ kind: 'snoozed', untilMs: soon }, now), `snoozed until ${clockOf(soon)}`);
    assert.match(handlingText({ kind: 'snoozed', untilMs: tomorrow }, now), /until .*27.*, /);
    assert.equal(
      handlingText({ kind: 'maintenance', name: 'backup', untilMs: soon }, now),
      `backup until ${clockOf(soon)}`,
    );
    assert.equal(handlingText({ kind: 'acknowledged', note: '', atMs: now }, now), 'acknowledged');
    assert.equal(handlingText({ kind: 'acknowledged', note: 'on it', atMs: now }, now), 'acknowledged: on it');
    assert.equal(handlingText({ kind: 'dependency', serviceId: 'db', reason: 'refused' }, now), 'db is down');
  });
});
