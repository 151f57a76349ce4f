import assert from 'node:assert/strict';
import { editDistance, nearest } from '../../src/config/nearest.ts';
import { SERVICE_KEYS } from '../../src/config/readService.ts';

describe('nearest', () => {
  it('finds what was meant', () => {
    const rows = [
      ['helth', 'health'],
      ['haelth', 'health'],
      ['Health', 'health'],
      ['metric', 'metrics'],
      ['cachestats', 'cacheStats'],
      ['postgresql', 'postgres'],
      ['http', 'health'],
      ['failureTreshold', 'failureThreshold'],
      ['retry', undefined],
      ['', undefined],
      ['x'.repeat(100_000), undefined],
    ] as const;
    for (const [key, expected] of rows) assert.equal(nearest(key, SERVICE_KEYS), expected, key.slice(0, 20));
  });

  it('counts insertions, deletions, replacements and exchanges', () => {
    const rows = [
      ['', '', 0],
      ['abc', 'abc', 0],
      ['abc', '', 3],
      ['kitten', 'sitting', 3],
      ['ca', 'ac', 1],
    ] as const;
    for (const [a, b, distance] of rows) assert.equal(editDistance(a, b), distance);
  });
});
