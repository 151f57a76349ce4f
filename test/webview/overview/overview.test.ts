import assert from 'node:assert/strict';
import type { StatusBar } from '../../../src/model/uptime.ts';
import type { OverviewService } from '../../../src/protocol/overview.ts';
import { arrange, countStatuses, countText } from '../../../src/webview/overview/arrange.ts';
import { BarLoader } from '../../../src/webview/overview/barLoader.ts';
import {
  CARDS,
  layOut,
  placeAt,
  placeByKey,
  placeOf,
  rowsBetween,
  serviceAt,
  TILES,
} from '../../../src/webview/overview/gridLayout.ts';
import { readOverviewState } from '../../../src/webview/overview/overviewState.ts';

const service = (name: string, over: Partial<OverviewService> = {}): OverviewService => ({
  id: name,
  name,
  group: '',
  environment: '',
  status: 'up',
  reason: '',
  sinceMs: 0,
  ...over,
});
const ALL = { text: '', statuses: [], group: 'none', sort: 'name' } as const;
const names = (sections: ReturnType<typeof arrange>): string =>
  sections.map(({ title, services }) => `${title}(${services.map(({ name }) => name).join(' ')})`).join(' ');

describe('the overview', () => {
  const services = [
    service('api-10', { group: 'Shop', environment: 'production', status: 'down', sinceMs: 30 }),
    service('api-9', { group: 'Shop', environment: 'local', sinceMs: 10 }),
    service('mail', { group: 'Post', environment: 'production', status: 'degraded', sinceMs: 40 }),
    service('loose', { status: 'paused', sinceMs: 20 }),
  ];
  const uptimes: Readonly<Record<string, number>> = { 'api-10': 0.9, 'api-9': 1, mail: 0.99 };
  const uptimeOf = (id: string): number => uptimes[id] ?? Number.NaN;

  const cases: [string, Parameters<typeof arrange>[1], string][] = [
    ['by name, numbers by their value', ALL, '(api-9 api-10 loose mail)'],
    ['the worst first', { ...ALL, sort: 'health' }, '(api-10 mail api-9 loose)'],
    ['the least uptime first, the unknown last', { ...ALL, sort: 'uptime' }, '(api-10 mail api-9 loose)'],
    ['the latest change first', { ...ALL, sort: 'changed' }, '(mail api-10 loose api-9)'],
    ['by group, what has none last', { ...ALL, group: 'group' }, 'Post(mail) Shop(api-9 api-10) (loose)'],
    ['by environment', { ...ALL, group: 'environment' }, 'local(api-9) production(api-10 mail) (loose)'],
    ['by status, the worst first', { ...ALL, group: 'status' }, 'Down(api-10) Degraded(mail) Up(api-9) Paused(loose)'],
    ['only some statuses', { ...ALL, statuses: ['down', 'paused'] }, '(api-10 loose)'],
    ['every word anywhere', { ...ALL, text: ' PROD  api ' }, '(api-10)'],
    ['a text that nothing has, whatever its signs', { ...ALL, text: '.*' }, ''],
  ];
  for (const [what, choices, expected] of cases)
    it(`arranges ${what}`, () => assert.equal(names(arrange(services, choices, uptimeOf)), expected));

  it('counts what there is, the worst first', () => {
    assert.equal(countText(countStatuses(services)), '1 down, 1 degraded, 1 up, 1 paused');
    assert.equal(countText(countStatuses([])), '');
  });

  it('reads any kept state', () => {
    const first = readOverviewState(undefined);
    assert.deepEqual(
      readOverviewState({ group: 7, sort: 'x', range: '__proto__', statuses: ['up', 'x'], scrollY: -1 }),
      {
        ...first,
        statuses: ['up'],
      },
    );
    const kept = {
      text: 'a',
      statuses: ['down'],
      group: 'status',
      sort: 'uptime',
      range: '7d',
      density: 'tiles',
      scrollY: 5,
    };
    assert.deepEqual(readOverviewState(kept), kept);
  });
});

describe('the grid of the overview', () => {
  const many = Array.from({ length: 7 }, (_, i) => service(`s${i}`));
  // Three columns of 190 px at least.
  const layout = layOut(
    [
      { title: 'A', services: many.slice(0, 4) },
      { title: 'B', services: many.slice(4) },
    ],
    CARDS,
    620,
  );

  it('fills rows below headings', () => {
    const rows = layout.rows.map((row) => (row.kind === 'heading' ? row.section.title : row.services.length));
    assert.deepEqual([layout.columns, rows], [3, ['A', 3, 1, 'B', 3]]);
    assert.equal(layout.rows[1]!.topPx, 34);
    assert.equal(layOut([], CARDS, 620).heightPx, 0);
    assert.equal(layOut([{ title: '', services: many }], TILES, 10).columns, 1, 'never narrower than a cell');
    assert.equal(layOut([{ title: '', services: many }], CARDS, 620).rows[0]!.kind, 'cells', 'no heading for all');
  });

  it('finds what is in sight, and what is pointed at', () => {
    assert.deepEqual(rowsBetween(layout, 0, 50), [0, 2]);
    assert.deepEqual(rowsBetween(layout, 120, 4_000), [2, 5]);
    const at = (x: number, y: number): string | undefined => serviceAt(layout, placeAt(layout, x, y))?.name;
    assert.equal(at(5, 40), 's0');
    assert.equal(at(215, 40), 's1');
    assert.equal(at(5, 110), 's3');
    assert.equal(at(215, 110), undefined, 'beside the last of a row');
    assert.equal(at(5, 5), undefined, 'a heading');
    assert.equal(at(206, 40), undefined, 'between two cells');
    assert.equal(at(5, 100), undefined, 'between two rows');
    assert.equal(at(5, 9_999), undefined);
  });

  it('moves by keys, over headings and short rows', () => {
    const go = (from: string, key: string, whole = false): string | undefined =>
      serviceAt(layout, placeByKey(layout, placeOf(layout, from)!, key, whole, 2))?.name;
    const moves: [string, string, string, boolean?][] = [
      ['s0', 'ArrowRight', 's1'],
      ['s2', 'ArrowRight', 's3'],
      ['s3', 'ArrowRight', 's4'],
      ['s6', 'ArrowRight', 's6'],
      ['s4', 'ArrowLeft', 's3'],
      ['s0', 'ArrowLeft', 's0'],
      ['s2', 'ArrowDown', 's3'],
      ['s3', 'ArrowDown', 's4'],
      ['s6', 'ArrowUp', 's3'],
      ['s0', 'PageDown', 's4'],
      ['s5', 'PageUp', 's1'],
      ['s1', 'Home', 's0'],
      ['s0', 'End', 's2'],
      ['s1', 'End', 's6', true],
      ['s5', 'Home', 's0', true],
    ];
    for (const [from, key, to, whole] of moves) assert.equal(go(from, key, whole), to, `${from} ${key}`);
    assert.equal(placeByKey(layout, { row: 1, column: 0 }, 'x', false, 2), undefined);
  });
});

describe('BarLoader', () => {
  const bar = (serviceId: string): StatusBar => ({
    serviceId,
    cells: [],
    upMs: 1,
    degradedMs: 0,
    downMs: 0,
    unknownMs: 0,
  });
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  function setUp(answer: (ids: readonly string[]) => readonly StatusBar[] = (ids) => ids.map(bar)) {
    const asked: string[][] = [];
    const scene = { nowMs: 1_000_000, bars: 0 };
    const loader = new BarLoader('24h', {
      ask: async (ids, range) => {
        asked.push([range, ...ids]);
        await settle();
        return answer(ids);
      },
      nowMs: () => scene.nowMs,
      onBars: () => scene.bars++,
    });
    return { loader, asked, scene };
  }

  it('asks for what is wanted, once, and again when it is old or changed', async () => {
    const { loader, asked, scene } = setUp();
    loader.want(['a', 'b']);
    await settle().then(settle);
    loader.want(['a', 'b']);
    assert.deepEqual(asked, [['24h', 'a', 'b']]);
    assert.equal(loader.of('a')?.upMs, 1);
    loader.changed('b');
    loader.want(['a', 'b']);
    await settle().then(settle);
    assert.deepEqual(asked.at(-1), ['24h', 'b']);
    scene.nowMs += 3_600_000;
    loader.want(['a']);
    await settle().then(settle);
    assert.deepEqual([asked.length, scene.bars], [3, 3]);
  });

  it('asks in portions, one at a time, and leaves out what is no longer wanted', async () => {
    const { loader, asked } = setUp();
    loader.want(Array.from({ length: 150 }, (_, i) => `s${i}`));
    loader.want(['late']);
    for (let i = 0; i < 20; i++) await settle();
    assert.deepEqual(
      asked.map((ids) => ids.length - 1),
      [60, 1],
    );
  });

  it('does not ask again and again where nobody answers', async () => {
    const { loader, asked } = setUp(() => []);
    loader.want(['a']);
    for (let i = 0; i < 20; i++) await settle();
    assert.equal(asked.length, 1);
  });

  it('forgets what was of another range', async () => {
    const { loader, asked } = setUp();
    loader.want(['a']);
    await settle().then(settle);
    loader.setRange('7d');
    assert.equal(loader.of('a'), undefined);
    loader.want(['a']);
    await settle().then(settle);
    assert.deepEqual(asked.at(-1), ['7d', 'a']);
  });
});
