import assert from 'node:assert/strict';
import {
  checkEnd,
  checkLivePanel,
  checkMonitorSeconds,
  checkSession,
} from '../../../src/ui/activity/activityChecks.ts';

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

  it('names the database that it showed before a reload', () => {
    const kept = { serviceId: 'shop', probeId: 'shop/postgres' };
    assert.deepEqual(checkLivePanel({ ...kept, more: 1 }), kept);
    for (const wrong of [undefined, null, 1, {}, { serviceId: 'shop' }, { serviceId: '', probeId: 'a' }])
      assert.equal(checkLivePanel(wrong), undefined);
    assert.equal(checkLivePanel({ ...kept, probeId: 'x'.repeat(1_001) }), undefined);
  });

  it('wants MONITOR for one to ten seconds, or not at all', () => {
    for (const seconds of [1, 3, 10]) assert.equal(checkMonitorSeconds(seconds), seconds);
    for (const wrong of [0, 11, 2.5, -1, Number.NaN, Infinity, '3', undefined, null, {}])
      assert.equal(checkMonitorSeconds(wrong), undefined);
  });
});
