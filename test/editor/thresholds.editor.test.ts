// The thresholds of a service's settings in the real VS Code: rules like others, shown as such, and one alert for one limit.
import assert from 'node:assert/strict';
import { need } from '../support/provision/need.ts';
import { Editor } from './support/editor.ts';
import { startMetricsServer } from './support/metricsServer.ts';
import { tellFailure } from './support/tellFailure.ts';
import { THEMES, type Workbench } from './support/workbench.ts';

describe('thresholds as rules in the real VS Code', function () {
  this.timeout(150_000);
  let target: Awaited<ReturnType<typeof startMetricsServer>>;
  let editor: Editor;
  let workbench: Workbench;

  before(async function () {
    await need(this, 'chromium');
    target = await startMetricsServer();
    editor = await Editor.start();
    const workspace = await editor.workspace('thresholds', {
      'workbench.colorTheme': THEMES.dark,
      // The tests' windows are quiet otherwise.
      'watchpost.alerts.builtIn': { WatchpostErrorRatioHigh: false },
      'watchpost.alerts.notify': 'never',
      'watchpost.services': {
        demo: {
          failureThreshold: 1,
          metrics: { url: `${target.origin}/metrics`, interval: '1s' },
          thresholds: { process_resident_memory_bytes: { warn: '> 10MB', critical: '> 50MB' } },
        },
      },
    });
    workbench = await editor.open(workspace);
    await workbench.showServices();
    await workbench.run('Watchpost: Show Alerts');
  });
  after(async () => {
    await editor?.stop();
    await target?.stop();
  });
  afterEach(tellFailure(() => workbench));

  it('have an alert with the value, whose rule can be read with its state', async () => {
    const alert = await workbench.waitForRow(
      'WatchpostThreshold',
      ({ spoken }) => spoken.includes(': pending'),
      40_000,
    );
    assert.match(
      alert.spoken,
      /^critical alert WatchpostThreshold: pending, demo · .*metric=process_resident_memory_bytes.*, 100 MB, /,
    );
    await workbench.page.waitForTimeout(700);
    await workbench.rowMenu('WatchpostThreshold', 'Open Rule');
    await workbench.until('the rules', async () => (await workbench.editorTitle()).includes('thresholds.rules.yml'));
    await workbench.page.locator('.codelens-decoration', { hasText: '1 pending' }).first().waitFor();
    assert.match(await workbench.editorText(), /process_resident_memory_bytes\{job="demo"\} > 52428800/);
    await workbench.screenshot('thresholds');
  });

  it('alert once: neither as a warning too, nor as a service that is down', async () => {
    await workbench.waitForRow('demo', ({ spoken }) => spoken.startsWith('service demo: down'));
    // The alert of a service that is down fires after a minute, too.
    await workbench.waitForRow('WatchpostThreshold', ({ spoken }) => spoken.includes(': firing'), 90_000);
    await workbench.page.waitForTimeout(16_000);
    const alerts = (await workbench.rows()).filter(({ spoken }) => / alert \w+: (firing|pending)/.test(spoken));
    assert.deepEqual(
      alerts.map(({ label }) => label),
      ['WatchpostThreshold'],
    );
  });
});
