import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withFileLock } from './fileLock.ts';
import { findTool, provide, TOOLS, type ToolName } from './tools.ts';

describe('tools', () => {
  it("have a program to look for and, but for what is the user's business, a way to get it", () => {
    for (const [name, tool] of Object.entries(TOOLS)) {
      assert.ok(tool.programs.length > 0, name);
      assert.ok(['compiler', 'code'].includes(name) || 'apt' in tool || 'npm' in tool, name);
    }
  });

  it('that are missing are told by name and reason, without an installation where there is no package', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = '';
    try {
      const name: ToolName = 'compiler';
      assert.equal(await findTool(name, 'path'), undefined);
      const found = await provide(name);
      assert.equal(found.ok, false);
      assert.match(
        found.ok ? '' : found.error,
        /^compiler: neither on the PATH \(c\+\+, g\+\+, clang\+\+\) nor among the npm packages\.$/,
      );
    } finally {
      process.env['PATH'] = path;
    }
  });
});

describe('withFileLock', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'watchpost-lock-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('lets one work at a time', async () => {
    const file = join(folder, 'one');
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      await sleep(20);
      inside--;
    };
    await Promise.all([1, 2].map(() => withFileLock(file, () => undefined, work)));
    assert.equal(most, 1);
  });

  it('takes over the lock of a process that is gone', async () => {
    const file = join(folder, 'stale');
    await writeFile(file, '4194304'); // above Linux's greatest process id
    assert.equal(
      await withFileLock(
        file,
        () => undefined,
        async () => 'done',
      ),
      'done',
    );
  });
});
