import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { noteHistogram } from '../../../src/engine/promql/histogram/printHistogram.ts';
import { readHistogram } from '../../../src/engine/promql/histogram/readHistogram.ts';
import { instantQuerySync } from '../../../src/engine/promql/query.ts';
import { Store } from '../../../src/engine/store/store.ts';
import { LabelSet } from '../../../src/model/labelSet.ts';
import type { NativeHistogram } from '../../../src/model/nativeHistogram.ts';
import { STALE_NAN } from '../../../src/model/series.ts';
import { FakeClock } from '../../support/fakeClock.ts';

const NOW_MS = 1_700_000_000_000;
const LABELS = LabelSet.from({ __name__: 'h' });

function histogram(count: number): NativeHistogram {
  return readHistogram(`{{count:${count} sum:${count} offset:1 buckets:[${count}]}}`).histogram;
}

function openStore(maxBytes = 2 ** 26): { store: Store; clock: FakeClock } {
  const clock = new FakeClock(NOW_MS);
  return { store: Store.open({ clock, maxAgeMs: 3_600_000, maxBytes }), clock };
}

/** The histograms of the series, in the notation. */
function held(store: Store, toMs = Infinity): string[] {
  const [series] = store.select([{ name: '__name__', op: '=', value: 'h' }], -Infinity, toMs);
  return (series?.readHistograms?.(-Infinity, toMs) ?? []).map((one) => noteHistogram(one.histogram));
}

describe('native histograms in the store', () => {
  it('are given back with what the store knows of the counter, and answer PromQL', () => {
    const { store } = openStore();
    const ref = store.ref(LABELS);
    for (const [i, count] of [10, 20, 5].entries())
      assert.equal(store.appendHistogram(ref, NOW_MS - 60_000 + i * 20_000, histogram(count)), 'ok');
    assert.deepEqual(held(store), [
      '{{count:10 sum:10 offset:1 buckets:[10]}}',
      '{{count:20 sum:20 counter_reset_hint:not_reset offset:1 buckets:[20]}}',
      '{{count:5 sum:5 offset:1 buckets:[5]}}',
    ]);
    const result = instantQuerySync(store, 'histogram_count(increase(h[1m]))', NOW_MS - 1);
    assert.ok(result.ok && result.result.type === 'vector');
    assert.ok((result.result.samples[0]?.value ?? 0) > 15);
    store.dispose();
  });

  it('come in order beside numbers, and a staleness marker ends them', () => {
    const { store } = openStore();
    const ref = store.ref(LABELS);
    store.append(ref, NOW_MS - 3000, 1);
    assert.equal(store.appendHistogram(ref, NOW_MS - 3000, histogram(1)), 'duplicate');
    assert.equal(store.appendHistogram(ref, NOW_MS - 4000, histogram(1)), 'outOfOrder');
    assert.equal(store.appendHistogram(ref, NOW_MS - 2000, histogram(1)), 'ok');
    assert.equal(store.appendHistogram(ref, NOW_MS - 2000, histogram(2)), 'duplicate');
    assert.equal(store.appendHistogram(ref, NOW_MS - 7_200_000, histogram(2)), 'tooOld');
    assert.equal(store.appendHistogram(ref, NOW_MS + 3_600_000, histogram(2)), 'tooNew');
    const { duplicates, outOfOrder, outOfBounds } = store.stats();
    assert.deepEqual([duplicates, outOfOrder, outOfBounds], [2, 1, 2]);
    const typeAt = (atMs: number): unknown => {
      const result = instantQuerySync(store, 'h', atMs);
      return result.ok && result.result.type === 'vector'
        ? result.result.samples.map((one) => (one.histogram === undefined ? one.value : 'histogram'))
        : result;
    };
    assert.deepEqual(typeAt(NOW_MS - 2500), [1]);
    assert.deepEqual(typeAt(NOW_MS - 1500), ['histogram']);
    store.append(ref, NOW_MS - 1000, STALE_NAN);
    assert.deepEqual(typeAt(NOW_MS - 500), []);
    store.dispose();
  });

  it('are forgotten by age, with their series, and where they take too much memory', () => {
    const { store, clock } = openStore(2 ** 20);
    const ref = store.ref(LABELS);
    for (let i = 0; i < 5000; i++) store.appendHistogram(ref, NOW_MS - 50_000 + i * 10, histogram(i));
    const { bytes } = store.stats();
    assert.ok(bytes < 2 ** 20, `${bytes} bytes`);
    const kept = held(store);
    assert.ok(kept.length > 500 && kept.length < 2000, `${kept.length}`);
    assert.ok(kept.at(-1)?.includes('count:4999'), 'the newest stay');
    store.deleteSeries([{ name: '__name__', op: '=', value: 'h' }]);
    assert.deepEqual(held(store), []);
    assert.ok(store.stats().bytes < bytes / 10);
    assert.equal(store.appendHistogram(ref, NOW_MS, histogram(1)), 'gone');

    store.appendHistogram(store.ref(LABELS), NOW_MS, histogram(1));
    clock.advance(7_200_000);
    store.flush();
    assert.deepEqual([held(store), store.stats().series, store.stats().samples], [[], 0, 0]);
    // A day of histograms that only age: nothing is left behind.
    for (let i = 0; i < 20_000; i++) {
      clock.advance(5000);
      store.appendHistogram(store.ref(LABELS), clock.now(), histogram(i));
    }
    store.flush();
    assert.equal(held(store).length, 720);
    assert.equal(store.stats().samples, 720);
    assert.ok(store.stats().bytes < 500_000, `${store.stats().bytes} bytes`);
    store.dispose();
  });
});
