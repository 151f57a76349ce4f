// How smooth the log view is in the real VS Code: frames while it scrolls and while it follows 100,000 lines a second, and what
// that costs the extension host. The figures are printed; what is asserted is that nothing is lost and nothing stands still.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { need } from '../support/provision/need.ts';
import { Editor } from './support/editor.ts';
import { tellFailure } from './support/tellFailure.ts';
import type { Workbench } from './support/workbench.ts';

const LINES_A_SECOND = 100_000;
const SECONDS = 5;

/** Runs in the extension host, beside the extension: measures its event-loop delay from one question to the next. */
const measureHost = (file: string): string => `
;(() => {
  const { existsSync, readFileSync, writeFileSync } = require('node:fs');
  const delay = require('node:perf_hooks').monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  let answered = '';
  setInterval(() => {
    const asked = existsSync(${JSON.stringify(`${file}.ask`)}) ? readFileSync(${JSON.stringify(`${file}.ask`)}, 'utf8') : '';
    if (asked === answered) return;
    answered = asked;
    writeFileSync(${JSON.stringify(file)}, JSON.stringify({ asked, p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 }));
    delay.reset();
  }, 100).unref();
})();
`;

/** Writes lines as fast as told: node -e WRITER FILE LINES PER_SECOND */
const WRITER = `
const fs = require('node:fs');
const [file, total, perSecond] = [process.argv[1], Number(process.argv[2]), Number(process.argv[3])];
const fd = fs.openSync(file, 'a');
const startedMs = performance.now();
let next = 0;
const timer = setInterval(() => {
  const due = Math.min(total, Math.floor((performance.now() - startedMs) / 1000 * perSecond));
  let text = '';
  for (; next < due; next++) text += JSON.stringify({ level: 30, time: Date.now(), pid: 1, hostname: 'h', reqId: 'req-' + next, msg: 'Request ' + next + ' completed', status: 200 }) + '\\n';
  if (text !== '') fs.writeSync(fd, text);
  if (next === total) { clearInterval(timer); fs.closeSync(fd); }
}, 10);
`;

describe('the log view is smooth, in the real VS Code', function () {
  let editor: Editor;
  let workbench: Workbench;
  let log: string;
  let probe: string;

  before(async function () {
    await need(this, 'chromium');
    editor = await Editor.start();
    probe = path.join(editor.folder.path, 'host-delay.json');
    await appendFile(path.join(editor.folder.path, 'watchpost/dist/extension.cjs'), measureHost(probe));
    const workspace = await editor.workspace('speed', {
      'watchpost.services': { shop: { tcp: '127.0.0.1:9', logs: { file: 'shop.log' } } },
    });
    log = path.join(workspace.folder, 'shop.log');
    const line = (i: number): string =>
      `${JSON.stringify({ level: i % 50 === 0 ? 50 : 30, time: Date.now(), pid: 1, hostname: 'h', msg: `Line ${i}` })}\n`;
    await writeFile(log, Array.from({ length: 200_000 }, (_, i) => line(i)).join(''));
    workbench = await editor.open(workspace);
    await workbench.until('the settings', async () => (await workbench.statusBar()).startsWith('shop'));
    await workbench.openPicks(() => workbench.run('Watchpost: Tail Logs'), 'shop');
    await workbench.page.keyboard.press('Enter');
    await (await view()).locator('.log-status', { hasText: '200,000 records' }).waitFor();
  });
  after(() => editor?.stop());
  afterEach(tellFailure(() => workbench));

  const view = (): Promise<Frame> => workbench.webview('.log-page');
  let questions = 0;
  /** What the host's delay was since the last question. */
  async function hostDelay(): Promise<{ readonly p99: number; readonly max: number }> {
    const asked = String(++questions);
    await writeFile(`${probe}.ask`, asked);
    let answer = { asked: '', p99: NaN, max: NaN };
    await workbench.until("the host's delay", async () => {
      answer = JSON.parse(await readFile(probe, 'utf8').catch(() => '{}')) as typeof answer;
      return answer.asked === asked;
    });
    return answer;
  }
  const print = (what: string, { fps, longestMs }: Frames, { p99, max }: { p99: number; max: number }): void =>
    console.log(
      `      ${what}: ${fps.toFixed(0)} frames/s (wanted at least 30), longest frame ${longestMs.toFixed(0)} ms; extension host's event-loop delay p99 ${p99.toFixed(1)} ms (wanted under 10), max ${max.toFixed(0)} ms`,
    );

  it('while it scrolls', async () => {
    const frame = await view();
    await hostDelay();
    const frames = await frame.evaluate(countFrames, { ms: 3_000, scrollBy: -700 });
    print('scrolling 700 px a frame', frames, await hostDelay());
    console.log(`      ${(frames.blank * 100).toFixed(0)} % of the frames before their rows were there`);
    assert.ok(frames.shown > 30, `rows of ${frames.shown} places were shown`);
    assert.ok(frames.fps > 5);
  });

  it(`while it follows ${LINES_A_SECOND.toLocaleString('en')} lines a second`, async () => {
    const frame = await view();
    await frame.getByRole('button', { name: 'Follow' }).click();
    await frame.locator('.log-row', { hasText: 'Line 199999' }).waitFor();
    await hostDelay();
    const total = LINES_A_SECOND * SECONDS;
    const writer = spawn(process.execPath, ['-e', WRITER, log, String(total), String(LINES_A_SECOND)], {
      stdio: 'inherit',
    });
    const frames = await frame.evaluate(countFrames, { ms: SECONDS * 1000, scrollBy: 0 });
    print(`following ${LINES_A_SECOND.toLocaleString('en')} lines/s`, frames, await hostDelay());
    if (writer.exitCode === null) await once(writer, 'exit');
    await frame.locator('.log-row', { hasText: `Request ${total - 1} completed` }).waitFor();
    await frame.locator('.log-status', { hasText: `${(200_000 + total).toLocaleString('en')} records` }).waitFor();
    console.log(`      the last row changed ${(frames.shown / SECONDS).toFixed(0)} times a second`);
    assert.ok(frames.shown >= SECONDS, `${frames.shown} changes of the last row`);
    assert.ok(frames.fps > 5);
  });
});

interface Frames {
  readonly fps: number;
  readonly longestMs: number;
  /** How often the last row was another one. */
  readonly shown: number;
  /** Share of the frames in which it was not there yet. */
  readonly blank: number;
}

/** In the page: counts frames for a time, scrolling on at each where told. */
function countFrames({ ms, scrollBy }: { ms: number; scrollBy: number }): Promise<Frames> {
  const list = document.querySelector('.log-list');
  return new Promise((resolve) => {
    const startedMs = performance.now();
    let [frames, shown, blank, longestMs, beforeMs, last] = [0, 0, 0, 0, startedMs, ''];
    const next = (): void => {
      const nowMs = performance.now();
      frames++;
      longestMs = Math.max(longestMs, nowMs - beforeMs);
      beforeMs = nowMs;
      if (scrollBy !== 0) list?.dispatchEvent(new WheelEvent('wheel', { deltaY: scrollBy, cancelable: true }));
      const messages = document.querySelectorAll('.log-row .log-message');
      const text = messages[messages.length - 1]?.textContent ?? '';
      if (text === '') blank++;
      else if (text !== last) shown++;
      last = text;
      if (nowMs - startedMs < ms) requestAnimationFrame(next);
      else resolve({ fps: (frames * 1000) / (nowMs - startedMs), longestMs, shown, blank: blank / frames });
    };
    requestAnimationFrame(next);
  });
}
