import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { Frame } from 'playwright-core';

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}
interface AxeWindow {
  readonly axe?: { run(options: unknown): Promise<{ violations: readonly Violation[] }> };
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

/** The time of the oldest point of the first chart, found with the keyboard. */
export async function oldestPoint(frame: Frame): Promise<string> {
  const plot = frame.locator('.plot').first();
  await plot.press('Home');
  const time = frame.locator('.cursor-time').first();
  await time.filter({ hasText: /^\d\d:\d\d:\d\d$/ }).waitFor();
  const text = (await time.textContent()) ?? '';
  await plot.press('Escape');
  return text;
}

/** The time of the oldest run in the heartbeat bar. */
export async function oldestRun(frame: Frame): Promise<string> {
  await frame.locator('.beats').press('Home');
  const text = (await frame.locator('.beats').getAttribute('aria-valuetext')) ?? '';
  await frame.locator('.plot').first().focus();
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
