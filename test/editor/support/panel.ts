import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { Frame, Locator } from 'playwright-core';

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}
interface AxeWindow {
  readonly axe?: { run(options: unknown): Promise<{ violations: readonly Violation[] }> };
}

/** The card of the chart of that title. */
export function chartCard(frame: Frame, title: string): Locator {
  return frame
    .locator('.chart-card')
    .filter({ has: frame.locator('.chart-title', { hasText: new RegExp(`^${title}$`) }) });
}

/** What axe-core finds serious or critical in the page of a webview, each in a sentence. */
export async function seriousViolations(frame: Frame): Promise<readonly string[]> {
  if (!(await frame.evaluate(() => (globalThis as AxeWindow).axe !== undefined)))
    await frame.evaluate(await readFile(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8'));
  const result = await frame.evaluate(() => (globalThis as AxeWindow).axe?.run({ resultTypes: ['violations'] }));
  assert.ok(result, 'axe-core ran');
  return result.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((n) => `${n.html.slice(0, 160)} ${n.failureSummary}`).join('; ')}`);
}

/** What the heartbeat bar says of itself: how many runs it shows. */
export async function runsShown(frame: Frame): Promise<number> {
  const text = (await frame.locator('.beats').getAttribute('aria-valuetext')) ?? '';
  return Number(/^(\d+) runs?\b/.exec(text)?.[1] ?? NaN);
}

/** The time of the oldest point of the chart of the probes' durations, found with the keyboard. */
export async function oldestPoint(frame: Frame): Promise<string> {
  const card = chartCard(frame, 'Probe duration');
  const plot = card.locator('.plot');
  await card.scrollIntoViewIfNeeded();
  await card.locator('.plot canvas').first().waitFor();
  await plot.press('Home');
  const time = card.locator('.cursor-time');
  await time.filter({ hasText: /^\d\d:\d\d:\d\d$/ }).waitFor();
  const text = (await time.textContent()) ?? '';
  await plot.press('Escape');
  return text;
}

/** The time of the oldest run in the heartbeat bar, found with the keyboard. A bar that is drawn anew may forget where it was. */
export async function oldestRun(frame: Frame): Promise<string> {
  const bar = frame.locator('.beats');
  let text = '';
  for (let attempt = 0; attempt < 10 && !/^\d\d:\d\d:\d\d/.test(text); attempt++) {
    await bar.press('Home');
    text = (await bar.getAttribute('aria-valuetext')) ?? '';
  }
  await bar.blur();
  return /^\d\d:\d\d:\d\d/.exec(text)?.[0] ?? `no time in ${text}`;
}

/** The times in the table of a chart, newest first as it has them; the chart is shown again after. */
export async function chartTimes(frame: Frame, chart: string): Promise<readonly string[]> {
  const toggle = frame.getByRole('button', { name: `Table of ${chart}` }).first();
  await toggle.click();
  const region = frame.getByRole('region', { name: `Table: ${chart}` });
  await region.locator('tbody').nth(1).locator('th').first().waitFor();
  const times = await region.locator('tbody').nth(1).locator('th').allTextContents();
  await toggle.click();
  return times;
}
