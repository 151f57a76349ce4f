import { randomBytes } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';

/**
 * A page for a workbench. Its keychain asks the web server for half of a key, which the program around VS Code's server
 * answers in code-server and which is not there when the server runs by itself: this stands in for it.
 */
export async function workbenchPage(browser: Browser, size = { width: 1280, height: 800 }): Promise<Page> {
  const page = await browser.newPage({ viewport: size });
  const key = randomBytes(32);
  await page.route(/\/mint-key(\?|$)/, (route) => route.fulfill({ status: 200, body: key }));
  return page;
}
