import assert from 'node:assert/strict';
import { withPath } from '../../../src/engine/logs/remote/withPath.ts';
import type { Template } from '../../../src/model/service.ts';

describe('withPath', () => {
  it('adds path and parameters before those that are there, encoded, around secrets', () => {
    const secret = { secret: 'x' };
    const rows: readonly (readonly [Template, Template])[] = [
      [['http://l:3100'], ['http://l:3100/p?q=%7Ba%3D%22b%26c%22%7D']],
      [['http://l/base//'], ['http://l/base/p?q=%7Ba%3D%22b%26c%22%7D']],
      [
        ['http://l/', secret],
        ['http://l/', secret, '/p?q=%7Ba%3D%22b%26c%22%7D'],
      ],
      [
        ['http://u:', secret, '@l/?k=', secret],
        ['http://u:', secret, '@l/p?q=%7Ba%3D%22b%26c%22%7D&k=', secret],
      ],
      [
        ['http://l', '?k=', secret],
        ['http://l/p?q=%7Ba%3D%22b%26c%22%7D&k=', secret],
      ],
      [
        ['http://l/', secret, '?k=1'],
        ['http://l/', secret, '/p?q=%7Ba%3D%22b%26c%22%7D&k=1'],
      ],
    ];
    for (const [url, expected] of rows) assert.deepEqual(withPath(url, '/p', { q: '{a="b&c"}' }), expected);
  });
});
