import assert from 'node:assert/strict';
import { textsWithin } from '../../../src/ui/discover/textsWithin.ts';

describe('textsWithin', () => {
  it('takes what fits, and reads nothing once it is full', async () => {
    const asked: string[] = [];
    const sizes: Readonly<Record<string, number>> = { a: 4, b: 7, gone: 0, c: 6, d: 1 };
    const read = async (path: string) => {
      asked.push(path);
      return path === 'gone' ? undefined : { path, text: 'x'.repeat(sizes[path] ?? 0) };
    };
    const texts = await textsWithin(Object.keys(sizes), read, 10);
    assert.deepEqual(
      [texts.map(({ path }) => path), asked],
      [
        ['a', 'c'],
        ['a', 'b', 'gone', 'c'],
      ],
    );
  });
});
