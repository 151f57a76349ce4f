import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { noteHistogram } from '../../../src/engine/promql/histogram/printHistogram.ts';
import { instantQuerySync } from '../../../src/engine/promql/query.ts';
import { scrapeFormatOf } from '../../../src/engine/scrape/expositionFormat.ts';
import { TargetScraper } from '../../../src/engine/scrape/targetScraper.ts';
import { Store } from '../../../src/engine/store/store.ts';
import type { LabelSet } from '../../../src/model/labelSet.ts';
import type { MetricMetadata } from '../../../src/model/series.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { seeded } from '../../support/seeded.ts';
import { body, double, family, label, message, metric, PROTOBUF, span, whole } from './support/protobufBody.ts';

/** What a scrape gives to its sink, in words; its own report is left out. */
class Sink {
  found: string[] = [];
  readonly metadataOf: Record<string, MetricMetadata> = {};
  resolve(labels: LabelSet): LabelSet {
    return labels;
  }
  append(labels: LabelSet, timestampMs: number, value: number): 'ok' {
    if (!/^(?:up|scrape_)/.test(labels.get('__name__'))) this.found.push(`${print(labels)} ${value} @${timestampMs}`);
    return 'ok';
  }
  appendHistogram(labels: LabelSet, timestampMs: number, histogram: Parameters<typeof noteHistogram>[0]): 'ok' {
    this.found.push(`${print(labels)} ${noteHistogram(histogram)} @${timestampMs}`);
    return 'ok';
  }
  metadata(name: string, metadata: MetricMetadata): void {
    this.metadataOf[name] = metadata;
  }
}

function print(labels: LabelSet): string {
  const { __name__: name, ...rest } = labels.toLabels();
  return `${name}${JSON.stringify(rest)}`;
}

const EXPECTED = [
  'requests_total{"route":"/\\"x\\"\\n"} 7 @1000',
  'temperature{} -Infinity @1500',
  'strange{} NaN @1000',
  'é.ü{"a.b":"c"} 0.1 @1000',
  'pause_seconds{"quantile":"0.5"} 0.4 @1000',
  'pause_seconds_sum{} 1.5 @1000',
  'pause_seconds_count{} 3 @1000',
  'sizes_bucket{"le":"1.0"} 2 @1000',
  'sizes_bucket{"le":"2.5"} 4 @1000',
  'sizes_bucket{"le":"+Inf"} 5 @1000',
  'sizes_sum{} 12.5 @1000',
  'sizes_count{} 5 @1000',
  'latency{"route":"/"} {{schema:3 count:20 sum:5.25 z_bucket:2 z_bucket_w:0.001 offset:-3 buckets:[1 3 0 0 0 0 2 2 3] n_buckets:[8]}} @1000',
  'both{} {{count:3 sum:4 z_bucket_w:2.938735877055719e-39 buckets:[1 2]}} @1000',
  'both_bucket{"le":"1.0"} 1 @1000',
  'both_bucket{"le":"+Inf"} 3 @1000',
  'both_sum{} 4 @1000',
  'both_count{} 3 @1000',
  'idle{} {{schema:3}} @1000',
  'queue{} {{count:2.5 sum:1 counter_reset_hint:gauge offset:1 buckets:[2.5]}} @1000',
];

function scrape(bytes: Buffer, cuts: readonly number[] = []) {
  const sink = new Sink();
  const scraper = new TargetScraper<LabelSet>(sink, new FakeClock(), { maxAheadMs: Infinity, maxBehindMs: Infinity });
  return {
    sink,
    scraper,
    run: async () => await scraper.scrape(split(bytes, cuts), { contentType: PROTOBUF, atMs: 1000 }),
  };
}

function split(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const ends = [...cuts, bytes.length];
  return ends.map((end, i) => bytes.subarray(i === 0 ? 0 : ends[i - 1], end));
}

describe("Prometheus' protobuf format", () => {
  it('is known by its content type alone', () => {
    assert.equal(scrapeFormatOf(PROTOBUF), 'protobuf');
    assert.equal(scrapeFormatOf('application/vnd.google.protobuf;proto=other;encoding=delimited'), 'text');
    assert.equal(scrapeFormatOf('application/vnd.google.protobuf'), 'text');
    assert.equal(scrapeFormatOf('application/openmetrics-text; version=1.0.0'), 'openmetrics');
    assert.equal(scrapeFormatOf(undefined), 'text');
  });

  it('gives the series of the text format, and native histograms', async () => {
    const { sink, run } = scrape(body());
    const result = await run();
    assert.deepEqual([result.failure, result.format, result.samples], [undefined, 'protobuf', EXPECTED.length]);
    assert.equal(result.bodyBytes, body().length);
    assert.deepEqual(sink.found, EXPECTED);
    assert.deepEqual(sink.metadataOf['requests_total'], { type: 'counter', help: 'Lines:\n\\', unit: '' });
    assert.equal(sink.metadataOf['latency']?.type, 'histogram');
  });

  it('may be cut anywhere, and comes again and again', async () => {
    const bytes = body();
    for (let at = 0; at <= bytes.length; at++) {
      const { sink, scraper, run } = scrape(bytes, [at]);
      assert.equal((await run()).failure, undefined);
      assert.deepEqual(sink.found, EXPECTED, `cut at ${at}`);
      sink.found = [];
      await scraper.scrape([bytes], { contentType: PROTOBUF, atMs: 1000 });
      assert.deepEqual(sink.found, EXPECTED);
    }
  });

  it('fails a scrape as a whole where it is damaged, with the reason', async () => {
    const native = (...parts: Uint8Array[]): Buffer =>
      Buffer.from(family('h', '', 4, metric(message(7, whole(1, 1), ...parts))));
    const table: readonly (readonly [name: string, bytes: Buffer, reason: RegExp])[] = [
      ['cut off', body().subarray(0, -3), /ends in the middle of a metric family/],
      ['text', Buffer.from('a 1\n'.repeat(20)), /^/],
      ['another wire type', Buffer.from([2, 0x0b, 0x00]), /unknown wire type/],
      ['a length beyond the message', Buffer.from([2, 0x0a, 0x7f]), /longer than its message/],
      ['no UTF-8', Buffer.from([3, 0x0a, 0x01, 0xff]), /not UTF-8/],
      ['an unknown schema', native(whole(5, 200), span(12, 0, 0)), /unknown schema 100 \(in h\)|unknown schema/],
      ['buckets that spans do not tell of', native(span(12, 0, 2), whole(13, 2)), /1 buckets where its spans need 2/],
      ['millions of buckets', native(span(12, 0, 4_000_000_000)), /too many buckets/],
      ['a count below zero', native(span(12, 0, 1), whole(13, 1)), /below zero/],
      ['the same label twice', Buffer.from(family('a', '', 1, metric(label('x', '1'), label('x', '2')))), /\(in a\)/],
    ];
    for (const [name, bytes, reason] of table) {
      const { sink, run } = scrape(bytes);
      const result = await run();
      assert.equal(result.ok, false, name);
      assert.match(result.failure?.reason ?? '', reason, name);
      assert.equal(result.failure?.line, undefined);
      assert.deepEqual(sink.found, [], name);
    }
    const limited = new TargetScraper<LabelSet>(new Sink(), new FakeClock(), { maxBodyBytes: 100 });
    const large = await limited.scrape([body()], { contentType: PROTOBUF });
    assert.match(large.failure?.reason ?? '', /larger than the limit of 100 bytes/);
  });

  it('is stopped early by a body that would fill the memory', async () => {
    const many = (count: number, part: Uint8Array): Buffer => Buffer.concat(Array<Uint8Array>(count).fill(part));
    const one = (...parts: Uint8Array[]): Buffer => Buffer.from(family('a', '', 4, metric(message(7, ...parts))));
    const wide = metric(message(7, span(12, 0, 9_000), message(13, Buffer.alloc(9_000))));
    const table: [name: string, bytes: Buffer, reason: RegExp][] = [
      // Two bytes a metric, and a megabyte a line.
      [
        'a long name',
        Buffer.from(family('n'.repeat(60_000), '', 1, many(3_000_000, metric()))),
        /larger than the limit/,
      ],
      ['labels', Buffer.from(family('a', '', 1, metric(many(20_000, message(1))))), /more than 10000 parts/],
      ['classic buckets', one(many(20_000, message(3))), /more than 10000 parts/],
      ['spans', one(many(20_000, message(12))), /more than 10000 parts/],
      ['deltas', one(message(13, Buffer.alloc(20_000))), /more than 10000 parts/],
      ['histograms', Buffer.from(family('a', '', 4, many(200, wide))), /more than 1000000 buckets/],
    ];
    for (const [name, bytes, reason] of table) {
      const result = await scrape(bytes).run();
      assert.match(result.failure?.reason ?? '', reason, name);
      assert.ok((result.failure?.reason.length ?? 0) < 300, name);
    }
  });

  it('survives damaged bytes, seeded', async function () {
    const random = seeded(5);
    const sound = body();
    let ok = 0;
    for (let round = 0; round < 3000; round++) {
      const bytes = Buffer.from(sound);
      for (let hits = 1 + Math.floor(random() * 3); hits > 0; hits--)
        bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      const { sink, run } = scrape(bytes);
      const result = await run();
      if (result.ok) ok++;
      else assert.deepEqual(sink.found, []);
    }
    assert.ok(ok > 30, `${ok} scrapes went well`);
  });

  it('comes into the store, where PromQL finds it and a vanished histogram ends', () => {
    const clock = new FakeClock(1_700_000_000_000);
    const store = Store.open({ clock, maxAgeMs: 3_600_000, maxBytes: 2 ** 26 });
    const sink = {
      resolve: (labels: LabelSet) => store.ref(labels),
      append: store.append.bind(store),
      appendRun: store.appendRun.bind(store),
      appendHistogram: store.appendHistogram.bind(store),
    };
    const scraper = new TargetScraper(sink, clock, { targetLabels: { job: 'api' } });
    const nowMs = clock.now();
    scraper.scrapeNow(body(), { contentType: PROTOBUF, atMs: nowMs });
    const value = (query: string, atMs: number): unknown => {
      const result = instantQuerySync(store, query, atMs);
      assert.ok(result.ok && result.result.type === 'vector');
      return result.result.samples.map((sample) => sample.value);
    };
    assert.deepEqual(value('histogram_count(latency{job="api"})', nowMs), [20]);
    scraper.scrapeNow(Buffer.from(family('a', '', 1, metric(message(2, double(1, 1))))), {
      contentType: PROTOBUF,
      atMs: nowMs + 1000,
    });
    assert.deepEqual(value('latency', nowMs + 1000), []);
    store.dispose();
  });
});
