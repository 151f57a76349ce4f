// A service with hundreds of series: the editor counts the arrays of a message to a page in one byte.
import assert from 'node:assert/strict';
import { need } from '../support/provision/need.ts';
import { Editor } from './support/editor.ts';
import { MANY, startMetricsServer } from './support/metricsServer.ts';
import { tellFailure } from './support/tellFailure.ts';
import type { Workbench } from './support/workbench.ts';

describe('a service with hundreds of series, in the real VS Code', function () {
  let server: Awaited<ReturnType<typeof startMetricsServer>>;
  let editor: Editor;
  let workbench: Workbench;

  before(async function () {
    await need(this, 'chromium');
    server = await startMetricsServer();
    editor = await Editor.start();
    const workspace = await editor.workspace('many', {
      'watchpost.services': { many: { metrics: { url: `${server.origin}/many`, interval: '1s' } } },
    });
    workbench = await editor.open(workspace);
    await workbench.showServices();
    await workbench.waitForRow('many', ({ spoken }) => spoken.startsWith('service many: up'), 30_000);
  });
  after(async () => {
    await editor?.stop();
    await server?.stop();
  });
  afterEach(tellFailure(() => workbench));

  it('has a chart of each in its panel, with what was before and what comes', async () => {
    await workbench.openPanel('many');
    const frame = await workbench.webview('section[aria-labelledby="metrics"] .chart-grid h3');
    const card = frame.locator('section[aria-labelledby="metrics"] .chart-card').filter({
      has: frame.locator('h3', { hasText: new RegExp(`^many_${MANY - 1}$`) }),
    });
    await frame.getByRole('searchbox').fill('many_');
    const told = async (): Promise<string> => (await card.locator('.plot').getAttribute('aria-label')) ?? '';
    const count = (): Promise<number> => frame.locator('section[aria-labelledby="metrics"] .chart-grid h3').count();
    await workbench.until('all of its charts', async () => (await count()) === MANY);
    await card.scrollIntoViewIfNeeded();
    await workbench.until('the value of the last', async () => (await told()).includes(`last ${MANY - 1},`));
    // The first delta brings one sample of each; where it brought none, the page dropped the series as out of its range.
    const before = await told();
    await workbench.until('what comes', async () => (await told()) !== before);
    assert.equal(await count(), MANY);
    assert.match(await told(), new RegExp(`last ${MANY - 1},`));
  });
});
