import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { instantQuerySync } from '../../../src/engine/promql/query.ts';
import { inferUnit } from '../../../src/engine/scrape/inferUnit.ts';
import { TargetScraper } from '../../../src/engine/scrape/targetScraper.ts';
import { familyView } from '../../../src/engine/signals/familySummary.ts';
import { findSignals } from '../../../src/engine/signals/findSignals.ts';
import { jobFamilies } from '../../../src/engine/signals/jobMetrics.ts';
import { Store } from '../../../src/engine/store/store.ts';
import type { LabelSet } from '../../../src/model/labelSet.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import {
  double,
  family,
  label,
  message,
  metric,
  packed,
  PROTOBUF,
  signed,
  span,
  whole,
} from '../scrape/support/protobufBody.ts';

const NAME = 'http_request_duration_seconds';

/** Requests that took from half a second to one, by status code; with no classic series beside. */
function durations(counts: Readonly<Record<string, number>>): Buffer {
  const metrics = Object.entries(counts).map(([code, count]) =>
    metric(
      label('code', code),
      message(
        7,
        whole(1, count),
        double(2, count * 0.75),
        signed(5, 0),
        double(6, 0.001),
        span(12, 0, 1),
        packed(13, [count]),
      ),
    ),
  );
  return Buffer.from(family(NAME, 'How long.', 4, ...metrics));
}

describe('golden signals of native histograms alone', () => {
  const clock = new FakeClock(1_700_000_000_000);
  const store = Store.open({ clock, maxAgeMs: 3_600_000, maxBytes: 2 ** 26 });
  after(() => store.dispose());
  const nowMs = clock.now();
  const sink = {
    resolve: (labels: LabelSet) => store.ref(labels),
    append: store.append.bind(store),
    appendHistogram: store.appendHistogram.bind(store),
    metadata: store.setMetadata.bind(store),
  };
  const scraper = new TargetScraper(sink, clock, { targetLabels: { job: 'api', instance: 'a' } });
  for (let i = 0; i <= 4; i++) {
    const atMs = nowMs - 60_000 + i * 15_000;
    const body = durations({ '200': 1000 + 900 * i, '500': 50 + 100 * i });
    assert.equal(scraper.scrapeNow(body, { contentType: PROTOBUF, atMs }).ok, true);
  }
  const metrics = { job: 'api', families: jobFamilies(store, 'api', nowMs - 300_000, nowMs), window: '1m' };
  const value = (query: string): number => {
    const result = instantQuerySync(store, query, nowMs);
    assert.ok(result.ok && result.result.type === 'vector', query);
    assert.deepEqual(result.warnings, []);
    return result.result.samples[0]?.value ?? NaN;
  };

  it('are found, and give what the requests were', () => {
    const signals = Object.fromEntries(findSignals(metrics).map(({ name, query }) => [name, query]));
    const of = `${NAME}{job="api"}[1m]`;
    assert.equal(signals['p95'], `histogram_quantile(0.95, sum(rate(${of})))`);
    assert.equal(signals['request rate'], `sum(histogram_count(rate(${of})))`);
    assert.ok(Math.abs(value(signals['p95'] ?? '') - 2 ** -0.05) < 1e-9);
    assert.ok(Math.abs(value(signals['request rate'] ?? '') - 1000 / 15) < 1e-6);
    assert.ok(Math.abs(value(signals['error ratio'] ?? '') - 0.1) < 1e-9);
  });

  it('stand among the metric families with their rate', () => {
    const found = metrics.families.get(NAME);
    assert.ok(found !== undefined);
    assert.deepEqual([found.type, found.series, found.native, found.buckets], ['histogram', 2, true, false]);
    const { measure, query, unit } = familyView(metrics, found, inferUnit);
    assert.deepEqual([measure, unit], ['rate', 'seconds']);
    assert.ok(Math.abs(value(query) - 1000 / 15) < 1e-6);
  });
});
