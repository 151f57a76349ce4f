import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FakeClock } from '../../support/fakeClock.ts';
import { dump, openStore, withFolder } from './storeSupport.ts';

describe('history after a crash', () => {
  it('lacks at most the last seconds when the process is killed', () =>
    withFolder(async (folder) => {
      const file = join(folder, 'history.db');
      const child = spawn(process.execPath, [fileURLToPath(new URL('crashWriter.ts', import.meta.url)), file], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let printed = '';
      child.stdout.on('data', (data: Buffer) => {
        printed += data.toString();
        if (printed.length > 100 * 14) child.kill('SIGKILL');
      });
      await once(child, 'close');
      const appended = printed.trimEnd().split('\n').map(Number);
      const lastMs = appended[appended.length - 1]!;

      const { store, problems } = openStore({ file, clock: new FakeClock(lastMs + 1000) });
      const [samples] = Object.values(dump(store));
      assert.ok(samples !== undefined, 'nothing was kept');
      const kept = samples.map(([timestampMs]) => timestampMs);
      assert.deepEqual(kept, appended.slice(0, kept.length));
      assert.ok(samples.every(([timestampMs, value]) => value === timestampMs % 1000));
      const lostMs = lastMs - kept[kept.length - 1]!;
      assert.ok(lostMs < 6000, `${lostMs} ms were lost`);
      assert.equal(problems.length, 0);
      store.dispose();
    }));
});
