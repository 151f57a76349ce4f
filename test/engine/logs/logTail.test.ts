import assert from 'node:assert/strict';
import { appendFileSync, copyFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { systemClock } from '../../../src/base/clock.ts';
import { LogTails } from '../../../src/engine/logs/tail/logTails.ts';
import type { LogSource } from '../../../src/model/service.ts';
import { NO_REMOTE } from '../../support/noRemote.ts';
import { waitFor } from '../../support/provision/waitFor.ts';

describe('a log in a terminal', function () {
  let folder: string;
  let tails: LogTails;
  /** What was written so far, without colours. */
  let shown: string;
  let raw: string;
  const bugs: unknown[] = [];
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'watchpost-tail-'));
    [shown, raw] = ['', ''];
    tails = new LogTails({ clock: systemClock, remote: NO_REMOTE, onBug: (error) => bugs.push(error) });
  });
  afterEach(() => {
    tails.dispose();
    rmSync(folder, { recursive: true, force: true });
    assert.deepEqual(bugs, []);
  });

  const file = (name: string): string => path.join(folder, name);
  const line = (i: number, rest: object = {}): string =>
    `${JSON.stringify({ level: 30, time: 1_700_000_000_000 + i * 1000, msg: `m${i}`, ...rest })}\n`;
  const open = (sources: readonly LogSource[], showsPast = true): void =>
    tails.openTail({ tailId: 't', sources, showsPast });
  const read = async (): Promise<void> => {
    const part = await tails.readTail('t');
    raw += part?.text ?? '';
    shown = stripVTControlCharacters(raw);
  };
  const until = (what: string | RegExp): Promise<void> =>
    waitFor(String(what), async () => {
      await read();
      return typeof what === 'string' ? shown.includes(what) : what.test(shown);
    }).catch(() => assert.match(shown, typeof what === 'string' ? new RegExp(what) : what));
  const messages = (): string[] => [...shown.matchAll(/\bm(\d+)\b/g)].map(([, i]) => i ?? '');

  it('begins with the last records and follows through every rotation, each record once', async () => {
    writeFileSync(file('a.log'), Array.from({ length: 5_000 }, (_, i) => line(i)).join(''));
    open([{ name: 'a', file: file('a.log') }]);
    await until('m4999');
    assert.deepEqual(
      messages(),
      Array.from({ length: 200 }, (_, i) => String(4_800 + i)),
    );
    appendFileSync(file('a.log'), line(5_000));
    await until('m5000');
    renameSync(file('a.log'), file('a.log.1'));
    writeFileSync(file('a.log'), line(5_001));
    await until('m5001');
    appendFileSync(file('a.log'), line(5_002));
    await until('m5002');
    copyFileSync(file('a.log'), file('a.log.2'));
    truncateSync(file('a.log'));
    appendFileSync(file('a.log'), line(5_003));
    await until('m5003');
    assert.deepEqual(
      messages(),
      Array.from({ length: 204 }, (_, i) => String(4_800 + i)),
    );
  });

  it('goes on without the past, whole lines only', async () => {
    writeFileSync(file('a.log'), line(1));
    open([{ name: 'a', file: file('a.log') }], false);
    for (let i = 0; i < 3; i++) await read();
    assert.equal(shown, '');
    appendFileSync(file('a.log'), line(2));
    await until('m2');
    assert.deepEqual(messages(), ['2']);
  });

  it('joins several by time, and tells them apart', async () => {
    writeFileSync(file('a.log'), line(1) + line(3));
    writeFileSync(file('b.log'), line(2));
    open(['a', 'b'].map((name) => ({ name, file: file(`${name}.log`) })));
    await until('m3');
    assert.deepEqual(
      shown.split('\r\n').map((one) => [one.slice(0, 2), /m\d/.exec(one)?.[0]]),
      [
        ['▌a', 'm1'],
        ['▌b', 'm2'],
        ['▌a', 'm3'],
        ['', undefined],
      ],
    );
  });

  it('shows levels in colour, and nothing of a record commands the terminal', async () => {
    const evil = '\u001b]0;title\u0007\u001b[2Jgone\u009b31m\r\u0007\u001b]8;;http://x\u0007link';
    writeFileSync(
      file('a.log'),
      line(1, {
        level: 50,
        msg: `x${evil}`,
        name: `l${evil}`,
        more: evil,
        reqId: `r\u0007`,
        err: { type: 'Error', message: 'no', stack: `Error: no\n    at \u0007 a.ts:1:2` },
      }),
    );
    open([{ name: 'a', file: file('a.log') }]);
    await until('link');
    // All that commands it are colours of ours.
    // oxlint-disable-next-line no-control-regex
    assert.deepEqual([...new Set(raw.match(/\u001b(?:\[\d+m|.{0,4})/g))].sort(), [
      '\u001b[31m',
      '\u001b[39m',
      '\u001b[90m',
    ]);
    // oxlint-disable-next-line no-control-regex
    assert.doesNotMatch(shown, /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/);
    assert.doesNotMatch(shown.replaceAll('\r\n', ''), /\r/);
    assert.match(shown, /at \\x07 a\.ts:1:2/);
  });

  it('leaves out what comes faster than it can be shown, and says how much', async () => {
    open([{ name: 'printer', command: ['sh', '-c', 'seq 1 1000000; sleep 60'], cwd: folder }]);
    await until(/\b1000000\r\n/);
    const leftOut = [...shown.matchAll(/… ([\d,]+) records are left out/g)].reduce(
      (sum, [, count]) => sum + Number(count?.replaceAll(',', '')),
      0,
    );
    const lines = shown.split('\r\n').filter((one) => /\d$/.test(one)).length;
    assert.equal(leftOut + lines, 1_000_000);
    assert.ok(raw.length < 200_000_000);
  });

  it('says why nothing comes, and that it does again', async () => {
    open([{ name: 'later', file: file('later.log') }]);
    await until('later: ');
    assert.match(shown, /later\.log does not exist\./);
    writeFileSync(file('later.log'), line(7));
    await until('m7');
  });

  it('says it below the last records, in however many parts these are told', async () => {
    const logs = [0, 1, 2, 3].map((i) => ({ name: `a${i}`, file: file(`a${i}.log`) }));
    for (const [at, log] of logs.entries())
      writeFileSync(
        log.file,
        Array.from({ length: 20 }, (_, i) => line(i * 4 + at, { body: 'b'.repeat(12_000) })).join(''),
      );
    open([...logs, { name: 'b', file: file('b.log') }]);
    await until(/m79\b/);
    await until(/b\.log does not exist/);
    assert.match(shown, /m79\b[^]*b\.log does not exist/);
  });

  it('knows no tail that is closed', async () => {
    open([{ name: 'a', file: file('a.log') }]);
    tails.closeTail('t');
    assert.equal(await tails.readTail('t'), undefined);
  });
});
