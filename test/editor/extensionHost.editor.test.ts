import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/provision/browser.ts';
import { need } from '../support/provision/need.ts';
import { ownedFolder } from '../support/provision/ownedFolder.ts';
import { PROJECT_ROOT } from '../support/provision/projectRoot.ts';
import { startVsCodeServer, type VsCodeServer } from '../support/provision/vsCodeServer.ts';
import { waitFor } from '../support/provision/waitFor.ts';
import { HOST_TESTS, type HostTestResults } from './host/names.ts';
import { workbenchPage } from './support/workbenchPage.ts';
import { bundleHostTests, emptyWorkspace } from './support/hostTests.ts';

/** The extension's own tests, in the extension host of the VS Code server; `npm run test:desktop` runs them in the desktop's. */
describe('in the extension host', function () {
  this.timeout(180_000);
  let results: HostTestResults;
  let browser: Browser | undefined;
  let server: VsCodeServer | undefined;

  before(async function () {
    await need(this, 'chromium');
    const folder = await ownedFolder('host-tests');
    const resultsFile = path.join(folder.path, 'results.json');
    const tests = await bundleHostTests();
    browser = await launchBrowser();
    server = await startVsCodeServer({
      disableWorkspaceTrust: true,
      env: { WATCHPOST_HOST_TEST_RESULTS: resultsFile },
    });
    const workspace = emptyWorkspace(path.join(folder.path, 'workspace'));
    const page = await workbenchPage(browser);
    await page.goto(
      server.url(workspace, [
        ['extensionDevelopmentPath', server.remote(PROJECT_ROOT)],
        ['extensionTestsPath', server.remote(tests)],
      ]),
    );
    await waitFor('the tests of the extension host', () => Promise.resolve(existsSync(resultsFile)), {
      timeoutMs: 150_000,
    });
    results = JSON.parse(readFileSync(resultsFile, 'utf8')) as HostTestResults;
    await folder.remove();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  for (const name of HOST_TESTS) it(name, () => assert.equal(results[name]?.error, undefined));
});
