import assert from 'node:assert/strict';
import { MessageTable } from '../../../src/engine/logs/seen/messageTable.ts';

describe('MessageTable', () => {
  it('has the last values first, in the order of the log where they are of one millisecond', () => {
    const table = new MessageTable();
    const nowMs = 1_700_000_000_000;
    // Three patterns: what differs is a word.
    for (const name of ['ada', 'bob', 'cid']) table.add(`Welcome ${name}`, nowMs);
    table.add('Welcome dan', nowMs - 1);
    const [seen] = table.count([['Welcome ', '']], nowMs, 3);
    assert.equal(seen?.count, 4);
    assert.deepEqual(
      seen?.last.map(({ values }) => values),
      [['cid'], ['bob'], ['ada']],
    );
  });
});
