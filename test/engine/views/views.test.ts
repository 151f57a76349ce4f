import assert from 'node:assert/strict';
import { decimate } from '../../../src/engine/views/decimate.ts';
import { storedBeats } from '../../../src/engine/views/storedBeats.ts';
import { LabelSet } from '../../../src/model/labelSet.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import { Heartbeats } from '../../../src/engine/views/heartbeats.ts';
import type { Status } from '../../../src/model/status.ts';

function columns(values: readonly number[], stepMs = 1000) {
  return {
    timestampsMs: Float64Array.from(values, (_, i) => i * stepMs),
    values: Float64Array.from(values),
    length: values.length,
  };
}

describe('decimate', () => {
  it('leaves what is small enough as it is', () => {
    assert.deepEqual([...decimate(columns([1, 2, 3]), 10, false).values], [1, 2, 3]);
  });
  it('keeps every spike of a gauge', () => {
    const values = Array.from({ length: 10_000 }, (_, i) => (i === 4_321 ? 99 : i === 7_000 ? -99 : 1));
    const made = decimate(columns(values), 100, false);
    assert.ok(made.values.length <= 100, `${made.values.length} points`);
    assert.ok(made.values.includes(99) && made.values.includes(-99));
    assert.deepEqual(
      [...made.timestampsMs],
      [...made.timestampsMs].toSorted((a, b) => a - b),
    );
  });
  it('keeps the last of a counter in each stretch, so that its rate stays right', () => {
    const values = Array.from({ length: 10_000 }, (_, i) => i);
    const made = decimate(columns(values), 100, true);
    assert.ok(made.values.length <= 101);
    assert.equal(made.values.at(-1), 9_999);
    assert.deepEqual(
      [...made.values],
      [...made.timestampsMs].map((t) => t / 1000),
    );
  });
  it('keeps gaps', () => {
    const values = Array.from({ length: 1_000 }, (_, i) => (i >= 400 && i < 600 ? Number.NaN : i));
    assert.ok([...decimate(columns(values), 50, false).values].some(Number.isNaN));
  });
});

describe('Heartbeats', () => {
  const beat = (probe: string, atMs: number, status: Status, reason = '') => ({
    probe,
    atMs,
    status,
    durationMs: 1,
    reason,
  });

  it('is the worst of the latest result of every probe', () => {
    const beats = new Heartbeats();
    beats.add(beat('health', 1, 'up'));
    beats.add(beat('redis', 2, 'down', 'refused'));
    beats.add(beat('health', 3, 'up', 'fine'));
    beats.add(beat('redis', 4, 'up'));
    assert.deepEqual(
      beats.between(0, 10, []).map(({ atMs, status, reason }) => [atMs, status, reason]),
      [
        [1, 'up', ''],
        [2, 'down', 'refused'],
        [3, 'down', ''],
        [4, 'up', ''],
      ],
    );
  });
  it('goes on from what is stored, without telling the same beat twice', () => {
    const beats = new Heartbeats();
    beats.add(beat('health', 30, 'down', 'refused'));
    const stored = [beat('health', 30, 'down'), beat('health', 10, 'up'), beat('health', 20, 'degraded')];
    assert.deepEqual(
      beats.between(10, 30, stored).map(({ atMs, status }) => [atMs, status]),
      [
        [20, 'degraded'],
        [30, 'down'],
      ],
    );
  });
});

describe('storedBeats', () => {
  const series = (
    store: MemoryStore,
    name: string,
    values: readonly (readonly [atMs: number, value: number])[],
  ): void => {
    const ref = store.ref(LabelSet.from({ __name__: name, job: 'api', probe: 'health', instance: 'x' }));
    for (const [atMs, value] of values) store.append(ref, atMs, value);
  };

  it('has the duration of the run beside its status', () => {
    const store = new MemoryStore();
    series(store, 'watchpost_probe_status', [
      [1_000, 1],
      [2_000, 0],
      [3_000, 1],
    ]);
    series(store, 'probe_duration_seconds', [
      [1_000, 0.5],
      [3_000, 0.25],
    ]);
    assert.deepEqual(
      storedBeats(store, 'api', 0, 5_000).map(({ atMs, status, durationMs }) => [atMs, status, durationMs]),
      [
        [1_000, 'up', 500],
        [2_000, 'down', Number.NaN],
        [3_000, 'up', 250],
      ],
    );
  });

  it('keeps the worst of each stretch of a long range, with the number of its runs', () => {
    const store = new MemoryStore();
    const week = 604_800_000;
    const runs = week / 10_000;
    series(
      store,
      'watchpost_probe_status',
      Array.from({ length: runs }, (_, i) => [(i + 1) * 10_000, i === 30_000 ? 0 : i === 30_001 ? 0.5 : 1]),
    );
    const beats = storedBeats(store, 'api', 0, week);
    assert.ok(beats.length > 900 && beats.length <= 1_001, `${beats.length}`);
    assert.deepEqual(
      beats.filter(({ status }) => status !== 'up').map(({ status, atMs }) => [status, atMs]),
      [['down', 300_010_000]],
    );
    assert.equal(
      beats.reduce((sum, beat) => sum + (beat.runs ?? 1), 0),
      runs,
    );
  });
});
