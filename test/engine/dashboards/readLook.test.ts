import assert from 'node:assert/strict';
import type { PanelLook, ThresholdTone, ValueMapping } from '../../../src/model/dashboard.ts';
import { thresholdTone } from '../../../src/engine/dashboards/thresholdTone.ts';
import { panelOf } from './dashboardSupport.ts';

const targets = [{ expr: 'up' }];
const lookOf = (panel: object): PanelLook => panelOf({ targets, ...panel }).look;
const withDefaults = (defaults: object, more: object = {}): PanelLook =>
  lookOf({ type: 'stat', fieldConfig: { defaults }, ...more });

/** What Grafana writes into a new panel. */
const USUAL = {
  mode: 'absolute',
  steps: [
    { color: 'green', value: null },
    { color: 'red', value: 80 },
  ],
};
const USUAL_READ = [{ tone: 'good' }, { from: 80, tone: 'bad' }];

describe('the look of a panel', () => {
  it('is that of its defaults', () => {
    const look = withDefaults({ unit: 'percent', min: 0, max: '100', thresholds: USUAL, noValue: 'none' });
    assert.deepEqual(look, {
      unit: { unit: 'ratio', factor: 0.01, suffix: '' },
      min: 0,
      max: 100,
      thresholds: USUAL_READ,
      thresholdsArePercent: false,
      mappings: [],
      reduce: 'last',
      isStacked: false,
      noValue: 'none',
    });
  });

  it('takes the first threshold for the base, and puts the others in order', () => {
    const steps = [
      { color: 'blue', value: 5 },
      { color: 'red', value: 90 },
      { color: '#EAB839', value: 70 },
      { color: 'red' },
      null,
    ];
    const look = withDefaults({ thresholds: { mode: 'percentage', steps } });
    assert.equal(look.thresholdsArePercent, true);
    assert.deepEqual(look.thresholds, [{ tone: 'neutral' }, { from: 70, tone: 'warning' }, { from: 90, tone: 'bad' }]);
  });

  const seen: readonly (readonly [title: string, panel: object, isSeen: boolean])[] = [
    ['a gauge', { type: 'gauge' }, true],
    ['a stat', { type: 'stat' }, true],
    ['a stat without colour', { type: 'stat', options: { colorMode: 'none' } }, false],
    ['bars', { type: 'bargauge' }, true],
    ['a pie', { type: 'piechart' }, false],
    ['a chart', { type: 'timeseries' }, false],
    ['a table', { type: 'table' }, false],
  ];
  for (const [title, panel, isSeen] of seen)
    it(`has the thresholds that Grafana writes into each panel only where they are seen: ${title}`, () =>
      assert.deepEqual(withDefaults({ thresholds: USUAL }, panel).thresholds, isSeen ? USUAL_READ : []));

  const switches: readonly (readonly [type: string, defaults: object, isSeen: boolean])[] = [
    ['timeseries', { custom: { thresholdsStyle: { mode: 'line' } } }, true],
    ['timeseries', { custom: { thresholdsStyle: { mode: 'off' } } }, false],
    ['table', { custom: { cellOptions: { type: 'color-background' } } }, true],
    ['table', { custom: { displayMode: 'color-text' } }, true],
    ['stat', { color: { mode: 'fixed' } }, false],
    ['stat', { color: { mode: 'thresholds' } }, true],
  ];
  for (const [type, defaults, isSeen] of switches)
    it(`has thresholds of a ${type} with ${JSON.stringify(defaults)}: ${isSeen}`, () =>
      assert.equal(withDefaults({ ...defaults, thresholds: USUAL }, { type }).thresholds.length > 0, isSeen));

  const reductions: readonly (readonly [calc: string, reduce: string])[] = [
    ['lastNotNull', 'last'],
    ['last', 'last'],
    ['firstNotNull', 'first'],
    ['min', 'min'],
    ['max', 'max'],
    ['mean', 'mean'],
    ['sum', 'sum'],
    ['count', 'count'],
    ['range', 'range'],
    ['diff', 'delta'],
    ['delta', 'delta'],
    ['distinctCount', 'last'],
  ];
  for (const [calc, reduce] of reductions)
    it(`makes one number of a series by ${calc}`, () =>
      assert.equal(withDefaults({}, { options: { reduceOptions: { calcs: [calc] } } }).reduce, reduce));

  it('stacks', () => {
    const stacked = (mode: string): boolean =>
      withDefaults({ custom: { stacking: { mode } } }, { type: 'timeseries' }).isStacked;
    assert.deepEqual(['none', 'normal', 'percent'].map(stacked), [false, true, true]);
  });

  it('is among the options in Grafana 6', () => {
    const defaults = { unit: 's', max: 5, thresholds: USUAL };
    const look = lookOf({ type: 'gauge', options: { fieldOptions: { calcs: ['mean'], defaults } } });
    assert.deepEqual([look.unit?.unit, look.max, look.reduce, look.thresholds], ['seconds', 5, 'mean', USUAL_READ]);
  });
});

describe('the mappings of values', () => {
  const rows: readonly (readonly [title: string, mappings: unknown, expected: readonly ValueMapping[]])[] = [
    [
      'by value',
      [{ type: 'value', options: { '0': { text: 'Down', color: 'red', index: 0 }, '1': { text: 'Up' } } }],
      [
        { kind: 'value', value: 0, text: 'Down', tone: 'bad' },
        { kind: 'value', value: 1, text: 'Up' },
      ],
    ],
    [
      'by range, open at an end',
      [{ type: 'range', options: { from: null, to: 1.5, result: { text: 'low', color: 'green' } } }],
      [{ kind: 'range', to: 1.5, text: 'low', tone: 'good' }],
    ],
    [
      'by what is special',
      [{ type: 'special', options: { match: 'null+nan', result: { text: 'N/A' } } }],
      [{ kind: 'empty', text: 'N/A' }],
    ],
    [
      'of Grafana 7, by number',
      [
        { type: 1, value: '0', text: 'Down' },
        { type: 2, from: '1', to: '3', text: 'Some' },
        { type: 1, value: 'null', text: '-' },
      ],
      [
        { kind: 'value', value: 0, text: 'Down' },
        { kind: 'range', from: 1, to: 3, text: 'Some' },
        { kind: 'empty', text: '-' },
      ],
    ],
    [
      'of texts, patterns, truths, and without a text: none',
      [
        {
          type: 'value',
          options: { '': { text: 'x' }, up: { text: 'y' }, __proto__x: { text: 'z' }, '1': { color: 'red' } },
        },
        { type: 'regex', options: { pattern: '.*', result: { text: 'r' } } },
        { type: 'special', options: { match: 'true', result: { text: 't' } } },
        { type: 'range', options: { from: 'a', to: 2, result: { text: 'r' } } },
        { type: 'value', options: [{ text: 'list' }] },
        7,
      ],
      [],
    ],
  ];
  for (const [title, mappings, expected] of rows)
    it(title, () => assert.deepEqual(withDefaults({ mappings }).mappings, expected));
});

describe('the look of a panel before Grafana 7', () => {
  it('is that of the left axis of a graph', () => {
    const look = lookOf({
      type: 'graph',
      stack: true,
      yaxes: [{ format: 'ms', min: '0', max: null }, { format: 'short' }],
      thresholds: [
        { value: 200, op: 'gt', colorMode: 'critical' },
        { value: 100, op: 'gt', colorMode: 'warning' },
      ],
    });
    assert.deepEqual(look.unit, { unit: 'seconds', factor: 0.001, suffix: '' });
    assert.deepEqual([look.min, look.max, look.isStacked], [0, undefined, true]);
    assert.deepEqual(look.thresholds, [
      { tone: 'neutral' },
      { from: 100, tone: 'warning' },
      { from: 200, tone: 'bad' },
    ]);
  });

  it('has thresholds of a graph below a value', () => {
    const thresholds = [{ value: 10, op: 'lt', colorMode: 'critical' }];
    assert.deepEqual(lookOf({ type: 'graph', thresholds }).thresholds, [
      { tone: 'bad' },
      { from: 10, tone: 'neutral' },
    ]);
  });

  it('is that of a singlestat', () => {
    const look = lookOf({
      type: 'singlestat',
      format: 'bytes',
      valueName: 'current',
      thresholds: '80,90',
      colors: ['#299c46', 'rgba(237, 129, 40, 0.89)', '#d44a3a'],
      colorBackground: true,
      gauge: { show: true, minValue: 0, maxValue: 100 },
      nullText: 'nothing',
      valueMaps: [
        { op: '=', value: 'null', text: 'N/A' },
        { op: '=', value: '1', text: 'OK' },
      ],
    });
    assert.deepEqual(look, {
      unit: { unit: 'bytes', factor: 1, suffix: '' },
      min: 0,
      max: 100,
      thresholds: [{ tone: 'good' }, { from: 80, tone: 'warning' }, { from: 90, tone: 'bad' }],
      thresholdsArePercent: false,
      mappings: [
        { kind: 'empty', text: 'N/A' },
        { kind: 'value', value: 1, text: 'OK' },
      ],
      reduce: 'last',
      isStacked: false,
      noValue: 'nothing',
    });
  });

  it('has what is written behind the number of a singlestat, where that has no unit', () => {
    const suffixOf = (format: unknown): string | undefined =>
      lookOf({ type: 'singlestat', format, postfix: ' cores' }).unit?.suffix;
    assert.deepEqual([undefined, 'none', 'bytes'].map(suffixOf), ['cores', 'cores', '']);
  });

  it('has the mean of a singlestat that does not say what it shows', () => {
    assert.equal(lookOf({ type: 'singlestat' }).reduce, 'mean');
    const maps = {
      mappingType: 2,
      valueMaps: [{ value: '1', text: 'a' }],
      rangeMaps: [{ from: '1', to: '2', text: 'b' }],
    };
    assert.deepEqual(lookOf({ type: 'singlestat', ...maps }).mappings, [{ kind: 'range', from: 1, to: 2, text: 'b' }]);
  });
});

describe('the tone of a colour', () => {
  const rows: readonly (readonly [color: string, tone: ThresholdTone])[] = [
    ['green', 'good'],
    ['dark-green', 'good'],
    ['super-light-yellow', 'warning'],
    ['semi-dark-orange', 'warning'],
    ['dark-red', 'bad'],
    ['light-red', 'bad'],
    ['blue', 'neutral'],
    ['purple', 'neutral'],
    ['transparent', 'neutral'],
    ['text', 'neutral'],
    ['', 'neutral'],
    // Grafana's own of its first versions, and of its palettes.
    ['#299c46', 'good'],
    ['rgba(50, 172, 45, 0.97)', 'good'],
    ['rgba(237, 129, 40, 0.89)', 'warning'],
    ['#EAB839', 'warning'],
    ['#d44a3a', 'bad'],
    ['rgba(245, 54, 54, 0.9)', 'bad'],
    ['#F2495C', 'bad'],
    ['#1F60C4', 'neutral'],
    ['#888888', 'neutral'],
    ['#f00', 'bad'],
    ['#000', 'neutral'],
  ];
  for (const [color, tone] of rows) it(`${color} is ${tone}`, () => assert.equal(thresholdTone(color), tone));
});
