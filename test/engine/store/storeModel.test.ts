import assert from 'node:assert/strict';
import { join } from 'node:path';
import { isStale, STALE_NAN } from '../../../src/model/series.ts';
import { dump, HOUR_MS, openStore, put, withFolder } from './storeSupport.ts';
import { seeded } from '../../support/seeded.ts';

type Series = [number, number | 'stale'][];

/** What a series does from sample to sample. */
const KINDS: readonly ((random: () => number, last: number) => number)[] = [
  (random, last) => last + Math.floor(random() * 20),
  (random) => random(),
  (random) => Math.round(random() * 1e4) / 100,
  (_, last) => last,
  (random, last) => last + (Math.floor(random() * 1000) - 500) * 4096,
  (random) => [STALE_NAN, NaN, Infinity, -Infinity, -0, 0, 1e300, 5e-324][Math.floor(random() * 8)]!,
  (random) => (random() - 0.5) * 2 ** Math.floor(random() * 1000 - 500),
];

/**
 * Appends at random, series coming and going, with samples out of order and twice, and compares every so often a
 * random window with a plain list of samples. With a `file`, the store is also closed and opened again.
 */
function runModel(seed: number, steps: number, file?: string): void {
  const random = seeded(seed);
  let opened = openStore({ ...(file !== undefined && { file }), maxBytes: 2 ** 30 });
  const { clock } = opened;
  const model = new Map<string, Series>();
  const newest = new Map<string, number>();
  const last = new Map<string, number>();
  const startMs = clock.now();
  for (let step = 0; step < steps; step++) {
    clock.advance(500 + Math.floor(random() * 1000));
    const nowMs = clock.now();
    for (let i = 0; i < 12; i++) {
      if (random() < 0.2) continue;
      const name = { __name__: `m${i % 5}`, instance: `i${i}` };
      const labels = { ...name, run: i > 8 ? String(step >> 5) : '' };
      const key = JSON.stringify(i > 8 ? labels : name);
      const timestampMs = random() < 0.05 ? nowMs - Math.floor(random() * 5000) : nowMs;
      const value = KINDS[i % KINDS.length]!(random, last.get(key) ?? 0);
      const newestMs = newest.get(key) ?? -Infinity;
      const result = put(opened.store, labels, timestampMs, value);
      if (timestampMs < newestMs) assert.equal(result, 'outOfOrder');
      else if (timestampMs === newestMs) assert.equal(result, Object.is(value, last.get(key)) ? 'ok' : 'duplicate');
      else {
        assert.equal(result, 'ok');
        newest.set(key, timestampMs);
        last.set(key, value);
        if (!model.has(key)) model.set(key, []);
        model.get(key)!.push([timestampMs, isStale(value) ? 'stale' : value]);
      }
    }
    if (file !== undefined && random() < 0.01) {
      opened.store.dispose();
      opened = openStore({ file, clock, maxBytes: 2 ** 30 });
    }
    if (step % 97 !== 0 && step !== steps - 1) continue;
    const fromMs = startMs + Math.floor(random() * (nowMs - startMs));
    const toMs = fromMs + Math.floor(random() * (nowMs - fromMs + 2000));
    for (const [from, to] of [[fromMs, toMs] as const, [-Infinity, Infinity] as const]) {
      const expected: Record<string, Series> = {};
      for (const [key, samples] of model) {
        const inside = samples.filter(([at]) => at > from && at <= to);
        if (inside.length > 0) expected[key] = inside;
      }
      assert.deepEqual(dump(opened.store, from, to), expected);
    }
  }
  opened.store.dispose();
  assert.ok(clock.now() - startMs < 24 * HOUR_MS);
  assert.equal(clock.pendingTimers, 0);
}

describe('store against a plain model', () => {
  for (const seed of [1, 2, 3]) it(`in memory, seed ${seed}`, () => runModel(seed, 700));

  for (const seed of [4, 5]) {
    it(`with a file, seed ${seed}`, () => withFolder((folder) => runModel(seed, 500, join(folder, 'history.db'))));
  }
});
