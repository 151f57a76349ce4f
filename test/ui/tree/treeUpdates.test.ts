import assert from 'node:assert/strict';
import { type TreeUpdate, TreeUpdates } from '../../../src/ui/tree/treeUpdates.ts';
import { FakeClock } from '../../support/fakeClock.ts';

function setUp() {
  const clock = new FakeClock();
  const drawn: TreeUpdate[] = [];
  const updates = new TreeUpdates(clock, (update) => drawn.push(update));
  return { clock, drawn, updates };
}

describe('TreeUpdates', () => {
  it('draws the first change at once and those after it every 500 ms, together', () => {
    const { clock, drawn, updates } = setUp();
    updates.setVisible(true);
    updates.add({ kind: 'services', ids: ['a'] });
    clock.advance(0);
    updates.add({ kind: 'services', ids: ['b'] });
    clock.advance(499);
    updates.add({ kind: 'services', ids: ['b', 'c'] });
    assert.equal(drawn.length, 1);
    clock.advance(1);
    assert.deepEqual(drawn, [
      { kind: 'services', ids: ['a'] },
      { kind: 'services', ids: ['b', 'c'] },
    ]);
    updates.dispose();
  });

  it('draws nothing while hidden, and once when shown', () => {
    const { clock, drawn, updates } = setUp();
    updates.add({ kind: 'services', ids: ['a'] });
    updates.add({ kind: 'all' });
    clock.advance(10_000);
    assert.deepEqual(drawn, []);
    updates.setVisible(true);
    clock.advance(0);
    assert.deepEqual(drawn, [{ kind: 'all' }]);
    updates.setVisible(false);
    updates.setVisible(true);
    clock.advance(1_000);
    assert.equal(drawn.length, 1);
    updates.dispose();
    assert.equal(clock.pendingTimers, 0);
  });
});
