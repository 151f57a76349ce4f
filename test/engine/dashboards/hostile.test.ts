import assert from 'node:assert/strict';
import { readDashboard } from '../../../src/engine/dashboards/readDashboard.ts';
import { jsonErrorAt } from '../../../src/engine/dashboards/jsonErrorAt.ts';
import { read } from './dashboardSupport.ts';

describe('a text that is no dashboard', () => {
  const noPanels = 'The file is no Grafana dashboard: it has no panels.';
  const noJson = 'The file is not valid JSON.';
  const rows: readonly (readonly [text: string, problem: string, at?: number])[] = [
    ['', noJson, 0],
    ['  ', noJson, 2],
    ['{', noJson, 1],
    ['{"panels": [}', noJson, 12],
    ['{"panels": [1,]}', noJson, 14],
    ['{"panels" [1]}', noJson, 10],
    ['{panels: []}', noJson, 1],
    ['{"panels": []} x', noJson, 15],
    ['{"panels": []},', noJson, 14],
    ['{"panels": [], "title": "a\nb"}', noJson, 24],
    ['{"panels": [01]}', noJson, 12],
    ['{"panels": [NaN]}', noJson, 12],
    ['\uFEFF{"panels": [}', noJson, 13],
    ['// a comment\n{}', noJson, 0],
    ['null', noPanels],
    ['1', noPanels],
    ['"panels"', noPanels],
    ['[]', noPanels],
    ['{}', noPanels],
    ['{"panels": {}}', noPanels],
    ['{"dashboard": {"panels": "none"}}', noPanels],
    ['{"__proto__": {"panels": []}}', noPanels],
    [
      '{"kind": "Dashboard", "spec": {"elements": {}, "layout": {}}}',
      'The dashboard is in the second version of Grafana\'s schema. Export it with "Classic" as its model.',
    ],
  ];
  for (const [text, problem, at] of rows)
    it(`${JSON.stringify(text)}: ${at ?? problem}`, () =>
      assert.deepEqual(readDashboard(text), { ok: false, problem, ...(at !== undefined && { at }) }));

  it('is one where it only begins with a byte order mark', () =>
    assert.equal(readDashboard('\uFEFF{"panels": []}').ok, true));

  it('has its place found however deep it nests', () => {
    const deep = '['.repeat(100_000);
    assert.equal(jsonErrorAt(`${deep}}`), 100_000);
    const answer = readDashboard(`{"panels": ${deep}`);
    assert.deepEqual(answer, { ok: false, problem: 'The file is not valid JSON.', at: 100_011 });
  });

  it('has its place found behind a long string', () =>
    assert.equal(jsonErrorAt(`{"a": "${'x\\n'.repeat(500_000)}" "b"}`), 7 + 1_500_000 + 2));
});

describe('a dashboard of any shape', () => {
  /** Values that stand where others should. */
  const STRANGE: readonly unknown[] = [null, 0, -1, 1e308, '', 'x', true, [], [[]], {}, { a: {} }, [null, 1, 'x', {}]];
  const USUAL: Readonly<Record<string, unknown>> = {
    title: 'a',
    description: 'b',
    type: 'timeseries',
    id: 1,
    gridPos: { x: 0, y: 0, w: 12, h: 8 },
    targets: [{ refId: 'A', expr: 'up', legendFormat: 'l', interval: '1m', datasource: { type: 'prometheus' } }],
    fieldConfig: {
      defaults: {
        unit: 's',
        min: 0,
        max: 1,
        thresholds: { mode: 'absolute', steps: [{ color: 'red', value: 1 }] },
        mappings: [{ type: 'value', options: { '1': { text: 'one' } } }],
        custom: { stacking: { mode: 'normal' } },
      },
      overrides: [],
    },
    options: { reduceOptions: { calcs: ['mean'] }, content: 'c', mode: 'markdown' },
    yaxes: [{ format: 's' }],
    panels: [],
    colors: ['red'],
    thresholds: '1,2',
    valueMaps: [],
    repeat: 'x',
    collapsed: true,
    span: 4,
    height: 100,
  };

  /** The object with each of its fields, at any depth, replaced by the value, one at a time. */
  function* replaced(of: unknown, by: unknown): Generator {
    if (typeof of !== 'object' || of === null) return;
    for (const [name, value] of Object.entries(of)) {
      const put = (inner: unknown): unknown =>
        Array.isArray(of) ? of.with(Number(name), inner) : { ...of, [name]: inner };
      yield put(by);
      for (const inner of replaced(value, by)) yield put(inner);
    }
  }

  it('is read with any value in place of any field of a panel', () => {
    let count = 0;
    for (const strange of STRANGE)
      for (const type of ['timeseries', 'graph', 'singlestat', 'stat', 'table', 'text', 'row'])
        for (const panel of replaced({ ...USUAL, type }, strange)) {
          const json = { panels: [panel], rows: [{ title: 'r', showTitle: true, panels: [panel] }] };
          for (const { place, look, queries } of read(json).panels) {
            const numbers = [place.x, place.y, place.width, place.height];
            assert.ok(numbers.every(Number.isInteger), JSON.stringify(place));
            assert.ok(place.x >= 0 && place.x + place.width <= 24 && place.width >= 1 && place.height >= 1);
            // A page is sent JSON: what it has no word for would be another value there.
            assert.deepEqual(JSON.parse(JSON.stringify(look)), look);
            assert.ok(queries.every(({ expr, refId }) => expr !== '' && refId !== ''));
          }
          count++;
        }
    assert.ok(count > 3_000, `${count}`);
  });

  it('is read with any value in place of any field of a variable and of the whole', () => {
    const whole = {
      title: 't',
      panels: [USUAL],
      rows: [{ title: 'r', height: '250px', panels: [USUAL] }],
      time: { from: 'now-1h', to: 'now' },
      refresh: '1m',
      annotations: { list: [{ builtIn: 1 }] },
      links: [{}],
      __inputs: [{ name: 'DS', type: 'datasource', pluginId: 'loki' }],
      templating: {
        list: ['query', 'custom', 'interval', 'textbox', 'constant', 'datasource', 'adhoc', 'new'].map((type, i) => ({
          type,
          name: `v${i}`,
          label: 'l',
          query: { query: 'label_values(a)' },
          regex: '/a/',
          current: { value: ['a'] },
          options: [{ text: 'a', value: 'a' }],
          datasource: '$DS',
        })),
      },
    };
    for (const strange of STRANGE) for (const json of replaced(whole, strange)) readDashboard(JSON.stringify(json));
  });

  it('does not take its fields from prototypes', () => {
    const text =
      '{"__proto__": {"title": "evil"}, "panels": [{"__proto__": {"title": "evil", "type": "text"}, "targets": [{"expr": "up"}],' +
      ' "fieldConfig": {"defaults": {"mappings": [{"type": "value", "options": {"__proto__": {"text": "x"}}}]}}}],' +
      ' "templating": {"list": [{"type": "custom", "name": "__proto__", "query": "a"}, {"type": "constructor", "name": "constructor"}]}}';
    const answer = readDashboard(text);
    assert.ok(answer.ok);
    const { title, panels, variables } = answer.dashboard;
    assert.deepEqual([title, panels[0]?.title, panels[0]?.kind], ['', '', 'chart']);
    assert.deepEqual(panels[0]?.look.mappings, []);
    assert.deepEqual(
      variables.map(({ name, kind }) => [name, kind]),
      [
        ['__proto__', 'choice'],
        ['constructor', 'constant'],
      ],
    );
    assert.equal(({} as { title?: unknown }).title, undefined);
  });

  it('is read in time however much it has of one thing', () => {
    const rows = [
      `{"panels": [${'{},'.repeat(200_000)}{}]}`,
      `{"panels": [{"targets": [${'{"expr":"a"},'.repeat(100_000)}{}]}]}`,
      `{"panels": ${'[{"type":"row","panels":'.repeat(20_000)}[]${'}]'.repeat(20_000)}}`,
      `{"panels": [], "templating": {"list": [{"type": "custom", "name": "a", "query": "${'a : b,'.repeat(200_000)}"}]}}`,
      `{"panels": [], "templating": {"list": [{"type": "custom", "name": "a", "query": "${' : '.repeat(200_000)}"}]}}`,
      `{"panels": [], "templating": {"list": [${'{"type": "interval", "name": "a"},'.repeat(50_000)}{}]}}`,
      `{"panels": [{"fieldConfig": {"defaults": {"thresholds": {"steps": [${'{"value": 1},'.repeat(100_000)}{}]}}}}]}`,
    ];
    for (const text of rows) {
      const startMs = performance.now();
      assert.ok(readDashboard(text).ok, text.slice(0, 60));
      // Far more than it takes: a machine may be busy, and what grows with the square takes minutes.
      assert.ok(performance.now() - startMs < 20_000, text.slice(0, 60));
    }
  });
});
