import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { type ScrapeOptions } from '../../../src/engine/scrape/scrapeOptions.ts';
import { type ScrapeResult, TargetScraper } from '../../../src/engine/scrape/targetScraper.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { MemorySink } from './support/memorySink.ts';

const OPENMETRICS = 'application/openmetrics-text; version=1.0.0';

/** Scrapes `bodies` one after the other at 1000, 2000, … ms; a body that is undefined stands for a target that gives none. */
function scrapes(
  bodies: readonly (string | undefined)[],
  options: Partial<ScrapeOptions> & { contentType?: string } = {},
): { sink: MemorySink; results: ScrapeResult[]; scraper: TargetScraper<string> } {
  const sink = new MemorySink();
  const scraper = new TargetScraper(sink, new FakeClock(), options);
  const results = bodies.map((body, i) =>
    body === undefined
      ? scraper.fail('connection refused', { atMs: (i + 1) * 1000 })
      : scraper.scrapeNow(Buffer.from(body), { contentType: options.contentType, atMs: (i + 1) * 1000 }),
  );
  return { sink, results, scraper };
}

function check(
  bodies: readonly (string | undefined)[],
  expected: Record<string, string[]>,
  options: Partial<ScrapeOptions> & { contentType?: string } = {},
): void {
  assert.deepEqual(scrapes(bodies, options).sink.samples, expected);
}

describe('TargetScraper', () => {
  it('appends samples at the time of the scrape', () => {
    check(['a 1\nb{x="y"} 2.5\n', 'a 2\nb{x="y"} 3.5\n'], {
      a: ['1@1000', '2@2000'],
      'b{x="y"}': ['2.5@1000', '3.5@2000'],
    });
  });

  it('ends series that vanish and begins them again', () => {
    check(['a 1\nb 1\n', 'a 2\n', 'a 3\nb 3\n'], {
      a: ['1@1000', '2@2000', '3@3000'],
      b: ['1@1000', 'stale@2000', '3@3000'],
    });
  });

  it('ends all series when the target gives no body, and once only', () => {
    check(['a 1\n', undefined, undefined, 'a 4\n'], { a: ['1@1000', 'stale@2000', '4@4000'] });
  });

  it('takes over nothing of a body that is refused further down', () => {
    const { sink, results } = scrapes(['a 1\n', 'a 2\nb 1\nc oops\n', 'a 3\nb 3\n']);
    assert.deepEqual(sink.samples, { a: ['1@1000', 'stale@2000', '3@3000'], b: ['3@3000'] });
    assert.deepEqual(results[1]?.failure, { reason: '"oops" is not a number', line: 3, column: 3 });
    assert.equal(sink.last('up'), '1@3000');
    assert.equal(sink.series.get('up')?.[1], '0@2000');
  });

  it('adds the target labels and gives way to none without honorLabels', () => {
    check(
      ['a{job="x",exported_job="z"} 1\n'],
      { 'a{exported_exported_job="x",exported_job="z",instance="h:1",job="api"}': ['1@1000'] },
      {
        targetLabels: { job: 'api', instance: 'h:1' },
      },
    );
  });

  it('lets exposed labels win with honorLabels, an empty one too', () => {
    check(
      ['a{job="x"} 1\nb{instance=""} 2\n'],
      { 'a{instance="h:1",job="x"}': ['1@1000'], 'b{job="api"}': ['2@1000'] },
      {
        targetLabels: { job: 'api', instance: 'h:1' },
        honorLabels: true,
      },
    );
  });

  it('reports the scrape in series of its own', () => {
    const { sink } = scrapes(['a 1\nb 1\na 1\n', 'a 1\nb 1\nc 1\n'], {
      targetLabels: { job: 'j' },
      relabel: (labels) => (labels.get('__name__') === 'b' ? undefined : labels),
    });
    const report = (name: string): string[] | undefined => sink.series.get(`${name}{job="j"}`);
    assert.deepEqual(report('up'), ['1@1000', '1@2000']);
    assert.deepEqual(report('scrape_samples_scraped'), ['3@1000', '3@2000']);
    assert.deepEqual(report('scrape_samples_post_metric_relabeling'), ['2@1000', '2@2000']);
    assert.deepEqual(report('scrape_series_added'), ['1@1000', '1@2000']);
    assert.deepEqual(report('scrape_duration_seconds'), ['0@1000', '0@2000']);
  });

  it('refuses own timestamps too far away, counts them, and writes no marker for the others', () => {
    const { sink, results } = scrapes(['a 1 500\nb 1 1001000\nc 1 1\n', 'x 1\n'], {
      maxAheadMs: 10_000,
      maxBehindMs: 900,
    });
    assert.deepEqual(sink.samples, { a: ['1@500'], b: [], c: [], x: ['1@2000'] });
    assert.equal(results[0]?.outOfBounds, 2);
    assert.equal(results[0]?.samples, 3);
  });

  it('counts a series that is there twice in every scrape', () => {
    const body = 'a 1\nb 1\na 2\n';
    const bodies = [body, body, body];
    const { sink, results } = scrapes(bodies);
    assert.deepEqual(
      results.map((r) => [r.samples, r.samplesKept, r.duplicates]),
      bodies.map(() => [3, 3, 1]),
    );
    assert.deepEqual(sink.samples['a'], ['1@1000', '1@2000', '1@3000']);
  });

  it('reads the numbers of known series to the last bit', () => {
    const texts = [
      '0.1',
      '-0',
      '1e22',
      '1e23',
      '9007199254740993',
      '123456789012345678',
      '0.30000000000000004',
      '5e-324',
      '1.7976931348623157e308',
      '4.4946123456789e+09',
      '0.00000000000000000000001',
      '179769313486231570000',
      '8.41e21',
      '123456789012345.6',
      '1234567890123456.7',
      '-1.5E3',
      '+2',
      '.5',
      '5.',
      'Inf',
      '-Inf',
      '000000000000000000001',
    ];
    const body = `${texts.map((text, i) => `a{i="${i}"} ${text}`).join('\n')}\n`;
    const { sink } = scrapes([body.replaceAll(/ \S+$/gm, ' 7'), body]);
    texts.forEach((text, i) => {
      const expected = Number(text.replace('Inf', 'Infinity'));
      assert.deepEqual(sink.samples[`a{i="${i}"}`], ['7@1000', `${expected}@2000`], text);
    });
  });

  it('ends a series beside one that gets a timestamp of its own', () => {
    check(['a 1\nb 1\n', 'a 2\na 3 2500\n', 'c 1\n'], {
      a: ['1@1000', '2@2000', '3@2500'],
      b: ['1@1000', 'stale@2000'],
      c: ['1@3000'],
    });
  });

  it('keeps a series that is written in another way alive', () => {
    check(['a{x="1",y="2"} 1\n', 'a{y="2",x="1"} 2\n', 'a{x="1",y="2"} 3\n'], {
      'a{x="1",y="2"}': ['1@1000', '2@2000', '3@3000'],
    });
  });

  it('normalises le and quantile only where the type says so', () => {
    const body = '# TYPE h histogram\nh_bucket{le="1"} 1\n# TYPE g gauge\ng{le="1"} 1\nh_bucket{le="1"} 5\n';
    const expected = ['1@1000', '1@2000'];
    check([body, body], {
      'h_bucket{le="1.0"}': expected,
      'g{le="1"}': expected,
      'h_bucket{le="1"}': ['5@1000', '5@2000'],
    });
  });

  const limits: [name: string, options: Partial<ScrapeOptions>, body: string, reason: RegExp][] = [
    ['body', { maxBodyBytes: 5 }, 'aaaa 1\n', /larger than the limit of 5 bytes/],
    ['line', { maxLineBytes: 50 }, `a{x="${'y'.repeat(50)}"} 1\n`, /line is longer/],
    ['samples', { maxSamples: 2 }, 'a 1\nb 1\nc 1\n', /more samples than the limit of 2/],
    ['labels', { maxLabels: 2 }, 'a{x="1",y="1"} 1\n', /3 labels, more than the limit of 2/],
    ['label name', { maxLabelNameLength: 10 }, 'a{x_long_long_long="1"} 1\n', /label name is longer/],
    ['label value', { maxLabelValueLength: 3 }, 'a{x="1234"} 1\n', /value of label x is longer/],
  ];
  for (const [name, options, body, reason] of limits) {
    it(`keeps to the limit on ${name}`, () => {
      const { sink, results } = scrapes([body], options);
      assert.equal(results[0]?.ok, false);
      assert.match(results[0].failure?.reason ?? '', reason);
      assert.equal(sink.last('up'), '0@1000');
      assert.deepEqual(Object.values(sink.samples).flat(), []);
    });
  }

  it('hands over metadata once and again when it changes', () => {
    const { sink } = scrapes([
      '# HELP a first \\\\ "x"\n# TYPE a counter\na 1\n',
      '# HELP a second\n# TYPE a counter\na 1\n',
    ]);
    assert.deepEqual(Object.fromEntries(sink.families), { a: { type: 'counter', help: 'second', unit: '' } });
  });

  it('hands over exemplars', () => {
    const body = '# TYPE a counter\na_total 1 # {trace_id="x y"} 0.5 1.5\n# EOF\n';
    const { sink } = scrapes([body, body], { contentType: OPENMETRICS });
    const exemplar = { series: 'a_total', labels: { trace_id: 'x y' }, value: 0.5, timestampMs: 1500 };
    assert.deepEqual(sink.exemplars, [exemplar, exemplar]);
  });

  it('ends everything, the report too, when the target is removed', () => {
    const { sink, scraper } = scrapes(['a 1\n']);
    scraper.markStale(9000);
    assert.deepEqual(
      [...sink.series.values()].map((samples) => samples.at(-1)),
      Array(6).fill('stale@9000'),
    );
  });

  it('asks for each series once, however often it is scraped', () => {
    const bodies = Array.from({ length: 5 }, (_, i) => `a ${i}\nb ${i}\n`);
    const { sink } = scrapes(bodies);
    assert.equal(sink.resolved, 2 + 5);
  });

  it('forgets series that have gone, and still knows the others', () => {
    const body = (from: number): string => {
      let text = 'first 1\n';
      for (let i = from; i < from + 2000; i++) text += `a{i="${i}"} ${i}\n`;
      return text;
    };
    const { sink, results } = scrapes([body(0), body(2000), body(4000), body(4000), body(4001)]);
    assert.deepEqual(
      results.map((r) => r.seriesAdded),
      [2001, 2000, 2000, 0, 1],
    );
    assert.deepEqual(
      results.map((r) => r.seriesEnded),
      [0, 2000, 2000, 0, 1],
    );
    assert.equal(sink.series.get('first')?.length, 5);
    assert.equal(sink.resolved, 6002 + 5);
  });

  it('asks again for a series that the sink has let go of', () => {
    const { sink, scraper } = scrapes(['# TYPE h histogram\nh_bucket{le="1"} 1\n'], { targetLabels: { job: 'j' } });
    sink.series.clear();
    scraper.scrapeNow(Buffer.from('# TYPE h histogram\nh_bucket{le="1"} 2\n'), { contentType: undefined, atMs: 2000 });
    assert.deepEqual(sink.samples, { 'h_bucket{job="j",le="1.0"}': ['2@2000'] });
    assert.equal(sink.last('up{job="j"}'), '1@2000');
  });

  it('writes nothing for a target that is removed while its body arrives', async () => {
    const sink = new MemorySink();
    const scraper = new TargetScraper(sink, new FakeClock(), {});
    scraper.scrapeNow(Buffer.from('a 1\n'), { contentType: undefined, atMs: 1000 });
    async function* body(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a 2\n');
      scraper.markStale(1500);
    }
    const result = await scraper.scrape(body(), { contentType: undefined, atMs: 2000 });
    assert.equal(result.ok, false);
    assert.deepEqual(sink.samples, { a: ['1@1000', 'stale@1500'] });
    assert.equal(sink.last('up'), 'stale@1500');
  });

  it('survives a body stream that breaks off', async () => {
    const sink = new MemorySink();
    const scraper = new TargetScraper(sink, new FakeClock(), {});
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a 1\nb');
      throw new Error('connection reset');
    }
    const result = await scraper.scrape(broken(), { contentType: undefined, atMs: 1000 });
    assert.equal(result.failure?.reason, 'connection reset');
    assert.deepEqual(sink.samples, {});
  });
});
