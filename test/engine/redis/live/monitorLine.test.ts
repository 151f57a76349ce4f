import assert from 'node:assert/strict';
import { BoundedLines } from '../../../../src/engine/redis/live/boundedLines.ts';
import { readMonitorLine } from '../../../../src/engine/redis/live/monitorLine.ts';
import { assertComputed } from '../../../support/cpuTime.ts';

/** `command key +more` of a line with these arguments, as MONITOR prints it. */
const read = (args: string): string | undefined => {
  const found = readMonitorLine(`1339518083.107412 [0 127.0.0.1:60866] ${args}`);
  return found && `${found.command} ${found.key} +${found.more}`;
};

describe('a line of MONITOR', () => {
  it('tells when, where, who and what', () => {
    assert.deepEqual(readMonitorLine('1339518083.107412 [3 [::1]:60866] "set" "user:1" "x"'), {
      atMs: 1339518083107.412,
      database: 3,
      client: '[::1]:60866',
      command: 'SET',
      key: 'user:1',
      more: 1,
    });
    assert.equal(readMonitorLine('1.5 [0 lua] "get" "a"')?.client, 'lua');
    assert.equal(readMonitorLine('1.5 [0 unix:/run/redis.sock] "get" "a"')?.client, 'unix:/run/redis.sock');
  });

  it('shows the key, and no value', () => {
    for (const [args, expected] of [
      ['"ping"', 'PING  +0'],
      ['"echo" "a secret"', 'ECHO  +1'],
      ['"set" "a b" "value" "EX" "10"', 'SET a b +3'],
      [String.raw`"get" "say \"hi\" \\ \x00\n"`, String.raw`GET say "hi" \ \x00\n +0`],
      ['"eval" "return 1" "0" "secret"', 'EVAL  +3'],
      ['"evalsha" "abc" "1" "user:1" "secret"', 'EVALSHA user:1 +3'],
      ['"xread" "count" "2" "streams" "events" "0"', 'XREAD events +4'],
      ['"object" "freq" "user:1"', 'OBJECT user:1 +1'],
      ['"publish" "news" "text"', 'PUBLISH news +1'],
    ] as const)
      assert.equal(read(args), expected);
  });

  it('shows nothing of what may be a password', () => {
    for (const args of [
      '"AUTH" "hunter2"',
      '"auth" "user" "hunter2"',
      '"hello" "3" "AUTH" "default" "hunter2"',
      '"config" "set" "requirepass" "hunter2"',
      '"acl" "setuser" "x" ">hunter2"',
      '"migrate" "h" "1" "k" "0" "9" "AUTH" "hunter2"',
    ]) {
      const line = `1.5 [0 1.2.3.4:5] ${args}`;
      assert.ok(!JSON.stringify(readMonitorLine(line)).includes('hunter2'), args);
      assert.equal(readMonitorLine(line)?.key, '');
    }
  });

  it('is none where it is anything else, and is cut where it is long', () => {
    for (const wrong of ['', 'OK', '1.5', '1.5 [0 a] get', '1.5 [x a] "get"', 'x'.repeat(10_000), '1.5 [0 a] ""'])
      assert.equal(readMonitorLine(wrong), undefined);
    const long = readMonitorLine(`1.5 [0 ${'c'.repeat(999)}] "get" "${'k'.repeat(5_000)}`);
    assert.deepEqual([long?.key.length, long?.client.length], [200, 200]);
  });

  it('never takes long nor throws, whatever bytes come', () => {
    let seed = 7;
    const random = (below: number): number => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
    const alphabet = ['"', '\\', ' ', '[', ']', '0', '1.5', 'a', '\\x', '\n', '\u0000'];
    const before = process.threadCpuUsage();
    for (let i = 0; i < 5_000; i++) {
      const text = Array.from({ length: random(60) }, () => alphabet[random(alphabet.length)]).join('');
      readMonitorLine(text);
      readMonitorLine(`1.5 [0 a] ${text}`);
    }
    readMonitorLine(`1.5 [0 a] "${'\\'.repeat(16_000)}`);
    readMonitorLine(`1.5 [0 a] ${'"\\'.repeat(8_000)}`);
    assertComputed(2_000, before);
  });
});

describe('lines of a bounded length', () => {
  it('come out as they went in, however they are cut', () => {
    const text = 'one\r\ntwo\r\n\r\nthree\r\n';
    for (let size = 1; size <= text.length; size++) {
      const lines = new BoundedLines(100);
      const seen: string[] = [];
      for (let at = 0; at < text.length; at += size) seen.push(...lines.push(Buffer.from(text.slice(at, at + size))));
      assert.deepEqual(seen, ['one', 'two', '', 'three']);
    }
  });

  it('are cut where they are too long, and the next one is whole', () => {
    const lines = new BoundedLines(5);
    assert.deepEqual(lines.push(Buffer.from('123')), []);
    assert.deepEqual(lines.push(Buffer.from('45678')), []);
    assert.deepEqual(lines.push(Buffer.from('90\nabc\n')), ['12345', 'abc']);
  });
});
