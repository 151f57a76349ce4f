import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { once } from 'node:events';
import { PROJECT_ROOT } from './projectRoot.ts';
import { waitFor } from './waitFor.ts';

// A process that owns a folder and a program, with a grandchild that ignores a polite request to end.
const OWNER = `
  import { ownedFolder } from './test/support/provision/ownedFolder.ts';
  import { spawnOwned } from './test/support/provision/ownedProcess.ts';
  const folder = await ownedFolder('guard-test');
  spawnOwned('/bin/sh', ['-c', 'trap "" TERM INT; (trap "" TERM INT; sleep 300) & echo child $!; wait'], {
    onLine: (line) => console.log(JSON.stringify({ folder: folder.path, child: Number(line.split(' ')[1]) })),
  });
`;

describe('guard', function () {
  it('ends programs and removes folders, however their owner went', async () => {
    const ways = ['SIGKILL', 'SIGTERM', 'SIGINT'] as const;
    await Promise.all(
      ways.map(async (signal) => {
        const owner = spawn(process.execPath, ['--input-type=module-typescript', '-e', OWNER], { cwd: PROJECT_ROOT });
        const [line] = (await once(owner.stdout.setEncoding('utf8'), 'data')) as [string];
        const { folder, child } = JSON.parse(line) as { folder: string; child: number };
        assert.ok(existsSync(folder));
        assert.ok(isRunning(child));
        owner.kill(signal);
        await waitFor('clean up', () => Promise.resolve(!existsSync(folder) && !isRunning(child)), {
          timeoutMs: 15_000,
        });
      }),
    );
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
