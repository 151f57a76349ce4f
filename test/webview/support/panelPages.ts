import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../support/provision/browser.ts';
import { need } from '../../support/provision/need.ts';
import { PROJECT_ROOT } from '../../support/provision/projectRoot.ts';
import type { FakeEditor } from './fakeEditor.ts';
import { type PanelName, type PanelServer, servePanel } from './panelServer.ts';

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

export interface PageOptions {
  readonly kind?: string;
  readonly theme?: string;
  readonly width?: number;
  readonly height?: number;
  /** What else the fake editor is told. */
  readonly query?: Readonly<Record<string, string>>;
}

/** Pages of one panel in a real browser, under the editor's security policy. */
export interface PanelPages {
  readonly server: PanelServer;
  /** Opens a page of that kind and theme, and waits until it shows `selector`. */
  open(selector: string, options?: PageOptions): Promise<Page>;
  /** Fails where axe finds something that a person with a disability would stumble over; with `serious`, where it is in the way. */
  checkAccess(page: Page, from?: 'any' | 'serious'): Promise<void>;
  /** A picture among the artefacts of the run. */
  screenshot(page: Page, name: string): Promise<void>;
  /** Closes what was opened; fails where a page threw, or its policy refused something. */
  closePages(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Waits until the page has asked that of its host. The condition is a function: the text of one would be evaluated anew with
 * each look, which the page's policy refuses from the second on.
 */
export async function untilAsked(page: Page, method: string): Promise<void> {
  await page.waitForFunction(
    (wanted) =>
      (globalThis as unknown as { host: Pick<FakeEditor, 'calls'> }).host.calls.some(([asked]) => asked === wanted),
    method,
  );
}

/** For a `describe`: pages of one panel, which are closed after each test, and all of it after the last. */
export function usePanelPages(panel: PanelName): Omit<PanelPages, 'close' | 'closePages'> {
  let pages: PanelPages | undefined;
  const started = (): PanelPages => {
    if (pages === undefined) throw new Error('the browser is started before the first test');
    return pages;
  };
  before(async function () {
    await need(this, 'chromium');
    pages = await panelPages(panel);
  });
  after(() => pages?.close());
  afterEach(() => pages?.closePages());
  return {
    get server() {
      return started().server;
    },
    open: (selector, options) => started().open(selector, options),
    checkAccess: (page, from) => started().checkAccess(page, from),
    screenshot: (page, name) => started().screenshot(page, name),
  };
}

/** Starts a browser and a panel's server. Throws `ToolMissing` where there is no Chromium. */
export async function panelPages(panel: PanelName): Promise<PanelPages> {
  const [server, browser, axeSource]: [PanelServer, Browser, string] = await Promise.all([
    servePanel(panel),
    launchBrowser(),
    readFile(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8'),
  ]);
  const pages: Page[] = [];
  let complaints: string[] = [];
  return {
    server,
    async open(selector, { kind = 'full', theme = 'dark', width = 1200, height = 900, query = {} } = {}) {
      const page = await browser.newPage({ viewport: { width, height }, timezoneId: 'Europe/Berlin' });
      pages.push(page);
      page.on('pageerror', (error) => complaints.push(String(error.stack)));
      page.on('console', (message) => {
        // A browser asks for an icon of the page, which there is none of.
        const isIcon = message.location().url.endsWith('/favicon.ico');
        if (/Content Security Policy/i.test(message.text()) || (message.type() === 'error' && !isIcon))
          complaints.push(message.text());
      });
      await page.addInitScript(countFrames);
      await page.goto(`${server.origin}/?${new URLSearchParams({ kind, theme, ...query }).toString()}`);
      await page.waitForSelector(selector);
      await frames(page);
      return page;
    },
    async checkAccess(page, from = 'any') {
      await page.evaluate(axeSource);
      const violations = await page.evaluate(async () => {
        const { axe } = window as unknown as {
          axe: { run(options: unknown): Promise<{ violations: readonly Violation[] }> };
        };
        return (await axe.run({ resultTypes: ['violations'] })).violations;
      });
      const told = violations
        .filter(({ impact }) => from === 'any' || impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${id}: ${nodes.map((n) => `${n.html.slice(0, 160)} ${n.failureSummary}`).join('; ')}`);
      assert.deepEqual(told, []);
    },
    async screenshot(page, name) {
      const folder = path.join(PROJECT_ROOT, 'artifacts', 'screenshots');
      await mkdir(folder, { recursive: true });
      await page.screenshot({ path: path.join(folder, `${name}.png`) });
    },
    async closePages() {
      await Promise.all(pages.splice(0).map((page) => page.close()));
      const met = complaints;
      complaints = [];
      assert.deepEqual(met, []);
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/**
 * Waits until the page has done what it does within `ms`: told by a timer of its own, behind those that are to run before it, so that a
 * page that gets no processor for a while is waited for.
 */
export function pageTime(page: Page, ms: number): Promise<void> {
  return page.evaluate((delay) => new Promise<void>((done) => setTimeout(() => setTimeout(done), delay)), ms);
}

declare global {
  /** Frames that the page waits for; where `countFrames` was not run, nobody knows. */
  var framesAwaited: (() => number) | undefined;
}

/** Run in a page before its own scripts: counts the frames that it waits for. */
function countFrames(): void {
  const awaited = new Set<number>();
  const request = window.requestAnimationFrame.bind(window);
  const cancel = window.cancelAnimationFrame.bind(window);
  window.requestAnimationFrame = (callback) => {
    const id = request((timeMs) => {
      awaited.delete(id);
      callback(timeMs);
    });
    awaited.add(id);
    return id;
  };
  window.cancelAnimationFrame = (id) => {
    awaited.delete(id);
    cancel(id);
  };
  globalThis.framesAwaited = () => awaited.size;
}

/**
 * Waits until what was asked to be drawn is drawn: `count` frames, and as many more as the page asks for, since a slow machine draws
 * fewer charts in each. A page that never stops drawing is left after ten seconds' worth of frames.
 */
export function frames(page: Page, count = 4): Promise<void> {
  return page.evaluate(async (times) => {
    for (let i = 0; i < times || (i < 600 && (globalThis.framesAwaited?.() ?? 0) > 0); i++)
      await new Promise((resolve) => requestAnimationFrame(resolve));
  }, count);
}
