import assert from 'node:assert/strict';
import { join } from 'node:path';
import { dump, HOUR_MS, openStore, put, type TestStore, valuesOf, withFolder } from './storeSupport.ts';

const UP = { __name__: 'up' };

/** Appends the next of 0, 1, 2, … every 30 s; returns how many went well. */
function run({ store, clock }: TestStore, count: number, values: { next: number }): number {
  let ok = 0;
  for (let i = 0; i < count; i++) {
    if (put(store, UP, clock.now(), values.next++) === 'ok') ok++;
    clock.advance(30_000);
  }
  return ok;
}

for (const onDisk of [false, true]) {
  describe(`store when the clock jumps, ${onDisk ? 'with a file' : 'in memory'}`, () => {
    const check = (
      body: (opened: TestStore, values: { next: number }, reopen: () => TestStore) => void,
    ): Promise<void> =>
      withFolder((folder) => {
        const options = onDisk ? { file: join(folder, 'history.db') } : {};
        const opened = openStore(options);
        let last = opened;
        body(opened, { next: 0 }, () => {
          last.store.dispose();
          if (onDisk) last = openStore({ ...options, clock: opened.clock });
          return last;
        });
        assert.equal(opened.problems.length, 0);
        last.store.dispose();
      });

    it('an hour forward: nothing is lost and it goes on', () =>
      check((opened, values) => {
        assert.equal(run(opened, 300, values), 300);
        opened.clock.jump(HOUR_MS);
        assert.equal(run(opened, 300, values), 300);
        assert.deepEqual(
          valuesOf(opened.store, 'up'),
          Array.from({ length: 600 }, (_, i) => i),
        );
      }));

    it('an hour forward and back: the hour that never was is forgotten', () =>
      check((opened, values) => {
        run(opened, 300, values);
        const beforeMs = opened.clock.now();
        opened.clock.jump(HOUR_MS);
        run(opened, 30, values);
        opened.clock.jump(-HOUR_MS);
        assert.equal(run(opened, 30, values), 30);
        const expected = Array.from({ length: 360 }, (_, i) => i).filter((i) => i < 300 || i >= 330);
        assert.deepEqual(valuesOf(opened.store, 'up'), expected);
        assert.deepEqual(valuesOf(opened.store, 'up', beforeMs + HOUR_MS - 1), []);
      }));

    it('an hour back: the series goes on at once, and its future is forgotten, over a reload too', () =>
      check((opened, values, reopen) => {
        const startMs = opened.clock.now();
        run(opened, 240, values);
        opened.clock.jump(-HOUR_MS);
        const jumpMs = opened.clock.now();
        assert.equal(run(opened, 200, values), 200);
        const expected = [
          ...Array.from({ length: 240 }, (_, i) => i).filter((i) => startMs + i * 30_000 < jumpMs),
          ...Array.from({ length: 200 }, (_, i) => 240 + i),
        ];
        const seen = valuesOf(opened.store, 'up');
        assert.deepEqual(seen, expected);
        if (!onDisk) return;
        const again = reopen();
        assert.deepEqual(valuesOf(again.store, 'up'), seen);
      }));

    it('a few minutes back: samples are out of order until time has caught up', () =>
      check((opened, values) => {
        run(opened, 60, values);
        opened.clock.jump(-300_000);
        const ok = run(opened, 60, values);
        assert.equal(ok, 50);
        const { outOfOrder, duplicates } = opened.store.stats();
        assert.equal(outOfOrder + duplicates, 10);
      }));

    it('years forward: history is still there once the clock is right again', () =>
      check((opened, values) => {
        run(opened, 100, values);
        opened.clock.jump(3 * 365 * 24 * HOUR_MS);
        run(opened, 15, values);
        opened.clock.jump(-3 * 365 * 24 * HOUR_MS);
        run(opened, 200, values);
        const [samples] = Object.values(dump(opened.store, 0, opened.clock.now()));
        assert.deepEqual(
          samples!.map(([, value]) => value),
          [...Array.from({ length: 100 }, (_, i) => i), ...Array.from({ length: 200 }, (_, i) => 115 + i)],
        );
      }));
  });
}

describe('history that was written in the future', () => {
  it('does not hold up a series after a reload with the clock set back', () =>
    withFolder((folder) => {
      const file = join(folder, 'history.db');
      const first = openStore({ file });
      run(first, 240, { next: 0 });
      first.store.dispose();
      first.clock.jump(-HOUR_MS);
      const second = openStore({ file, clock: first.clock });
      assert.equal(run(second, 50, { next: 1000 }), 50);
      const values = valuesOf(second.store, 'up');
      assert.equal(values[values.length - 1], 1049);
      assert.ok(!values.includes(239));
      second.store.dispose();
    }));

  it('is left on the disk where the clock must be wrong now: a machine that starts in 1970', () =>
    withFolder((folder) => {
      const file = join(folder, 'history.db');
      const first = openStore({ file });
      run(first, 100, { next: 0 });
      first.store.dispose();
      const backMs = first.clock.now() - 1_000_000;
      first.clock.jump(-backMs);
      const second = openStore({ file, clock: first.clock });
      assert.equal(run(second, 20, { next: 1000 }), 20);
      first.clock.jump(backMs);
      assert.equal(run(second, 20, { next: 2000 }), 20);
      const all = valuesOf(second.store, 'up', first.clock.now() - 2 * HOUR_MS);
      assert.deepEqual(all, [
        ...Array.from({ length: 100 }, (_, i) => i),
        ...Array.from({ length: 20 }, (_, i) => 2000 + i),
      ]);
      second.store.dispose();
    }));
});
