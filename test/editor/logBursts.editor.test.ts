// A burst of errors in a service's log, up to the badge on its row and back, in the real VS Code.
import assert from 'node:assert/strict';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { need } from '../support/provision/need.ts';
import { Editor, type Workspace } from './support/editor.ts';
import { type Loopback, startLoopback } from './support/loopback.ts';
import { tellFailure } from './support/tellFailure.ts';
import { THEMES, type Workbench } from './support/workbench.ts';

/** The built-in rule with half a minute in the place of five: a burst is over when it is out of sight. */
const SHORT_BURST = `groups:
  - name: bursts
    interval: 1s
    rules:
      - alert: ShortBurst
        expr: sum by (job) (increase(log_records_total{level=~"error|fatal"}[30s])) > 10
        labels: { severity: warning }
`;
/** A burst goes on until it is told of: the counters look every five seconds, rules every fifteen. */
const TOLD_WITHIN_MS = 90_000;
/** Half a minute, and what a busy machine takes more. */
const OVER_WITHIN_MS = 120_000;

describe('bursts of errors in the real VS Code', function () {
  // Each test waits for a burst to be told, and one for it to be over.
  this.timeout(300_000);
  let target: Loopback;
  let editor: Editor;
  let workspace: Workspace;
  let workbench: Workbench;

  before(async function () {
    await need(this, 'chromium');
    target = await startLoopback();
    editor = await Editor.start();
    workspace = await editor.workspace('bursts', {
      'workbench.colorTheme': THEMES.dark,
      'watchpost.alerts.builtIn': {},
      'watchpost.services': {
        shop: { health: `${target.origin}/health`, logs: { file: 'logs/shop.log' } },
        till: { health: `${target.origin}/health`, logs: { file: 'logs/till.log' } },
      },
    });
    await mkdir(path.join(workspace.folder, 'logs'));
    for (const name of ['shop', 'till']) await log(name, 'info', 50);
    workbench = await editor.open(workspace);
    await workbench.showServices();
    await workbench.allRowsUp(['shop', 'till']);
  });
  after(async () => {
    await editor?.stop();
    await target?.stop();
  });
  afterEach(tellFailure(() => workbench));

  /** Appends records as pino writes them. */
  async function log(service: string, level: 'info' | 'error', count: number): Promise<void> {
    const line = JSON.stringify({ level: level === 'error' ? 50 : 30, time: Date.now(), msg: `cannot reach the bank` });
    await appendFile(path.join(workspace.folder, 'logs', `${service}.log`), `${line}\n`.repeat(count));
  }

  /** A burst in a service's log that ends when its row tells of it. */
  async function burstUntilTold(service: string): Promise<void> {
    const endMs = performance.now() + TOLD_WITHIN_MS;
    let told = false;
    while (!told) {
      if (performance.now() > endMs) throw await workbench.failure(`no badge on ${service}`);
      await log(service, 'error', 20);
      await workbench.page.waitForTimeout(500);
      told = (await rowOf(service)).startsWith('1 alert');
    }
  }

  const rowOf = async (service: string): Promise<string> =>
    (await workbench.rows()).find(({ label }) => label === service)?.description ?? '';

  it('are a badge on the row of the service that logs them, until somebody takes them on', async () => {
    await burstUntilTold('shop');
    const { spoken } = await workbench.waitForRow('shop', ({ description }) => description.startsWith('1 alert'));
    assert.match(spoken, /^service shop: up.*1 alert/);
    assert.doesNotMatch(await rowOf('till'), /alert/, 'records that are no errors');
    await workbench.until('the status bar', async () => /^2 up\s+1$/.test(await workbench.statusBar()));
    await workbench.screenshot('log-burst');
    await workbench.run('Watchpost: Show Alerts');
    await workbench.waitForRow('WatchpostErrorBurst', ({ spoken: text }) => text.startsWith('warning alert'));
    await workbench.rowMenu('WatchpostErrorBurst', 'Acknowledge Alert…');
    await workbench.answer('the bank knows');
    await workbench.showServices();
    await workbench.waitForRow('shop', ({ description }) => !description.includes('alert'));
    await workbench.until('the status bar', async () => (await workbench.statusBar()) === '2 up');
  });

  it('are a badge until the burst is over', async () => {
    await mkdir(path.join(workspace.folder, 'rules'));
    await writeFile(path.join(workspace.folder, 'rules/bursts.yml'), SHORT_BURST);
    await workspace.write({
      'watchpost.rules': ['rules/*.yml'],
      'watchpost.alerts.builtIn': { WatchpostErrorBurst: false },
    });
    await burstUntilTold('till');
    await workbench.waitForRow('till', ({ description }) => description.startsWith('1 alert'));
    await workbench.waitForRow('till', ({ description }) => !description.includes('alert'), OVER_WITHIN_MS);
  });
});
