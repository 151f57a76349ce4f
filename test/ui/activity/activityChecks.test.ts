import assert from 'node:assert/strict';
import { checkEnd, checkSession } from '../../../src/ui/activity/activityChecks.ts';

describe('what an activity page sends', () => {
  it('names a session by two whole numbers, or none', () => {
    assert.deepEqual(checkSession({ pid: 7, startedUs: 1_700_000_000_000_000, more: 1 }), {
      pid: 7,
      startedUs: 1_700_000_000_000_000,
    });
    for (const wrong of [
      undefined,
      null,
      7,
      {},
      { pid: 7 },
      { pid: '7', startedUs: 1 },
      { pid: 7.5, startedUs: 1 },
      { pid: -1, startedUs: 1 },
      { pid: 7, startedUs: Infinity },
    ])
      assert.equal(checkSession(wrong), undefined);
  });

  it('wants one of two ends, or none', () => {
    assert.equal(checkEnd('cancel'), 'cancel');
    for (const wrong of ['kill', 'toString', undefined, 1]) assert.equal(checkEnd(wrong), undefined);
  });
});
