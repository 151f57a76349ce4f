import assert from 'node:assert/strict';
import { EqlRegex, EqlSingle, Neq } from '@prometheus-io/lezer-promql';
import { type MetricInfo, type HistogramValue, type QueryResult, seriesCount } from '../../../src/protocol/query.ts';
import { helpOf, wordAt } from '../../../src/webview/query/hoverHelp.ts';
import { PromqlClient } from '../../../src/webview/query/promqlClient.ts';
import { readQueryState } from '../../../src/webview/query/queryState.ts';
import { fromLocalInput, toLocalInput } from '../../../src/webview/query/queryTime.ts';
import { summaryText } from '../../../src/webview/query/histogramText.ts';
import { exactValue, seriesText, tableValue, toJsonText, toTabText } from '../../../src/webview/query/resultText.ts';
import { autoStepMs, rangeEndingAt } from '../../../src/webview/rangeStep.ts';

const METRICS: readonly MetricInfo[] = [
  { name: 'requests_total', type: 'counter', help: 'Requests.', unit: 'none', series: 1200 },
  { name: 'heap_bytes', type: 'gauge', help: '', unit: 'bytes', series: 1 },
  { name: 'rate', type: 'unknown', help: 'A metric with the name of a function.', unit: 'none', series: 1 },
];
const FIRST = {
  text: '',
  ran: false,
  tab: 'table',
  range: '1h',
  stepMs: 0,
  refreshMs: 0,
  atMs: undefined,
};

describe('the query page', () => {
  it('keeps its state, and takes nothing else for it', () => {
    const kept = { text: 'up', ran: true, tab: 'chart', range: '6h', stepMs: 60_000, refreshMs: 5_000, atMs: 7 };
    assert.deepEqual(readQueryState(kept), kept);
    for (const other of [undefined, null, 'x', 7, [], { tab: 'toString', range: '__proto__', stepMs: 2, atMs: NaN }])
      assert.deepEqual(readQueryState(other), FIRST);
  });

  it('chooses steps that give a range about 300 points, and never more than Prometheus takes', () => {
    const cases: readonly (readonly [rangeS: number, stepS: number])[] = [
      [60, 1],
      [300, 1],
      [900, 5],
      [3600, 15],
      [21_600, 120],
      [86_400, 300],
      [604_800, 3600],
      [31_536_000, 86_400 * 2],
    ];
    for (const [rangeS, stepS] of cases.slice(0, -1))
      assert.equal(autoStepMs(rangeS * 1000), stepS * 1000, `${rangeS}`);
    for (const [rangeS] of cases) assert.ok((rangeS * 1000) / autoStepMs(rangeS * 1000) < 11_000);
  });

  it('ends ranges on whole steps', () => {
    assert.deepEqual(rangeEndingAt(100_400, 60_000, 15_000), {
      kind: 'range',
      fromMs: 30_000,
      toMs: 90_000,
      stepMs: 15_000,
    });
  });

  it('reads and writes local moments', () => {
    const timeMs = new Date(2026, 10, 2, 9, 5, 7).getTime();
    assert.equal(toLocalInput(timeMs), '2026-11-02T09:05:07');
    assert.equal(fromLocalInput('2026-11-02T09:05:07'), timeMs);
    assert.equal(fromLocalInput(''), undefined);
    assert.equal(fromLocalInput('soon'), undefined);
  });
});

describe('a result as text', () => {
  const labels = { __name__: 'up', job: 'a"b', instance: 'x\ty' };
  const vector: QueryResult = {
    kind: 'vector',
    atMs: 1500,
    labels: [labels],
    values: Float64Array.of(NaN),
    omitted: 2,
  };
  const range: QueryResult = {
    kind: 'range',
    fromMs: 0,
    stepMs: 1000,
    steps: 3,
    labels: [{}],
    values: Float64Array.of(1, NaN, 3),
    omitted: 0,
  };

  it('writes native histograms as Prometheus does, for spreadsheets and as JSON', () => {
    const value: HistogramValue = {
      count: '3',
      sum: '4.5',
      buckets: [
        [3, '-0.1', '0.1', '1'],
        [0, '1', '2', '2'],
      ],
    };
    const mixed: QueryResult = {
      kind: 'vector',
      atMs: 1500,
      labels: [{ job: 'a' }, { job: 'b' }],
      values: Float64Array.of(7, NaN),
      histograms: { 1: value },
      omitted: 0,
    };
    assert.equal(
      toTabText(mixed),
      'time\tjob\tvalue\n1970-01-01T00:00:01.500Z\ta\t7\n' +
        '1970-01-01T00:00:01.500Z\tb\t{count:3, sum:4.5, [-0.1,0.1]:1, (1,2]:2}\n',
    );
    assert.deepEqual(JSON.parse(toJsonText(mixed)), {
      resultType: 'vector',
      result: [
        { metric: { job: 'a' }, value: [1.5, '7'] },
        { metric: { job: 'b' }, histogram: [1.5, value] },
      ],
    });
    const series = { labels: {}, timestampsMs: Float64Array.of(), values: Float64Array.of() };
    const matrix: QueryResult = {
      kind: 'matrix',
      atMs: 1500,
      series: [{ ...series, histograms: [{ timeMs: 1000, value }] }],
      omitted: 0,
    };
    assert.deepEqual(JSON.parse(toJsonText(matrix)).result, [{ metric: {}, histograms: [[1, value]] }]);
    assert.equal(summaryText({ count: '3', sum: '0.1234567890123' }), 'count 3 · sum 0.123457 · mean 0.0411523');
    assert.equal(summaryText({ count: '0', sum: '0' }), 'count 0 · sum 0');
  });

  it('writes series as PromQL does', () => {
    assert.equal(seriesText(labels), 'up{job="a\\"b", instance="x\\ty"}');
    assert.equal(seriesText({ __name__: 'up' }), 'up');
    assert.equal(seriesText({ job: 'a' }), '{job="a"}');
    assert.equal(seriesText({}), '{}');
  });

  it('writes values with units, and exactly', () => {
    assert.equal(tableValue(47_395_635.2, 'bytes'), '45.2 MB');
    assert.equal(tableValue(1 / 3, 'none'), '0.333333');
    assert.equal(tableValue(123_456_789_012, 'none'), '123457000000');
    assert.equal(tableValue(42, 'none'), '42');
    assert.equal(tableValue(NaN, 'seconds'), 'NaN');
    assert.equal(exactValue(Infinity), '+Inf');
    assert.equal(exactValue(-Infinity), '-Inf');
    assert.equal(exactValue(1 / 3), '0.3333333333333333');
  });

  it('is a table for spreadsheets', () => {
    assert.equal(
      toTabText(vector),
      'time\t__name__\tinstance\tjob\tvalue\n1970-01-01T00:00:01.500Z\tup\tx y\ta"b\tNaN\n',
    );
    assert.equal(toTabText(range), 'time\tvalue\n1970-01-01T00:00:00.000Z\t1\n1970-01-01T00:00:02.000Z\t3\n');
    assert.equal(toTabText({ kind: 'string', atMs: 0, value: 'text' }), 'text');
  });

  it("is JSON as Prometheus' API has it", () => {
    assert.deepEqual(JSON.parse(toJsonText(vector)), {
      resultType: 'vector',
      result: [{ metric: labels, value: [1.5, 'NaN'] }],
    });
    assert.deepEqual(JSON.parse(toJsonText(range)), {
      resultType: 'matrix',
      result: [
        {
          metric: {},
          values: [
            [0, '1'],
            [2, '3'],
          ],
        },
      ],
    });
    const scalar = { kind: 'scalar', atMs: 2000, labels: [{}], values: Float64Array.of(7), omitted: 0 } as const;
    assert.deepEqual(JSON.parse(toJsonText(scalar)), { resultType: 'scalar', result: [2, '7'] });
  });

  it('counts its series with those that are left out', () => {
    assert.equal(seriesCount(vector), 3);
    assert.equal(seriesCount(range), 1);
  });
});

describe('the help of the editor', () => {
  it('finds the word under the pointer', () => {
    assert.deepEqual(wordAt('rate(node:up[5m])', 7), { word: 'node:up', from: 5 });
    assert.deepEqual(wordAt('rate(x)', 4), { word: 'rate', from: 0 });
    for (const at of [5, 7]) assert.equal(wordAt('1 + (5m)', at), undefined);
  });

  it('knows metrics before functions, and says what they are', () => {
    assert.deepEqual(helpOf('requests_total', METRICS), {
      name: 'requests_total',
      what: 'counter, 1,200 series',
      help: 'Requests.',
    });
    assert.equal(helpOf('heap_bytes', METRICS)?.what, 'gauge, bytes, 1 series');
    assert.equal(helpOf('rate', METRICS)?.what, 'metric, 1 series');
    assert.equal(helpOf('rate', [])?.what, 'function');
    assert.match(helpOf('histogram_quantile', [])?.help ?? '', /quantile/i);
    assert.equal(helpOf('sum', [])?.what, 'aggregation');
    assert.equal(helpOf('by', [])?.what, 'modifier');
    assert.equal(helpOf('nothing', METRICS), undefined);
  });
});

describe('what completion asks of the store', () => {
  const asked: unknown[] = [];
  let nowMs = 0;
  let isThere = true;
  const answer = <T>(what: unknown, value: T): Promise<T> => {
    asked.push(what);
    return isThere ? Promise.resolve(value) : Promise.reject(new Error('the engine is not there'));
  };
  const client = new PromqlClient(
    {
      metrics: () => answer('metrics', METRICS),
      labelNames: (matchers) => answer(['names', matchers], ['__name__', 'job']),
      labelValues: (label, matchers) => answer(['values', label, matchers], ['a']),
    },
    () => nowMs,
  );
  beforeEach(() => {
    asked.length = 0;
    nowMs += 60_000;
    isThere = true;
  });

  it('has metrics with their types, asked for once in a while', async () => {
    assert.deepEqual(await client.metricNames(), ['requests_total', 'heap_bytes', 'rate']);
    assert.deepEqual((await client.metricMetadata())['heap_bytes'], [{ type: 'gauge', help: '' }]);
    assert.deepEqual(asked, ['metrics']);
    nowMs += 11_000;
    await client.metricNames();
    client.clear();
    await client.metricNames();
    assert.equal(asked.length, 3);
  });

  it('has labels of a metric, and values that the other matchers leave', async () => {
    assert.deepEqual(await client.labelNames('up'), ['job']);
    const matchers = [
      { type: EqlSingle, name: 'job', value: 'x' },
      { type: EqlRegex, name: 'route', value: '/a.*' },
      { type: Neq, name: 'code', value: '' },
    ];
    assert.deepEqual(await client.labelValues('job', 'up', matchers), ['a']);
    assert.deepEqual(asked, [
      ['names', [{ name: '__name__', op: '=', value: 'up' }]],
      [
        'values',
        'job',
        [
          { name: '__name__', op: '=', value: 'up' },
          { name: 'route', op: '=~', value: '/a.*' },
        ],
      ],
    ]);
  });

  it('completes nothing while the engine is away, and asks again', async () => {
    isThere = false;
    assert.deepEqual(await client.labelNames('other'), []);
    isThere = true;
    assert.deepEqual(await client.labelNames('other'), ['job']);
  });
});
