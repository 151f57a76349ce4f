import assert from 'node:assert/strict';
import { serviceAround } from '../../../src/engine/uptime/serviceAround.ts';
import { LabelSet } from '../../../src/model/labelSet.ts';
import { STALE_NAN } from '../../../src/model/series.ts';
import { MemoryStore } from '../../support/memoryStore.ts';

const AT = 1_700_000_000_000;

/** Runs of a probe by seconds from the moment: status and duration in milliseconds. */
function put(
  store: MemoryStore,
  probe: string,
  runs: readonly (readonly [s: number, status: number, ms: number])[],
): void {
  const labels = { job: 'api', probe, instance: 'x' };
  const status = store.ref(LabelSet.from({ ...labels, __name__: 'watchpost_probe_status' }));
  const duration = store.ref(LabelSet.from({ ...labels, __name__: 'probe_duration_seconds' }));
  for (const [seconds, value, ms] of runs) {
    store.append(status, AT + seconds * 1000, value);
    if (!Number.isNaN(ms)) store.append(duration, AT + seconds * 1000, ms / 1000);
  }
}

describe('serviceAround', () => {
  it('tells latency and errors of each probe before and after', () => {
    const store = new MemoryStore();
    put(store, 'health', [
      [-301, 0, 900],
      ...Array.from({ length: 20 }, (_, i): [number, number, number] => [-200 + i, 1, i + 1]),
      [-5, 0.5, 100],
      [-4, -1, 7],
      [-3, STALE_NAN, Number.NaN],
      [0, 0, 5_000],
      [10, 1, 30],
      [301, 0, 1],
    ]);
    put(store, 'redis', [[20, 1, 2]]);
    const around = serviceAround(store, 'api', AT, AT + 3_600_000);
    assert.deepEqual([around.spanMs, around.afterMs], [300_000, 300_000]);
    // Of 21 durations (1 to 20, and 100) the 11th and the 20th; what failed has no latency.
    assert.deepEqual(around.probes, [
      {
        probe: 'health',
        before: { runs: 21, failed: 0, p50: 11, p95: 20 },
        after: { runs: 2, failed: 1, p50: 30, p95: 30 },
      },
      {
        probe: 'redis',
        before: { runs: 0, failed: 0, p50: Number.NaN, p95: Number.NaN },
        after: { runs: 1, failed: 0, p50: 2, p95: 2 },
      },
    ]);
  });

  it('says how much there is of what is not over, and nothing of what was not watched', () => {
    const store = new MemoryStore();
    assert.deepEqual(serviceAround(store, 'api', AT, AT + 60_000), { spanMs: 300_000, afterMs: 60_000, probes: [] });
    assert.equal(serviceAround(store, 'api', AT + 5, AT).afterMs, 0);
  });
});
