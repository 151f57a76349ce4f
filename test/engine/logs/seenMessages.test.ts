import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../../../src/base/clock.ts';
import { matchTemplate } from '../../../src/engine/logs/seen/matchTemplate.ts';
import { MessageTable } from '../../../src/engine/logs/seen/messageTable.ts';
import { SeenMessages } from '../../../src/engine/logs/seen/seenMessages.ts';
import type { LogSource, Service } from '../../../src/model/service.ts';
import type { MessageSeen } from '../../../src/protocol/logs.ts';
import { NO_REMOTE } from '../../support/noRemote.ts';
import { waitFor } from '../../support/provision/waitFor.ts';

const MINUTE_MS = 60_000;

describe('matchTemplate', () => {
  const rows: readonly (readonly [readonly string[], string, readonly string[] | undefined])[] = [
    [['Server started'], 'Server started', []],
    [['Server started'], 'Server started twice', undefined],
    [['Server started', ''], 'Server started twice', [' twice']],
    [['Server started', ''], 'Server started', ['']],
    [['Request ', ' took ', ' ms'], 'Request 42 took 7 ms', ['42', '7']],
    [['Request ', ' took ', ' ms'], 'Request 42 took 7 s', undefined],
    [['Request ', ' took ', ' ms'], 'A Request 42 took 7 ms', undefined],
    [['', ' is late'], 'job 3 is late', ['job 3']],
    [['a', 'a'], 'a', undefined],
    [['a', 'a'], 'aa', ['']],
    [['a', 'b', 'b'], 'ab', undefined],
    [['', ': ', ''], 'x: y: z', ['x', 'y: z']],
  ];
  for (const [template, message, expected] of rows) {
    it(`${JSON.stringify(template)} in "${message}"`, () =>
      assert.deepEqual(matchTemplate(template, message), expected));
  }

  it('takes a message that was cut as one that may go on', () => {
    assert.deepEqual(matchTemplate(['long ', ' end'], 'long text that was c', true), ['text that was c']);
    assert.equal(matchTemplate(['other ', ' end'], 'long text that was c', true), undefined);
  });
});

describe('MessageTable', () => {
  const NOW_MS = 1_000_000 * MINUTE_MS + 30_000;

  it('counts an hour by minutes, and forgets what is older', () => {
    const table = new MessageTable();
    for (let minute = 120; minute >= 0; minute--) table.add(`job ${minute} done`, NOW_MS - minute * MINUTE_MS);
    const [found] = table.count([['job ', ' done']], NOW_MS, 2);
    assert.deepEqual(found, {
      count: 60,
      last: [
        { timeMs: NOW_MS, values: ['0'] },
        { timeMs: NOW_MS - MINUTE_MS, values: ['1'] },
      ],
    });
    assert.equal(table.count([['job ', ' done']], NOW_MS + 30 * MINUTE_MS, 2)[0]?.count, 30);
    assert.equal(table.count([['job ', ' done']], NOW_MS + 61 * MINUTE_MS, 2)[0]?.count, 0);
  });

  it('counts what comes late and out of order', () => {
    const table = new MessageTable();
    for (const minute of [0, 30, 59, 60, 90, 5]) table.add('late', NOW_MS - minute * MINUTE_MS);
    assert.equal(table.count([['late']], NOW_MS, 1)[0]?.count, 4);
  });

  it('keeps the first line of a message, of a long one the start', () => {
    const table = new MessageTable();
    table.add(`failed: ${'x'.repeat(5_000)}`, NOW_MS - 1);
    table.add('failed: one\n    at two', NOW_MS);
    const [found] = table.count([['failed: ', '']], NOW_MS, 5);
    assert.deepEqual([found?.count, found?.last[0]?.values.map(({ length }) => length)], [2, [3]]);
  });

  it('takes bounded memory, and says when it forgot', () => {
    const table = new MessageTable();
    const name = (i: number): string =>
      String.fromCharCode(
        ...String(i)
          .split('')
          .map((digit) => 97 + Number(digit)),
      );
    for (let i = 0; i < 20_000; i++) table.add(`user ${name(i)} came`, NOW_MS - 20_000 + i);
    assert.ok(table.dropped);
    const count = table.count([['user ', ' came']], NOW_MS, 1)[0]?.count ?? 0;
    assert.ok(count > 7_000 && count <= 8_000, String(count));
  });
});

describe('SeenMessages', function () {
  let folder: string;
  let seen: SeenMessages;
  const bugs: unknown[] = [];
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'watchpost-seen-'));
    seen = new SeenMessages({ clock: systemClock, remote: NO_REMOTE, onBug: (error) => bugs.push(error) });
  });
  afterEach(() => {
    seen.dispose();
    rmSync(folder, { recursive: true, force: true });
    assert.deepEqual(bugs, []);
  });

  const line = (msg: string, agoMs = 0): string =>
    `${JSON.stringify({ level: 30, time: Date.now() - agoMs, pid: 1, hostname: 'h', msg })}\n`;
  const service = (id: string, logs: readonly LogSource[]): Service => ({
    id,
    name: id,
    probes: [],
    thresholds: [],
    logs,
  });
  const file = (name: string): string => path.join(folder, name);
  const follow = (...names: string[]): void =>
    seen.configure(names.map((name) => service(name, [{ name: `${name}.log`, file: file(`${name}.log`) }])));
  const counts = async (): Promise<MessageSeen> => (await seen.seen([['user ', ' came']]))[0] as MessageSeen;

  it('counts what is there of the last hour and what comes, in all services', async () => {
    writeFileSync(file('a.log'), line('user old came', 2 * 3_600_000) + line('user ada came', 1_000) + line('else'));
    writeFileSync(file('b.log'), line('user bob came'));
    follow('a', 'b', 'c');
    const first = await counts();
    assert.deepEqual([first.count, first.atLeast, first.serviceIds], [2, false, ['a', 'b']]);
    assert.deepEqual(
      first.last.map(({ values }) => values),
      [['bob'], ['ada']],
    );
    appendFileSync(file('a.log'), line('user cid came'));
    renameSync(file('b.log'), file('b.log.1'));
    writeFileSync(file('b.log'), line('user dan came'));
    writeFileSync(file('c.log'), line('user eve came'));
    await waitFor('what was written', async () => (await counts()).count === 5);
    assert.deepEqual((await counts()).serviceIds, ['a', 'b', 'c']);
  });

  it('says that there may be more where the hour is longer than what is read', async () => {
    const block = line('x'.repeat(1_000)).repeat(1_000);
    writeFileSync(file('a.log'), line('user early came'));
    for (let i = 0; i < 17; i++) appendFileSync(file('a.log'), block);
    appendFileSync(file('a.log'), line('user late came'));
    follow('a');
    await waitFor('the end', async () => (await counts()).count === 1);
    assert.equal((await counts()).atLeast, true);
  });

  it('says so where a part of the hour was rotated away before', async () => {
    writeFileSync(file('a.log.1'), line('user early came'));
    writeFileSync(file('a.log'), line('user late came'));
    follow('a');
    const { count, atLeast } = await counts();
    assert.deepEqual([count, atLeast], [1, true]);
  });

  it('starts no program, and knows nothing where there is no log', async () => {
    const mark = file('ran');
    seen.configure([service('a', [{ name: 'touch', command: ['touch', mark], cwd: folder }])]);
    assert.deepEqual(await counts(), { count: 0, atLeast: false, serviceIds: [], last: [] });
    await assert.rejects(async () => (await import('node:fs/promises')).stat(mark));
  });
});
