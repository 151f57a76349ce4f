import assert from 'node:assert/strict';
import type { PanelKind } from '../../../src/model/dashboard.ts';
import { panelOf } from './dashboardSupport.ts';

const PROMETHEUS = { type: 'prometheus', uid: 'p' };
const LOKI = { type: 'loki', uid: 'l' };
const up = { refId: 'A', expr: 'up' };

describe('a panel', () => {
  const kinds: readonly (readonly [panel: object, kind: PanelKind])[] = [
    [{ type: 'timeseries' }, 'chart'],
    [{ type: 'graph' }, 'chart'],
    [{}, 'chart'],
    [{ type: 'barchart' }, 'chart'],
    [{ type: 'trend' }, 'chart'],
    [{ type: 'barchart', targets: [{ ...up, instant: true }] }, 'bars'],
    [{ type: 'barchart', targets: [{ ...up, instant: true, range: true }] }, 'chart'],
    [{ type: 'trend', targets: [{ ...up, instant: true }] }, 'unsupported'],
    [{ type: 'stat' }, 'stat'],
    [{ type: 'singlestat' }, 'stat'],
    // Grafana's own migration makes a gauge of it.
    [{ type: 'singlestat', gauge: { show: true } }, 'gauge'],
    [{ type: 'gauge' }, 'gauge'],
    [{ type: 'bargauge' }, 'bars'],
    [{ type: 'piechart' }, 'bars'],
    [{ type: 'table' }, 'table'],
    [{ type: 'table-old' }, 'table'],
    [{ type: 'row' }, 'row'],
    [{ type: 'heatmap' }, 'unsupported'],
    [{ type: 'logs' }, 'unsupported'],
    [{ type: 'nodeGraph' }, 'unsupported'],
    [{ type: '__proto__' }, 'unsupported'],
    [{ type: 'constructor' }, 'unsupported'],
  ];
  for (const [panel, kind] of kinds)
    it(`${JSON.stringify(panel)} is shown as ${kind}`, () =>
      assert.equal(panelOf({ targets: [up], ...panel }).kind, kind));

  it('of a library is told to be there', () => {
    const { kind, why } = panelOf({ libraryPanel: { uid: 'x', name: 'CPU' }, title: 'CPU' });
    assert.equal(kind, 'unsupported');
    assert.equal(why, 'The file only names this panel: it is in a library of a Grafana.');
  });

  it('of a type that is not shown keeps its queries', () => {
    const { why, queries } = panelOf({ type: 'heatmap', targets: [up] });
    assert.equal(why, 'Watchpost does not show panels of the type "heatmap".');
    assert.equal(queries.length, 1);
  });

  it('has text in Markdown or plain, and none in HTML', () => {
    assert.equal(panelOf({ type: 'text', options: { mode: 'markdown', content: '# $a' } }).text, '# $a');
    assert.equal(panelOf({ type: 'text', mode: 'markdown', content: 'old' }).text, 'old');
    assert.equal(panelOf({ type: 'text', content: 'no mode' }).text, 'no mode');
    const html = panelOf({ type: 'text', options: { mode: 'html', content: '<script>' } });
    assert.deepEqual([html.kind, html.text], ['unsupported', undefined]);
    assert.equal(html.why, 'Watchpost does not show text that is written in HTML.');
  });
});

describe('the data source of a panel', () => {
  interface Row {
    readonly title: string;
    readonly panel: object;
    readonly dashboard?: object;
    /** The expressions that are left; none: why the panel is not shown. */
    readonly expected: readonly string[] | string;
  }
  const other = (name: string): string =>
    `Its queries are for another data source (${name}), and Watchpost evaluates PromQL only.`;
  const rows: readonly Row[] = [
    { title: 'is Prometheus', panel: { datasource: PROMETHEUS, targets: [up] }, expected: ['up'] },
    { title: 'is a name that tells nothing', panel: { datasource: 'Metrics', targets: [up] }, expected: ['up'] },
    { title: 'is null: the default one', panel: { datasource: null, targets: [up] }, expected: ['up'] },
    { title: 'is Loki', panel: { datasource: LOKI, targets: [up] }, expected: other('loki') },
    { title: 'is said by each query', panel: { targets: [{ ...up, datasource: LOKI }] }, expected: other('loki') },
    {
      title: 'is a mixed one, with queries of both',
      panel: {
        datasource: { type: 'datasource', uid: '-- Mixed --' },
        targets: [
          { ...up, datasource: LOKI },
          { refId: 'B', expr: 'b', datasource: PROMETHEUS },
        ],
      },
      expected: ['b'],
    },
    {
      title: 'is a mixed one by name, with queries of others only',
      panel: { datasource: '-- Mixed --', targets: [{ rawSql: 'SELECT 1', datasource: { type: 'mysql' } }] },
      expected: other('mysql'),
    },
    {
      title: 'is an input of an exported dashboard: Prometheus',
      panel: { datasource: '${DS_PROMETHEUS}', targets: [up] },
      dashboard: { __inputs: [{ name: 'DS_PROMETHEUS', type: 'datasource', pluginId: 'prometheus' }] },
      expected: ['up'],
    },
    {
      title: 'is an input of an exported dashboard: another',
      panel: { datasource: { uid: '${DS_ELASTIC}' }, targets: [up] },
      dashboard: { __inputs: [{ name: 'DS_ELASTIC', type: 'datasource', pluginId: 'elasticsearch' }] },
      expected: other('elasticsearch'),
    },
    {
      title: 'is a variable',
      panel: { datasource: '$source', targets: [up] },
      dashboard: { templating: { list: [{ type: 'datasource', name: 'source', query: 'loki' }] } },
      expected: other('loki'),
    },
    {
      title: 'is another panel',
      panel: { datasource: { type: 'datasource', uid: '-- Dashboard --' }, targets: [{ panelId: 2 }] },
      expected: 'It shows the data of another panel of the dashboard.',
    },
    {
      title: 'has queries of no known kind',
      panel: { targets: [{ target: 'a.b.*' }] },
      expected: 'It has no query in PromQL.',
    },
    { title: 'has no queries', panel: {}, expected: 'It has no query in PromQL.' },
  ];
  for (const { title, panel, dashboard = {}, expected } of rows)
    it(title, () => {
      const { kind, why, queries } = panelOf({ type: 'timeseries', ...panel }, dashboard);
      if (typeof expected === 'string') assert.deepEqual([kind, why], ['unsupported', expected]);
      else assert.deepEqual([kind, queries.map(({ expr }) => expr)], ['chart', expected]);
    });
});

describe('the queries of a panel', () => {
  it('are those that are shown, each with a letter of its own', () => {
    const { queries } = panelOf({
      targets: [
        { refId: 'B', expr: 'b', legendFormat: '{{job}}' },
        { expr: 'no letter' },
        { refId: 'B', expr: 'twice', legendFormat: '__auto' },
        { refId: 'C', expr: 'hidden', hide: true },
        { refId: 'D', expr: '  ' },
        'nothing',
      ],
    });
    assert.deepEqual(queries, [
      { refId: 'B', expr: 'b', legend: '{{job}}' },
      { refId: 'A', expr: 'no letter', legend: '' },
      { refId: 'C', expr: 'twice', legend: '' },
    ]);
  });

  const steps: readonly (readonly [ofQuery: unknown, ofPanel: unknown, minStepMs: number | undefined])[] = [
    ['30s', undefined, 30_000],
    ['', '1m', 60_000],
    ['30s', '1m', 60_000],
    ['>10s', undefined, 10_000],
    ['$__rate_interval', undefined, undefined],
    ['$interval', null, undefined],
    [5, {}, undefined],
  ];
  for (const [interval, ofPanel, minStepMs] of steps)
    it(`have a least step of ${JSON.stringify(interval)} and ${JSON.stringify(ofPanel)}`, () =>
      assert.equal(panelOf({ interval: ofPanel, targets: [{ ...up, interval }] }).queries[0]?.minStepMs, minStepMs));
});
