import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Frame, Locator, Page } from 'playwright-core';
import { workbenchPage } from './workbenchPage.ts';
import { PROJECT_ROOT } from '../../support/provision/projectRoot.ts';

/** The themes that every view is looked at in, by the names that the editor knows them by. */
export const THEMES = {
  light: 'Default Light Modern',
  dark: 'Default Dark Modern',
  contrast: 'Default High Contrast',
} as const;
export type Theme = keyof typeof THEMES;

/** A row of a tree as a user meets it. */
export interface Row {
  readonly label: string;
  readonly description: string;
  /** What a screen reader says. */
  readonly spoken: string;
  readonly level: number;
}

/** One window of the workbench in a page of a real browser, driven as a user drives it. */
export class Workbench {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  /** Opens the workbench at `url` and waits until it can be used. */
  static async open(browser: Browser, url: string, size = { width: 1280, height: 800 }): Promise<Workbench> {
    const page = await workbenchPage(browser, size);
    await page.goto(url);
    const workbench = new Workbench(page);
    await workbench.ready();
    return workbench;
  }

  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.ready();
  }

  async close(): Promise<void> {
    await this.page.close();
  }

  /** Runs a command by its title through the palette. */
  async run(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    const input = this.page.locator('.quick-input-widget input.input');
    await input.waitFor({ state: 'visible' });
    await input.fill(`>${title}`);
    const entry = this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: title }).first();
    await entry.waitFor();
    await entry.click();
  }

  /** Titles in the palette for `text`. */
  async commands(text: string): Promise<string[]> {
    await this.page.keyboard.press('F1');
    const input = this.page.locator('.quick-input-widget input.input');
    await input.fill(`>${text}`);
    await this.page.locator('.quick-input-list .monaco-list-row').first().waitFor();
    const titles = await this.page.locator('.quick-input-list .monaco-list-row .label-name').allInnerTexts();
    await this.page.keyboard.press('Escape');
    return titles;
  }

  /** The input that asks the user for a text, or the filter of a pick. */
  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget input.input');
  }

  /** An entry of the pick that is open. */
  pick(text: string): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: text }).first();
  }

  /** Shows Watchpost's container in the side bar. */
  async showServices(): Promise<void> {
    const tab = this.page
      .locator('.part.activitybar .action-item')
      .filter({ has: this.page.locator('[aria-label^="Watchpost"]') });
    await tab.first().waitFor();
    if (!((await tab.first().getAttribute('class')) ?? '').includes('checked')) await tab.first().click();
    await this.page
      .locator('.part.sidebar .composite.title')
      .filter({ hasText: /watchpost/i })
      .waitFor();
  }

  /** The rows of the Services view as far as they are on screen, from top to bottom. */
  async rows(): Promise<Row[]> {
    return this.page.locator('.part.sidebar .pane-body .monaco-list-row').evaluateAll((elements) =>
      elements
        .map((element) => ({
          top: element.getBoundingClientRect().top,
          label: element.querySelector('.label-name')?.textContent ?? '',
          description: element.querySelector('.label-description')?.textContent ?? '',
          spoken: element.getAttribute('aria-label') ?? '',
          level: Number(element.getAttribute('aria-level')),
        }))
        .toSorted((a, b) => a.top - b.top)
        .map(({ label, description, spoken, level }) => ({ label, description, spoken, level })),
    );
  }

  /** The element of the row of that label. */
  row(label: string): Locator {
    return this.page
      .locator('.part.sidebar .pane-body .monaco-list-row')
      .filter({ has: this.page.locator('.label-name', { hasText: new RegExp(`^${escapePattern(label)}$`) }) })
      .first();
  }

  /** Waits until a row fulfils `condition`; fails with the rows that there were. */
  async waitForRow(label: string, condition: (row: Row) => boolean, timeoutMs = 15_000): Promise<Row> {
    const endMs = performance.now() + timeoutMs;
    for (;;) {
      const rows = await this.rows();
      const row = rows.find((candidate) => candidate.label === label);
      if (row !== undefined && condition(row)) return row;
      if (performance.now() > endMs)
        throw new Error(`the row "${label}" did not become as expected: ${JSON.stringify(rows, undefined, 1)}`);
      await this.page.waitForTimeout(100);
    }
  }

  /** What Watchpost's item in the status bar says, as text; empty where there is none. */
  async statusBar(): Promise<string> {
    const item = this.page.locator('.part.statusbar .statusbar-item[id*="watchpost" i]');
    return (await item.count()) === 0 ? '' : ((await item.first().innerText()) ?? '').trim();
  }

  get statusBarItem(): Locator {
    return this.page.locator('.part.statusbar .statusbar-item[id*="watchpost" i]').first();
  }

  /** The page inside the webview panel that is in front, which shows `selector`. */
  async webview(selector: string, timeoutMs = 20_000): Promise<Frame> {
    const endMs = performance.now() + timeoutMs;
    for (;;) {
      for (const frame of this.page.frames()) {
        const found = await frame
          .locator(selector)
          .count()
          .catch(() => 0);
        if (found > 0) return frame;
      }
      if (performance.now() > endMs) throw new Error(`no webview shows ${selector}`);
      await this.page.waitForTimeout(100);
    }
  }

  /** Notifications that are on screen. */
  async notifications(): Promise<string[]> {
    return this.page.locator('.notification-list-item-message').allInnerTexts();
  }

  /** A screenshot among the artefacts of the run; gives its path. */
  async screenshot(name: string): Promise<string> {
    const file = path.join(PROJECT_ROOT, 'artifacts', 'screenshots', `${name}.png`);
    mkdirSync(path.dirname(file), { recursive: true });
    await this.page.screenshot({ path: file });
    return file;
  }
}

function escapePattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
