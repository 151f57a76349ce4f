import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { need } from '../support/provision/need.ts';
import { PROJECT_ROOT } from '../support/provision/projectRoot.ts';
import { installVsCodeServer } from '../support/provision/vsCodeInstall.ts';
import { waitFor } from '../support/provision/waitFor.ts';

// A build that is there stays as it is: other tests may be looking at it.
const NO_BUILD = existsSync(join(PROJECT_ROOT, 'dist', 'extension.cjs')) ? ['--no-build'] : [];

describe('npm run demo', function () {
  this.timeout(180_000);
  let demo: ChildProcess | undefined;
  before(async function () {
    await need(this, 'postgresql', 'redis');
    // Compiles for minutes where it is the first to want it.
    await installVsCodeServer();
  });
  afterEach(() => demo?.kill('SIGKILL'));

  it('opens the sample systems in VS Code, takes faults, and leaves nothing', async () => {
    const child = spawn(process.execPath, ['scripts/demo.ts', '--no-open', ...NO_BUILD], { cwd: PROJECT_ROOT });
    demo = child;
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    const says = (pattern: RegExp) =>
      waitFor(String(pattern), () => Promise.resolve(pattern.test(output)), { timeoutMs: 120_000 }).catch((error) => {
        throw new Error(`${(error as Error).message}\n${output}`);
      });

    await says(/Type help for the faults to try/);
    const address = /http:\/\/127\.0\.0\.1:\d+\/\?folder=\S+/.exec(output)![0];
    assert.match(decodeURIComponent(address), /payload=\[\["extensionDevelopmentPath","vscode-remote:\/\//);
    const page = await fetch(address);
    assert.equal(page.status, 200);
    await page.arrayBuffer();

    const workspace = /The workspace is (\S+);/.exec(output)![1]!;
    const settings = await readFile(join(workspace, '.vscode', 'settings.json'), 'utf8');
    const health = /"health": "(http:[^"]+)"/.exec(settings.slice(settings.indexOf('"twinkle-api"')))![1]!;
    const status = async () => {
      const response = await fetch(health);
      await response.arrayBuffer();
      return response.status;
    };
    assert.equal(await status(), 200);
    child.stdin.write('fault twinkle-api status503\n');
    await says(/twinkle-api: health answers 503 with a failing body/);
    assert.equal(await status(), 503);
    child.stdin.write('clear twinkle-api\nfault twinkle-api nonsense\nhelp\nnonsense\n');
    await says(/twinkle-api: well again/);
    assert.equal(await status(), 200);
    await says(/twinkle-api has no fault nonsense/);
    await says(/ {2}slow +answers after 1\.5 seconds\n/);
    await says(/There is no command nonsense/);

    const code = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGINT');
    assert.equal(await code, 0, output);
    assert.equal(existsSync(workspace), false);
    await assert.rejects(fetch(health));
    await assert.rejects(fetch(address));
  });

  it('ends by itself with --for', async () => {
    const child = spawn(process.execPath, ['scripts/demo.ts', '--no-open', '--for', '1', ...NO_BUILD], {
      cwd: PROJECT_ROOT,
      stdio: 'ignore',
    });
    demo = child;
    assert.equal(await new Promise((resolve) => child.once('exit', resolve)), 0);
  });
});
