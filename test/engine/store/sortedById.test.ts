import assert from 'node:assert/strict';
import { sortedById } from '../../../src/engine/store/writeSamples.ts';

describe('the slots of a flush', () => {
  it('go in the order of their ids in the file, new ones at the end in their own order', () => {
    const ids = new Map([
      [7, 300],
      [2, 12],
      [9_000_000, 13],
      [3, 40_000_000],
    ]);
    const slots = [11, 3, 7, 5, 9_000_000, 2];
    assert.deepEqual(
      sortedById(slots, (slot) => ids.get(slot) ?? 0),
      [2, 9_000_000, 7, 3, 5, 11],
    );
    assert.deepEqual(slots, [11, 3, 7, 5, 9_000_000, 2]);
  });
});
