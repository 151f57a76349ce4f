import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, copyFile, mkdtemp, rename, rm, symlink, truncate, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FollowedFile, type Segment } from '../../../src/engine/logs/files/followedFile.ts';
import { LineSplitter } from '../../../src/engine/logs/lines/lineSplitter.ts';

const WRITER = path.join(import.meta.dirname, '../../support/logs/rotatingWriter.ts');

describe('FollowedFile', function () {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'watchpost-follow-'));
    file = path.join(folder, 'app.log');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  function follow() {
    const lines: string[] = [];
    const troubles: (string | undefined)[] = [];
    let lost = 0;
    let nowMs = 0;
    const splitters = new Map<Segment, LineSplitter>();
    const followed = new FollowedFile(
      file,
      {
        data(segment, bytes) {
          const splitter = splitters.get(segment) ?? new LineSplitter();
          splitters.set(segment, splitter);
          for (const line of splitter.push(bytes)) lines.push(line);
        },
        ended(segment) {
          lines.push(...(splitters.get(segment)?.flush() ?? []));
          void segment.handle.close();
        },
        lost: () => lost++,
        trouble: (message) => troubles.push(message),
      },
      () => nowMs,
    );
    const look = async (): Promise<string[]> => {
      while (await followed.poll());
      return lines.splice(0);
    };
    return { followed, lines, look, troubles, lost: () => lost, later: (ms: number) => (nowMs += ms) };
  }

  for (const way of ['none', 'rename', 'numbered', 'copytruncate']) {
    it(`loses and repeats no line of a writer of 50,000 a second, rotation: ${way}`, async () => {
      const total = 150_000;
      const { followed, lines, look } = follow();
      const all: string[] = [];
      const writer = spawn(process.execPath, [WRITER, file, way, String(total)], {
        stdio: ['ignore', 'inherit', 'inherit'],
      });
      const ended = once(writer, 'exit').then(() => true);
      try {
        while (!(await Promise.race([ended, sleep(100, false)]))) all.push(...(await look()));
        for (let i = 0; i < 3; i++) all.push(...(await look()));
      } finally {
        writer.kill();
        await followed.close();
      }
      all.push(...lines);
      const numbers = all.map((line) => (JSON.parse(line) as { i: number }).i);
      assert.equal(new Set(numbers).size, numbers.length, 'none twice');
      assert.ok(numbers.length >= total, `${total - numbers.length} lines were lost`);
      assert.deepEqual(
        numbers.slice().sort((a, b) => a - b),
        Array.from({ length: numbers.length }, (_, i) => i),
      );
    });
  }

  it('reads several files that came between two looks', async () => {
    const { followed, look } = follow();
    await writeFile(file, '1\n');
    assert.deepEqual(await look(), ['1']);
    await appendFile(file, '2\n');
    for (const [from, to] of [['app.log', 'app.log.1']] as const)
      await rename(path.join(folder, from), path.join(folder, to));
    await writeFile(file, '3\n');
    await rename(`${file}.1`, `${file}.2`);
    await rename(file, `${file}.1`);
    await writeFile(file, '4\n');
    assert.deepEqual(await look(), ['2', '3', '4']);
    await followed.close();
  });

  it('sees a truncation that grew beyond where it was, and says so where no copy was made', async () => {
    const { followed, look, lost } = follow();
    await writeFile(file, 'a1\na2\n');
    assert.deepEqual(await look(), ['a1', 'a2']);
    await truncate(file);
    await appendFile(file, 'b1\nb2\nb3\nb4\n');
    assert.deepEqual(await look(), ['b1', 'b2', 'b3', 'b4']);
    assert.equal(lost(), 1);
    await appendFile(file, 'b5\n');
    await copyFile(file, `${file}.1`);
    await truncate(file);
    await appendFile(file, 'c1\n');
    assert.deepEqual(await look(), ['b5', 'c1']);
    assert.equal(lost(), 1);
    await followed.close();
  });

  it('waits for a file that is not there, reads on after it was deleted, and follows a link that moves', async () => {
    const { followed, look, troubles, later } = follow();
    assert.deepEqual(await look(), []);
    assert.match(String(troubles.at(-1)), /does not exist/);
    await writeFile(path.join(folder, 'one'), '1\n');
    await symlink('one', file);
    assert.deepEqual(await look(), ['1']);
    assert.equal(troubles.at(-1), undefined);
    await writeFile(path.join(folder, 'two'), '2\n');
    await unlink(file);
    await symlink('two', file);
    await appendFile(path.join(folder, 'one'), '1b\nhalf');
    assert.deepEqual(await look(), ['1b', '2']);
    later(11_000);
    assert.deepEqual(await look(), ['half']);
    await unlink(file);
    await appendFile(path.join(folder, 'two'), '2b\n');
    assert.deepEqual(await look(), ['2b']);
    await followed.close();
  });

  it('says what is no log', async () => {
    for (const bad of [folder, '/dev/zero']) {
      file = bad;
      const { followed, look, troubles } = follow();
      assert.deepEqual(await look(), []);
      assert.equal(troubles.length, 1, String(troubles));
      await followed.close();
    }
  });
});
