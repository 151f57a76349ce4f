// Steps of a runbook in the real VS Code: offered for the alert, shown before they run, and run in a terminal only then.
import assert from 'node:assert/strict';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { need } from '../support/provision/need.ts';
import { Editor } from './support/editor.ts';
import { startMetricsServer } from './support/metricsServer.ts';
import { tellFailure } from './support/tellFailure.ts';
import { THEMES, type Workbench } from './support/workbench.ts';

const RULES = `groups:
  - name: demo
    interval: 1s
    rules:
      - alert: JobsRun
        expr: jobs_running{queue="mail"}
        labels: { severity: critical }
      - alert: Named
        expr: jobs_running{queue="images"}
        annotations: { runbook_url: 'https://github.example/us/shop/blob/main/docs/named.md#what-to-do' }
`;
const RUNBOOK = `# Runbooks

**Jobs Run:**
\`\`\`bash
# 1. Leave a mark
echo "it ran" > mark.txt

# 2. Look
ls
\`\`\`

**Another One:**
\`\`\`bash
rm -rf everything
\`\`\`
`;

describe('steps of a runbook in the real VS Code', function () {
  let target: Awaited<ReturnType<typeof startMetricsServer>>;
  let editor: Editor;
  let workbench: Workbench;
  let folder: string;

  before(async function () {
    await need(this, 'chromium');
    target = await startMetricsServer();
    editor = await Editor.start();
    const workspace = await editor.workspace('runbooks', {
      'workbench.colorTheme': THEMES.light,
      'watchpost.services': { demo: { metrics: { url: `${target.origin}/metrics`, interval: '1s' } } },
      'watchpost.rules': ['demo.yml'],
      'watchpost.alerts.notify': 'never',
    });
    ({ folder } = workspace);
    await mkdir(path.join(folder, 'runbooks'));
    await mkdir(path.join(folder, 'docs'));
    await writeFile(path.join(folder, 'runbooks', 'api.md'), RUNBOOK);
    await writeFile(
      path.join(folder, 'docs', 'named.md'),
      '## Before\n```sh\nfirst\n```\n## What To Do\n```sh\nsecond\n```\n',
    );
    await writeFile(path.join(folder, 'demo.yml'), RULES);
    workbench = await editor.open(workspace);
    await workbench.showServices();
    await workbench.run('Watchpost: Show Alerts');
    await workbench.waitForRow('Named', ({ spoken }) => spoken.includes(': firing'));
    await workbench.page.waitForTimeout(700);
  });
  after(async () => {
    await editor?.stop();
    await target?.stop();
  });
  afterEach(tellFailure(() => workbench));
  const offered = () => workbench.page.locator('.quick-input-list .monaco-list-row').allInnerTexts();
  const dialog = () => workbench.page.locator('.monaco-dialog-box');

  it('are those of the section of the alert, and run only after a dialog that shows them', async () => {
    await workbench.openPicks(() => workbench.rowMenu('JobsRun', 'Run a Step of the Runbook…'), 'Leave a mark');
    assert.equal((await offered()).length, 2, 'not those of another alert');
    await workbench.screenshot('runbook-steps');
    await workbench.pick('Leave a mark').click();
    await dialog().waitFor();
    assert.match(await dialog().innerText(), /Run this step of runbooks\/api\.md\?[^]*echo "it ran" > mark\.txt/);
    await workbench.screenshot('runbook-dialog');
    await workbench.page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await workbench.page.waitForTimeout(1_500);
    await assert.rejects(access(path.join(folder, 'mark.txt')), 'nothing ran');
    await workbench.choosePick(() => workbench.rowMenu('JobsRun', 'Run a Step of the Runbook…'), 'Leave a mark');
    await dialog().locator('.monaco-button', { hasText: 'Run in Terminal' }).click();
    const mark = path.join(folder, 'mark.txt');
    await workbench.until('it ran', async () => (await readFile(mark, 'utf8').catch(() => '')) === 'it ran\n', 30_000);
  });

  it('are those that the annotation of the alert names, at the place that it names', async () => {
    await workbench.openPicks(() => workbench.rowMenu('Named', 'Run a Step of the Runbook…'), 'second');
    assert.equal((await offered()).length, 1);
    await workbench.page.keyboard.press('Escape');
  });

  it('are all that there are, where no alert is chosen', async () => {
    await workbench.openPicks(() => workbench.run('Watchpost: Run a Step of the Runbook…'), 'rm -rf everything');
    assert.equal((await offered()).length, 3);
    await workbench.page.keyboard.press('Escape');
  });
});
