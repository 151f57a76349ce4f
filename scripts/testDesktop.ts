// npm run test:desktop: the tests of the extension host in the desktop VS Code, which @vscode/test-electron downloads or finds.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import type { HostTestResults } from '../test/editor/host/names.ts';
import { bundleHostTests, emptyWorkspace } from '../test/editor/support/hostTests.ts';
import { root, run } from './run.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'watchpost-desktop-'));
const resultsFile = path.join(folder, 'results.json');
try {
  if ((await run(['node', 'esbuild.mjs'])) !== 0) throw new Error('the build failed');
  await runTests({
    extensionDevelopmentPath: root,
    extensionTestsPath: await bundleHostTests(),
    extensionTestsEnv: { WATCHPOST_HOST_TEST_RESULTS: resultsFile },
    launchArgs: [emptyWorkspace(path.join(folder, 'workspace')), '--disable-workspace-trust', '--disable-extensions'],
  });
  const results = Object.entries(JSON.parse(readFileSync(resultsFile, 'utf8')) as HostTestResults);
  const failed = results.filter(([, { error }]) => error !== undefined);
  for (const [name, { error }] of failed) console.error(`${name}: ${error}`);
  console.log(`${results.length - failed.length} passed, ${failed.length} failed`);
  if (failed.length > 0) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
