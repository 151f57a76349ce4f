import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { commandScripts } from '../../../src/ui/commandLine/commandScripts.ts';

describe('the scripts that run the command line', () => {
  it('for POSIX shells: with the editor as Node, from any folder, each argument as it was, and with its exit code', function () {
    if (process.platform === 'win32') this.skip();
    const folder = mkdtempSync(path.join(tmpdir(), 'watchpost-scripts-'));
    try {
      const inside = path.join(folder, `Jörg's "editor" $HOME %A%`);
      mkdirSync(inside);
      const node = path.join(inside, 'Code Helper (Plugin)');
      symlinkSync(process.execPath, node);
      const cli = path.join(inside, 'cli.mjs');
      writeFileSync(
        cli,
        'console.log(JSON.stringify([process.env.ELECTRON_RUN_AS_NODE, ...process.argv.slice(2)])); process.exitCode = 3;',
      );
      const script = path.join(folder, 'watchpost');
      writeFileSync(script, commandScripts(node, cli).watchpost);
      chmodSync(script, 0o755);
      const args = ['query', 'sum by (route) (rate(a[1m]))', '', `it's "quoted" $HOME *`];
      assert.throws(
        () => execFileSync(script, args, { cwd: '/', encoding: 'utf8' }),
        ({ status, stdout }: { status: number; stdout: string }) => {
          assert.equal(status, 3);
          assert.deepEqual(JSON.parse(stdout), ['1', ...args]);
          return true;
        },
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('for Windows: percent signs doubled, and UTF-8 where a path needs it', () => {
    const plain = commandScripts('C:\\Program Files\\Code\\Code.exe', 'C:\\ext\\50%\\cli.js')['watchpost.cmd'];
    assert.deepEqual(plain.split('\r\n'), [
      '@echo off',
      'setlocal',
      'set ELECTRON_RUN_AS_NODE=1',
      '"C:\\Program Files\\Code\\Code.exe" "C:\\ext\\50%%\\cli.js" %*',
      '',
    ]);
    const german = commandScripts('C:\\Users\\Jörg\\Code.exe', 'C:\\cli.js')['watchpost.cmd'].split('\r\n');
    assert.ok(german.indexOf('chcp 65001 >nul') < german.indexOf('"C:\\Users\\Jörg\\Code.exe" "C:\\cli.js" %*'));
    assert.ok(german.includes('chcp 65001 >nul'));
  });
});
