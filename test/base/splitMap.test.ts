import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { SplitMap } from '../../src/base/splitMap.ts';

describe('split map', () => {
  it('is a map, small and large', () => {
    const split = new SplitMap<number, string>((key) => key);
    const map = new Map<number, string>();
    for (let i = 0; i < 60_000; i++) {
      const key = (i * 7919) % 40_000;
      if (i % 5 === 4) {
        split.delete(key - 7919);
        map.delete(key - 7919);
      } else {
        split.set(key, `${i}`);
        map.set(key, `${i}`);
      }
      if (i % 1000 !== 0) continue;
      assert.equal(split.size, map.size);
      assert.deepEqual([split.get(key), split.has(key), split.has(-1)], [map.get(key), map.has(key), false]);
    }
    assert.ok(map.size > 20_000);
    assert.deepEqual(new Map(split), map);
    assert.deepEqual(new Set(split.keys()), new Set(map.keys()));
    assert.deepEqual([...split.values()].sort(), [...map.values()].sort());
  });

  it('takes keys that all spread alike', () => {
    const split = new SplitMap<string, number>(() => -1);
    for (let i = 0; i < 20_000; i++) split.set(`${i}`, i);
    assert.deepEqual([split.size, split.get('19999'), split.get('20000')], [20_000, 19_999, undefined]);
  });
});
