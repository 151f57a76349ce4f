import assert from 'node:assert/strict';
import { newestOnly } from '../../src/base/newestOnly.ts';

describe('newestOnly', () => {
  it('does one at a time, in order, and leaves out what is no longer the newest', async () => {
    const told: string[] = [];
    const ends: (() => void)[] = [];
    const apply = newestOnly(async (value: string) => {
      told.push(`${value} begins`);
      await new Promise<void>((resolve) => ends.push(resolve));
      told.push(`${value} ends`);
    });
    const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    const all = [apply('a')];
    await settle();
    all.push(apply('b'), apply('c'));
    await settle();
    assert.deepEqual(told, ['a begins']);
    for (const end of ends) end();
    await settle();
    for (const end of ends) end();
    await Promise.all(all);
    assert.deepEqual(told, ['a begins', 'a ends', 'c begins', 'c ends']);
  });

  it('goes on after a failure, of which the caller hears', async () => {
    const done: number[] = [];
    const apply = newestOnly((value: number) => {
      if (value === 1) return Promise.reject(new Error('no'));
      done.push(value);
      return Promise.resolve();
    });
    await assert.rejects(apply(1), /no/);
    await apply(2);
    assert.deepEqual(done, [2]);
  });
});
