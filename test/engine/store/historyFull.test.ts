import assert from 'node:assert/strict';
import { join } from 'node:path';
import { HistoryFile } from '../../../src/engine/store/historyFile.ts';
import { openStore, put, valuesOf, withFolder } from './storeSupport.ts';

const UP = { __name__: 'up' };

/** A file that refuses transactions, with SQLite's words, while the disk is said to be full. */
function fillable(): { openFile: (path: string) => HistoryFile; disk: { full: boolean; refused: number } } {
  const disk = { full: false, refused: 0 };
  const openFile = (path: string): HistoryFile =>
    new Proxy(HistoryFile.open(path), {
      get(file, name) {
        const member: unknown = Reflect.get(file, name, file);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]): unknown => {
          if (name === 'transaction' && disk.full) {
            disk.refused++;
            throw Object.assign(new Error('database or disk is full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 });
          }
          return Reflect.apply(member, file, args);
        };
      },
    });
  return { openFile, disk };
}

describe('history on a full disk', () => {
  it('says so once, goes on in memory, tries again and catches up', () =>
    withFolder((folder) => {
      const file = join(folder, 'history.db');
      const { openFile, disk } = fillable();
      const { store, clock, problems } = openStore({ file, openFile });
      const expected: number[] = [];
      const run = (count: number): void => {
        for (let i = 0; i < count; i++) {
          expected.push(expected.length);
          assert.equal(put(store, UP, clock.now(), expected.length - 1), 'ok');
          clock.advance(1000);
        }
      };
      run(10);
      disk.full = true;
      run(600);
      assert.deepEqual(
        problems.map((problem) => problem?.code),
        ['history.full'],
      );
      assert.ok(disk.refused >= 8 && disk.refused <= 12, `${disk.refused} tries in ten minutes`);
      assert.equal(store.stats().kept, false);
      assert.deepEqual(valuesOf(store, 'up'), expected);
      disk.full = false;
      run(120);
      assert.deepEqual(
        problems.map((problem) => problem?.code),
        ['history.full', undefined],
      );
      assert.equal(store.stats().kept, true);
      store.dispose();
      const again = openStore({ file, clock });
      assert.deepEqual(valuesOf(again.store, 'up'), expected);
      again.store.dispose();
    }));

  it('closes cleanly while the disk is full', () =>
    withFolder((folder) => {
      const { openFile, disk } = fillable();
      const { store, clock } = openStore({ file: join(folder, 'history.db'), openFile });
      put(store, UP, clock.now(), 1);
      disk.full = true;
      store.dispose();
      assert.equal(clock.pendingTimers, 0);
    }));
});
