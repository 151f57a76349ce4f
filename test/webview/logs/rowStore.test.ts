import assert from 'node:assert/strict';
import type { LogRow, LogRows } from '../../../src/protocol/logs.ts';
import { RowStore } from '../../../src/webview/logs/rowStore.ts';

const rows = (from: number, to: number, generation = 0): LogRows => ({
  generation,
  from,
  rows: Array.from({ length: to - from }, (_, i): LogRow => ({ message: `m${from + i}`, source: 0, fields: {} })),
});

describe('the rows that a page has', () => {
  let asked: string[];
  let changes: number;
  let store: RowStore;
  beforeEach(() => {
    asked = [];
    changes = 0;
    store = new RowStore(
      async (from, count) => {
        asked.push(`${from}+${count}`);
        return rows(from, from + count);
      },
      () => changes++,
    );
    store.setState(0, 250);
  });
  const message = (row: number): string | undefined => store.get(row)?.message;

  it('are asked for where they are looked at, once', async () => {
    store.want(90, 120);
    store.want(95, 125);
    assert.deepEqual(asked, ['0+100', '100+100']);
    assert.equal(message(95), undefined);
    await Promise.resolve();
    assert.deepEqual([message(95), message(120), message(200)], ['m95', 'm120', undefined]);
    assert.equal(changes, 2);
  });

  it('are not asked for where they came by themselves', () => {
    store.add(rows(50, 250));
    assert.deepEqual([message(99), message(100), message(249)], [undefined, 'm100', 'm249']);
    assert.equal(changes, 1);
    store.want(150, 249);
    assert.deepEqual(asked, []);
    store.want(99, 120);
    assert.deepEqual(asked, ['0+100']);
  });

  it('are of the generation that is shown', async () => {
    store.add(rows(0, 250, 1));
    assert.equal(message(0), undefined);
    store.want(0, 10);
    store.setState(1, 250);
    await Promise.resolve();
    assert.equal(message(0), undefined, 'an answer that comes late');
    store.add(rows(0, 250, 1));
    assert.equal(message(0), 'm0');
  });

  it('stay as they were while they are read anew', async () => {
    store.add(rows(0, 250));
    store.reread();
    assert.equal(message(120), 'm120');
    store.want(90, 120);
    assert.deepEqual(asked, ['0+100', '100+100']);
    await Promise.resolve();
    store.want(90, 120);
    assert.deepEqual(asked, ['0+100', '100+100'], 'once');
    store.forget();
    assert.equal(message(120), undefined);
  });

  it('are a few thousand at most, the newest ones', () => {
    store.setState(0, 5_000);
    store.add(rows(0, 5_000));
    assert.deepEqual([message(999), message(1_000), message(4_999)], [undefined, 'm1000', 'm4999']);
  });
});
