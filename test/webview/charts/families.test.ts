import assert from 'node:assert/strict';
import type { Unit } from '../../../src/base/unit.ts';
import type { Labels, MetricType, SeriesData } from '../../../src/model/series.ts';
import { familyCharts } from '../../../src/webview/charts/families.ts';
import { lineLabels } from '../../../src/webview/charts/lineLabels.ts';

function series(name: string, type: MetricType, unit: Unit = 'none', labels: Labels = {}): SeriesData {
  const all = { __name__: name, job: 'api', ...labels };
  const columns = { timestampsMs: Float64Array.of(0, 1000, 2000), values: Float64Array.of(0, 10, 30) };
  return { id: JSON.stringify(all), labels: all, unit, type, help: '', ...columns };
}

describe('familyCharts', () => {
  /** Name, measure, unit and the lines' labels of each chart. */
  const check = (input: readonly SeriesData[], expected: readonly unknown[]): void =>
    assert.deepEqual(
      familyCharts(input).map((chart) => [
        chart.name,
        chart.measure,
        chart.unit,
        chart.lines.map((l) => l.label).join('|'),
      ]),
      expected,
    );

  it('shows gauges as they are', () =>
    check([series('heap_bytes', 'gauge', 'bytes')], [['heap_bytes', 'value', 'bytes', '']]));
  it('shows counters as rates, in the unit of the rate', () =>
    check(
      [
        series('cpu_seconds_total', 'counter', 'seconds'),
        series('received_bytes_total', 'counter', 'bytes'),
        series('requests_total', 'unknown'),
      ],
      [
        ['cpu_seconds_total', 'rate', 'ratio', ''],
        ['received_bytes_total', 'rate', 'bytesPerSecond', ''],
        ['requests_total', 'rate', 'perSecond', ''],
      ],
    ));
  it('shows a histogram by its rate and its average, without buckets', () =>
    check(
      [
        series('took_seconds_bucket', 'histogram', 'none', { le: '1' }),
        series('took_seconds_count', 'histogram'),
        series('took_seconds_sum', 'histogram', 'seconds'),
        series('took_seconds_created', 'histogram', 'timestamp'),
      ],
      [
        ['took_seconds', 'average', 'seconds', ''],
        ['took_seconds', 'rate', 'perSecond', ''],
      ],
    ));
  it('shows the quantiles of a summary', () =>
    check(
      [
        series('gc_seconds', 'summary', 'seconds', { quantile: '0.5' }),
        series('gc_seconds', 'summary', 'seconds', { quantile: '0.9' }),
        series('gc_seconds_count', 'summary'),
      ],
      [
        ['gc_seconds', 'rate', 'perSecond', ''],
        ['gc_seconds', 'value', 'seconds', '0.5|0.9'],
      ],
    ));
  it('takes count and sum side by side for a distribution where nothing says so', () =>
    check(
      [series('x_count', 'unknown'), series('x_sum', 'unknown', 'seconds'), series('row_count', 'unknown')],
      [
        ['row_count', 'value', 'none', ''],
        ['x', 'average', 'seconds', ''],
        ['x', 'rate', 'perSecond', ''],
      ],
    ));
  it('takes an info for what its labels say', () =>
    check([series('build_info', 'gauge')], [['build_info', 'info', 'none', '']]));
  it('never puts two units on one axis', () =>
    check(
      [series('stat', 'gauge', 'bytes', { name: 'a' }), series('stat', 'gauge', 'seconds', { name: 'b' })],
      [
        ['stat', 'value', 'bytes', ''],
        ['stat', 'value', 'seconds', ''],
      ],
    ));
  it('pairs sum and count by their labels', () => {
    const charts = familyCharts([
      series('t_seconds_sum', 'histogram', 'seconds', { route: '/a', code: '200' }),
      series('t_seconds_count', 'histogram', 'none', { code: '200', route: '/a' }),
    ]);
    assert.deepEqual(charts[0]?.lines[0]?.columns().values, [1, 1]);
  });
});

describe('lineLabels', () => {
  const check = (input: readonly Labels[], expected: readonly string[]): void =>
    assert.deepEqual(lineLabels(input), expected);

  it('shows the value of the one label that differs', () =>
    check(
      [
        { job: 'a', route: '/x' },
        { job: 'a', route: '/y' },
      ],
      ['/x', '/y'],
    ));
  it('shows names where several differ', () =>
    check(
      [
        { code: '200', route: '/x' },
        { code: '500', route: '/y' },
      ],
      ['code=200 route=/x', 'code=500 route=/y'],
    ));
  it('leaves out where a line comes from if the rest tells', () =>
    check(
      [
        { instance: 'a:1', probe: 'health' },
        { instance: 'b:2', probe: 'redis' },
      ],
      ['health', 'redis'],
    ));
  it('says where a line comes from if nothing else tells', () =>
    check([{ instance: 'a:1' }, { instance: 'b:2' }], ['a:1', 'b:2']));
  it('says that a label is missing', () => check([{ zone: 'eu' }, {}], ['eu', 'no zone']));
  it('has nothing to say of a single line', () => check([{ route: '/x' }], ['']));
});
