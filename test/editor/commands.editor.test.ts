// Every command as a user reaches it: the palette, a row's button or menu, the buttons and the menu above the rows, the
// status bar. A command without a case here fails.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { COMMANDS, type CommandName } from '../../src/ui/contributions.ts';
import { need } from '../support/provision/need.ts';
import { Editor, type Workspace } from './support/editor.ts';
import { type Loopback, startLoopback } from './support/loopback.ts';
import type { Row, Workbench } from './support/workbench.ts';

/** Commands that query.editor.test.ts and metrics.editor.test.ts exercise, each on what it is about. */
const ELSEWHERE: readonly CommandName[] = [
  'queryMetrics',
  'runQuery',
  'showTargets',
  'showCardinality',
  'pinMetric',
  'pinMetricToStatusBar',
  'unpinMetric',
  'openMetricChart',
  'copyMetricQuery',
  'queryMetric',
  'changeSignal',
  // dashboards.editor.test.ts
  'openDashboard',
  // alerts.editor.test.ts
  'showAlerts',
  'groupAlertsBySeverity',
  'groupAlertsByService',
  'openAlertRule',
  'openAlertQuery',
  'openRunbook',
  'acknowledgeAlert',
  'unacknowledgeAlert',
  'silenceAlert',
  'listSilences',
  'copyAlert',
  'replayRule',
  'queryFromRule',
  // environments.editor.test.ts
  'switchEnvironment',
  // handling.editor.test.ts
  'snooze',
  'acknowledge',
  'callAgain',
  'listHandled',
  // configFiles.editor.test.ts
  'showRoute',
  // runbooks.editor.test.ts
  'runRunbookStep',
  // ruleEditing.editor.test.ts
  'formatExpressions',
  // report.editor.test.ts and activity.editor.test.ts
  'runReport',
  'showActivity',
  'explainSql',
  'showRedisKeys',
  // probes.editor.test.ts
  'copyPushAddress',
  'discoverServices',
  // databases.editor.test.ts and redisLive.editor.test.ts
  'openReport',
  'forgetReport',
  'showRedisLive',
  // overview.editor.test.ts
  'showOverview',
  // timeline.editor.test.ts
  'showTimeline',
  // logs.editor.test.ts
  'tailLogs',
  'tailLogsInTerminal',
  'openLog',
  'openFilteredLog',
  'exportLog',
  // seenMessages.editor.test.ts
  'showSeen',
];

const SECRET = 'correct-horse-battery';

describe('commands, in the real VS Code', function () {
  let editor: Editor;
  let workspace: Workspace;
  let workbench: Workbench;
  let backend: Loopback;
  let other: Loopback;

  before(async function () {
    await need(this, 'chromium');
    backend = await startLoopback();
    other = await startLoopback();
    backend.answers.set('/broken', { code: 503, body: { status: 'unhealthy', database: 'the disk is full' } });
    const headers = { Authorization: 'Bearer ${secret:token}' };
    const service = (group: string, environment: string, url: string, more: object = {}) => ({
      group,
      environment,
      health: { url, ...more },
    });
    editor = await Editor.start();
    workspace = await editor.workspace('commands', {
      // So seldom that nobody but a command asks.
      'watchpost.interval': '10m',
      'watchpost.services': {
        web: service('Frontend', 'staging', `${backend.origin}/web`),
        api: service('Backend', 'local', `${backend.origin}/api`, { headers }),
        broken: service('Backend', 'staging', `${backend.origin}/broken`),
        partner: service('Frontend', 'local', `${other.origin}/partner`, { headers }),
      },
    });
    workbench = await editor.open(workspace);
    await workbench.showServices();
    await workbench.closeEditors();
    await workbench.waitForRow('broken', ({ spoken }) => spoken.startsWith('service broken: down'), 30_000);
  });
  after(async () => {
    await editor?.stop();
    await backend?.stop();
    await other?.stop();
  });
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    console.error((await workbench.failure(this.currentTest.title)).message);
    await workbench.page.keyboard.press('Escape');
  });

  const serviceRows = async (): Promise<string[]> =>
    (await workbench.rows()).filter(({ spoken }) => spoken.startsWith('service ')).map(({ label }) => label);
  const groupRows = async (): Promise<string[]> =>
    (await workbench.rows()).filter(({ spoken }) => spoken.startsWith('group ')).map(({ label }) => label);
  const rowsAre = async (what: string, rows: () => Promise<string[]>, expected: readonly string[]): Promise<void> =>
    workbench.until(`${what} ${expected.join()}`, async () => (await rows()).join() === expected.join());
  const spoken = (name: string, text: string) => (row: Row) => row.spoken.startsWith(`service ${name}: ${text}`);
  const ALL = ['api', 'broken', 'partner', 'web'];

  const CASES: Readonly<Partial<Record<CommandName, { by: string; test: () => Promise<void> }>>> = {
    setSecret: {
      by: 'palette: types the value and chooses where it may go',
      async test() {
        await workbench.choosePick(() => workbench.run('Watchpost: Set Secret…'), 'token');
        await workbench.answer(SECRET);
        await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: other.origin }).click();
        await workbench.page.keyboard.press('Enter');
        await workbench.waitForRow('api', spoken('api', 'up'));
        assert.equal(backend.requests.at(-1)?.headers.authorization, `Bearer ${SECRET}`);
        assert.equal(other.requests.length, 0);
      },
    },
    allowSecret: {
      by: 'button of a row: asks, and sends the secret from then on',
      async test() {
        await workbench.dismissNotifications();
        await workbench.rowButton('partner', 'Allow or Set the Secret');
        await workbench.answerNotification(/Send the secret token to/, 'Allow');
        await workbench.waitForRow('partner', spoken('partner', 'up'));
        assert.equal(other.requests.at(-1)?.headers.authorization, `Bearer ${SECRET}`);
      },
    },
    listSecrets: {
      by: 'menu of the view: names and places, no values',
      async test() {
        await workbench.titleMenu('List Secrets');
        const entry = workbench.pick('token');
        await entry.waitFor();
        const text = await entry.innerText();
        for (const { origin } of [backend, other]) assert.ok(text.includes(origin), text);
        assert.ok(!(await workbench.page.content()).includes(SECRET));
        await workbench.page.keyboard.press('Escape');
      },
    },
    refreshAll: {
      by: 'button of the view: every service is asked again',
      async test() {
        const before = [backend.count('/web'), backend.count('/api'), other.count('/partner')];
        await workbench.titleButton('Refresh All');
        await workbench.until('a request each', () =>
          Promise.resolve(
            [backend.count('/web'), backend.count('/api'), other.count('/partner')].every((n, i) => n > before[i]!),
          ),
        );
      },
    },
    refresh: {
      by: 'button of a row: that service is asked again',
      async test() {
        const [web, api] = [backend.count('/web'), backend.count('/api')];
        await workbench.rowButton('web', 'Refresh');
        await workbench.until('a request', () => Promise.resolve(backend.count('/web') === web + 1));
        assert.equal(backend.count('/api'), api);
      },
    },
    openPanel: {
      by: 'menu of a row: the panel is in front',
      async test() {
        await workbench.rowMenu('web', 'Open Panel');
        const frame = await workbench.webview('.header-name h1');
        assert.equal(await frame.locator('.header-name h1').innerText(), 'web');
        await workbench.closeEditors();
      },
    },
    openEndpoint: {
      by: 'menu of a row: the browser opens the address',
      async test() {
        const opened = workbench.page.context().waitForEvent('page', { timeout: 15_000 });
        await workbench.rowMenu('web', 'Open Endpoint');
        const page = await opened;
        // The host may lead the browser through a proxy of its own to the port.
        const port = new URL(backend.origin).port;
        await workbench
          .until('the address', () => Promise.resolve(page.url().includes(port)), 5_000)
          .catch((error: unknown) => {
            throw new Error(`the browser is at ${page.url()}`, { cause: error });
          });
        assert.match(page.url(), /web$/);
        await page.close();
      },
    },
    showResponse: {
      by: 'menu of a row: the kept response is in an editor',
      async test() {
        await workbench.rowMenu('broken', 'Show Response');
        await workbench.until('the response', async () => (await workbench.editorText()).includes('the disk is full'));
        assert.match(await workbench.editorText(), /503/);
        await workbench.closeEditors();
      },
    },
    pause: {
      by: 'menu of a row: the service is paused',
      async test() {
        await workbench.rowMenu('web', 'Pause');
        await workbench.waitForRow('web', (row) => row.spoken === 'service web: paused');
      },
    },
    resume: {
      by: 'button of a row: the service is watched again',
      async test() {
        await workbench.rowButton('web', 'Resume');
        await workbench.waitForRow('web', spoken('web', 'up'));
      },
    },
    pauseAll: {
      by: 'menu of the view: all are paused, and the status bar says so',
      async test() {
        await workbench.titleMenu('Pause All');
        for (const name of ALL) await workbench.waitForRow(name, (row) => row.spoken === `service ${name}: paused`);
        assert.equal(await workbench.statusBar(), 'paused');
      },
    },
    resumeAll: {
      by: 'palette: all are watched again',
      async test() {
        await workbench.run('Watchpost: Resume All');
        for (const name of ALL) await workbench.waitForRow(name, spoken(name, name === 'broken' ? 'down' : 'up'));
      },
    },
    showOnlyFailing: {
      by: 'button of the view: the others are gone',
      async test() {
        await workbench.titleButton('Show Only Failing');
        await rowsAre('only', serviceRows, ['broken']);
      },
    },
    showAll: {
      by: 'button of the view: all are back',
      async test() {
        await workbench.titleButton('Show All Services');
        await rowsAre('services', serviceRows, ALL);
      },
    },
    revealFailing: {
      by: 'the status bar: its click shows what fails, chosen in the tree',
      async test() {
        assert.equal(await workbench.statusBar(), 'broken down');
        await workbench.statusBarItem.click();
        await workbench.row('broken').and(workbench.page.locator('.selected')).waitFor();
        await rowsAre('only', serviceRows, ['broken']);
        await workbench.run('Watchpost: Show All Services');
        await rowsAre('services', serviceRows, ALL);
      },
    },
    groupByNothing: {
      by: 'menu of the view: a flat list',
      async test() {
        await workbench.titleMenu('Do Not Group');
        await rowsAre('groups', groupRows, []);
        await rowsAre('services', serviceRows, ALL);
      },
    },
    sortByHealth: {
      by: 'menu of the view: what is down comes first',
      async test() {
        await workbench.titleMenu('Sort by Health');
        await rowsAre('services', serviceRows, ['broken', 'api', 'partner', 'web']);
      },
    },
    sortByName: {
      by: 'menu of the view: by name again',
      async test() {
        await workbench.titleMenu('Sort by Name');
        await rowsAre('services', serviceRows, ALL);
      },
    },
    groupByEnvironment: {
      by: 'menu of the view: one group an environment',
      async test() {
        await workbench.titleMenu('Group by Environment');
        await rowsAre('groups', groupRows, ['local', 'staging']);
      },
    },
    groupByGroup: {
      by: 'palette: one group a group',
      async test() {
        await workbench.run('Watchpost: Group by Group');
        await rowsAre('groups', groupRows, ['Backend', 'Frontend']);
      },
    },
    editSettings: {
      by: 'menu of a row: the settings file at the service’s line',
      async test() {
        await workbench.rowMenu('partner', 'Edit Settings');
        await workbench.until('the file', async () => (await workbench.editorTitle()).startsWith('settings.json'));
        const lines = (await readFile(workspace.settingsFile, 'utf8')).split('\n');
        const line = lines.findIndex((text) => text.includes('"partner"')) + 1;
        await workbench.page.locator('.part.statusbar', { hasText: `Ln ${line}, ` }).waitFor();
        assert.match(await workbench.editorText(), /"partner": \{/);
        await workbench.closeEditors();
      },
    },
    copyAsCurl: {
      by: 'menu of a row: a line without the secret',
      async test() {
        await workbench.setClipboard('');
        await workbench.rowMenu('api', 'Copy as curl');
        await workbench.until('a line', async () => (await workbench.clipboard()) !== '');
        const line = await workbench.clipboard();
        assert.match(line, /^curl /);
        assert.ok(line.includes(`${backend.origin}/api`), line);
        assert.ok(!line.includes(SECRET), line);
      },
    },
    copyName: {
      by: 'menu of a row: the name',
      async test() {
        await workbench.setClipboard('');
        await workbench.rowMenu('web', 'Copy Name');
        await workbench.until('the name', async () => (await workbench.clipboard()) === 'web');
      },
    },
    addService: {
      by: 'button of the view: an address, what is found there, a name, and it is watched',
      async test() {
        await workbench.titleButton('Add Service');
        await workbench.answer(`${backend.origin}/added`);
        await workbench.pick(`${backend.origin}/added`).waitFor();
        await workbench.page.keyboard.press('Enter');
        await workbench.answer('added');
        await workbench.waitForRow('added', spoken('added', 'up'));
        const settings = (await workspace.read())['watchpost.services'] as Record<string, unknown>;
        assert.deepEqual(settings['added'], { health: `${backend.origin}/added` });
        assert.deepEqual(Object.keys(settings).sort(), ['added', ...ALL]);
        await workbench.until('the file', async () => (await workbench.editorText()).includes('"added"'));
        await workbench.closeEditors();
      },
    },
    showLog: {
      by: 'menu of the view: the output is in front',
      async test() {
        await workbench.titleMenu('Show Log');
        const output = workbench.page.locator('.part.panel .view-lines');
        await output.filter({ hasText: /watching\s5\sservices/ }).waitFor();
        assert.ok(!(await output.innerText()).includes(SECRET));
        await workbench.run('View: Hide Panel');
      },
    },
    copyDiagnostics: {
      by: 'palette: versions and counts, no names, addresses or secrets',
      async test() {
        await workbench.setClipboard('');
        await workbench.run('Watchpost: Copy Diagnostics');
        await workbench.until('a text', async () => (await workbench.clipboard()) !== '');
        const text = await workbench.clipboard();
        const { services, bugs } = JSON.parse(text) as { services: { configured: number }; bugs: number };
        assert.deepEqual([services.configured, bugs], [5, 0]);
        for (const word of [SECRET, '127.0.0.1', 'partner', 'token']) assert.ok(!text.includes(word), word);
        await workbench.dismissNotifications();
      },
    },
    openDocumentation: {
      by: 'menu of the view: the guide is in front',
      async test() {
        await workbench.titleMenu('Open the Documentation');
        const frame = await workbench.webview('.markdown-body h1');
        assert.match(await frame.locator('h1').first().innerText(), /Watchpost/);
        await workbench.closeEditors();
      },
    },
    removeSecret: {
      by: 'palette: it is gone, and the service that needs it says so',
      async test() {
        await workbench.choosePick(() => workbench.run('Watchpost: Remove Secret…'), 'token');
        await workbench.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
        // What is up stays so until it is looked at again.
        await workbench.run('Watchpost: Refresh All');
        await workbench.waitForRow('api', ({ spoken }) => /service api: unknown, .*token/.test(spoken));
      },
    },
    manageTrust: {
      by: 'palette of a window that is not trusted: the editor’s page for it',
      async test() {
        const restricted = await Editor.start({ trusted: false });
        try {
          const window = await restricted.open(
            await restricted.workspace('restricted', { 'watchpost.services': { web: { health: backend.origin } } }),
          );
          await window.stayUntrusted();
          await window.showServices();
          await window.run('Watchpost: Manage Workspace Trust');
          await window.page.locator('.workspace-trust-editor').waitFor();
        } finally {
          await restricted.stop();
        }
      },
    },
  };

  for (const [name, { by, test }] of Object.entries(CASES)) it(`${name}, by ${by}`, test);

  it('every command has its case', () =>
    assert.deepEqual([...Object.keys(CASES), ...ELSEWHERE].sort(), Object.keys(COMMANDS).sort()));
});
