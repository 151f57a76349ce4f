import assert from 'node:assert/strict';
import { TickTimers } from '../../src/base/tickTimers.ts';
import { FakeClock } from '../support/fakeClock.ts';

describe('TickTimers', () => {
  function setUp() {
    const clock = new FakeClock();
    const called: string[] = [];
    const timers = new TickTimers<string>(clock, 20, (item) => called.push(`${item} ${clock.monotonic()}`));
    return { clock, called, timers };
  }

  it('calls what comes due within a tick in one go, never early and up to a tick late', () => {
    const { clock, called, timers } = setUp();
    for (const [item, delayMs] of [
      ['a', 41],
      ['b', 60],
      ['c', 61],
      ['d', -5],
    ] as const)
      timers.set(item, delayMs);
    assert.equal(clock.pendingTimers, 3, 'one timer for a tick');
    clock.advance(100);
    assert.deepEqual(called, ['d 0', 'a 60', 'b 60', 'c 80']);
    assert.equal(clock.pendingTimers, 0);
  });

  it('keeps one time for each item, the last that was set', () => {
    const { clock, called, timers } = setUp();
    timers.set('a', 20);
    timers.set('a', 200);
    assert.equal(clock.pendingTimers, 1);
    clock.advance(199);
    assert.deepEqual(called, []);
    clock.advance(1);
    assert.deepEqual(called, ['a 200']);
  });

  it('does not call for what was taken back, not even by one of the same tick', () => {
    const clock = new FakeClock();
    const called: string[] = [];
    const timers: TickTimers<string> = new TickTimers<string>(clock, 20, (item) => {
      called.push(item);
      if (item !== 'a') return;
      timers.delete('b');
      timers.set('c', 30);
    });
    for (const item of ['a', 'b', 'c', 'd']) timers.set(item, 20);
    timers.delete('d');
    clock.advance(59);
    assert.deepEqual(called, ['a']);
    clock.advance(1);
    assert.deepEqual(called, ['a', 'c']);
    assert.equal(clock.pendingTimers, 0);
  });

  it('leaves no timer behind', () => {
    const { clock, called, timers } = setUp();
    timers.set('a', 20);
    timers.dispose();
    assert.equal(clock.pendingTimers, 0);
    clock.advance(100);
    assert.deepEqual(called, []);
  });
});
