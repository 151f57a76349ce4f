import assert from 'node:assert/strict';
import { counted } from '../../src/base/counted.ts';

describe('counted', () => {
  it('agrees with its number', () => {
    assert.equal(counted(0, 'key'), '0 keys');
    assert.equal(counted(1, 'key'), '1 key');
    assert.equal(counted(2, 'index', 'indexes'), '2 indexes');
  });
});
