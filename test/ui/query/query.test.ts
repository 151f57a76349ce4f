import assert from 'node:assert/strict';
import { QUERY_LIMITS } from '../../../src/protocol/query.ts';
import {
  checkCopy,
  checkMatchers,
  checkMoment,
  checkName,
  checkText,
  checkTime,
} from '../../../src/ui/query/queryChecks.ts';
import { QueryHistory } from '../../../src/ui/query/queryHistory.ts';

const NOTHING = [undefined, null, 7, '', [], {}, Number.NaN];

describe('what the query page sends', () => {
  it('is a text, cut where it is far too long', () => {
    assert.equal(checkText('up'), 'up');
    assert.equal(checkText('x'.repeat(200_000)).length, QUERY_LIMITS.textLength + 1);
    for (const other of NOTHING) assert.equal(checkText(other), '');
    assert.equal(checkCopy('a'), 'a');
    assert.equal(checkCopy({ toString: () => 'a' }), undefined);
  });

  it('is a moment or a range only where it is one', () => {
    assert.deepEqual(checkTime({ kind: 'instant', atMs: 5.4, more: 1 }), { kind: 'instant', atMs: 5 });
    const range = { kind: 'range', fromMs: 0, toMs: 10, stepMs: 5 };
    assert.deepEqual(checkTime(range), range);
    for (const other of [
      ...NOTHING,
      { kind: 'instant' },
      { kind: 'instant', atMs: '5' },
      { kind: 'instant', atMs: Infinity },
      { kind: 'instant', atMs: NaN },
      { ...range, stepMs: 0 },
      { ...range, stepMs: -1 },
      { ...range, toMs: -1 },
      { ...range, kind: 'toString' },
    ])
      assert.equal(checkTime(other), undefined);
    assert.equal(checkMoment(1e300), undefined);
  });

  it('is a matcher only where it is one', () => {
    const good = { name: 'job', op: '=~', value: 'a.*' };
    assert.deepEqual(checkMatchers([good, { ...good, op: '==' }, { ...good, name: '' }, { ...good, value: 7 }, null]), [
      good,
    ]);
    for (const other of NOTHING) assert.deepEqual(checkMatchers(other), []);
    for (const other of NOTHING) assert.equal(checkName(other), undefined);
  });
});

describe('the history of queries', () => {
  const memento = (kept?: unknown) => {
    let value = kept;
    return {
      get: () => value,
      update: (_key: string, next: unknown) => {
        value = next;
        return Promise.resolve();
      },
    };
  };

  it('has each query once, newest first, and at most 50', async () => {
    const history = new QueryHistory(memento());
    for (let i = 0; i < 60; i++) await history.add(`q${i}`);
    assert.equal(history.queries.length, 50);
    assert.equal(await history.add(' q30 '), true);
    assert.deepEqual(history.queries.slice(0, 2), ['q30', 'q59']);
    assert.equal(history.queries.length, 50);
    assert.equal(await history.add('q30'), false);
    assert.equal(await history.add('  '), false);
    assert.equal(await history.add('x'.repeat(20_000)), false);
    await history.clear();
    assert.deepEqual(history.queries, []);
  });

  it('survives whatever was kept', () => {
    assert.deepEqual(new QueryHistory(memento({ a: 1 })).queries, []);
    assert.deepEqual(new QueryHistory(memento(['up', 7, null])).queries, ['up']);
  });
});
