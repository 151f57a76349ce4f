import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Frame, Locator, Page } from 'playwright-core';
import { workbenchPage } from './workbenchPage.ts';
import { PROJECT_ROOT } from '../../support/provision/projectRoot.ts';

/** The themes that every view is looked at in, by the names that the editor knows them by. */
export const THEMES = {
  light: 'Light Modern',
  dark: 'Dark Modern',
  contrast: 'Default High Contrast',
} as const;
export type Theme = keyof typeof THEMES;

const THEME_CLASSES = { light: 'vs', dark: 'vs-dark', contrast: 'hc-black' } as const satisfies Record<Theme, string>;

/** How long is waited for what must come: a busy machine takes its time, and a test that fails may. */
const PATIENCE_MS = 30_000;

/** A row of a tree as a user meets it. */
export interface Row {
  readonly label: string;
  readonly description: string;
  /** The classes of its icon: `codicon-pass` and the like. */
  readonly icon: string;
  /** What a screen reader says. */
  readonly spoken: string;
  readonly level: number;
}

export interface WindowOptions {
  readonly width?: number;
  readonly height?: number;
  /** The editor's display language, by which it asks extensions for their texts; English unless told. */
  readonly language?: string;
}

interface StatusWatch {
  watched: Record<string, string[]>;
  watchedSinceMs: number;
  watchTimer: number;
}

/** One window of the workbench in a page of a real browser, driven as a user drives it. */
export class Workbench {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  /** Opens the workbench at `url` and waits until it can be used. */
  static async open(browser: Browser, url: string, { language, ...size }: WindowOptions = {}): Promise<Workbench> {
    const page = await workbenchPage(browser, { width: 1280, height: 800, ...size });
    // What a language pack sets before the editor's own scripts run; without one the editor's own texts stay English.
    if (language !== undefined)
      await page.addInitScript(`globalThis._VSCODE_NLS_LANGUAGE = ${JSON.stringify(language)}`);
    page.setDefaultTimeout(PATIENCE_MS);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(url).origin });
    await page.goto(url, { timeout: 60_000 });
    const workbench = new Workbench(page);
    await workbench.ready();
    return workbench;
  }

  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
  }

  /** Reloads the window by the editor's own command, which saves what views want kept; a page's reload may not. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load', { timeout: 60_000 });
    await this.run('Developer: Reload Window');
    await loaded;
    await this.ready();
  }

  async close(): Promise<void> {
    await this.page.close();
  }

  /** Runs a command by its whole title through the palette. */
  async run(title: string): Promise<void> {
    const entry = this.page
      .locator('.quick-input-list .monaco-list-row')
      .filter({ has: this.page.locator('.label-name', { hasText: exactly(title) }) })
      .first();
    for (let attempt = 1; ; attempt++) {
      await this.page.keyboard.press('F1');
      try {
        await this.quickInput.waitFor({ state: 'visible', timeout: 3_000 });
        await this.quickInput.fill(`>${title}`);
        await entry.click({ timeout: 5_000 });
        return;
      } catch (error) {
        // A window that is still loading may close the palette again.
        if (attempt === 3) throw new Error(`the palette does not offer "${title}"`, { cause: error });
        await this.page.keyboard.press('Escape');
      }
    }
  }

  /** Titles in the palette for `text`. */
  async commands(text: string): Promise<string[]> {
    await this.page.keyboard.press('F1');
    await this.quickInput.waitFor({ state: 'visible' });
    await this.quickInput.fill(`>${text}`);
    await this.page.locator('.quick-input-list .monaco-list-row').first().waitFor();
    // Below a title that is not English there is the English one.
    const titles = await this.page
      .locator('.quick-input-list .monaco-list-row .quick-input-list-row:first-child .label-name')
      .allInnerTexts();
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

  /**
   * Opens a list by `open` until it offers `entry`. A window that is still busy may take the focus back, which closes the list:
   * then it is opened again.
   */
  async openPicks(open: () => Promise<void>, entry: string): Promise<void> {
    await this.#withPicks(open, (timeout) => this.pick(entry).waitFor({ timeout }));
  }

  /** Opens a list by `open` and chooses an entry of it, as {@link openPicks}. */
  async choosePick(open: () => Promise<void>, entry: string): Promise<void> {
    await this.#withPicks(open, (timeout) => this.pick(entry).click({ timeout }));
  }

  async #withPicks(open: () => Promise<void>, use: (timeoutMs: number) => Promise<void>): Promise<void> {
    for (const timeoutMs of [5_000, 10_000]) {
      try {
        await open();
        await use(timeoutMs);
        return;
      } catch {
        await this.page.keyboard.press('Escape');
      }
    }
    await open();
    await use(PATIENCE_MS);
  }

  /** Opens a file of the workspace by its name. */
  async openFile(name: string): Promise<void> {
    await this.choosePick(async () => {
      await this.page.keyboard.press('Control+P');
      await this.quickInput.waitFor({ state: 'visible', timeout: 3_000 });
      await this.quickInput.fill(name);
    }, name);
  }

  /** Shows Watchpost's container in the side bar. */
  async showServices(): Promise<void> {
    const tab = this.page
      .locator('.part.activitybar .action-item')
      .filter({ has: this.page.locator('[aria-label^="Watchpost"]') });
    const title = this.page.locator('.part.sidebar .composite.title').filter({ hasText: /watchpost/i });
    await tab.first().waitFor();
    // A window that is still being restored may take the click for one that hides what it has just shown.
    const isChecked = async (): Promise<boolean> =>
      ((await tab.first().getAttribute('class')) ?? '').includes('checked');
    await this.until('the Services view', async () => {
      if (!(await title.isVisible()) && !(await isChecked())) await tab.first().click();
      await this.page.waitForTimeout(300);
      return title.isVisible();
    });
  }

  /** The rows of the Services view, and of the Alerts view below it, as far as they are on screen, from top to bottom. */
  async rows(): Promise<Row[]> {
    return this.page.locator('.part.sidebar .pane-body .monaco-list-row').evaluateAll((elements) =>
      elements
        .map((element) => ({
          top: element.getBoundingClientRect().top,
          label: element.querySelector('.label-name')?.textContent ?? '',
          description: element.querySelector('.label-description')?.textContent ?? '',
          icon: element.querySelector('.custom-view-tree-node-item-icon')?.className ?? '',
          spoken: element.getAttribute('aria-label') ?? '',
          level: Number(element.getAttribute('aria-level')),
        }))
        .toSorted((a, b) => a.top - b.top)
        .map(({ label, description, icon, spoken, level }) => ({ label, description, icon, spoken, level })),
    );
  }

  /** The element of the row of that label. */
  row(label: string): Locator {
    return this.page
      .locator('.part.sidebar .pane-body .monaco-list-row')
      .filter({ has: this.page.locator('.label-name', { hasText: exactly(label) }) })
      .first();
  }

  /** Opens the panel of a service by its row. */
  async openPanel(label: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      await this.row(label).click();
      try {
        await this.webview('.header-name', 5_000);
        return;
      } catch (error) {
        // A row that the editor draws anew between press and release takes no click.
        if (attempt === 3) throw error;
      }
    }
  }

  /** Waits until `condition` holds; fails with what `describe` says and a screenshot. */
  async until(what: string, condition: () => Promise<boolean>, timeoutMs = PATIENCE_MS): Promise<void> {
    const endMs = performance.now() + timeoutMs;
    while (!(await condition())) {
      if (performance.now() > endMs) throw await this.failure(`${what}: not within ${timeoutMs} ms`);
      await this.page.waitForTimeout(50);
    }
  }

  /** An error that says what is on screen. */
  async failure(message: string): Promise<Error> {
    const rows = (await this.rows()).map(({ label, description, spoken }) => `  ${label} | ${description} | ${spoken}`);
    const screenshot = await this.screenshot(`failure-${Date.now()}`);
    return new Error(
      [
        message,
        ...rows,
        `status bar: ${await this.statusBar()}`,
        `editor: ${await this.editorTitle()}`,
        ...(await this.#told()),
        screenshot,
      ].join('\n'),
    );
  }

  /** What the editor has told; the smoke test driver keeps it from popping up. */
  async #told(): Promise<string[]> {
    try {
      await this.run('Notifications: Show Notifications');
      return await this.notifications();
    } catch {
      return []; // a failure has its own message already
    }
  }

  /** Waits until a row fulfils `condition`; fails with the rows that there were. */
  async waitForRow(label: string, condition: (row: Row) => boolean, timeoutMs = PATIENCE_MS): Promise<Row> {
    const endMs = performance.now() + timeoutMs;
    for (;;) {
      const rows = await this.rows();
      const row = rows.find((candidate) => candidate.label === label);
      if (row !== undefined && condition(row)) return row;
      if (performance.now() > endMs) throw await this.failure(`the row "${label}" did not become as expected`);
      await this.page.waitForTimeout(50);
    }
  }

  /** Chooses an entry of the menu of a row. A menu that was opened while the row was drawn anew may lack it: it is opened again. */
  async rowMenu(label: string, entry: string): Promise<void> {
    const item = this.#menuItem(entry);
    for (let tries = 0; tries < 5; tries++) {
      await this.row(label).click({ button: 'right' });
      const found = await item.waitFor({ timeout: 2_000 }).then(
        () => true,
        () => false,
      );
      if (found) break;
      await this.page.keyboard.press('Escape');
      await this.page.locator('.monaco-menu').first().waitFor({ state: 'detached' });
    }
    await this.choose(entry);
  }

  #menuItem(entry: string): Locator {
    return this.page
      .locator('.monaco-menu .action-item')
      .filter({ has: this.page.locator('.action-label', { hasText: exactly(entry) }) })
      .first();
  }

  /** Clicks the button that a row shows while it is pointed at. */
  async rowButton(label: string, title: string): Promise<void> {
    const row = this.row(label);
    await row.hover();
    await row.locator(`.actions .action-label[aria-label^="${title}"]`).click();
  }

  /** Clicks a button above the rows of the Services view. */
  async titleButton(title: string): Promise<void> {
    const bar = await this.#titleBar();
    await bar.hover();
    await bar.locator(`.action-label[aria-label^="${title}"]`).first().click();
  }

  /** Chooses an entry of the menu behind "…" above the rows. */
  async titleMenu(entry: string): Promise<void> {
    const bar = await this.#titleBar();
    await bar.hover();
    await bar.locator('.action-label[aria-label*="More Actions"]').first().click();
    await this.choose(entry);
  }

  /** A view that is alone has its buttons in the container's title. */
  async #titleBar(): Promise<Locator> {
    const header = this.page.locator('.part.sidebar .pane-header', { hasText: 'Services' });
    return (await header.isVisible()) ? header : this.page.locator('.part.sidebar .composite.title');
  }

  /** Chooses an entry of the menu that is open. By keyboard: a menu takes no click in its first moments. */
  async choose(entry: string): Promise<void> {
    const item = this.#menuItem(entry);
    await item.waitFor();
    for (let presses = 0; presses < 40; presses++) {
      await this.page.keyboard.press('ArrowDown');
      if (((await item.getAttribute('class')) ?? '').includes('focused')) break;
    }
    await this.page.keyboard.press('Enter');
    await item.waitFor({ state: 'detached' });
  }

  /** Closes all editors. */
  async closeEditors(): Promise<void> {
    await this.run('View: Close All Editors');
    await this.page.locator('.part.editor .tab').first().waitFor({ state: 'detached' });
  }

  /** Closes what the editor opened by itself: a window may draw before it has read the settings that say not to. */
  async tidy(): Promise<void> {
    if (await this.page.locator('.part.auxiliarybar').isVisible()) await this.run('View: Hide Secondary Side Bar');
    if ((await this.page.locator('.part.editor .tab').count()) > 0) await this.closeEditors();
  }

  /** The title of the editor in front. */
  async editorTitle(): Promise<string> {
    const tab = this.page.locator('.part.editor .tab.active');
    return (await tab.count()) === 0 ? '' : ((await tab.first().getAttribute('aria-label')) ?? '');
  }

  /** The text of the editor in front, as far as it is on screen. */
  async editorText(): Promise<string> {
    const text = await this.page.locator('.part.editor .view-lines').first().innerText();
    return text.replaceAll('\u00A0', ' ');
  }

  async clipboard(): Promise<string> {
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  async setClipboard(text: string): Promise<void> {
    await this.page.evaluate((value) => navigator.clipboard.writeText(value), text);
  }

  /** Waits until the window has the theme, after its setting was changed. */
  async themeShown(theme: Theme): Promise<void> {
    await this.page.locator(`.monaco-workbench.${THEME_CLASSES[theme]}`).first().waitFor();
  }

  /** Makes the side bar about that wide, by its edge. */
  async setSideBarWidth(widthPx: number): Promise<void> {
    const box = await this.page.locator('.part.sidebar').boundingBox();
    if (box === null) throw new Error('there is no side bar');
    const edge = box.x + box.width;
    await this.page.mouse.move(edge, box.y + 300);
    await this.page.mouse.down();
    await this.page.mouse.move(box.x + widthPx, box.y + 300, { steps: 5 });
    await this.page.mouse.up();
  }

  /** Waits until each of these services has a row that is up; gives the wall clock of that moment, as the page saw it. */
  async allRowsUp(names: readonly string[], timeoutMs = 30_000): Promise<number> {
    try {
      const reached = await this.page.waitForFunction(
        (wanted) => {
          const rows = [...document.querySelectorAll('.part.sidebar .pane-body .monaco-list-row')];
          const isUp = (name: string): boolean =>
            rows.some((row) => {
              const spoken = row.getAttribute('aria-label') ?? '';
              return spoken === `service ${name}: up` || spoken.startsWith(`service ${name}: up,`);
            });
          return wanted.every(isUp) ? Date.now() : 0;
        },
        names,
        { polling: 50, timeout: timeoutMs },
      );
      return await reached.jsonValue();
    } catch (error) {
      throw await this.failure(`not all of ${names.join(', ')} are up: ${String(error)}`);
    }
  }

  /** Begins to write down every status that a service's row has, from now on. */
  async watchStatuses(): Promise<void> {
    await this.page.evaluate(() => {
      const page = globalThis as unknown as StatusWatch;
      clearInterval(page.watchTimer);
      page.watchedSinceMs = Date.now();
      page.watched = {};
      page.watchTimer = window.setInterval(() => {
        for (const row of document.querySelectorAll('.part.sidebar .pane-body .monaco-list-row')) {
          const [, name, status] = /^service (\S+): (\w+)/.exec(row.getAttribute('aria-label') ?? '') ?? [];
          if (name === undefined || status === undefined) continue;
          const seen = (page.watched[name] ??= []);
          if (seen.at(-1) !== status) seen.push(status);
        }
      }, 50);
    });
  }

  /** The statuses that the service's row has had, in order, since `watchStatuses`. */
  async statusesOf(service: string): Promise<readonly string[]> {
    return this.page.evaluate((name) => (globalThis as unknown as StatusWatch).watched[name] ?? [], service);
  }

  async watchedForMs(): Promise<number> {
    return this.page.evaluate(() => Date.now() - (globalThis as unknown as StatusWatch).watchedSinceMs);
  }

  /** The number on Watchpost's icon in the activity bar; empty where there is none. */
  async badge(): Promise<string> {
    const badge = this.page
      .locator('.part.activitybar .action-item')
      .filter({ has: this.page.locator('[aria-label^="Watchpost"]') })
      .locator('.badge-content');
    return (await badge.count()) === 0 ? '' : await badge.first().innerText();
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

  /** Types into the input that is open and accepts it. */
  async answer(text: string): Promise<void> {
    await this.quickInput.waitFor({ state: 'visible' });
    await this.until(
      'an empty input or one with a proposal',
      async () => (await this.quickInput.inputValue()) !== text,
    );
    await this.quickInput.fill(text);
    await this.page.keyboard.press('Enter');
    // The next question comes in the same input: who answers it must not find this one still there.
    await this.until(
      'the input to be taken',
      async () => !(await this.quickInput.isVisible()) || (await this.quickInput.inputValue()) !== text,
    );
  }

  /** Waits for Restricted Mode, and answers the editor's question whether to trust the folder with no, where it asks. */
  async stayUntrusted(): Promise<void> {
    const dialog = this.page.locator('.monaco-dialog-box');
    const banner = this.page.locator('.part.banner', { hasText: 'Restricted Mode' });
    await dialog
      .or(banner)
      .first()
      .waitFor({ timeout: 3 * PATIENCE_MS });
    if (!(await dialog.isVisible())) return;
    await dialog.locator('.monaco-button', { hasText: /^No/ }).click();
    await dialog.waitFor({ state: 'detached' });
  }

  /** Takes the trust from the folder of that name, and comes back to its window. */
  async distrust(folder: string): Promise<void> {
    await this.run('Workspaces: Manage Workspace Trust');
    const trusted = this.page.locator('.workspace-trust-editor .monaco-list-row', { hasText: folder });
    await trusted.hover();
    await trusted.locator('.codicon-close, .codicon-workspace-trust-editor-remove-folder').first().click();
    // The window loads itself anew for it, which takes a busy machine its time.
    await this.until('the restricted mode', () => this.page.locator('.part.banner').isVisible(), 3 * PATIENCE_MS);
    await this.reload();
    await this.stayUntrusted();
  }

  /** Opens the list of notifications (with the smoke test driver the editor pops none up) and clicks a button in it. */
  async answerNotification(text: RegExp, buttonText: string): Promise<void> {
    const center = this.page.locator('.notifications-center');
    await this.run('Notifications: Show Notifications');
    const item = center.locator('.notification-list-item').filter({ hasText: text }).first();
    await item
      .locator('.monaco-button')
      .filter({ hasText: exactly(buttonText) })
      .click();
  }

  async dismissNotifications(): Promise<void> {
    await this.run('Notifications: Clear All Notifications');
    await this.page.locator('.notification-list-item').first().waitFor({ state: 'hidden' });
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

/** A pattern for the whole of a text; blanks may be of any kind. */
function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '\\s')}\\s*$`);
}
