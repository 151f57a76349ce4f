// The icons of pages are drawn by the part of the font that the build keeps as by all of it.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { iconStyles } from '../../scripts/iconStyles.ts';
import { ICONS } from '../../src/webview/icons.ts';
import { launchBrowser } from '../support/provision/browser.ts';
import { need } from '../support/provision/need.ts';
import { PROJECT_ROOT } from '../support/provision/projectRoot.ts';

const CODICONS = path.join(PROJECT_ROOT, 'node_modules/@vscode/codicons/dist');
const TTF = path.join(CODICONS, 'codicon.ttf');

describe('the styles of icons', () => {
  let browser: Browser | undefined;
  before(async function () {
    await need(this, 'chromium');
    browser = await launchBrowser();
  });
  after(() => browser?.close());

  /** Each icon's picture under these styles, as a data URL. */
  async function pictures(styles: string, names: readonly string[]): Promise<string[]> {
    const page = await browser!.newPage();
    try {
      const icons = names.map((name) => `<span class="codicon codicon-${name}"></span>`).join('');
      await page.setContent(`<style>${styles}</style>${icons}`);
      return await page.evaluate(async () => {
        const [font] = await document.fonts.load('32px codicon');
        if (font === undefined) throw new Error('the browser refused the font');
        return [...document.querySelectorAll('.codicon')].map((icon) => {
          const canvas = document.createElement('canvas');
          canvas.width = canvas.height = 40;
          const context = canvas.getContext('2d');
          if (context === null) throw new Error('no canvas');
          context.font = '32px codicon';
          context.fillText(getComputedStyle(icon, '::before').content.replaceAll('"', ''), 4, 36);
          return canvas.toDataURL();
        });
      });
    } finally {
      await page.close();
    }
  }

  it('draw each icon as the whole font does, and are a fifth of its size at most', async () => {
    const all = readFileSync(path.join(CODICONS, 'codicon.css'), 'utf8');
    const url = `url("data:font/ttf;base64,${readFileSync(TTF, 'base64')}")`;
    const whole = await pictures(all.replace(/url\("[^"]*"\)/, url), ICONS);
    const styles = await iconStyles();
    const kept = await pictures(styles, ICONS);
    assert.equal(new Set(whole).size, ICONS.length, 'each is another picture');
    for (const [i, name] of ICONS.entries()) assert.ok(kept[i] === whole[i], name);
    assert.ok(styles.length < readFileSync(TTF).length / 5, `${styles.length} characters`);
  });

  it('have no icon that no page shows', () => {
    const folder = path.join(PROJECT_ROOT, 'src/webview');
    const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && file !== 'icons.ts')
      .map((file) => readFileSync(path.join(folder, file), 'utf8'))
      .join('\n');
    assert.deepEqual(
      ICONS.filter((name) => !sources.includes(`'${name}'`)),
      [],
    );
  });
});
