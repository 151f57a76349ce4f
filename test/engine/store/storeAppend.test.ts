import assert from 'node:assert/strict';
import { slotOf } from '../../../src/engine/store/seriesSlots.ts';
import { LabelSet } from '../../../src/model/labelSet.ts';
import { STALE_NAN } from '../../../src/model/series.ts';
import { dump, HOUR_MS, matchers, openStore, put, valuesOf } from './storeSupport.ts';

const UP = { __name__: 'up', job: 'api' };

describe('store.append', () => {
  it('answers as Prometheus does to samples that are twice, late, too old or too new', () => {
    const { store, clock } = openStore({ maxAgeMs: HOUR_MS });
    const nowMs = clock.now();
    const table: readonly (readonly [offsetMs: number, value: number, expected: string])[] = [
      [0, 1, 'ok'],
      [0, 1, 'ok'],
      [0, 2, 'duplicate'],
      [-1, 1, 'outOfOrder'],
      [1000, NaN, 'ok'],
      [1000, NaN, 'ok'],
      [1000, STALE_NAN, 'duplicate'],
      [2000, 0, 'ok'],
      [2000, -0, 'duplicate'],
      [3000, STALE_NAN, 'ok'],
      [3000, STALE_NAN, 'ok'],
      [-HOUR_MS - 1, 1, 'tooOld'],
      [600_001, 1, 'tooNew'],
      [Infinity, 1, 'tooNew'],
      [NaN, 1, 'tooNew'],
      [600_000, 5, 'ok'],
    ];
    for (const [offsetMs, value, expected] of table)
      assert.equal(put(store, UP, nowMs + offsetMs, value), expected, `${offsetMs} ${value}`);
    assert.deepEqual(valuesOf(store, 'up'), [1, NaN, 0, 'stale', 5]);
    const { series, samples, appended, duplicates, outOfOrder, outOfBounds } = store.stats();
    assert.deepEqual(
      { series, samples, appended, duplicates, outOfOrder, outOfBounds },
      { series: 1, samples: 5, appended: 5, duplicates: 3, outOfOrder: 1, outOfBounds: 4 },
    );
    store.dispose();
  });

  it('gives the same ref for the same labels, in whatever order they came', () => {
    const { store } = openStore();
    const ref = store.ref(LabelSet.from({ b: '2', a: '1', empty: '' }));
    assert.equal(store.ref(LabelSet.from({ a: '1', b: '2' })), ref);
    assert.notEqual(store.ref(LabelSet.from({ a: '1', b: '3' })), ref);
    store.dispose();
  });

  it('notices a ref whose series was dropped, even when its slot is in use again', () => {
    const { store, clock } = openStore();
    const ref = store.ref(LabelSet.from(UP));
    assert.equal(store.append(ref, clock.now(), 1), 'ok');
    const [selected] = store.select([], -Infinity, Infinity);
    assert.equal(store.deleteSeries(matchers(['job', '=', 'api'])), 1);
    assert.equal(store.append(ref, clock.now() + 1, 2), 'gone');
    const other = store.ref(LabelSet.from({ __name__: 'other' }));
    assert.equal(slotOf(other), slotOf(ref));
    assert.equal(store.append(other, clock.now(), 3), 'ok');
    assert.equal(store.append(ref, clock.now() + 2, 2), 'gone');
    const columns = { timestampsMs: new Float64Array(4), values: new Float64Array(4), length: 0 };
    selected!.read(-Infinity, Infinity, columns);
    assert.equal(columns.length, 0);
    store.dispose();
  });

  it('keeps metadata until the metric is gone', () => {
    const { store, clock } = openStore();
    put(store, UP, clock.now(), 1);
    put(store, { __name__: 'h_count' }, clock.now(), 1);
    store.setMetadata('up', { type: 'gauge', help: 'Up.', unit: '' });
    store.setMetadata('h', { type: 'histogram', help: '', unit: 'seconds' });
    store.deleteSeries(matchers(['__name__', '=', 'up']));
    assert.equal(store.metadata('up'), undefined);
    assert.equal(store.metadata('h')?.type, 'histogram');
    store.dispose();
  });
});

describe('store limits in memory', () => {
  it('forgets what is too old, and series that have not been seen since', () => {
    const { store, clock } = openStore({ maxAgeMs: 2 * HOUR_MS });
    put(store, { __name__: 'once' }, clock.now(), 1);
    for (let i = 0; i < 60 * 6; i++) {
      put(store, UP, clock.now(), i);
      clock.advance(60_000);
    }
    assert.deepEqual(Object.keys(dump(store)), [JSON.stringify(UP)]);
    assert.deepEqual(store.labelValues('__name__'), ['up']);
    store.dispose();
  });

  it('does not leak with series that appear once: churn', () => {
    const { store, clock } = openStore({ maxAgeMs: HOUR_MS });
    const sizes: number[] = [];
    for (let round = 0; round < 180; round++) {
      for (let i = 0; i < 100; i++)
        put(
          store,
          { __name__: 'request', id: `some-long-request-id-${round}-${i}`, path: `/p/${round}` },
          clock.now(),
          i,
        );
      put(store, UP, clock.now(), round);
      clock.advance(60_000);
      if (round >= 90 && round % 30 === 0) sizes.push(store.stats().bytes);
    }
    const { series } = store.stats();
    assert.ok(series <= 62 * 100 + 1, `${series} series`);
    assert.ok(Math.max(...sizes) < Math.min(...sizes) * 1.1, sizes.join(' '));
    assert.equal(store.labelValues('path').length <= 62, true);
    store.dispose();
  });

  it('stays within its bytes: the oldest samples go, then the series that were idle longest', () => {
    const maxBytes = 2 ** 20;
    const { store, clock } = openStore({ maxBytes });
    for (let round = 0; round < 400; round++) {
      for (let i = 0; i < 40; i++) {
        put(store, { __name__: 'steady', i: String(i) }, clock.now(), Math.sin(round * 41 + i));
        put(store, { __name__: 'once', i: String(i), round: String(round) }, clock.now(), i);
      }
      clock.advance(30_000);
    }
    assert.ok(store.stats().bytes <= maxBytes, `${store.stats().bytes} bytes`);
    assert.ok(store.stats().bytes > maxBytes / 2, `${store.stats().bytes} bytes`);
    const steady = dump(store, -Infinity, Infinity, matchers(['__name__', '=', 'steady'], ['i', '=', '7']));
    const [samples] = Object.values(steady);
    assert.equal(samples![samples!.length - 1]![1], Math.sin(399 * 41 + 7));
    // Nothing that is in use goes, so the smaller limit is kept once the series of one appearance are idle.
    clock.advance(1_200_000);
    store.setLimits({ maxAgeMs: HOUR_MS, maxBytes: maxBytes / 4 });
    assert.ok(store.stats().bytes <= maxBytes / 4, `${store.stats().bytes} bytes`);
    store.dispose();
  });
});
