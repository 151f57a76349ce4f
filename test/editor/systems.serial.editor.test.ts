// What the product is for, on the five sample systems in the real editor: statuses at once, faults that turn the right
// row and back, a panel with history, in every theme.
import assert from 'node:assert/strict';
import { copyFile, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { need } from '../support/provision/need.ts';
import { PROJECT_ROOT } from '../support/provision/projectRoot.ts';
import { startSystems, type Systems } from '../systems/startSystems.ts';
import { Editor, type Workspace } from './support/editor.ts';
import { FAULT_ROUNDS } from './support/expectedFaults.ts';
import { chartCard, chartTimes, oldestPoint, oldestRun, runsShown, seriousViolations } from './support/panel.ts';
import { tellFailure } from './support/tellFailure.ts';
import { type Theme, THEMES, type Workbench } from './support/workbench.ts';

const OPENING_LIMIT_S = 5;
/** The best of so many openings counts: what else is done on a machine only ever adds to what is measured. */
const OPENINGS = 3;
const PANEL = '.plot canvas';
const DASHBOARDS = path.join(PROJECT_ROOT, 'test', 'systems', 'dashboards');

describe('in the real VS Code, through the browser, on the five systems', function () {
  let systems: Systems;
  let editor: Editor;
  let workspace: Workspace;
  let workbench: Workbench;

  before(async function () {
    await need(this, 'chromium', 'postgresql', 'redis');
    systems = await startSystems();
    assert.deepEqual(systems.leftOut, []);
    const secretsFile = path.join(systems.logsFolder, '..', 'secrets.json');
    await writeFile(secretsFile, JSON.stringify(systems.secrets));
    const { caFile } = systems;
    editor = await Editor.start({
      env: { WATCHPOST_DEV_SECRETS: secretsFile, ...(caFile !== undefined && { NODE_EXTRA_CA_CERTS: caFile }) },
    });
    await openFolder('systems');
  });
  after(async () => {
    await editor?.stop();
    await systems?.stop();
  });
  afterEach(tellFailure(() => workbench));

  async function openFolder(name: string): Promise<void> {
    workspace = await editor.workspace(name, {
      'watchpost.interval': '1s',
      'watchpost.services': servicesAtOneSecond(systems),
      'workbench.colorTheme': THEMES.dark,
    });
    workbench = await editor.open(workspace);
  }

  it('each service of the table has the right status within five seconds of opening', async () => {
    const names = Object.keys(systems.services);
    assert.equal(names.length, 9);
    let best = Infinity;
    for (let opening = 1; best > OPENING_LIMIT_S && opening <= OPENINGS; opening++) {
      if (opening > 1) {
        await workbench.close();
        await openFolder(`systems-${opening}`);
      }
      await workbench.showServices();
      const allUpMs = await workbench.allRowsUp(names);
      const took = (allUpMs - (await activatedMs(editor))) / 1000;
      console.log(`      all ${names.length} services up ${took.toFixed(2)} s after activation`);
      await workbench.until('the status bar', async () => (await workbench.statusBar()) === '9 up');
      best = Math.min(best, took);
    }
    assert.ok(best <= OPENING_LIMIT_S, `${best} s`);
    // A database may be called as its service is.
    const icons = (await workbench.rows())
      .filter(({ label, spoken }) => names.includes(label) && spoken.startsWith('service '))
      .map(({ icon }) => icon);
    assert.equal(icons.length, 9);
    for (const icon of icons) assert.match(icon, /codicon-pass\b/);
  });

  FAULT_ROUNDS.forEach((round, index) => {
    describe(`faults, round ${index + 1}`, () => {
      before(async () => {
        await workbench.watchStatuses();
        await Promise.all(round.map(({ service, fault }) => systems.fault(service, fault)));
      });

      for (const { service, fault, status, says } of round.filter((row) => row.status !== 'up')) {
        it(`${service}, ${fault}: ${status}, and says why`, async () => {
          const spoken = new RegExp(`^service ${service}: ${status}, `);
          const row = await workbench.waitForRow(service, (found) => spoken.test(found.spoken), 25_000);
          assert.match(row.spoken, says);
        });
      }
      for (const { service, fault, says } of round.filter((row) => row.status === 'up')) {
        it(`${service}, ${fault}: stays up and does not flicker`, async () => {
          await workbench.waitForRow(service, ({ spoken }) => says.test(spoken));
          // Long enough for half a dozen runs, every other of which fails.
          await workbench.until('six seconds of rows', async () => (await workbench.watchedForMs()) > 6_000);
          assert.deepEqual(await workbench.statusesOf(service), ['up']);
        });
      }
      it('and all are up again', async () => {
        if (index === 0) await workbench.screenshot('systems-faults');
        const rows = await workbench.rows();
        const failing = rows.filter(({ spoken }) => /^service \S+: (down|degraded)/.test(spoken)).length;
        assert.equal(Number(await workbench.badge()), failing);
        await systems.clear();
        await workbench.until('all are up', async () => (await workbench.statusBar()) === '9 up', 20_000);
        await workbench.allRowsUp(Object.keys(systems.services));
      });
    });
  });

  describe('the dashboards of the guides', () => {
    before(async () => {
      const folder = path.join(workspace.folder, 'monitoring', 'dashboards');
      await mkdir(folder, { recursive: true });
      for (const name of await readdir(DASHBOARDS))
        await copyFile(path.join(DASHBOARDS, name), path.join(folder, name));
    });

    for (const [title, panel, value] of [
      ['ClawNet Overview', 'Cache Hit Rate', '.legend-value'],
      ['CodeSync', 'Active Sessions', '.stat-value'],
      ['MoAI-Flow Monitoring', 'Active Agents', '.legend-value'],
      ['Twinkle: API and Facilitator', 'Request Latency', '.legend-value'],
    ] as const) {
      it(`${title} is drawn without a Grafana`, async () => {
        await workbench.choosePick(() => workbench.run('Watchpost: Open Dashboard'), title);
        const frame = await workbench.webview('main.dashboard .panel');
        await workbench.until('its title', async () => (await frame.locator('h1').textContent()) === title);
        const shown = frame.locator('.panel', { has: frame.locator('.chart-title', { hasText: panel }) }).first();
        await workbench.until(`a value of ${panel}`, async () => {
          // A panel is asked for while it is in view, and what fills above it may push it out again.
          await shown.scrollIntoViewIfNeeded();
          return (await shown.locator(value).allTextContents()).some((text) => /\d/.test(text));
        });
        assert.equal(await frame.locator('.panel-problem').count(), 0);
        await workbench.closeEditors();
      });
    }
  });

  describe('the panel', () => {
    before(async () => {
      await workbench.tidy();
      await workbench.openPanel('twinkle-api');
      await workbench.webview(PANEL);
    });

    it('shows the values under the pointer', async () => {
      const frame = await workbench.webview(PANEL);
      const card = chartCard(frame, 'Probe duration');
      await workbench.until('a time at the cursor', async () => {
        // A chart is drawn while it is in view, and what loads above it may push it out again.
        await card.scrollIntoViewIfNeeded();
        const box = await card
          .locator('.plot .u-over')
          .boundingBox({ timeout: 1_000 })
          .catch(() => null);
        if (box === null) return false;
        await workbench.page.mouse.move(box.x + box.width - 3, box.y + box.height / 2);
        await workbench.page.mouse.move(box.x + box.width - 2, box.y + box.height / 2);
        return /^\d\d:\d\d:\d\d$/.test((await card.locator('.cursor-time').textContent()) ?? '');
      });
      assert.match((await card.locator('.legend-value').first().textContent()) ?? '', /^[\d.]+ (µs|ms|s)$/);
    });

    it('switches its range', async () => {
      const frame = await workbench.webview(PANEL);
      await frame.locator('.ranges label', { hasText: /^5m$/ }).click();
      await workbench.until('the range of five minutes', async () => (await plotMinutes(workbench)) === 5);
      await frame.locator('.ranges label', { hasText: /^15m$/ }).click();
      await workbench.until('the range of fifteen minutes', async () => (await plotMinutes(workbench)) === 15);
    });

    it('filters its charts by name and shows them all again', async () => {
      const frame = await workbench.webview(PANEL);
      const section = frame.locator('section[aria-labelledby="metrics"]');
      const titles = section.locator('.chart-grid h3');
      // Beside the heading: how many charts there are, or how many of them the filter lets through. Families come and go with
      // what the service measures, so that neither is the same at two times.
      const countIs = async (pattern: RegExp): Promise<boolean> => {
        const [, shown] = pattern.exec((await section.locator('.section-count').textContent()) ?? '') ?? [];
        return Number(shown) > 0 && (await titles.count()) === Number(shown);
      };
      await workbench.until('all charts', () => countIs(/^(\d+)$/));
      const [name = ''] = await titles.allTextContents();
      await frame.getByRole('searchbox').fill(name);
      await workbench.until('some of the charts', () => countIs(/^(\d+) of \d+$/));
      const names = await titles.allTextContents();
      assert.ok(name !== '' && names.includes(name), `${name}: ${names.join()}`);
      await frame.getByRole('searchbox').fill('');
      await workbench.until('all charts again', () => countIs(/^(\d+)$/));
    });

    it('shows a chart as a table and back', async () => {
      const frame = await workbench.webview(PANEL);
      const times = await chartTimes(frame, 'Probe duration');
      assert.ok(times.length > 1, times.join());
      await frame.locator(PANEL).first().waitFor();
    });

    it('pauses the service and resumes it', async () => {
      const frame = await workbench.webview(PANEL);
      await frame.getByRole('button', { name: 'Pause', exact: true }).click();
      await workbench.waitForRow('twinkle-api', ({ spoken }) => spoken === 'service twinkle-api: paused');
      await frame.getByRole('button', { name: 'Resume', exact: true }).click();
      await workbench.waitForRow('twinkle-api', ({ spoken }) => spoken.startsWith('service twinkle-api: up'));
    });

    it('freezes its charts and goes on', async () => {
      const frame = await workbench.webview(PANEL);
      await frame.getByRole('button', { name: 'Freeze charts' }).click();
      await frame.locator('.notice', { hasText: 'frozen' }).waitFor();
      await frame.getByRole('button', { name: 'Charts frozen' }).click();
      await frame.locator('.notice', { hasText: 'frozen' }).waitFor({ state: 'hidden' });
    });

    it('is reached and used by keyboard alone', async () => {
      const frame = await workbench.webview(PANEL);
      await frame.locator('h1').click();
      const reached: string[] = [];
      for (let i = 0; i < 60; i++) {
        await workbench.page.keyboard.press('Tab');
        reached.push(
          await frame.evaluate(() => {
            const element = document.activeElement;
            return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
          }),
        );
      }
      const wanted = ['Refresh', 'Pause', 'Edit settings', 'Runs over time', 'Last 15 minutes', 'Freeze charts'];
      for (const name of [...wanted, 'Filter charts by name'])
        assert.ok(reached.includes(name), `${name} is missing in ${reached.join(' | ')}`);
      await frame.locator('.beats').focus();
      await workbench.page.keyboard.press('Home');
      assert.match((await frame.locator('.beats').getAttribute('aria-valuetext')) ?? '', /\d\d:\d\d:\d\d/);
    });

    for (const theme of Object.keys(THEMES) as Theme[]) {
      it(`has nothing that axe-core finds serious or critical: ${theme}`, async () => {
        await workspace.write({ 'workbench.colorTheme': THEMES[theme] });
        await workbench.themeShown(theme);
        const frame = await workbench.webview(PANEL);
        await frame.locator(`body.vscode-${theme === 'contrast' ? 'high-contrast' : theme}`).waitFor();
        await workbench.screenshot(`panel-${theme}`);
        assert.deepEqual(await seriousViolations(frame), []);
      });
    }

    it('can be wide, and narrow beside a narrow tree', async () => {
      await workspace.write({ 'workbench.colorTheme': THEMES.dark });
      await workbench.themeShown('dark');
      await workbench.page.setViewportSize({ width: 2200, height: 1200 });
      await workbench.screenshot('panel-wide');
      await workbench.page.setViewportSize({ width: 600, height: 800 });
      await workbench.setSideBarWidth(200);
      await workbench.screenshot('panel-narrow');
      const frame = await workbench.webview(PANEL);
      const root = frame.locator('html');
      const overflow = await root.evaluate((element) => element.scrollWidth - element.clientWidth);
      await workbench.page.setViewportSize({ width: 1280, height: 800 });
      await workbench.setSideBarWidth(300);
      assert.equal(overflow, 0);
    });
  });

  describe('after a reload', () => {
    it('history is kept', async () => {
      const before = await workbench.webview(PANEL);
      const since = sinceOf(await before.locator('.header-status').innerText());
      const runs = await runsShown(before);
      assert.ok(runs > 20, `${runs} runs`);
      const oldest = [await oldestRun(before), await oldestPoint(before)];
      for (const time of oldest) assert.match(time, /^\d\d:\d\d:\d\d$/);
      await workbench.reload();
      const after = await workbench.webview(PANEL, 40_000);
      // Nothing is known of now before it was looked at; of what was before, everything.
      await after.locator('.header-status', { hasText: /^Up/ }).waitFor();
      assert.ok((await runsShown(after)) >= runs, `${runs} runs before, ${await runsShown(after)} after`);
      assert.equal(sinceOf(await after.locator('.header-status').innerText()), since);
      // Before midnight and after it the day would count too.
      const now = [await oldestRun(after), await oldestPoint(after)];
      now.forEach((time, i) => assert.ok(time <= (oldest[i] ?? ''), `from ${oldest[i]} before, from ${time} after`));
      await workbench.screenshot('panel-after-reload');
    });
  });

  describe('the picture of the README', () => {
    it('shows a service that is down, one that is degraded and a panel with some minutes of data', async function () {
      const update = process.env['WATCHPOST_UPDATE_SCREENSHOT'] === '1';
      this.timeout(600_000);
      await systems.fault('clawnet', 'databaseGone');
      await systems.fault('asset-forge-api', 'imageServerGone');
      // For the picture that is kept, five minutes fill the range, with a bad moment in the past.
      if (update) {
        await workbench.page.waitForTimeout(150_000);
        await systems.fault('twinkle-api', 'status503');
        await workbench.page.waitForTimeout(15_000);
        await systems.clear('twinkle-api');
        await workbench.page.waitForTimeout(75_000);
      }
      await workbench.waitForRow('clawnet', ({ spoken }) => spoken.startsWith('service clawnet: down'));
      await workbench.waitForRow('asset-forge-api', ({ spoken }) => spoken.includes(': degraded'));
      const frame = await workbench.webview(PANEL);
      await frame.locator('.ranges label', { hasText: /^5m$/ }).click();
      await workbench.until('the range of five minutes', async () => (await plotMinutes(workbench)) === 5);
      await workbench.dismissNotifications();
      await frame.getByRole('searchbox').fill('');
      await frame.locator('h1').scrollIntoViewIfNeeded();
      await workbench.page.mouse.move(1100, 790);
      const file = await workbench.screenshot('readme');
      if (update) await copyFile(file, path.join(PROJECT_ROOT, 'media', 'screenshot.png'));
      assert.ok((await stat(file)).size <= 200_000);
      await systems.clear();
    });
  });
});

function servicesAtOneSecond(systems: Systems): Record<string, unknown> {
  const more: Readonly<Record<string, object>> = { 'twinkle-facilitator': { timeout: '3s' } };
  return Object.fromEntries(
    Object.entries(systems.settings()).map(([name, settings]) => [
      name,
      { ...(settings as object), interval: '1s', ...more[name] },
    ]),
  );
}

/** When the extension host began to activate Watchpost, as it has it in its log. */
/** When Watchpost was activated in the window that was opened last. */
async function activatedMs({ server }: Editor): Promise<number> {
  const logs = path.join(server.dataDir, 'data', 'logs');
  const files = (await readdir(logs, { recursive: true })).filter((file) => file.endsWith('remoteexthost.log'));
  const texts = await Promise.all(files.map((file) => readFile(path.join(logs, file), 'utf8')));
  const times = texts
    .flatMap((text) => text.split('\n'))
    .filter((line) => line.includes('_doActivateExtension watchpost.watchpost'))
    .map((line) => new Date(line.slice(0, 23).replace(' ', 'T')).getTime());
  assert.ok(times.length > 0, `the activation is not in ${files.join(', ')}`);
  return Math.max(...times);
}

async function plotMinutes(workbench: Workbench): Promise<number> {
  const frame = await workbench.webview(PANEL);
  await frame.locator('h1').scrollIntoViewIfNeeded();
  const label = (await frame.locator('.plot').first().getAttribute('aria-label')) ?? '';
  const [from = NaN, to = NaN] = [...label.matchAll(/(\d\d):(\d\d):(\d\d)/g)].map(
    ([, h, m, s]) => Number(h) * 60 + Number(m) + Number(s) / 60,
  );
  return Math.round((to - from + 1440) % 1440);
}

function sinceOf(status: string): string {
  return /since ([\d:]+)/.exec(status)?.[1] ?? `no time in ${status}`;
}
