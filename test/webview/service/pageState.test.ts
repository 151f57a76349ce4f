import assert from 'node:assert/strict';
import { readPageState } from '../../../src/webview/service/pageState.ts';

describe('readPageState', () => {
  const first = { serviceId: 'api', range: '15m', frozen: false, filter: '', scrollY: 0 };
  const check = (kept: unknown, expected: unknown): void => assert.deepEqual(readPageState(kept, 'api'), expected);

  it('reads what was kept', () => {
    const kept = { serviceId: 'api', range: '24h', frozen: true, filter: 'heap', scrollY: 120 };
    check(kept, kept);
  });
  it('begins anew without it', () => check(undefined, first));
  it('takes nothing of a wrong shape', () => check({ range: 'toString', frozen: 1, filter: {}, scrollY: -4 }, first));
});
