import assert from 'node:assert/strict';
import { DisposableStore, Slot, toDisposable } from '../../src/base/disposable.ts';
import { parseDuration, printDuration } from '../../src/base/duration.ts';
import { Emitter } from '../../src/base/event.ts';
import { RingBuffer } from '../../src/base/ringBuffer.ts';
import { sparkline } from '../../src/base/sparkline.ts';
import { isStale, STALE_NAN } from '../../src/model/series.ts';
import { LabelSet } from '../../src/model/labelSet.ts';
import { type Status, worstStatus } from '../../src/model/status.ts';

describe('durations', () => {
  for (const [text, ms] of [
    ['15s', 15_000],
    ['1h30m', 5_400_000],
    ['500ms', 500],
    ['0', 0],
    ['1d', 86_400_000],
    ['1m30s500ms', 90_500],
  ] as const) {
    it(`reads ${text}`, () => assert.equal(parseDuration(text), ms));
  }
  for (const text of ['', '15', '1.5s', '-1s', '1s1m', '1s 1m', 's', '5 s', '99999999999999999y']) {
    it(`refuses "${text}"`, () => assert.equal(parseDuration(text), undefined));
  }
  it('prints what it reads back', () => {
    assert.equal(printDuration(90_000), '1m30s');
    assert.equal(printDuration(0), '0s');
    for (const ms of [1, 999, 60_000, 86_400_001, 123_456_789]) assert.equal(parseDuration(printDuration(ms)), ms);
  });
});

describe('sparkline', () => {
  it('scales to the values that it shows', () => assert.equal(sparkline([0, 1, 2, 3, 4, 5, 6, 7]), '▁▂▃▄▅▆▇█'));
  it('stays low where all are equal and blank where there is none', () =>
    assert.equal(sparkline([5, Number.NaN, 5]), '▁ ▁'));
  it('shows the last values of its width', () => assert.equal(sparkline([9, 9, 9, 0, 7], 2), '▁█'));
  it('survives infinities', () => assert.equal(sparkline([Infinity, 1, 2]), ' ▁█'));
});

describe('RingBuffer', () => {
  it('keeps the last items in order', () => {
    const ring = new RingBuffer<number>(3);
    for (let i = 0; i < 5; i++) ring.push(i);
    assert.deepEqual(ring.toArray(), [2, 3, 4]);
    assert.equal(ring.last, 4);
    assert.equal(ring.at(0), 2);
    assert.equal(ring.at(3), undefined);
  });
  it('refuses a capacity under one', () => assert.throws(() => new RingBuffer(0), RangeError));
});

describe('lifetimes', () => {
  it('disposes what it owns once, last first, and what comes late at once', () => {
    const order: string[] = [];
    const store = new DisposableStore();
    store.own(toDisposable(() => order.push('a')));
    store.own(toDisposable(() => order.push('b')));
    store.dispose();
    store.dispose();
    store.own(toDisposable(() => order.push('late')));
    assert.deepEqual(order, ['b', 'a', 'late']);
  });
  it('replaces the child of a slot', () => {
    const gone: number[] = [];
    const slot = new Slot();
    slot.set(toDisposable(() => gone.push(1)));
    slot.set(toDisposable(() => gone.push(2)));
    assert.deepEqual(gone, [1]);
    slot.dispose();
    slot.set(toDisposable(() => gone.push(3)));
    assert.deepEqual(gone, [1, 2, 3]);
  });
  it('announces to those who listened when it began', () => {
    const emitter = new Emitter<number>();
    const heard: string[] = [];
    const first = emitter.event((value) => {
      heard.push(`a${value}`);
      first.dispose();
    });
    emitter.event((value) => heard.push(`b${value}`));
    emitter.fire(1);
    emitter.fire(2);
    assert.deepEqual(heard, ['a1', 'b1', 'b2']);
  });
});

describe('staleness', () => {
  it('is a NaN that is told from every other by its bits', () => {
    assert.ok(Number.isNaN(STALE_NAN));
    assert.ok(isStale(STALE_NAN));
    assert.ok(!isStale(Number.NaN));
    assert.ok(!isStale(0));
    assert.ok(isStale(Float64Array.of(STALE_NAN)[0]!));
    assert.ok(isStale([STALE_NAN][0]!));
  });
});

describe('LabelSet', () => {
  it('is the same for the same labels in any order, empty values being none', () => {
    const a = LabelSet.from({ b: '2', a: '1', c: '' });
    const b = LabelSet.from({ a: '1', b: '2' });
    assert.equal(a.key, b.key);
    assert.deepEqual(a.toLabels(), { a: '1', b: '2' });
    assert.equal(a.get('c'), '');
  });
  it('is another for other labels, whatever they hold', () => {
    const keys = [{ a: '1b1' }, { a: '1', b: '1' }, { a1: 'b1' }, { a: '', b: '1:1' }, { a: '\u0000' }].map(
      (labels) => LabelSet.from(labels).key,
    );
    assert.equal(new Set(keys).size, keys.length);
  });
});

describe('the roll-up of statuses', () => {
  const check = (statuses: Status[], expected: Status): void => assert.equal(worstStatus(statuses), expected);
  it('is the worst, paused ones left out', () => {
    check(['up', 'paused'], 'up');
    check(['up', 'unknown'], 'unknown');
    check(['degraded', 'unknown', 'up'], 'degraded');
    check(['down', 'degraded'], 'down');
    check(['paused', 'paused'], 'paused');
    check([], 'unknown');
  });
});
