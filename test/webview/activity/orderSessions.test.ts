import assert from 'node:assert/strict';
import type { ActivitySession } from '../../../src/model/activity.ts';
import { orderSessions, type Sort } from '../../../src/webview/activity/orderSessions.ts';

function session(pid: number, more: Partial<ActivitySession> = {}): ActivitySession {
  return { pid, startedUs: 1, role: 'r', database: 'd', application: '', client: 'local', blockedBy: [], ...more };
}

const CHAIN = [
  session(1, { querySeconds: 1, transactionSeconds: 9 }),
  session(2, { blockedBy: [3], querySeconds: 5, query: 'UPDATE Orders' }),
  session(3, { blockedBy: [4], querySeconds: 7 }),
  session(4, { transactionSeconds: 50 }),
  session(5, { blockedBy: [4], querySeconds: 2 }),
];

describe('orderSessions', () => {
  const rows: readonly [name: string, sessions: ActivitySession[], sort: Sort, filter: string, expected: string][] = [
    ['who waits below who keeps him', CHAIN, 'tree', '', '4:0 3:1 2:2 5:1 1:0'],
    ['the longest query first', CHAIN, 'query', '', '3:0 2:0 5:0 1:0 4:0'],
    ['the longest transaction first', CHAIN, 'transaction', '', '4:0 1:0 2:0 3:0 5:0'],
    ['what holds the filter, case aside', CHAIN, 'tree', ' orders ', '2:2'],
    ['a ring, each once', [session(1, { blockedBy: [2] }), session(2, { blockedBy: [1] })], 'tree', '', '1:0 2:1'],
    ['who waits for one that is not shown', [session(1, { blockedBy: [0] }), session(2)], 'tree', '', '1:0 2:0'],
    [
      'one that waits for two, once',
      [...CHAIN, session(6, { blockedBy: [1, 4] })],
      'tree',
      '',
      '1:0 6:1 4:0 3:1 2:2 5:1',
    ],
    ['none', [], 'tree', '', ''],
  ];
  for (const [name, sessions, sort, filter, expected] of rows) {
    it(`shows ${name}`, () => {
      const ordered = orderSessions(sessions, sort, filter);
      assert.equal(ordered.map((one) => `${one.session.pid}:${one.depth}`).join(' '), expected);
    });
  }
});
