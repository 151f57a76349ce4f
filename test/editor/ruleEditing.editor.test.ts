// PromQL where it is written, in the real VS Code: values on hover, completion, formatting and hints, in rule files and in .promql files.
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
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
      - alert: ManyJobs
        expr: |
          sum by (queue)(jobs_running{queue="mail"})
            > 100
      - alert: Misspelt
        expr: 'rate(http_request_total{route="/a"}[5m]) > 1'
      - alert: Begun
        expr: jobs_running
`;

describe('PromQL where it is written, in the real VS Code', function () {
  let target: Awaited<ReturnType<typeof startMetricsServer>>;
  let editor: Editor;
  let workbench: Workbench;
  let workspace: Awaited<ReturnType<Editor['workspace']>>;

  before(async function () {
    await need(this, 'chromium');
    target = await startMetricsServer();
    editor = await Editor.start();
    workspace = await editor.workspace('ruleEditing', {
      'workbench.colorTheme': THEMES.light,
      'watchpost.services': { demo: { metrics: { url: `${target.origin}/metrics`, interval: '1s' } } },
      'watchpost.rules': ['rules/*.yml'],
      'editor.hover.delay': 100,
    });
    await mkdir(path.join(workspace.folder, 'rules'));
    await writeFile(path.join(workspace.folder, 'rules', 'demo.yml'), RULES);
    await writeFile(path.join(workspace.folder, 'jobs.promql'), 'sum( jobs_running ) by (queue)\n');
    workbench = await editor.open(workspace);
    await workbench.showServices();
    await workbench.waitForRow('demo', ({ spoken }) => spoken.startsWith('service demo: up'));
  });
  after(async () => {
    await editor?.stop();
    await target?.stop();
  });
  afterEach(tellFailure(() => workbench));

  const open = async (file: string): Promise<void> => {
    await workbench.openFile(file);
    await workbench.until(file, async () => (await workbench.editorTitle()).includes(file));
  };
  /** Puts the cursor at a line and column, both from 1. */
  const goTo = async (line: number, column: number): Promise<void> => {
    await workbench.page.keyboard.press('Control+G');
    await workbench.quickInput.fill(`:${line}:${column}`);
    await workbench.page.keyboard.press('Enter');
    await workbench.quickInput.waitFor({ state: 'hidden' });
  };
  const hover = async (line: number, column: number): Promise<string> => {
    await goTo(line, column);
    await workbench.run('Show or Focus Hover');
    const shown = workbench.page.locator('.monaco-hover:visible .hover-contents').first();
    await shown.waitFor();
    const text = (await workbench.page.locator('.monaco-hover:visible').first().innerText()).replaceAll('\u00A0', ' ');
    return text;
  };

  it('hints at a metric that nobody knows, and at none that is stored', async () => {
    await open('demo.yml');
    const hints = workbench.page.locator('.part.editor .squiggly-hint');
    await hints.first().waitFor({ state: 'attached' });
    assert.equal(await hints.count(), 1);
    const text = await hover(10, 22);
    assert.match(text, /No metric http_request_total is stored, and no rule records it\./);
    await workbench.page.keyboard.press('Escape');
  });

  it('says in a hover what the part of the expression under the cursor gives now', async () => {
    const selector = await hover(7, 30);
    assert.match(selector, /jobs_running\{queue="mail"\}\s+1 series now:\s+3 jobs_running\{.*queue="mail"/);
    await workbench.page.keyboard.press('Escape');
    const sum = await hover(7, 12);
    assert.match(sum, /sum by \(queue\) \(jobs_running\{queue="mail"\}\)\s+1 series now:\s+3 \{queue="mail"\}/);
    for (const theme of ['light', 'dark', 'contrast'] as const) {
      await workspace.write({ 'workbench.colorTheme': THEMES[theme] });
      await workbench.themeShown(theme);
      await hover(7, 12);
      await workbench.screenshot(`rule-hover-${theme}`);
      await workbench.page.keyboard.press('Escape');
    }
  });

  it('completes labels and values from what is stored', async () => {
    await goTo(12, 27);
    await workbench.page.keyboard.type('{');
    const entry = (label: string) =>
      workbench.page.locator('.suggest-widget.visible .monaco-list-row', { hasText: label }).first();
    await entry('queue').waitFor();
    await workbench.screenshot('rule-completion');
    await workbench.page.keyboard.type('queue="');
    await entry('images').waitFor();
    await workbench.page.keyboard.type('im');
    await workbench.page.keyboard.press('Enter');
    await workbench.until('the value', async () =>
      (await workbench.editorText()).includes('jobs_running{queue="images"'),
    );
    await workbench.page.keyboard.press('Escape');
  });

  it('formats the expressions of a rule file, and a query file', async () => {
    await workbench.run('Watchpost: Format PromQL Expressions');
    await workbench.until('one line', async () =>
      (await workbench.editorText()).includes('sum by (queue) (jobs_running{queue="mail"}) > 100'),
    );
    await workbench.run('File: Save');
    await open('jobs.promql');
    const text = await hover(1, 2);
    assert.match(text, /2 series now:\s+3 \{queue="mail"\}\s+4 \{queue="images"\}/);
    await workbench.page.keyboard.press('Escape');
    await workbench.run('Format Document');
    await workbench.until('its form', async () =>
      (await workbench.editorText()).includes('sum by (queue) (jobs_running)'),
    );
  });
});
