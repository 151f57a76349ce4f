import assert from 'node:assert/strict';
import type { LogRecord } from '../../../src/model/logRecord.ts';
import { compileFilter, wants } from '../../../src/engine/logs/filter/logFilter.ts';
import type { LogViewFilter } from '../../../src/protocol/logs.ts';
import { PatternTable } from '../../../src/engine/logs/patterns/patternTable.ts';
import { messagePattern } from '../../../src/engine/logs/patterns/messagePattern.ts';
import { assertComputed } from '../../support/cpuTime.ts';

const RECORD: LogRecord = {
  timeMs: 1_000_000,
  level: 'warn',
  message: 'GET /payments took 12 ms\n    at a.ts:1',
  requestId: 'abc-123',
  fields: { status: 503, path: '/payments', duration: '0.045', req: { method: 'GET' }, tags: ['a'], none: null },
};

describe('compileFilter', () => {
  const rows: readonly (readonly [LogViewFilter, boolean])[] = [
    [{}, true],
    [{ level: 'warn' }, true],
    [{ level: 'error' }, false],
    [{ text: 'payments' }, true],
    [{ text: 'Payments' }, false],
    [{ regexp: 'took \\d+ ms$' }, true],
    [{ regexp: '^\\s+at ' }, true],
    [{ regexp: '(?i)PAYMENTS' }, true],
    [{ regexp: 'took [a-z]+ ms' }, false],
    [{ where: ['status>=500'] }, true],
    [{ where: ['status>=500', 'status<503'] }, false],
    [{ where: ['status=503'] }, true],
    [{ where: ['status!=503'] }, false],
    [{ where: ['duration<0.05'] }, true],
    [{ where: ['reqId=abc-123'] }, true],
    [{ where: ['requestId=abc'] }, false],
    [{ where: ['requestId:abc'] }, true],
    [{ where: ['-path:/health'] }, true],
    [{ where: ['-path:/pay'] }, false],
    [{ where: ['-nothing:x'] }, true],
    [{ where: ['nothing=x'] }, false],
    [{ where: ['req.method=GET'] }, true],
    [{ where: ['level>=warn'] }, true],
    [{ where: ['level=40'] }, true],
    [{ where: ['level<info'] }, false],
    [{ where: ['none=null'] }, true],
    [{ where: ['path~^/pay'] }, true],
    [{ where: ['path~^pay'] }, false],
    [{ where: ['-path~/health$'] }, true],
    [{ where: ['message~"^GET .* took .* ms$"'] }, true],
    [{ where: ['message~took .* s$'] }, false],
    [{ where: ['status~50[0-9]'] }, true],
    [{ where: ['nothing~.*'] }, false],
    [{ sinceMs: 1_000_000, untilMs: 1_000_000 }, true],
    [{ sinceMs: 1_000_001 }, false],
    [{ untilMs: 999_999 }, false],
  ];
  for (const [filter, expected] of rows) {
    it(`${JSON.stringify(filter)} ${expected ? 'takes' : 'leaves'} the record`, () => {
      const compiled = compileFilter(filter);
      assert.ok(compiled.ok);
      assert.equal(wants(compiled.value, RECORD, RECORD.message), expected);
    });
  }

  it('says what is wrong', () => {
    for (const filter of [
      { regexp: '(' },
      { regexp: 'a(?=b)' },
      { where: ['status'] },
      { where: ['status~('] },
      { where: ['=5'] },
      { where: ['status>x'] },
    ])
      assert.equal(compileFilter(filter).ok, false, JSON.stringify(filter));
  });

  it('does not hang on a hostile pattern', () => {
    const compiled = compileFilter({ regexp: '(a+)+$' });
    assert.ok(compiled.ok);
    const before = process.threadCpuUsage();
    compiled.value.wantsText(`${'a'.repeat(100_000)}!`);
    assertComputed(2_000, before);
  });
});

describe('patterns', () => {
  const rows: readonly (readonly [string, string])[] = [
    ['Request 17 took 4.5 ms', 'Request <num> took <num> ms'],
    ['user 0b0e7d4c-9a4a-4f5a-8d6e-0c9d7f3a2b11 from 10.0.0.1:8080', 'user <id> from <ip>'],
    ['commit 9f3ac21b at 2026-11-21T10:00:00Z', 'commit <id> at <time>'],
    ['order abc-123 of worker3', 'order abc-<num> of worker<num>'],
    ['nothing to see', 'nothing to see'],
    ['first\n    at line 2', 'first'],
  ];
  for (const [message, pattern] of rows)
    it(`${JSON.stringify(message)} is "${pattern}"`, () => assert.equal(messagePattern(message), pattern));

  it('counts with the worst level, first and last', () => {
    const table = new PatternTable();
    table.add({ message: 'took 5 ms', level: 'info', timeMs: 20, fields: {} });
    table.add({ message: 'took 7 ms', level: 'error', timeMs: 10, fields: {} });
    table.add({ message: 'other', fields: {} });
    assert.deepEqual(table.list(), [
      { pattern: 'took <num> ms', count: 2, level: 'error', firstMs: 10, lastMs: 20 },
      { pattern: 'other', count: 1 },
    ]);
  });

  it('counts in equal parts of a time, what is beside it at its ends', () => {
    const table = new PatternTable({ fromMs: 1000, stepMs: 10, parts: 3 });
    for (const timeMs of [1000, 1009, 1025, 1030, 999]) table.add({ message: 'a', timeMs, fields: {} });
    table.add({ message: 'a', fields: {} });
    assert.deepEqual(
      table.list().map(({ count, overTime }) => [count, overTime]),
      [[6, [3, 0, 2]]],
    );
  });

  it('is bounded, whatever the messages are', () => {
    const table = new PatternTable();
    const word = (i: number): string => i.toString(36).replace(/\d/g, (digit) => 'ghijklmnop'[Number(digit)]!);
    for (let i = 0; i < 60_000; i++) table.add({ message: `m${word(i)}z`, fields: {} });
    assert.ok(table.list().length <= 20_001);
    assert.equal(
      table.list().reduce((sum, { count }) => sum + count, 0),
      60_000,
    );
  });
});
