// The protobuf format beside the real Prometheus: as the target whose metrics are scraped, and as the reader of the same body.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../../src/base/clock.ts';
import { apiData } from '../../../src/engine/promql/apiData.ts';
import { instantQuerySync } from '../../../src/engine/promql/query.ts';
import { ACCEPT_HEADER, PROTOBUF_ACCEPT_HEADER } from '../../../src/engine/scrape/expositionFormat.ts';
import { TargetScraper } from '../../../src/engine/scrape/targetScraper.ts';
import { Store } from '../../../src/engine/store/store.ts';
import type { LabelSet } from '../../../src/model/labelSet.ts';
import { hasPrometheus, PrometheusServer } from '../../support/prometheusServer.ts';
import { skipTest } from '../../support/provision/need.ts';
import { body, PROTOBUF } from './support/protobufBody.ts';

/** The series that a target gives, in order, and in which format. */
async function seriesOf(url: string, accept: string): Promise<{ format: string; series: string[] }> {
  const response = await fetch(url, { headers: { accept } });
  const series = new Set<string>();
  const sink = {
    resolve: (labels: LabelSet) => labels,
    append: (labels: LabelSet) => {
      series.add(labels.key);
      return 'ok' as const;
    },
  };
  const scraper = new TargetScraper<LabelSet>(sink, systemClock);
  const chunks = [new Uint8Array(await response.arrayBuffer())];
  const contentType = response.headers.get('content-type') ?? '';
  const result = await scraper.scrape(chunks, { contentType });
  assert.deepEqual([result.failure, result.refused], [undefined, 0]);
  return { format: result.format, series: [...series].sort() };
}

describe('the protobuf format, beside the real Prometheus', function () {
  it('brings the same series as the text, from its own metrics', async function () {
    if (!hasPrometheus()) skipTest(this, 'there is no prometheus on the PATH');
    const server = await PrometheusServer.start([]);
    try {
      // The first requests make series of their own.
      for (const accept of [PROTOBUF_ACCEPT_HEADER, ACCEPT_HEADER]) await seriesOf(`${server.url}/metrics`, accept);
      const protobuf = await seriesOf(`${server.url}/metrics`, PROTOBUF_ACCEPT_HEADER);
      const text = await seriesOf(`${server.url}/metrics`, ACCEPT_HEADER);
      assert.deepEqual([protobuf.format, text.format], ['protobuf', 'text']);
      assert.ok(protobuf.series.length > 300, `${protobuf.series.length} series`);
      assert.deepEqual(protobuf.series, text.series);
    } finally {
      await server.stop();
    }
  });

  it('gives the native histograms that Prometheus reads from the same body', async function () {
    if (!hasPrometheus()) skipTest(this, 'there is no prometheus on the PATH');
    const bytes = body('legacy');
    const target = createServer((_request, response) =>
      response.writeHead(200, { 'content-type': PROTOBUF }).end(bytes),
    );
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
    const { port } = target.address() as AddressInfo;
    const server = await PrometheusServer.start([], {
      rules: 'groups: []\n',
      target: `127.0.0.1:${port}`,
      features: 'native-histograms',
    });
    const store = Store.open({ clock: systemClock, maxAgeMs: 3_600_000, maxBytes: 2 ** 26 });
    try {
      const sink = {
        resolve: (labels: LabelSet) => store.ref(labels),
        append: store.append.bind(store),
        appendHistogram: store.appendHistogram.bind(store),
      };
      const atMs = Date.now();
      const scraper = new TargetScraper(sink, systemClock, {
        targetLabels: { job: 'live', instance: `127.0.0.1:${port}` },
      });
      assert.equal((await scraper.scrape([bytes], { contentType: PROTOBUF, atMs })).ok, true);
      // Of Prometheus 2 only what 3 does alike: it interpolates otherwise, and takes no empty histogram for a native one.
      for (const query of [
        'latency',
        'both',
        'sum(latency) + sum(both)',
        'histogram_count(latency)',
        'histogram_sum(latency)',
        'requests_total',
        'pause_seconds',
      ]) {
        const theirs = await untilThere(server, query);
        const ours = instantQuerySync(store, query, atMs + 1);
        assert.ok(ours.ok, query);
        assert.deepEqual(withoutTimes(apiData(ours.result).result), withoutTimes(theirs), query);
      }
    } finally {
      store.dispose();
      await server.stop();
      target.close();
    }
  });
});

/** What Prometheus answers once it has scraped the target. */
async function untilThere(server: PrometheusServer, query: string): Promise<unknown> {
  for (let i = 0; i < 150; i++) {
    const { data } = await server.query('query', { query });
    if (Array.isArray(data?.result) && data.result.length > 0) return data.result;
    await sleep(100);
  }
  throw new Error(`Prometheus knows no ${query}`);
}

/** A result of the API without its moments, numbers with ten digits. */
function withoutTimes(result: unknown): unknown {
  return JSON.parse(
    JSON.stringify(result, (key, value: unknown) => {
      if ((key === 'value' || key === 'histogram') && Array.isArray(value)) return value[1] as unknown;
      return value;
    }),
    (_, value: unknown) =>
      typeof value === 'string' && value !== '' && Number.isFinite(Number(value))
        ? Number(Number(value).toPrecision(10))
        : value,
  );
}
