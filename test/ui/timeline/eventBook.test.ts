import assert from 'node:assert/strict';
import type { WorkspaceEvent } from '../../../src/model/workspaceEvent.ts';
import { EventBook, MAX_EVENTS } from '../../../src/ui/timeline/eventBook.ts';
import { FakeClock } from '../../support/fakeClock.ts';

function setUp(stored?: unknown, clock = new FakeClock()) {
  const kept = new Map<string, unknown>(stored === undefined ? [] : [['timeline.events', stored]]);
  let writes = 0;
  const memento = {
    get: (key: string) => kept.get(key),
    update: async (key: string, value: unknown) => {
      writes++;
      kept.set(key, structuredClone(value));
    },
  };
  const book = new EventBook({ memento: memento as never, clock, onBug: (error) => assert.fail(String(error)) });
  const told: WorkspaceEvent[] = [];
  book.onDidChange((event) => told.push(event));
  return { book, clock, told, stored: () => kept.get('timeline.events'), writes: () => writes };
}
const titles = (events: readonly WorkspaceEvent[]): string[] => events.map(({ kind, title }) => `${kind} ${title}`);

describe('EventBook', () => {
  it('notes what happened, in order, and tells of it', () => {
    const { book, clock, told } = setUp();
    book.note('branch', 'main → pool');
    clock.advance(1_000);
    const id = book.note('task', 'build');
    clock.advance(5_000);
    book.end(id, true);
    assert.deepEqual(titles(book.all), ['branch main → pool', 'task build']);
    assert.deepEqual(
      told.map(({ endMs, failed }) => [endMs !== undefined, failed]),
      [
        [false, undefined],
        [false, undefined],
        [true, true],
      ],
    );
    assert.equal(book.all[1]!.endMs! - book.all[1]!.atMs, 5_000);
    book.end(id, false);
    assert.equal(book.all[1]!.failed, true, 'the first end counts');
    book.end('nobody', false);
  });

  it('takes files that are saved together as one event', () => {
    const { book, clock } = setUp();
    book.saved('a.ts');
    book.saved('b.ts');
    book.saved('a.ts');
    clock.advance(10_000);
    book.saved('c.ts');
    book.note('commit', '1 x');
    book.saved('d.ts');
    assert.deepEqual(titles(book.all), ['save 2 files: a.ts, b.ts', 'save c.ts', 'commit 1 x', 'save d.ts']);
    clock.advance(10_000);
    for (let i = 0; i < 9; i++) book.saved(`f${i}`);
    assert.equal(book.all.at(-1)!.title, '9 files: f0, f1, f2, f3, f4, …');
  });

  it('is bounded, in number and in length', () => {
    const { book } = setUp();
    for (let i = 0; i < MAX_EVENTS + 10; i++) book.note('task', `${i} ${'x'.repeat(1_000)}\nsecond line`);
    assert.equal(book.all.length, MAX_EVENTS);
    assert.ok(book.all[0]!.title.startsWith('10 '));
    assert.ok(book.all.every(({ title }) => title.length <= 200 && !title.includes('\n')));
  });

  it('is kept over a reload, a burst with one write, without what is a week old', async () => {
    const first = setUp();
    first.book.note('save', 'old.ts');
    for (let i = 0; i < 50; i++) first.book.note('task', `t${i}`);
    await first.clock.advanceAsync(3_000);
    assert.equal(first.writes(), 1);
    first.book.note('commit', 'last');
    first.book.dispose();
    assert.equal(first.clock.pendingTimers, 0);
    const second = setUp(first.stored(), first.clock);
    assert.equal(second.book.all.length, 52);
    assert.equal(second.book.all.at(-1)!.title, 'last');
    first.clock.advance(8 * 86_400_000);
    assert.deepEqual(setUp(first.stored(), first.clock).book.all, []);
  });

  it('reads whatever is stored', () => {
    const good = { id: 'a', kind: 'save', atMs: new FakeClock().now(), title: 'x.ts' };
    for (const stored of [
      7,
      'x',
      {},
      [null, 7, {}, { ...good, kind: 'x' }, { ...good, atMs: '1' }, { ...good, title: 1 }],
    ])
      assert.deepEqual(setUp(stored).book.all, []);
    assert.deepEqual(setUp([{ ...good, more: 1, endMs: 'x', failed: 1 }]).book.all, [good]);
  });
});
