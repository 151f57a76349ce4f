import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Store } from '../../../src/engine/store/store.ts';
import { STALE_NAN } from '../../../src/model/series.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { dump, HOUR_MS, matchers, openStore, put, valuesOf, withFolder } from './storeSupport.ts';

const UP = { __name__: 'up', job: 'api' };

describe('history file', () => {
  it('gives back samples, staleness markers and metadata after a reload', () =>
    withFolder((folder) => {
      const file = join(folder, 'deep', 'history.db');
      const first = openStore({ file });
      const startMs = first.clock.now();
      put(first.store, UP, startMs, 1);
      put(first.store, UP, startMs + 1000, STALE_NAN);
      put(first.store, { __name__: 'size', path: '/ü"\n\u0000' }, startMs, 0.1);
      first.store.setMetadata('up', { type: 'gauge', help: 'Whether it is up.', unit: '' });
      first.store.dispose();
      first.store.dispose();

      const second = openStore({ file, clock: first.clock });
      assert.deepEqual(dump(second.store), {
        '{"__name__":"up","job":"api"}': [
          [startMs, 1],
          [startMs + 1000, 'stale'],
        ],
        [JSON.stringify({ __name__: 'size', path: '/ü"\n\u0000' })]: [[startMs, 0.1]],
      });
      assert.deepEqual(second.store.metadata('up'), { type: 'gauge', help: 'Whether it is up.', unit: '' });
      assert.deepEqual(second.problems, []);
      second.store.dispose();
    }));

  it('goes on where it ended: order and duplicates hold over a reload', () =>
    withFolder((folder) => {
      const file = join(folder, 'history.db');
      const first = openStore({ file });
      const startMs = first.clock.now();
      put(first.store, UP, startMs, 1);
      put(first.store, { ...UP, job: 'later' }, startMs + 5000, 1);
      first.store.dispose();
      const { store } = openStore({ file, clock: first.clock });
      assert.equal(put(store, UP, startMs - 1, 1), 'outOfOrder');
      assert.equal(put(store, UP, startMs, 1), 'ok');
      assert.equal(put(store, UP, startMs, 2), 'duplicate');
      assert.equal(put(store, UP, startMs + 1, 2), 'ok');
      assert.deepEqual(valuesOf(store, 'up', startMs - 1, startMs + 1), [1, 2]);
      store.dispose();
    }));

  it('writes what was appended every few seconds, without being asked', () =>
    withFolder((folder) => {
      const file = join(folder, 'history.db');
      const { store, clock } = openStore({ file });
      put(store, UP, clock.now(), 1);
      clock.advance(5000);
      const other = openStore({ file, clock });
      assert.deepEqual(valuesOf(other.store, 'up'), [1]);
      other.store.dispose();
      store.dispose();
    }));

  it('writes at its end what came while a large writing was under way', () =>
    withFolder((folder) => {
      const file = join(folder, 'history.db');
      const { store, clock } = openStore({ file });
      const many = Array.from({ length: 5_000 }, (_, i) => ({ __name__: 'many', i: String(i) }));
      for (const labels of many) put(store, labels, clock.now(), 1);
      // So much of it that one piece is on the disk, and the others are not.
      clock.advance(3_000);
      const other = openStore({ file, clock });
      const there = valuesOf(other.store, 'many').length;
      other.store.dispose();
      assert.ok(there > 0 && there < many.length, `${there} series`);
      const written = { __name__: 'many', i: '0' };
      put(store, written, clock.now(), 2);
      put(store, UP, clock.now(), 3);
      store.dispose();
      const again = openStore({ file, clock });
      assert.deepEqual(valuesOf(again.store, 'up'), [3]);
      assert.equal(valuesOf(again.store, 'many').length, 5_001);
      again.store.dispose();
    }));

  it('merges small pages without losing a sample', () =>
    withFolder((folder) => {
      const file = join(folder, 'history.db');
      const { store, clock } = openStore({ file });
      const expected: number[] = [];
      for (let i = 0; i < 700; i++) {
        put(store, UP, clock.now(), i * 1.5);
        put(store, { ...UP, __name__: 'other' }, clock.now(), i);
        expected.push(i * 1.5);
        clock.advance(3000);
      }
      store.dispose();
      const db = new DatabaseSync(file, { readOnly: true });
      const { pages } = db.prepare('SELECT count(*) AS pages FROM pages').get() as { pages: number };
      db.close();
      assert.ok(pages < 60, `${pages} pages`);
      const again = openStore({ file, clock });
      assert.deepEqual(valuesOf(again.store, 'up'), expected);
      again.store.dispose();
    }));

  const damages: readonly (readonly [name: string, damage: (file: string) => void])[] = [
    [
      'random bytes',
      (file) => writeFileSync(file, Buffer.from(Array.from({ length: 9000 }, (_, i) => (i * 7919) % 251))),
    ],
    ['a cut file', (file) => truncateSync(file, 2048)],
    [
      'tables of somebody else',
      (file) => {
        writeFileSync(file, '');
        const db = new DatabaseSync(file);
        db.exec("CREATE TABLE pages (x); INSERT INTO pages VALUES ('theirs')");
        db.close();
      },
    ],
    [
      'a tree of pages with holes',
      (file) => {
        const bytes = readFileSync(file);
        bytes.fill(0xff, 4096);
        writeFileSync(file, bytes);
      },
    ],
  ];
  for (const [name, damage] of damages) {
    it(`moves a damaged file aside, says so once and goes on: ${name}`, () =>
      withFolder((folder) => {
        const file = join(folder, 'history.db');
        const first = openStore({ file });
        put(first.store, UP, first.clock.now(), 1);
        first.store.dispose();
        damage(file);

        const { clock } = first;
        const { store, problems } = openStore({ file, clock });
        clock.advance(1000);
        assert.equal(put(store, UP, clock.now(), 2), 'ok');
        clock.advance(10_000);
        assert.deepEqual(
          problems.map((problem) => problem?.code),
          ['history.damaged'],
        );
        assert.equal(store.stats().kept, true);
        store.dispose();
        const moved = readdirSync(folder).filter((one) => one.startsWith('history.db.corrupt-'));
        assert.deepEqual(moved.length, 1, String(readdirSync(folder)));

        const again = openStore({ file, clock });
        assert.deepEqual(valuesOf(again.store, 'up'), [2]);
        assert.deepEqual(again.problems, []);
        again.store.dispose();
      }));
  }

  it('tells what it met on opening once it is open, so that the listener can ask the store', () =>
    withFolder((folder) => {
      const file = join(folder, 'history.db');
      writeFileSync(file, 'nonsense '.repeat(1000));
      const told: boolean[] = [];
      const clock = new FakeClock();
      const store = Store.open({
        file,
        clock,
        maxAgeMs: HOUR_MS,
        maxBytes: 2 ** 20,
        onProblem: () => told.push(store.stats().kept),
      });
      assert.deepEqual(told, []);
      clock.advance(1);
      assert.deepEqual(told, [true]);
      store.dispose();
    }));

  it('keeps at most two damaged files', () =>
    withFolder((folder) => {
      const file = join(folder, 'history.db');
      const { clock, store } = openStore({ file });
      store.dispose();
      for (let i = 0; i < 4; i++) {
        writeFileSync(file, 'nonsense '.repeat(1000));
        clock.advance(5000);
        openStore({ file, clock }).store.dispose();
      }
      assert.equal(readdirSync(folder).filter((one) => one.includes('.corrupt-')).length, 2);
    }));

  it('leaves a damaged page out and keeps the rest', () =>
    withFolder((folder) => {
      const file = join(folder, 'history.db');
      const first = openStore({ file });
      for (let i = 0; i < 3; i++) {
        put(first.store, UP, first.clock.now(), i);
        first.clock.advance(4000);
      }
      first.store.dispose();
      const db = new DatabaseSync(file);
      db.exec('UPDATE pages SET data = zeroblob(40) WHERE id = (SELECT min(id) FROM pages)');
      db.close();
      const { store, problems, clock } = openStore({ file, clock: first.clock });
      assert.deepEqual(valuesOf(store, 'up'), [1, 2]);
      clock.advance(10_000);
      assert.deepEqual(
        problems.map((problem) => problem?.code),
        ['history.partDamaged'],
      );
      store.dispose();
    }));

  it('goes on in memory while the file cannot be opened, and writes all once it can', () =>
    withFolder((folder) => {
      // A file where the folder should be.
      const blocker = join(folder, 'blocked');
      writeFileSync(blocker, '');
      const file = join(blocker, 'history.db');
      const { store, clock, problems } = openStore({ file });
      put(store, UP, clock.now(), 1);
      clock.advance(30_000);
      put(store, UP, clock.now(), 2);
      assert.deepEqual(
        problems.map((problem) => problem?.code),
        ['history.unavailable'],
      );
      assert.deepEqual(valuesOf(store, 'up'), [1, 2]);
      assert.equal(store.stats().kept, false);
      store.dispose();
    }));

  it('begins a new file with all of memory when the file was removed under it', () =>
    withFolder(async (folder) => {
      const { rmSync } = await import('node:fs');
      const file = join(folder, 'history.db');
      const { store, clock } = openStore({ file });
      put(store, UP, clock.now(), 1);
      clock.advance(4000);
      for (const name of readdirSync(folder)) rmSync(join(folder, name));
      put(store, UP, clock.now(), 2);
      clock.advance(4000);
      store.dispose();
      const again = openStore({ file, clock });
      assert.deepEqual(valuesOf(again.store, 'up'), [1, 2]);
      again.store.dispose();
    }));

  it('waits for a lock of somebody else, says so after a while, and catches up', () =>
    withFolder((folder) => {
      const file = join(folder, 'history.db');
      const { store, clock, problems } = openStore({ file });
      put(store, UP, clock.now(), 1);
      clock.advance(4000);
      const db = new DatabaseSync(file);
      db.exec('BEGIN IMMEDIATE');
      put(store, UP, clock.now(), 2);
      clock.advance(4000);
      assert.equal(problems.length, 0);
      clock.advance(30_000);
      assert.deepEqual(
        problems.map((problem) => problem?.code),
        ['history.unavailable'],
      );
      db.exec('ROLLBACK');
      db.close();
      clock.advance(4000);
      assert.deepEqual(problems.slice(1), [undefined]);
      store.dispose();
      const again = openStore({ file, clock });
      assert.deepEqual(valuesOf(again.store, 'up'), [1, 2]);
      again.store.dispose();
    }));

  it('lets two windows write one file: the next to open it sees the samples of both', () =>
    withFolder((folder) => {
      const file = join(folder, 'history.db');
      const one = openStore({ file });
      const { clock } = one;
      const two = openStore({ file, clock });
      const startMs = clock.now();
      for (let i = 0; i < 200; i++) {
        put(one.store, UP, clock.now(), i);
        put(two.store, UP, clock.now() + 1, i + 0.5);
        put(two.store, { ...UP, window: 'two' }, clock.now(), i);
        clock.advance(3000);
      }
      one.store.dispose();
      two.store.dispose();
      assert.deepEqual([...one.problems, ...two.problems], []);
      const three = openStore({ file, clock });
      const all = dump(three.store);
      const samples = all['{"__name__":"up","job":"api"}']!;
      assert.deepEqual(
        samples,
        Array.from({ length: 400 }, (_, i) => [startMs + (i >> 1) * 3000 + (i % 2), i / 2]),
      );
      assert.equal(all['{"__name__":"up","job":"api","window":"two"}']!.length, 200);
      three.store.dispose();
    }));

  it('merges pages once when two windows want to merge the same ones', () =>
    withFolder((folder) => {
      const file = join(folder, 'history.db');
      const first = openStore({ file });
      const { clock } = first;
      const append = (store: Store, count: number): void => {
        for (let i = 0; i < count; i++) {
          assert.equal(put(store, UP, clock.now(), i), 'ok');
          store.flush();
          clock.jump(1000);
        }
      };
      append(first.store, 15);
      const second = openStore({ file, clock });
      // Both know the same fifteen pages; with one more each they have enough to merge.
      append(first.store, 1);
      append(second.store, 1);
      clock.advance(10_000);
      append(first.store, 1);
      append(second.store, 1);
      first.store.dispose();
      second.store.dispose();
      assert.deepEqual([...first.problems, ...second.problems], []);
      const third = openStore({ file, clock });
      assert.deepEqual(valuesOf(third.store, 'up'), [...Array.from({ length: 15 }, (_, i) => i), 0, 0, 0, 0]);
      assert.equal(third.store.stats().samples, 19);
      third.store.dispose();
    }));

  it('removes what is older than the limit, series and all', () =>
    withFolder((folder) => {
      const file = join(folder, 'history.db');
      const { store, clock } = openStore({ file, maxAgeMs: 2 * HOUR_MS });
      put(store, { ...UP, job: 'gone' }, clock.now(), 1);
      for (let i = 0; i < 60 * 5; i++) {
        put(store, UP, clock.now(), i);
        clock.advance(60_000);
      }
      assert.deepEqual(store.labelValues('job'), ['api']);
      store.dispose();
      const again = openStore({ file, clock, maxAgeMs: 2 * HOUR_MS });
      assert.deepEqual(again.store.labelValues('job'), ['api']);
      const values = valuesOf(again.store, 'up') as number[];
      assert.ok(values[0]! > 100 && values[0]! <= 180, `oldest is ${values[0]}`);
      assert.equal(values[values.length - 1], 299);
      again.store.dispose();
    }));

  it('keeps the file within its bytes by removing the oldest', () =>
    withFolder((folder) => {
      const file = join(folder, 'history.db');
      const maxBytes = 2 ** 18;
      const { store, clock, problems } = openStore({ file, maxBytes });
      let worst = 0;
      for (let i = 0; i < 200; i++) {
        for (let s = 0; s < 300; s++)
          put(store, { __name__: 'noise', s: String(s) }, clock.now(), Math.sin(i * 100 + s));
        clock.advance(3000);
        if (i % 10 === 0) worst = Math.max(worst, size(file) + size(`${file}-wal`));
      }
      assert.equal(problems.length, 0);
      assert.ok(worst <= maxBytes, `${worst} bytes`);
      assert.ok(worst > maxBytes / 3, `${worst} bytes: less than could be kept`);
      store.dispose();
      const again = openStore({ file, clock, maxBytes });
      const kept = dump(again.store, 0, Infinity, matchers(['s', '=', '7']))['{"__name__":"noise","s":"7"}']!;
      assert.ok(kept.length > 25 && kept.length < 200, `${kept.length} samples`);
      assert.deepEqual(kept[kept.length - 1]![1], Math.sin(199 * 100 + 7));
      again.store.dispose();
    }));

  it('forgets deleted series for good', () =>
    withFolder((folder) => {
      const file = join(folder, 'history.db');
      const { store, clock } = openStore({ file });
      put(store, UP, clock.now(), 1);
      put(store, { ...UP, job: 'kept' }, clock.now(), 2);
      clock.advance(4000);
      assert.equal(store.deleteSeries(matchers(['job', '=', 'api'])), 1);
      clock.advance(4000);
      put(store, UP, clock.now(), 3);
      store.dispose();
      const again = openStore({ file, clock });
      assert.deepEqual(
        Object.values(dump(again.store))
          .flatMap((samples) => samples.map(([, value]) => Number(value)))
          .sort((a, b) => a - b),
        [2, 3],
      );
      assert.equal(again.store.deleteSeries([]), 2);
      again.store.dispose();
      const empty = openStore({ file, clock });
      assert.equal(empty.store.stats().samples, 0);
      assert.equal(empty.store.stats().series, 0);
      empty.store.dispose();
    }));
});

function size(file: string): number {
  return existsSync(file) ? statSync(file).size : 0;
}
