// Every page with the keyboard alone, and as a screen reader has it.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { FakeActivityHost } from './support/fakeActivityHost.ts';
import type { FakeEditor } from './support/fakeEditor.ts';
import type { FakeGrowingLogHost } from './support/fakeGrowingLogHost.ts';
import type { FakeRedisHost } from './support/fakeRedisHost.ts';
import type { FakeReportHost } from './support/fakeReportHost.ts';
import { focused, listen, tabTo, walkThrough } from './support/keyboardWalk.ts';
import { type PageOptions, frames, untilAsked, usePanelPages } from './support/panelPages.ts';
import type { PanelName } from './support/panelServer.ts';

/** What a page shows in one of its states, once it is there. */
interface PageState extends PageOptions {
  readonly ready: string;
  /** There is nothing to do yet. */
  readonly isIdle?: true;
}

const PAGES: Readonly<Record<Exclude<PanelName, 'logs'>, readonly PageState[]>> = {
  service: [
    { kind: 'full', ready: '.probe-run' },
    { kind: 'many', ready: '.probe-run' },
    { kind: 'loading', ready: '.placeholder', isIdle: true },
  ],
  overview: [
    { kind: 'full', ready: '.grid' },
    { kind: 'empty', ready: '.placeholder-message' },
    { kind: 'loading', ready: '.placeholder', isIdle: true },
  ],
  dashboard: [
    { kind: 'full', ready: '.stat-value' },
    { kind: 'message', ready: '.placeholder-message' },
    { kind: 'loading', ready: '.placeholder', isIdle: true },
  ],
  query: [
    { kind: 'full', ready: '.q-page' },
    { kind: 'full', ready: '.q-page', query: { text: 'up' } },
  ],
  growingLogs: [
    { kind: 'full', ready: '.log-row' },
    { kind: 'trouble', ready: '.log-notice' },
  ],
  report: [{ kind: 'full', ready: '.r-finding' }],
  activity: [
    { kind: 'full', ready: 'tbody tr' },
    { kind: 'restricted', ready: '.problem-line button' },
  ],
  redis: [
    { kind: 'full', ready: '.r-table tbody tr' },
    { kind: 'restricted', ready: '.problem-line button' },
  ],
};

interface HostWindow<Host> {
  readonly host: Host;
}

describe('with the keyboard alone', function () {
  this.timeout(60_000);

  for (const [panel, states] of Object.entries(PAGES) as [PanelName, readonly PageState[]][]) {
    describe(`the page of ${panel}`, () => {
      const pages = usePanelPages(panel);
      for (const { ready, isIdle, ...options } of states) {
        const state = [options.kind, ...Object.values(options.query ?? {})].join(', ');
        it(`is walked through from end to end (${state})`, async () => {
          const stops = await walkThrough(await pages.open(ready, options));
          assert.equal(stops.length > 0, isIdle !== true);
        });

        it(`has nothing that axe would find, not even what is moderate (${state})`, async () => {
          await pages.checkAccess(await pages.open(ready, options));
        });
      }
    });
  }

  const callsOf = (page: Page): Promise<FakeEditor['calls']> =>
    page.evaluate(() => (globalThis as unknown as HostWindow<FakeEditor>).host.calls);

  describe('sessions of a database', () => {
    const pages = usePanelPages('activity');
    /** Waits for as many more answers. */
    const answers = async (page: Page, count: number): Promise<void> => {
      const asked = await page.evaluate(() => (globalThis as unknown as HostWindow<FakeActivityHost>).host.asked);
      await page.waitForFunction((wanted) => {
        const { host } = globalThis as unknown as HostWindow<FakeActivityHost>;
        return host.asked > wanted;
      }, asked + count);
    };

    it('keep the focus on a session while rows are drawn anew, and on the table where it is gone', async () => {
      const page = await pages.open('tbody tr');
      await tabTo(page, 'Terminate 102');
      await answers(page, 1);
      assert.equal(await focused(page), 'button "Terminate 102"');
      await page.evaluate(() => {
        const { host } = globalThis as unknown as HostWindow<FakeActivityHost>;
        host.sessions = host.sessions.filter(({ pid }) => pid !== 102);
      });
      await page.locator('tbody tr', { hasText: '102' }).waitFor({ state: 'detached' });
      assert.equal(await focused(page), 'region "Sessions"');
    });

    it('are quiet while they change, and tell what a filter left', async () => {
      const page = await pages.open('tbody tr');
      const said = await listen(page);
      await page.evaluate(() => {
        const { host } = globalThis as unknown as HostWindow<FakeActivityHost>;
        host.sessions = host.sessions.slice(1);
      });
      await page.locator('tbody tr').nth(2).waitFor({ state: 'detached' });
      assert.deepEqual(await said(), []);
      await tabTo(page, 'Filter the sessions');
      await page.keyboard.type('COMMIT');
      await page.getByText('1 of 2 sessions').waitFor({ state: 'attached' });
    });

    it('are ended with Enter', async () => {
      const page = await pages.open('tbody tr');
      await tabTo(page, 'Cancel the query of 102');
      await page.keyboard.press('Enter');
      await untilAsked(page, 'endSession');
      assert.deepEqual((await callsOf(page)).at(-1), ['endSession', 102, 'cancel']);
    });

    it('say why they are not asked for, and go on once they are', async () => {
      const page = await pages.open('.problem-line button', { kind: 'restricted' });
      await tabTo(page, 'Manage Workspace Trust');
      await page.keyboard.press('Enter');
      await untilAsked(page, 'manageTrust');
      await page.evaluate(() => {
        (globalThis as unknown as HostWindow<FakeActivityHost>).host.failure = undefined;
      });
      await page.locator('tbody tr').first().waitFor();
      assert.equal(await page.locator('.problem-line').isVisible(), false);
    });
  });

  describe('a running Redis', () => {
    const pages = usePanelPages('redis');
    const looks = async (page: Page, count: number): Promise<void> => {
      const seen = await page.evaluate(() => (globalThis as unknown as HostWindow<FakeRedisHost>).host.looks);
      await page.waitForFunction((wanted) => {
        const { host } = globalThis as unknown as HostWindow<FakeRedisHost>;
        return host.looks > wanted;
      }, seen + count);
    };

    it('is quiet while it is looked at, and keeps the focus', async () => {
      const page = await pages.open('.r-table tbody tr');
      await tabTo(page, 'Measure');
      const said = await listen(page);
      await looks(page, 2);
      assert.deepEqual(await said(), []);
      assert.equal(await focused(page), 'button "Measure"');
    });

    it('shows the numbers of a chart as a table', async () => {
      const page = await pages.open('.r-table tbody tr');
      await tabTo(page, 'Table of Clients');
      await page.keyboard.press('Enter');
      const table = page.getByRole('region', { name: 'Table: Clients' });
      assert.match((await table.textContent()) ?? '', /clients3/);
      await page.keyboard.press('Tab');
      assert.equal(await focused(page), 'region "Table: Clients"');
    });

    it('runs MONITOR, and tells what was seen', async () => {
      const page = await pages.open('.r-table tbody tr');
      await tabTo(page, 'For how long');
      await page.keyboard.press('Home');
      await tabTo(page, /^Run MONITOR/);
      const said = await listen(page);
      await page.keyboard.press('Enter');
      await page.getByRole('region', { name: 'Commands by name' }).waitFor();
      assert.deepEqual((await callsOf(page)).at(-1), ['monitor', 1]);
      assert.match((await said()).at(-1) ?? '', /^2 commands in 1 s/);
      assert.match(await focused(page), /^button "Run MONITOR/);
    });
  });

  describe('a report', () => {
    const pages = usePanelPages('report');

    it('is run again with the focus and what was opened as they were, and says so', async () => {
      const page = await pages.open('.r-finding');
      await tabTo(page, /^ok: /);
      await page.keyboard.press('Enter');
      await tabTo(page, 'Run Again');
      const said = await listen(page);
      await page.keyboard.press('Enter');
      await page.getByText('The report is new: 1 critical, 1 warning, 1 ok').waitFor({ state: 'attached' });
      assert.deepEqual(await said(), ['The report is new: 1 critical, 1 warning, 1 ok']);
      assert.equal(await focused(page), 'button "Run Again"');
      assert.equal(await page.locator('.r-finding.r-ok').getAttribute('open'), '');
      await page.evaluate(() => (globalThis as unknown as HostWindow<FakeReportHost>).host.reveal('version'));
      await page.waitForFunction(() => document.activeElement?.localName === 'summary');
      assert.match(await focused(page), /^summary "ok: 4711 version/);
    });

    it('sorts a table, and looks at one severity', async () => {
      const page = await pages.open('.r-finding');
      await tabTo(page, 'b');
      await page.keyboard.press('Enter');
      assert.equal(await page.locator('th[aria-sort]').getAttribute('aria-sort'), 'descending');
      assert.equal(await focused(page), 'button "b ↓"');
      await tabTo(page, '1 warning');
      await page.keyboard.press('Space');
      assert.equal(await page.locator('.r-finding').count(), 1);
      assert.equal(await focused(page), 'button "1 warning"');
      // What is pressed looks otherwise than what has the focus.
      await walkThrough(page);
    });
  });

  describe('a log view', () => {
    const pages = usePanelPages('growingLogs');
    /** The row that a screen reader is at. */
    const current = async (page: Page): Promise<string> => {
      await frames(page);
      const id = await page.getByRole('listbox').getAttribute('aria-activedescendant');
      return id === null ? '' : ((await page.locator(`#${id} .log-message`).textContent()) ?? '');
    };

    it('is gone through by rows, each with its place among all', async () => {
      const page = await pages.open('.log-row');
      await tabTo(page, 'Log records');
      await page.keyboard.press('Home');
      assert.equal(await current(page), '4711 0');
      await page.keyboard.press('ArrowDown');
      assert.equal(await current(page), '4711 1');
      await page.keyboard.press('End');
      assert.equal(await current(page), '4711 199');
      const row = page.locator('#row-199');
      assert.deepEqual(
        [await row.getAttribute('aria-posinset'), await row.getAttribute('aria-setsize')],
        ['200', '200'],
      );
    });

    it('opens a record with Enter, goes there, and comes back with Escape', async () => {
      const page = await pages.open('.log-row');
      await tabTo(page, 'Log records');
      await page.keyboard.press('End');
      await frames(page);
      await page.keyboard.press('Enter');
      await page.getByRole('region', { name: 'Record' }).waitFor();
      await page.waitForFunction(() => document.activeElement?.classList.contains('log-detail') === true);
      await walkThrough(page);
      await page.keyboard.press('Escape');
      assert.equal(await page.locator('.log-side').isVisible(), false);
      assert.equal(await focused(page), 'listbox "Log records"');
    });

    it('narrows the time by a bar, and widens it again', async () => {
      const page = await pages.open('.log-row');
      await page.locator('.log-histogram svg').waitFor();
      await tabTo(page, 'Records over time');
      const bar = page.getByRole('slider', { name: 'Records over time' });
      await page.keyboard.press('Home');
      assert.match((await bar.getAttribute('aria-valuetext')) ?? '', /: 3 records, 1 of them errors$/);
      await page.keyboard.press('ArrowRight');
      assert.match((await bar.getAttribute('aria-valuetext')) ?? '', /: 2 records, 0 of them errors$/);
      await page.keyboard.press('Enter');
      await untilAsked(page, 'filter');
      const [, filter] = (await callsOf(page)).at(-1) as [string, { sinceMs: number; untilMs: number }];
      assert.deepEqual(
        [filter.sinceMs, filter.untilMs],
        [Date.UTC(2026, 10, 21, 10) + 1_666, Date.UTC(2026, 10, 21, 10) + 3_333],
      );
      await page.getByRole('button', { name: / to / }).press('Enter');
      assert.equal(await focused(page), 'input "Text"');
    });

    it('is quiet while records come, and tells what a filter left and what was found', async () => {
      const page = await pages.open('.log-row');
      const said = await listen(page);
      await page.evaluate(() => (globalThis as unknown as HostWindow<FakeGrowingLogHost>).host.grow(50));
      await page.locator('.log-status', { hasText: '250 records' }).waitFor();
      assert.deepEqual(await said(), []);
      await tabTo(page, 'Highlight');
      await page.keyboard.type('4711');
      await page.locator('[aria-live]', { hasText: '250 found' }).waitFor({ state: 'attached' });
      await tabTo(page, 'Least level');
      await page.keyboard.press('End');
      await page.locator('[aria-live]', { hasText: '5 records' }).waitFor({ state: 'attached' });
      await tabTo(page, 'Go to time');
      await page.keyboard.type('noon');
      await page.keyboard.press('Enter');
      await page.locator('[aria-live]', { hasText: '"noon" is no time.' }).waitFor({ state: 'attached' });
    });

    it('keeps the focus on Mark while patterns are drawn anew', async () => {
      const page = await pages.open('.log-row');
      await tabTo(page, 'Group by pattern');
      await page.keyboard.press('Enter');
      await page.locator('.log-patterns tbody tr').waitFor();
      await tabTo(page, 'Mark');
      await page.keyboard.press('Enter');
      await page.getByText('0 new since the mark').waitFor();
      assert.equal(await focused(page), 'button "Mark"');
      await walkThrough(page);
    });
  });

  describe('a chart of the query panel', () => {
    const pages = usePanelPages('query');

    it('stands in the order of headings', async () => {
      const page = await pages.open('.q-page', { query: { text: 'up' } });
      await page.getByRole('tab', { name: 'Chart' }).click();
      await page.locator('.q-chart .chart-title').waitFor();
      await walkThrough(page);
      await pages.checkAccess(page);
    });
  });
});
