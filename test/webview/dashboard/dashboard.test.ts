import assert from 'node:assert/strict';
import {
  type ChoiceVariable,
  type DashboardPanel,
  type PanelLook,
  PLAIN_LOOK,
  type Reduction,
} from '../../../src/model/dashboard.ts';
import type { VariableAnswer } from '../../../src/protocol/dashboard.ts';
import type { QueryAnswer } from '../../../src/protocol/query.ts';
import { builtIn } from '../../../src/webview/dashboard/builtIns.ts';
import { rangeFor, readDashboardState } from '../../../src/webview/dashboard/dashboardState.ts';
import { fillLegend, fillQuery, fillText, type VariableValue } from '../../../src/webview/dashboard/interpolate.ts';
import { type Asking, PanelQueue } from '../../../src/webview/dashboard/panelQueue.ts';
import { metricUnitOf, notesOf, type Outcome, seriesOf } from '../../../src/webview/dashboard/panelSeries.ts';
import { gridPlace, sectionsOf } from '../../../src/webview/dashboard/sections.ts';
import { arcPath, linePath } from '../../../src/webview/dashboard/shapes.ts';
import { tableRows } from '../../../src/webview/dashboard/tableBody.ts';
import { boundsOf, reduceValues, showValue } from '../../../src/webview/dashboard/valueLook.ts';
import { Variables } from '../../../src/webview/dashboard/variables.ts';

const PLAIN = { unit: 'none', factor: 1, suffix: '' } as const;

describe('filling in variables', () => {
  const VALUES: Readonly<Record<string, VariableValue>> = {
    job: { values: ['api'], texts: ['The API'], isPattern: false },
    quoted: { values: ['a"b\\c'], texts: ['q'], isPattern: false },
    one: { values: ['a.b:9100'], texts: ['a'], isPattern: true },
    many: { values: ['a.b', 'c|d', 'e"f'], texts: ['A', 'C', 'E'], isPattern: true },
    all: { values: ['.*'], texts: ['All'], isPattern: true, isRaw: true },
  };
  const lookup = (name: string): VariableValue | undefined => (Object.hasOwn(VALUES, name) ? VALUES[name] : undefined);

  // Expectations by Grafana's documentation of variable syntax and of its Prometheus data source.
  for (const [text, expected] of [
    ['up{job="$job"}', 'up{job="api"}'],
    ['up{job="${job}"} [[job]]', 'up{job="api"} api'],
    ['x{l="$quoted"}', String.raw`x{l="a\"b\\c"}`],
    ['x{l=~"$one"}', String.raw`x{l=~"a\\.b:9100"}`],
    ['x{l=~"$many"}', String.raw`x{l=~"(a\\.b|c\\|d|e\"f)"}`],
    ['x{l=~"$all"}', 'x{l=~".*"}'],
    ['${many:pipe}', 'a.b|c|d|e"f'],
    ['${many:csv} ${many:raw}', 'a.b,c|d,e"f a.b,c|d,e"f'],
    ['${many:regex}', String.raw`(a\.b|c\|d|e"f)`],
    ['${many:glob} ${job:glob}', '{a.b,c|d,e"f} api'],
    ['${many:json}', '["a.b","c|d","e\\"f"]'],
    ['${job:text} [[job:text]]', 'The API The API'],
    ['${job:singlequote} ${job:doublequote}', `'api' "api"`],
    ['${many:percentencode}', '%7Ba.b%2Cc%7Cd%2Ce%22f%7D'],
    ['label_replace(up, "a", "$1", "b", "(.*)")', 'label_replace(up, "a", "$1", "b", "(.*)")'],
    ['$jobs $unknown ${unknown} [[unknown]]', '$jobs $unknown ${unknown} [[unknown]]'],
    ['$__proto__ $constructor', '$__proto__ $constructor'],
  ] as const) {
    it(`of a query: ${text}`, () => assert.equal(fillQuery(text, lookup), expected));
  }

  it('of a title, in words', () => {
    assert.equal(fillText('Requests of $job on ${many} ($all)', lookup), 'Requests of The API on A + C + E (All)');
  });

  it('of a legend, by the labels of a series', () => {
    assert.equal(
      fillLegend('{{method}} {{ route }}: {{none}}', { method: 'GET', route: '/{{x}}' }),
      'GET /{{x}}: none',
    );
    assert.equal(fillLegend('{{__proto__}}', {}), '__proto__');
  });

  it('of what closes nothing takes no longer than it is long', () => {
    const startedMs = performance.now();
    for (const sign of ['${a.', '${a:', '[[a:', '[[', '$', '{{', '{{ ', '{{a ']) {
      const text = sign.repeat(300_000);
      fillText(text, lookup);
      fillLegend(text, {});
    }
    fillLegend(`{{${' '.repeat(300_000)}`, {});
    // Gone through anew from each sign it would be minutes.
    assert.ok(performance.now() - startedMs < 5_000);
  });

  it('knows the built-in ones: an interval, and a rate that sees four scrapes', () => {
    const time = { fromMs: 1_700_000_000_000, toMs: 1_700_003_600_000, stepMs: 30_000, scrapeMs: 15_000 };
    const text = (name: string, at = time): string | undefined => builtIn(name, at)?.values[0];
    assert.deepEqual(
      ['__interval', '__interval_ms', '__rate_interval', '__range', '__range_s', '__range_ms', '__from', '__to'].map(
        (name) => text(name),
      ),
      ['30s', '30000', '60s', '3600s', '3600', '3600000', '1700000000000', '1700003600000'],
    );
    // A long step: the interval and a scrape.
    assert.equal(text('__rate_interval', { ...time, stepMs: 300_000 }), '315s');
    assert.equal(text('__interval', { ...time, stepMs: 1_500, scrapeMs: 500 }), '1500ms');
    assert.equal(text('job'), undefined);
  });
});

describe('a value of a panel', () => {
  const values = [NaN, 3, 1, NaN, 8, 2, NaN];
  for (const [how, expected] of [
    ['last', 2],
    ['first', 3],
    ['min', 1],
    ['max', 8],
    ['mean', 3.5],
    ['sum', 14],
    ['count', 4],
    ['range', 7],
    ['delta', -1],
  ] as const satisfies readonly (readonly [Reduction, number])[]) {
    it(`is the ${how}, and of nothing ${how === 'count' ? 'zero' : 'none'}`, () => {
      assert.equal(reduceValues(values, how), expected);
      assert.equal(reduceValues([NaN], how), how === 'count' ? 0 : NaN);
    });
  }

  it('has the tone of the threshold that it has reached', () => {
    const look: PanelLook = {
      ...PLAIN_LOOK,
      thresholds: [{ tone: 'good' }, { from: 70, tone: 'warning' }, { from: 90, tone: 'bad' }],
    };
    const tones = [-5, 69.9, 70, 89, 90, 1000, NaN].map((value) => showValue(value, look, PLAIN).tone);
    assert.deepEqual(tones, ['good', 'good', 'warning', 'warning', 'bad', 'bad', 'neutral']);
    const share: PanelLook = { ...look, thresholdsArePercent: true, min: 100, max: 200 };
    assert.deepEqual(
      [169, 170, 190].map((value) => showValue(value, share, PLAIN).tone),
      ['good', 'warning', 'bad'],
    );
  });

  it('is written in its unit, or as its mapping says', () => {
    const look: PanelLook = {
      ...PLAIN_LOOK,
      noValue: 'nothing yet',
      mappings: [
        { kind: 'value', value: 0, text: 'away', tone: 'bad' },
        { kind: 'range', from: 1, to: 5, text: 'few' },
        { kind: 'range', from: 1000, text: 'many' },
      ],
    };
    const texts = [0, 1, 5, 6, 1e9, NaN].map((value) => showValue(value, look, PLAIN).text);
    assert.deepEqual(texts, ['away', 'few', 'few', '6', 'many', 'nothing yet']);
    assert.equal(showValue(0, look, PLAIN).tone, 'bad');
    assert.equal(showValue(250, PLAIN_LOOK, { unit: 'seconds', factor: 0.001, suffix: '' }).text, '250 ms');
    assert.equal(showValue(12, PLAIN_LOOK, { unit: 'none', factor: 1, suffix: 'rpm' }).text, '12 rpm');
    assert.equal(showValue(NaN, { ...PLAIN_LOOK, mappings: [{ kind: 'empty', text: 'n/a' }] }, PLAIN).text, 'n/a');
  });

  it('stands between the bounds of the file, or those that hold everything', () => {
    assert.deepEqual(boundsOf({ ...PLAIN_LOOK, min: 10, max: 20 }, PLAIN, [5]), [10, 20]);
    assert.deepEqual(boundsOf(PLAIN_LOOK, PLAIN, [3, 8]), [0, 8]);
    assert.deepEqual(boundsOf(PLAIN_LOOK, PLAIN, [-3, NaN, 8]), [-3, 8]);
    assert.deepEqual(boundsOf(PLAIN_LOOK, { unit: 'ratio', factor: 0.01, suffix: '' }, [55]), [0, 100]);
    assert.deepEqual(
      boundsOf({ ...PLAIN_LOOK, thresholds: [{ tone: 'good' }, { from: 50, tone: 'bad' }] }, PLAIN, [8]),
      [0, 50],
    );
    // Never of no width: a share of it would be none.
    assert.deepEqual(boundsOf(PLAIN_LOOK, PLAIN, []), [0, 1]);
    assert.deepEqual(boundsOf({ ...PLAIN_LOOK, min: 5, max: 5 }, PLAIN, [5]), [5, 6]);
  });
});

describe('the series of a panel', () => {
  const answer = (
    labels: readonly Record<string, string>[],
    more: Partial<QueryAnswer & { ok: true }> = {},
  ): QueryAnswer => ({
    ok: true,
    result: {
      kind: 'range',
      fromMs: 1000,
      stepMs: 500,
      steps: 2,
      labels,
      values: Float64Array.from({ length: 2 * labels.length }, (_, i) => i),
      omitted: 0,
    },
    unit: 'none',
    warnings: [],
    infos: [],
    stats: { evalMs: 1, samples: 1 },
    ...more,
  });
  const outcome = (legend: string, given: QueryAnswer, text = 'q'): Outcome => ({
    query: { refId: text, expr: text, legend },
    text,
    answer: given,
  });
  const nothing = (): undefined => undefined;

  it('are called by the legend, else by what tells them apart, else by the query', () => {
    const two = answer([
      { job: 'a', route: '/x' },
      { job: 'a', route: '/y' },
    ]);
    const names = (outcomes: readonly Outcome[]) => seriesOf(outcomes, nothing).map(({ name }) => name);
    assert.deepEqual(names([outcome('to {{route}}', two)]), ['to /x', 'to /y']);
    assert.deepEqual(names([outcome('', two)]), ['/x', '/y']);
    assert.deepEqual(names([outcome('', answer([{ job: 'a' }]))]), ['']);
    assert.deepEqual(names([outcome('', answer([{}]), 'sum(a)'), outcome('', answer([{}]), 'sum(b)')]), [
      'sum(a)',
      'sum(b)',
    ]);
  });

  it('have their own values', () => {
    const [, second] = seriesOf([outcome('', answer([{ a: '1' }, { a: '2' }]))], nothing);
    assert.deepEqual(Array.from(second?.columns.timestampsMs ?? []), [1000, 1500]);
    assert.deepEqual(Array.from(second?.columns.values ?? []), [2, 3]);
  });

  it('have a unit where all that gave some have the same', () => {
    const seconds = outcome('', answer([{}], { unit: 'seconds' }));
    assert.equal(metricUnitOf([seconds, outcome('', answer([], { unit: 'bytes' }))]), 'seconds');
    assert.equal(metricUnitOf([seconds, outcome('', answer([{}], { unit: 'bytes' }))]), 'none');
    assert.equal(metricUnitOf([]), 'none');
  });

  it('have each note once', () => {
    const noted = outcome('', answer([{}], { warnings: ['PromQL warning: a (1:1)'], infos: ['PromQL info: b (1:2)'] }));
    assert.deepEqual(notesOf([noted, noted]), ['a (1:1)', 'b (1:2)']);
  });

  it('share a row of a table where their labels are the same', () => {
    const instant = (labels: readonly Record<string, string>[], values: readonly number[]): QueryAnswer => ({
      ...(answer([]) as QueryAnswer & { ok: true }),
      result: { kind: 'vector', atMs: 0, labels, values: Float64Array.from(values), omitted: 0 },
    });
    const { names, rows } = tableRows([
      outcome(
        '',
        instant(
          [
            { __name__: 'a', x: '1' },
            { __name__: 'a', x: '2', y: '3' },
          ],
          [10, 20],
        ),
      ),
      outcome('', instant([{ __name__: 'b', y: '3', x: '2' }], [30])),
    ]);
    assert.deepEqual(names, ['x', 'y']);
    assert.deepEqual(rows, [
      { labels: { x: '1' }, values: [10] },
      { labels: { x: '2', y: '3' }, values: [20, 30] },
    ]);
  });
});

describe('the variables of a dashboard', () => {
  const choice = (name: string, more: Partial<ChoiceVariable> = {}): ChoiceVariable => ({
    kind: 'choice',
    name,
    label: '',
    isHidden: false,
    options: [],
    regex: '',
    isMulti: false,
    hasAll: false,
    allValue: '',
    chosen: [],
    ...more,
  });
  const build = (variables: readonly ChoiceVariable[], chosen = {}, answers: Record<string, VariableAnswer> = {}) => {
    const asked: string[] = [];
    const built = new Variables({
      variables,
      chosen,
      builtIn: () => undefined,
      ask: async (query) => {
        asked.push(query);
        return answers[query] ?? { ok: true, values: ['a', 'b'], omitted: 0 };
      },
    });
    return { built, asked };
  };

  it('are asked for in order, one with the value of another', async () => {
    const { built, asked } = build(
      [choice('env', { query: 'label_values(env)' }), choice('pod', { query: 'label_values(up{env="$env"}, pod)' })],
      { env: ['b'] },
    );
    assert.equal(await built.resolve(), true);
    assert.deepEqual(asked, ['label_values(env)', 'label_values(up{env="b"}, pod)']);
    assert.deepEqual(built.lookup('pod')?.values, ['a']);
  });

  it('have what was chosen, then what the file has, then the first there is', async () => {
    const variables = [choice('x', { query: 'q', chosen: ['b'] })];
    const value = async (chosen: object) => {
      const { built } = build(variables, chosen);
      await built.resolve();
      return built.lookup('x')?.values;
    };
    assert.deepEqual(await value({ x: ['a'] }), ['a']);
    assert.deepEqual(await value({ x: ['gone'] }), ['b']);
    assert.deepEqual(await value({}), ['b']);
    const { built } = build([choice('x', { query: 'q', chosen: ['gone'] })]);
    await built.resolve();
    assert.deepEqual(built.lookup('x')?.values, ['a']);
  });

  it('stand for all of their values, or for what the file has for all', async () => {
    const all = { hasAll: true, isMulti: true, chosen: ['$__all'] };
    const { built } = build([
      choice('x', { ...all, query: 'q' }),
      choice('y', { ...all, query: 'q', allValue: '.+' }),
      choice('z', { ...all }),
    ]);
    await built.resolve();
    const query = 'm{x=~"$x", y=~"$y", z=~"$z"}';
    assert.equal(fillQuery(query, built.lookup), 'm{x=~"(a|b)", y=~".+", z=~".*"}');
    assert.equal(fillText('$x', built.lookup), 'All');
    built.choose('x', ['b']);
    assert.equal(fillQuery('m{x=~"$x"}', built.lookup), 'm{x=~"b"}');
    assert.deepEqual(built.chosen, { x: ['b'] });
  });

  it('say why there are none, and go on', async () => {
    const { built } = build([choice('x', { query: 'bad' })], {}, { bad: { ok: false, problem: 'Not a query.' } });
    await built.resolve();
    assert.equal(built.states[0]?.problem, 'Not a query.');
    assert.deepEqual(built.lookup('x')?.values, []);
  });

  it('drop an answer that came after another was asked for', async () => {
    const { built } = build([choice('x', { query: 'q' })]);
    const first = built.resolve();
    const second = built.resolve();
    assert.deepEqual(await Promise.all([first, second]), [false, true]);
  });
});

describe('the panels of a dashboard', () => {
  const panel = (id: string, kind: DashboardPanel['kind'], y: number): DashboardPanel => ({
    id,
    kind,
    type: kind,
    title: id,
    description: '',
    place: { x: 12, y, width: 6, height: 8 },
    queries: [],
    look: PLAIN_LOOK,
  });

  it('belong to the row before them, and stand from its top on', () => {
    const panels = [panel('a', 'chart', 0), panel('r', 'row', 8), panel('b', 'chart', 9), panel('c', 'stat', 17)];
    const sections = sectionsOf(panels);
    assert.deepEqual(
      sections.map(({ row, panels: all }) => [row?.id, all.map(({ id }) => id)]),
      [
        [undefined, ['a']],
        ['r', ['b', 'c']],
      ],
    );
    assert.deepEqual(gridPlace(panels[3]!, sections[1]!.panels), { column: '13 / span 6', row: '9 / span 8' });
  });

  it('are asked for three at once, those in view first, each once', async () => {
    const queue = new PanelQueue();
    const asked: string[] = [];
    const ends: (() => void)[] = [];
    const panels = ['a', 'b', 'c', 'd', 'e'].map((id) => ({
      isInView: id !== 'b',
      ask: () =>
        new Promise<void>((end) => {
          asked.push(id);
          ends.push(end);
        }),
    }));
    const turn = (): Promise<void> => new Promise((done) => setImmediate(done));
    queue.replace(panels satisfies readonly Asking[]);
    assert.deepEqual(asked, ['a', 'c', 'd']);
    let isSettled = false;
    const settled = queue.settled().then(() => (isSettled = true));
    ends[0]!();
    await turn();
    assert.deepEqual(asked, ['a', 'c', 'd', 'e']);
    for (const end of ends) end();
    await settled;
    assert.equal(isSettled, true);
    panels[1]!.isInView = true;
    queue.next();
    assert.deepEqual(asked, ['a', 'c', 'd', 'e', 'b']);
  });
});

describe('what a dashboard keeps', () => {
  it('is read as far as it is what it was', () => {
    assert.deepEqual(readDashboardState(null), { file: '', range: undefined, chosen: {}, closed: {}, scrollY: 0 });
    assert.deepEqual(
      readDashboardState({
        file: 'file:///a.json',
        range: '6h',
        chosen: { a: ['x', 1], b: 'no' },
        closed: { r: true, s: 1 },
        scrollY: -3,
      }),
      { file: 'file:///a.json', range: '6h', chosen: { a: ['x'] }, closed: { r: true }, scrollY: 0 },
    );
    assert.equal(readDashboardState({ range: 'toString' }).range, undefined);
  });

  it('is the range that holds what the file asks for', () => {
    assert.deepEqual([undefined, 1000, 3 * 3_600_000, 30 * 86_400_000].map(rangeFor), ['1h', '5m', '6h', '7d']);
  });
});

describe('shapes of numbers', () => {
  it('a line goes from its least at the bottom to its greatest at the top, and is broken where there is no value', () => {
    assert.equal(linePath([0, 10, NaN, 5, 0], 100, 30), 'M0 30L25 0M75 15L100 30');
    assert.equal(linePath([4, 4], 100, 30), 'M0 15L100 15');
    assert.equal(linePath([NaN, NaN], 100, 30), '');
    assert.ok(
      (
        linePath(
          Float64Array.from({ length: 10_000 }, (_, i) => i),
          100,
          30,
        ).match(/L/g) ?? []
      ).length <= 120,
    );
  });

  it('an arc ends where its share is', () => {
    assert.equal(arcPath(0.5), 'M10 50A40 40 0 0 1 50 10');
    assert.equal(arcPath(7), 'M10 50A40 40 0 0 1 90 50');
  });
});
