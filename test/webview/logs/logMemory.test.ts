import assert from 'node:assert/strict';
import { readColumns, readLogMemory } from '../../../src/webview/logs/logMemory.ts';

describe("what a log view's page keeps", () => {
  it('is read back, and is as at first where it is of another shape', () => {
    const kept = {
      filter: { level: 'warn', where: ['a=1'] },
      sources: [{ name: 'a' }],
      columns: ['status'],
      seen: ['m<num>'],
    };
    assert.deepEqual(readLogMemory(kept), kept);
    for (const other of [undefined, null, 7, { filter: 'x', columns: 'y', sources: {} }])
      assert.deepEqual(readLogMemory(other), { filter: {}, columns: [] });
    assert.deepEqual(readLogMemory({ filter: { where: 'a=1' } }).filter, {});
  });

  it('has columns by name, each once, ten at most', () => {
    assert.deepEqual(readColumns(' status, path,,status\terr.code '), ['status', 'path', 'err.code']);
    assert.equal(readColumns('a b c d e f g h i j k l').length, 10);
  });
});
