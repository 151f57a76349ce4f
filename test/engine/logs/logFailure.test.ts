import assert from 'node:assert/strict';
import { logFailure } from '../../../src/engine/logs/files/logFailure.ts';

describe('logFailure', () => {
  const rows: readonly (readonly [code: string, said: string])[] = [
    ['ENOENT', '/l/a does not exist.'],
    ['ENOTDIR', '/l/a does not exist.'],
    ['EACCES', '/l/a may not be read: permission denied.'],
    ['EPERM', '/l/a may not be read: permission denied.'],
    ['EISDIR', '/l/a is a directory: name a file in it, or a pattern such as /l/a/*.log.'],
    ['ELOOP', '/l/a is a link that leads to itself.'],
    ['EIO', '/l/a cannot be read: i/o error.'],
  ];
  for (const [code, said] of rows)
    it(`says what ${code} is`, () => assert.equal(logFailure('/l/a', { code, message: 'i/o error' }), said));
});
