import assert from 'node:assert/strict';
import { compileMatcher } from '../../../src/engine/store/compileMatcher.ts';
import type { Matcher } from '../../../src/model/series.ts';
import { matchers, openStore, put } from './storeSupport.ts';
import { seeded } from '../../support/seeded.ts';

type Terms = readonly (readonly [name: string, op: Matcher['op'], value: string])[];

const SERIES = [
  { id: '1', __name__: 'up', job: 'api', instance: 'a' },
  { id: '2', __name__: 'up', job: 'api', instance: 'b' },
  { id: '3', __name__: 'up', job: 'web' },
  { id: '4', __name__: 'http_requests_total', job: 'api', instance: 'a', code: '200' },
  { id: '5', __name__: 'http_requests_total', job: 'api', instance: 'a', code: '503' },
  { id: '6', __name__: 'http_errors_total', job: 'web-2', code: '' },
];

/** The ids of the series that are selected, in order. */
function check(terms: Terms, expected: string): void {
  const { store, clock } = openStore();
  for (const labels of SERIES) put(store, labels, clock.now(), 1);
  const selected = store.select(matchers(...terms), -Infinity, Infinity);
  assert.equal(
    selected
      .map((series) => series.labels.get('id'))
      .sort((a, b) => Number(a) - Number(b))
      .join(' '),
    expected,
  );
  store.dispose();
}

describe('store.select', () => {
  const table: readonly (readonly [terms: Terms, expected: string])[] = [
    [[], '1 2 3 4 5 6'],
    [[['__name__', '=', 'up']], '1 2 3'],
    [[['__name__', '=', 'down']], ''],
    [[['nobody', '=', 'x']], ''],
    [[['nobody', '=', '']], '1 2 3 4 5 6'],
    [[['nobody', '!=', 'x']], '1 2 3 4 5 6'],
    [[['nobody', '!=', '']], ''],
    [[['nobody', '=~', '.*']], '1 2 3 4 5 6'],
    [[['nobody', '=~', '.+']], ''],
    [[['nobody', '!~', '.*']], ''],
    [[['instance', '=', '']], '3 6'],
    [[['instance', '!=', '']], '1 2 4 5'],
    [[['instance', '!=', 'a']], '2 3 6'],
    [[['instance', '=~', 'a|']], '1 3 4 5 6'],
    [[['instance', '!~', 'a|']], '2'],
    [[['code', '=', '']], '1 2 3 6'],
    [[['job', '=~', 'api|web']], '1 2 3 4 5'],
    [[['job', '=~', 'web.*']], '3 6'],
    [[['job', '=~', 'web.+']], '6'],
    [[['job', '!~', 'web.*']], '1 2 4 5'],
    [[['code', '=~', '[45]..']], '5'],
    [[['job', '=~', '(api']], ''],
    [[['job', '!~', '(api']], ''],
    [
      [
        ['__name__', '=~', 'http_.*'],
        ['code', '!~', '5..'],
      ],
      '4 6',
    ],
    [
      [
        ['__name__', '=', 'up'],
        ['job', '=', 'api'],
        ['instance', '!=', 'b'],
      ],
      '1',
    ],
    [
      [
        ['job', '=', 'api'],
        ['job', '!=', 'api'],
      ],
      '',
    ],
  ];
  for (const [terms, expected] of table)
    it(`{${terms.map((term) => `${term[0]}${term[1]}"${term[2]}"`).join(',')}}`, () => check(terms, expected));

  it('leaves out series without samples in the window, and cuts the others to it', () => {
    const { store, clock } = openStore();
    const startMs = clock.now();
    put(store, { __name__: 'early' }, startMs, 1);
    put(store, { __name__: 'late' }, startMs + 10_000, 2);
    const names = (fromMs: number, toMs: number): string[] =>
      store.select([], fromMs, toMs).map((series) => series.labels.get('__name__'));
    assert.deepEqual(names(startMs, startMs + 10_000), ['late']);
    assert.deepEqual(names(startMs + 10_000, startMs + 20_000), []);
    store.dispose();
  });

  it('lists names and values of labels, of all series or of some', () => {
    const { store, clock } = openStore();
    for (const labels of SERIES) put(store, labels, clock.now(), 1);
    const web = matchers(['job', '=', 'web']);
    assert.deepEqual(store.labelNames(), ['__name__', 'code', 'id', 'instance', 'job']);
    assert.deepEqual(store.labelNames(web), ['__name__', 'id', 'job']);
    assert.deepEqual(store.labelValues('job'), ['api', 'web', 'web-2']);
    assert.deepEqual(store.labelValues('id', web), ['3']);
    assert.deepEqual(store.labelValues('code', web), []);
    assert.deepEqual(store.labelValues('nobody'), []);
    // The list of values is kept in order as values come and go.
    put(store, { __name__: 'up', job: 'aaa' }, clock.now(), 1);
    assert.deepEqual(store.labelValues('job'), ['aaa', 'api', 'web', 'web-2']);
    store.deleteSeries(web);
    assert.deepEqual(store.labelValues('job'), ['aaa', 'api', 'web-2']);
    assert.deepEqual(store.labelNames(matchers(['job', '=', 'web'])), []);
    store.dispose();
  });

  it('counts where series come from', () => {
    const { store, clock } = openStore();
    for (const labels of SERIES) put(store, labels, clock.now(), 1);
    assert.deepEqual(store.cardinality(2), {
      series: 6,
      metrics: [
        { name: 'up', series: 3 },
        { name: 'http_requests_total', series: 2 },
      ],
      labels: [
        { name: 'id', values: 6 },
        { name: '__name__', values: 3 },
      ],
      pairs: [
        { name: 'job', value: 'api', series: 4 },
        { name: '__name__', value: 'up', series: 3 },
      ],
    });
    store.dispose();
  });

  it('selects what a plain filter selects, seeded', () => {
    const random = seeded(31);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
    const { store, clock } = openStore();
    const all = Array.from({ length: 400 }, (_, i) => ({
      id: String(i),
      __name__: `m${i % 9}`,
      a: pick(['', 'x', 'xy', 'y1', 'y2']),
      b: pick(['', '1', '2']),
    }));
    for (const labels of all) put(store, labels, clock.now(), 1);
    const values = ['', 'x', 'x.*', 'x.+', 'x|y1', 'y[12]', '.*', '.+', 'm1|m2|m3', 'm.*', '1|'];
    for (let round = 0; round < 500; round++) {
      const query = Array.from({ length: 1 + Math.floor(random() * 3) }, () => ({
        name: pick(['__name__', 'a', 'b', 'c']),
        op: pick(['=', '!=', '=~', '!~'] as const),
        value: pick(values),
      }));
      const tests = query.map(compileMatcher);
      const expected = all.filter((labels) =>
        tests.every((test) => test.matches((labels as Record<string, string>)[test.name] ?? '')),
      );
      assert.deepEqual(
        store
          .select(query, -Infinity, Infinity)
          .map((series) => Number(series.labels.get('id')))
          .sort((x, y) => x - y),
        expected.map(({ id }) => Number(id)),
        JSON.stringify(query),
      );
    }
    store.dispose();
  });
});
