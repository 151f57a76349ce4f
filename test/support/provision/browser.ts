import { type Browser, chromium } from 'playwright-core';
import { mustProvide } from './tools.ts';

const SWITCHES = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A Chromium without a window, driven by Playwright; `close()` ends it. Throws `ToolMissing`. */
export async function launchBrowser(): Promise<Browser> {
  const { path } = await mustProvide('chromium');
  return chromium.launch({ executablePath: path, args: SWITCHES });
}
