import assert from 'node:assert/strict';
import { readDashboard } from '../../../src/engine/dashboards/readDashboard.ts';
import type { DashboardPanel } from '../../../src/model/dashboard.ts';
import { DASHBOARD_LIMITS } from '../../../src/protocol/dashboard.ts';
import { panelOf, panelsOf, read } from './dashboardSupport.ts';

const places = (panels: readonly DashboardPanel[]): readonly string[] =>
  panels.map(({ title, place: { x, y, width, height } }) => `${title} ${x},${y} ${width}x${height}`);

/** A graph as the guides write it by hand. */
const byHand = (title: string, expr: string, type?: string): unknown => ({
  title,
  targets: [{ expr }],
  ...(type !== undefined && { type }),
});

describe('a dashboard', () => {
  it('is read as a guide has it: wrapped, without types and places (ClawNet)', () => {
    const { title, panels } = read({
      dashboard: {
        title: 'ClawNet Overview',
        panels: [
          byHand('Request Rate', 'rate(http_requests_total[5m])'),
          byHand('Response Time (P95)', 'histogram_quantile(0.95, http_request_duration_seconds)'),
          byHand('Error Rate', 'rate(http_requests_total{status=~"5.."}[5m])'),
          byHand('Cache Hit Rate', 'cache_hits / (cache_hits + cache_misses)'),
        ],
      },
    });
    assert.equal(title, 'ClawNet Overview');
    assert.deepEqual(places(panels), [
      'Request Rate 0,0 12x8',
      'Response Time (P95) 12,0 12x8',
      'Error Rate 0,8 12x8',
      'Cache Hit Rate 12,8 12x8',
    ]);
    assert.deepEqual([...new Set(panels.map(({ kind }) => kind))], ['chart']);
    assert.deepEqual(panels[2]?.queries, [
      { refId: 'A', expr: 'rate(http_requests_total{status=~"5.."}[5m])', legend: '' },
    ]);
  });

  it('is read as a guide has it: graphs and gauges (MoAI-Flow)', () => {
    const { panels, left } = read({
      dashboard: {
        title: 'MoAI-Flow Monitoring',
        panels: [
          byHand('Active Agents', 'moai_flow_agents_active', 'graph'),
          byHand('Query Latency (P95)', 'moai_flow_query_duration_seconds{quantile="0.95"}', 'graph'),
          byHand('CPU Usage', 'rate(process_cpu_seconds_total[5m])', 'gauge'),
        ],
      },
    });
    assert.deepEqual(
      panels.map(({ kind }) => kind),
      ['chart', 'chart', 'gauge'],
    );
    assert.deepEqual(left, []);
  });

  it('has the queries of guides that only list them (CodeSync, Twinkle)', () => {
    const expr =
      'histogram_quantile(0.95,\n  sum(rate(http_request_duration_seconds_bucket{job="twinkle-api"}[5m])) by (le, route)\n)';
    assert.equal(panelOf(byHand('Request Latency (P95)', expr, 'timeseries')).queries[0]?.expr, expr);
  });

  it('is read out of what the API and its resources have around it', () => {
    const inner = { title: 'x', panels: [byHand('a', 'up')] };
    for (const whole of [inner, { dashboard: inner, meta: {} }, { apiVersion: 'v1', kind: 'Dashboard', spec: inner }])
      assert.equal(read(whole).panels.length, 1);
    assert.equal(read({ title: 'empty', schemaVersion: 39 }).panels.length, 0);
  });

  it('moves its panels up until they meet others, as Grafana does', () => {
    const at = (title: string, x: number, y: number, w: number, h: number): unknown => ({
      title,
      type: 'timeseries',
      targets: [{ expr: 'up' }],
      gridPos: { x, y, w, h },
    });
    const panels = panelsOf([
      at('d', 12, 20, 12, 4),
      at('a', 0, 2, 12, 8),
      at('c', 0, 11, 24, 4),
      at('b', 12, 2, 12, 3),
    ]);
    assert.deepEqual(places(panels), ['a 0,0 12x8', 'b 12,0 12x3', 'c 0,8 24x4', 'd 12,12 12x4']);
    // Beyond the grid, upside down, enormous: what is drawn stays in it.
    const [wild] = panelsOf([at('e', 90, -5, 90, 1e9)]);
    assert.deepEqual(wild?.place, { x: 0, y: 0, width: 24, height: 100 });
  });

  it('shows the panels of a collapsed row behind it, and those that follow below them', () => {
    const chart = (title: string, y: number): unknown => ({
      title,
      type: 'timeseries',
      targets: [{ expr: 'up' }],
      gridPos: { x: 0, y, w: 24, h: 5 },
    });
    const panels = panelsOf([
      chart('first', 0),
      {
        type: 'row',
        title: 'closed',
        collapsed: true,
        gridPos: { x: 0, y: 5, w: 24, h: 1 },
        panels: [chart('in', 31)],
      },
      { type: 'row', title: 'open', collapsed: false, gridPos: { x: 0, y: 6, w: 24, h: 1 }, panels: [] },
      chart('last', 7),
    ]);
    assert.deepEqual(places(panels), [
      'first 0,0 24x5',
      'closed 0,5 24x1',
      'in 0,6 24x5',
      'open 0,11 24x1',
      'last 0,12 24x5',
    ]);
    assert.deepEqual(
      panels.filter(({ kind }) => kind === 'row').map(({ isCollapsed }) => isCollapsed),
      [true, false],
    );
  });

  it('keeps the ids of its panels, each once', () => {
    const ids = panelsOf([{ id: 7 }, { id: 7 }, {}, { id: 'x' }]).map(({ id }) => id);
    assert.deepEqual(ids, ['7', '#1', '#2', '#3']);
  });

  it('is not read over its limits, and says so', () => {
    const panels = Array.from({ length: DASHBOARD_LIMITS.panels + 3 }, () => byHand('a', 'up'));
    const dashboard = read({ panels });
    assert.equal(dashboard.panels.length, DASHBOARD_LIMITS.panels);
    assert.deepEqual(dashboard.left, ['3 panels more than Watchpost shows of a dashboard are left out.']);
    const targets = Array.from({ length: DASHBOARD_LIMITS.queries + 1 }, () => ({ expr: 'up' }));
    const many = read({ panels: [{ targets }] });
    assert.equal(many.panels[0]?.queries.length, DASHBOARD_LIMITS.queries);
    assert.deepEqual(many.left, ['One query more than Watchpost runs for a panel is left out.']);
    assert.equal(readDashboard(' '.repeat(DASHBOARD_LIMITS.textLength + 1)).ok, false);
  });
});

describe('a dashboard of the schema before Grafana 5', () => {
  const graph = (title: string, more: object = {}): unknown => ({
    title,
    type: 'graph',
    targets: [{ expr: 'up' }],
    ...more,
  });

  // The heights are those of its own migration: lines of 38 pixels, begun ones counted.
  it('gets its rows, spans and heights on the grid', () => {
    const { panels } = read({
      rows: [
        {
          title: 'first',
          showTitle: true,
          height: '250px',
          panels: [graph('a', { span: 6 }), graph('b', { span: 6 }), graph('c', { span: 12, height: 100 })],
        },
        { title: 'second', collapse: true, height: 300, panels: [graph('d'), graph('e', { span: 2 })] },
      ],
    });
    assert.deepEqual(places(panels), [
      'first 0,0 24x1',
      'a 0,1 12x7',
      'b 12,1 12x7',
      'c 0,8 24x3',
      'second 0,11 24x1',
      'd 0,12 8x8',
      'e 8,12 4x8',
    ]);
    assert.equal(panels[4]?.isCollapsed, true);
  });

  it('has no headings where no row shows its title', () => {
    const { panels } = read({ rows: [{ title: 'Row', showTitle: false, panels: [graph('a', { span: 12 })] }] });
    assert.deepEqual(places(panels), ['a 0,0 24x7']);
  });

  it('has no copies of repeated panels and rows', () => {
    const { panels } = read({
      rows: [
        { repeatIteration: null, panels: [graph('a'), graph('copy', { repeatPanelId: 1, repeatIteration: 1477 })] },
        { repeatIteration: 1477, panels: [graph('b')] },
      ],
    });
    assert.deepEqual(
      panels.map(({ title }) => title),
      ['a'],
    );
  });
});

describe('the span and the refresh of a dashboard', () => {
  const rows: readonly (readonly [from: string, to: string, rangeMs: number | undefined])[] = [
    ['now-6h', 'now', 21_600_000],
    ['now-30m', 'now', 1_800_000],
    ['now-7d', 'now', 604_800_000],
    ['now-1M', 'now', 2_592_000_000],
    ['now-6h', 'now-1h', undefined],
    ['now/d', 'now/d', undefined],
    ['now-1d/d', 'now', undefined],
    ['2024-01-01T00:00:00Z', '2024-01-02T00:00:00Z', undefined],
    ['now-0h', 'now', undefined],
  ];
  for (const [from, to, rangeMs] of rows)
    it(`${from} to ${to}`, () => assert.equal(read({ panels: [], time: { from, to } }).rangeMs, rangeMs));

  const refreshes: readonly (readonly [refresh: unknown, refreshMs: number | undefined])[] = [
    ['30s', 30_000],
    ['1m', 60_000],
    ['1s', 5_000],
    ['', undefined],
    [false, undefined],
    ['auto', undefined],
  ];
  for (const [refresh, refreshMs] of refreshes)
    it(`asks anew each ${JSON.stringify(refresh)}`, () =>
      assert.equal(read({ panels: [], refresh }).refreshMs, refreshMs));
});

describe('what a dashboard has and Watchpost has not', () => {
  it('is told once a kind, with a count', () => {
    const panel = { type: 'timeseries', targets: [{ expr: 'up' }] };
    const { left } = read({
      annotations: { list: [{ builtIn: 1 }, { name: 'deploys' }] },
      links: [{ title: 'docs' }],
      panels: [
        { ...panel, fieldConfig: { overrides: [{}] }, transformations: [{ id: 'merge' }] },
        { ...panel, fieldConfig: { overrides: [{}, {}] }, links: [{}] },
        { ...panel, type: 'stat', options: { reduceOptions: { calcs: ['distinctCount'] } } },
        { ...panel, repeat: 'instance' },
        { ...panel, targets: [{ expr: 'up' }, { datasource: { type: 'loki', uid: 'l' }, expr: '{job="x"}' }] },
      ],
      templating: { list: [{ type: 'adhoc', name: 'filters' }] },
    });
    assert.deepEqual(left, [
      'One query of another data source than Prometheus is left out.',
      'One variable for filters by any label (ad hoc filters) is left out.',
      'One panel or row that is repeated for each value of a variable is shown once, with all values.',
      'One panel transforms its data: it is shown without that.',
      '2 panels have overrides for single series: they are shown without them.',
      'One panel makes its number of a series in a way that Watchpost does not have: it shows the last value.',
      'One annotation is not shown.',
      '2 links are not shown.',
    ]);
  });
});
