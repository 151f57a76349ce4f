import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { systemClock } from '../../../src/base/clock.ts';
import { compileFilter, wants } from '../../../src/engine/logs/filter/logFilter.ts';
import type { LogViewFilter } from '../../../src/protocol/logs.ts';
import { IndexedLog } from '../../../src/engine/logs/index/indexedLog.ts';
import { scanSegment } from '../../../src/engine/logs/index/scanSegment.ts';
import { LineSplitter } from '../../../src/engine/logs/lines/lineSplitter.ts';
import { RecordReader } from '../../../src/engine/logs/lines/recordReader.ts';

const NOW = { nowMs: Date.UTC(2026, 10, 26) };

/** Logs whose records are read by the plain reader and by way of the index: both must give the same. */
const LOGS: Readonly<Record<string, () => string | Buffer>> = {
  'Pino, levels of three digits and lines between': () =>
    Array.from({ length: 3000 }, (_, i) =>
      i % 50 === 7
        ? 'npm warn something\n    at its stack'
        : JSON.stringify({
            level: i % 31 === 0 ? 100 : 10 * (1 + (i % 6)),
            time: 1_700_000_000_000 + i * 7,
            msg: `line ${i}`,
            status: 200 + (i % 400),
            a: { level: 10 },
          }),
    ).join('\n'),
  'Winston, the time last': () =>
    Array.from({ length: 500 }, (_, i) =>
      JSON.stringify({
        level: ['info', 'error'][i % 2],
        message: 'x'.repeat(i),
        timestamp: new Date(1_700_000_000_000 + i).toISOString(),
      }),
    ).join('\n'),
  'times of many years': () =>
    Array.from({ length: 200 }, (_, i) => JSON.stringify({ level: 30, time: i * 5e10 + 1e11, msg: 'far' })).join('\n'),
  'Logback with stacks': () =>
    Array.from(
      { length: 400 },
      (_, i) => `2026-11-21 10:00:00,${String(i).padStart(3, '0')} [main] WARN  a.B - m${i}\n\tat x(Y.java:1)`,
    ).join('\n'),
  'UTF-16': () =>
    Buffer.from(
      `\uFEFF${Array.from({ length: 300 }, (_, i) => `2026-11-21T10:00:00Z error zeile ${i} äöü€`).join('\n')}\n`,
      'utf16le',
    ),
  // A pattern that looks for it at the end of the record takes half a minute.
  'white space without an end': () => ['a', `b${' '.repeat(200_000)}c`, 'd'].join('\n'),
  'long lines': () => ['a', 'b'.repeat(3_000_000), 'c', 'd'.repeat(200_000)].join('\n'),
};

describe('IndexedLog', function () {
  let folder: string;
  before(() => (folder = mkdtempSync(path.join(tmpdir(), 'watchpost-index-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function indexed(name: string, content: string | Buffer): Promise<IndexedLog> {
    const file = path.join(folder, name);
    writeFileSync(file, content);
    const log = new IndexedLog(file, systemClock);
    while (await log.poll());
    return log;
  }

  for (const [name, make] of Object.entries(LOGS)) {
    it(`has offset, time, level and line of each record: ${name}`, async () => {
      const made = make();
      const content = typeof made === 'string' ? `${made}\n` : made;
      const log = await indexed(name, content);
      const splitter = new LineSplitter();
      const reader = new RecordReader(() => NOW);
      const expected = [...reader.push(splitter.push(Buffer.from(content))), ...reader.flush()];
      const [segment] = log.segments;
      const { index } = segment!.indexer;
      assert.equal(index.length, expected.length);
      expected.forEach(({ record, line }, i) => {
        const timeMs = index.timeMs(i);
        assert.equal(
          Number.isNaN(timeMs) ? undefined : timeMs,
          record.timeMs === undefined ? undefined : Math.floor(record.timeMs),
          `time of ${i}`,
        );
        assert.equal(index.levelName(i), record.level, `level of ${i}`);
        assert.equal(index.line(i), line);
      });
      const places = [0, 1, index.length - 1].filter((i) => i < index.length);
      const read = await log.read(segment!, places);
      assert.deepEqual(
        read.map(({ record }) => record.message.slice(0, 1000)),
        places.map((i) => expected[i]!.record.message.slice(0, 1000)),
      );
      const tail = await log.tail(3);
      if (name !== 'long lines')
        assert.deepEqual(
          tail.map(({ record }) => record),
          expected.slice(-3).map(({ record }) => record),
        );
      await log.close();
    });
  }

  const filters: readonly LogViewFilter[] = [
    { level: 'error' },
    { text: 'line 12' },
    { regexp: 'line \\d*5"' },
    { where: ['status>=500'] },
    { where: ['status>=500', 'level>=error'] },
    { where: ['-status>=300'] },
    { where: ['msg:line 77'] },
    { where: ['a.level=10'] },
    { level: 'warn', text: '"status":4', sinceMs: 1_700_000_005_000 },
  ];
  for (const filter of filters) {
    it(`finds what the plain reader finds: ${JSON.stringify(filter)}`, async () => {
      const content = `${LOGS['Pino, levels of three digits and lines between']!() as string}\n`;
      const log = await indexed('filter.log', content);
      const compiled = compileFilter(filter);
      assert.ok(compiled.ok);
      const reader = new RecordReader(() => NOW);
      const records = [...reader.push(content.split('\n')), ...reader.flush()];
      const expected = records.flatMap(({ record, text }, i) => (wants(compiled.value, record, text) ? [i] : []));
      const found: number[] = [];
      const [segment] = log.segments;
      const range = { from: 0, to: segment!.indexer.index.length };
      await scanSegment(
        segment!.indexer,
        segment!.segment.handle,
        compiled.value,
        range,
        { ...NOW, signal: new AbortController().signal },
        (i) => found.push(i),
      );
      assert.deepEqual(found, expected);
      assert.ok(found.length > 0 && found.length < records.length);
      await log.close();
    });
  }

  it('goes on where more is written, also in the middle of a line', async () => {
    const log = await indexed('more.log', '{"level":30,"time":1700000000000,"msg":"a"}\n{"level":50,"ti');
    assert.equal(log.segments[0]!.indexer.index.length, 1);
    appendFileSync(path.join(folder, 'more.log'), 'me":1700000000001,"msg":"b"}\n');
    while (await log.poll());
    const { index } = log.segments[0]!.indexer;
    assert.deepEqual([index.length, index.levelName(1), index.timeMs(1)], [2, 'error', 1_700_000_000_001]);
    await log.close();
  });

  it('reads numbered and packed files as history, the oldest first, and a packed file by itself', async () => {
    const line = (i: number): string => `{"level":30,"time":${1_700_000_000_000 + i},"msg":"m${i}"}\n`;
    const old = (name: string, content: string | Buffer, second: number): void => {
      writeFileSync(path.join(folder, name), content);
      utimesSync(path.join(folder, name), 1_700_000_000, 1_700_000_000 + second);
    };
    old('h.log.3.gz', gzipSync(line(1) + line(2)), 1);
    old('h.log.2.gz', gzipSync(line(3)), 2);
    old('h.log.1', line(4), 3);
    old('h.logger', line(99), 4);
    const log = await indexed('h.log', line(5));
    const messages: string[] = [];
    for (const segment of log.segments) {
      const places = Array.from({ length: segment.indexer.index.length }, (_, i) => i);
      messages.push(...(await log.read(segment, places)).map(({ record }) => record.message));
    }
    assert.deepEqual(messages, ['m1', 'm2', 'm3', 'm4', 'm5']);
    await log.close();
    const packed = await indexed('alone.gz', gzipSync(line(7)));
    assert.equal(packed.segments[0]!.indexer.index.length, 1);
    await packed.close();
  });

  it('gives up its oldest files once they have ended, and counts the records that go with them', async () => {
    const file = path.join(folder, 'given.log');
    const line = (i: number): string => `{"level":30,"time":${1_700_000_000_000 + i},"msg":"m${i}"}\n`;
    let nowMs = 0;
    const log = new IndexedLog(file, { now: () => NOW.nowMs, monotonic: () => nowMs });
    for (const [round, count] of [3, 2, 4].entries()) {
      if (round > 0) renameSync(file, `${file}.${round}`);
      writeFileSync(file, Array.from({ length: count }, (_, i) => line(10 * round + i)).join(''));
      while (await log.poll());
    }
    await log.dropBefore(1);
    assert.equal(log.trouble, undefined, 'what was just rotated may still be written');
    nowMs = 11_000;
    while (await log.poll());
    await log.dropBefore(2);
    assert.equal(log.trouble, 'The oldest 3 records were dropped.');
    assert.deepEqual(
      log.segments.map(({ lost }) => lost),
      [true, false, false],
    );
    await log.dropBefore(1);
    assert.equal(log.trouble, 'The oldest 5 records were dropped.');
    await log.close();
  });
});
