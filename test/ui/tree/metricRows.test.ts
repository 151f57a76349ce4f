import assert from 'node:assert/strict';
import type { MetricFamilySummary, Signal } from '../../../src/model/signal.ts';
import { pinnedLook, pinnedNumbers } from '../../../src/ui/metrics/pinnedText.ts';
import { Pins, readPins } from '../../../src/ui/metrics/pins.ts';
import { wrongSignals } from '../../../src/ui/metrics/wrongSignals.ts';
import { rowOf } from '../../../src/ui/tree/row.ts';
import { tooltipOf } from '../../../src/ui/tree/tooltip.ts';
import { DEFAULT_CHOICES, namesInId, nodeId, TreeNodes, type TreeMetrics } from '../../../src/ui/tree/treeNodes.ts';
import { byId, probeState, serviceState } from '../states.ts';

const signal = (name: string, more: Partial<Signal> = {}): Signal => ({
  name,
  group: 'traffic',
  unit: 'perSecond',
  query: `sum(rate(${name}[1m]))`,
  value: 12,
  series: 1,
  key: true,
  configured: false,
  sparkline: [1, 2, 3],
  ...more,
});
const family = (name: string, more: Partial<MetricFamilySummary> = {}): MetricFamilySummary => ({
  name,
  type: 'gauge',
  help: 'How much.',
  unit: 'bytes',
  series: 1,
  labels: [],
  measure: 'value',
  value: 1024,
  valueUnit: 'bytes',
  query: name,
  sparkline: [1, 1, 2],
  ...more,
});

const SERVICE = serviceState('api', {
  probes: [probeState('api/health'), probeState('api/metrics', { kind: 'metrics' })],
  signals: [
    signal('jobs', { group: 'own', unit: 'none' }),
    signal('request rate'),
    signal('requests by route', { key: false, series: 3, value: NaN }),
    signal('heap', { group: 'pinned', unit: 'bytes', value: 2048 }),
    signal('other', { group: 'pinned' }),
  ],
});

function nodes(metrics: Partial<TreeMetrics> = {}, service = SERVICE): TreeNodes {
  return new TreeNodes(byId(service), DEFAULT_CHOICES, {
    known: () => undefined,
    alerts: () => 0,
    isPinned: () => false,
    ...metrics,
  });
}
const names = (ids: readonly string[]): string[] => ids.map((id) => namesInId(id).name ?? '');
const describeRow = (tree: TreeNodes, id: string): string => {
  const node = tree.node(id);
  if (node === undefined) return 'gone';
  const { label, description, icon, words } = rowOf(node);
  return `${label} | ${description} | ${icon.id} | ${words.join(' ')}`;
};

describe('metrics in the tree', () => {
  it("puts the user's own signals first, then the probes, the key signals, and all metrics", () => {
    const service = nodeId('service', 'api');
    assert.deepEqual(names(nodes().children(service)), [
      'jobs',
      'api/health',
      'api/metrics',
      'request rate',
      'Metrics',
    ]);
    const pinned = nodes({ isPinned: (_, metric, place) => metric === 'heap' && place === 'service' });
    assert.deepEqual(names(pinned.children(service)).slice(0, 2), ['jobs', 'heap']);
    const plain = serviceState('web', { probes: [probeState('web/health')] });
    assert.deepEqual(names(nodes({}, plain).children(nodeId('service', 'web'))), ['web/health']);
  });

  it('gives each a row', () => {
    const families = [
      family('heap_bytes'),
      family('requests_total', { type: 'counter', series: 4, value: 3, valueUnit: 'perSecond', measure: 'rate' }),
      family('build_info', { type: 'info', measure: 'info', value: NaN, sparkline: [] }),
    ];
    const tree = nodes({
      known: () => families,
      isPinned: (_, metric, place) => metric === 'heap_bytes' && place === 'statusBar',
    });
    const metrics = nodeId('metrics', 'api');
    assert.deepEqual(
      [metrics, ...tree.children(metrics)].map((id) => describeRow(tree, id)),
      [
        'Metrics | 3 families | symbol-numeric | metrics',
        'heap_bytes | 1 kB  ▁▁█ | pinned | metric pinned statusPinned',
        'requests_total | 3 /s  ▁▁█  4 series | arrow-up | metric',
        'build_info |  | info | metric',
      ],
    );
    assert.equal(tree.parent(nodeId('metric', 'api', 'heap_bytes')), metrics);
    assert.equal(tree.parent(metrics), nodeId('service', 'api'));
    assert.equal(
      describeRow(tree, nodeId('signal', 'api', 'request rate')),
      'request rate | 12 /s  ▁▅█ | pulse | signal',
    );
    assert.equal(describeRow(tree, nodeId('metric', 'api', 'gone')), 'gone');
    assert.equal(describeRow(tree, nodeId('signal', 'api', 'gone')), 'gone');
  });

  it('says of a query that fails why', () => {
    const service = serviceState('api', { signals: [signal('a', { failure: 'parse error', series: 0, value: NaN })] });
    const tree = nodes({}, service);
    assert.equal(describeRow(tree, nodeId('signal', 'api', 'a')), 'a | parse error | warning | signal');
  });

  it('tells in tooltips what comes from outside as text', () => {
    const hostile = '<img src=x> [a](command:b) `c`';
    const tree = nodes({ known: () => [family('heap_bytes', { help: hostile })] });
    const node = tree.node(nodeId('metric', 'api', 'heap_bytes'));
    const text = node === undefined ? '' : tooltipOf(node, 0);
    assert.equal(/(?<!\\)<img|(?<!\\)\[a/.test(text), false, text);
    assert.match(text, /command:watchpost\.openMetricChart/);
  });
});

describe('queries of the settings that fail', () => {
  it('are problems at their place', () => {
    const service = { id: 'api', name: 'api', probes: [], thresholds: [], signals: [{ name: 'P95', query: 'sum(' }] };
    const failing = (configured: boolean) =>
      byId(serviceState('api', { signals: [signal('p95', { configured, failure: '1:5: parse error: x' })] }));
    assert.deepEqual(
      wrongSignals([service], failing(true)).map(({ path, message }) => [path?.join('/'), message]),
      [['watchpost.services/api/signals/P95', 'The query has no result: 1:5: parse error: x']],
    );
    assert.deepEqual(wrongSignals([service], failing(false)), []);
    assert.deepEqual(wrongSignals([service], byId(SERVICE)), []);
  });
});

describe('pinned metrics', () => {
  function start(stored?: unknown) {
    const kept = new Map<string, unknown>([['metrics.pins', stored]]);
    const memento = {
      keys: () => [...kept.keys()],
      get: (key: string) => kept.get(key),
      update: (key: string, value: unknown) => Promise.resolve(void kept.set(key, value)),
    };
    return { pins: new Pins(memento as never), kept, memento };
  }

  it('are remembered, at most three in the status bar, and are taken out of both places', async () => {
    const { pins, memento } = start();
    for (const metric of ['a', 'b', 'c']) assert.equal(await pins.add('api', metric, 'statusBar'), true);
    assert.equal(await pins.add('api', 'd', 'statusBar'), false);
    assert.equal(await pins.add('api', 'a', 'service'), true);
    assert.equal(pins.all.length, 3);
    const again = new Pins(memento as never);
    assert.deepEqual(again.in('service'), [{ serviceId: 'api', metric: 'a', place: 'service' }]);
    await again.remove('api', 'a');
    assert.equal(again.has('api', 'a', 'service') || again.has('api', 'a', 'statusBar'), false);
    assert.equal(again.in('statusBar').length, 2);
  });

  it('take nothing from a memory that holds something else', () => {
    for (const stored of [undefined, 3, {}, [null, 3, { serviceId: 'a' }, { serviceId: 'a', metric: 'b', place: 'c' }]])
      assert.deepEqual(readPins(stored), []);
  });

  it('are one item with value and sparkline', () => {
    const pins = [
      { serviceId: 'api', metric: 'heap' },
      { serviceId: 'gone', metric: 'x' },
    ];
    const look = pinnedLook(pinnedNumbers(pins, byId(SERVICE)));
    assert.equal(look?.text, '$(pinned) heap 2 kB · x –');
    assert.equal(look?.spoken, 'Watchpost, pinned: heap of api, 2 kB; x of gone, –');
    assert.equal(pinnedLook([]), undefined);
  });
});
