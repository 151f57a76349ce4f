import assert from 'node:assert/strict';
import type { MonitorResult, RedisStat } from '../../../src/model/redisLive.ts';
import { LATENCY_BOUNDS, LatencyStats } from '../../../src/webview/redis/latencyStats.ts';
import { commandTable, countTable, monitorSentence } from '../../../src/webview/redis/monitorTables.ts';
import { HISTORY_MS, StatHistory } from '../../../src/webview/redis/statHistory.ts';

describe('latencies of a Redis', () => {
  it('are none at first', () => {
    const stats = new LatencyStats();
    assert.deepEqual([stats.summary, stats.histogram], [undefined, []]);
  });

  it('have a least, a greatest, an average and a 99th percentile', () => {
    const stats = new LatencyStats();
    stats.add(Array.from({ length: 100 }, (_, i) => (i + 1) / 1000));
    const { count, min, max, average, p99 } = stats.summary!;
    assert.deepEqual([count, min, max, p99], [100, 0.001, 0.1, 0.099]);
    assert.ok(Math.abs(average - 0.0505) < 1e-9);
  });

  it('fall into buckets, each up to its bound', () => {
    const stats = new LatencyStats();
    stats.add([0.001, 0.0015, 0.002, 0.02, 60]);
    const seen = stats.histogram.filter(({ count }) => count > 0);
    assert.deepEqual(seen, [
      { bound: 0.001, count: 1 },
      { bound: 0.002, count: 2 },
      { bound: 0.02, count: 1 },
      { bound: Infinity, count: 1 },
    ]);
    // Without a gap between the first and the last.
    const { histogram } = stats;
    assert.equal(histogram.length, LATENCY_BOUNDS.length + 1 - LATENCY_BOUNDS.indexOf(0.001));
  });

  it('are kept in a bounded amount of memory: percentiles are of the last ten thousand', () => {
    const stats = new LatencyStats();
    stats.add(Array.from({ length: 10_000 }, () => 1));
    stats.add(Array.from({ length: 10_000 }, () => 0.001));
    assert.deepEqual([stats.summary?.count, stats.summary?.p99, stats.summary?.max], [20_000, 0.001, 1]);
  });
});

describe('the numbers of a Redis over time', () => {
  const stat = (atMs: number, commandsTotal: number, more: Partial<RedisStat> = {}): RedisStat => ({
    atMs,
    keys: 1,
    memoryBytes: 2,
    clients: 3,
    blocked: 0,
    commandsTotal,
    connectionsTotal: 5,
    ...more,
  });

  it('say what came since the look before', () => {
    const history = new StatHistory();
    history.add(stat(1_000, 10));
    history.add(stat(3_000, 50, { connectionsTotal: 6 }));
    assert.deepEqual(
      history.rows.map(({ newCommands, newConnections }) => [newCommands, newConnections]),
      [
        [40, 1],
        [undefined, undefined],
      ],
    );
    assert.deepEqual([...history.commandsPerSecond.values], [Number.NaN, 20]);
    assert.deepEqual([...history.clients.values], [3, 3]);
  });

  it('begin anew where the server counts anew, and take no moment twice', () => {
    const history = new StatHistory();
    history.add(stat(1_000, 100));
    history.add(stat(1_000, 100));
    history.add(stat(2_000, 3));
    assert.deepEqual(
      history.rows.map(({ newCommands }) => newCommands),
      [undefined, undefined],
    );
  });

  it('are kept for five minutes, and the rows for the last fifteen looks', () => {
    const history = new StatHistory();
    for (let i = 0; i <= 1_000; i++) history.add(stat(i * 1_000, i));
    assert.equal(history.rows.length, 15);
    assert.ok(history.memory.length <= HISTORY_MS / 1_000 + 2);
  });
});

describe('what MONITOR told', () => {
  const result: MonitorResult = {
    durationMs: 2_000,
    seen: 600,
    commands: [
      { atMs: 1_000, database: 0, client: 'a', command: 'GET', key: '<b>', more: 0 },
      { atMs: 2_000, database: 1, client: 'b', command: 'SET', key: 'k', more: 1 },
    ],
    byCommand: [{ name: 'GET', count: 400 }],
    byPrefix: [],
    endedBy: 'time',
  };

  it('is a table of the commands, the last one first, and one of counts', () => {
    const table = commandTable(result);
    assert.deepEqual(
      table.rows.map((row) => row.slice(1)),
      [
        ['b', 1, 'SET', 'k', 1],
        ['a', 0, 'GET', '<b>', 0],
      ],
    );
    assert.equal(table.omitted, 598);
    assert.deepEqual(countTable('command', result.byCommand, result).rows, [['GET', 400, 200]]);
  });

  it('says why it ended', () => {
    assert.equal(monitorSentence(result), '600 commands in 2 s.');
    assert.match(monitorSentence({ ...result, endedBy: 'count' }), /too many/);
    assert.match(monitorSentence({ ...result, endedBy: 'bytes' }), /too large/);
  });
});
