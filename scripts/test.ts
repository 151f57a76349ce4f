// npm test: everything, step after step; every step runs even where one before it failed. The last line says how many
// tests passed, failed and were skipped. With CI=true a skipped test is a failure.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RunSummary } from '../test/support/reporter.ts';
import { run } from './run.ts';

const reporter = ['--reporter', './test/support/reporter.ts'];
const STEPS: readonly { readonly name: string; readonly command: readonly string[] }[] = [
  { name: 'check', command: ['node', 'scripts/check.ts'] },
  { name: 'build', command: ['node', 'esbuild.mjs', '--production'] },
  { name: 'integration', command: ['mocha', 'test/**/*.integration.test.ts', '--timeout', '180000', ...reporter] },
  { name: 'browser', command: ['mocha', 'test/**/*.browser.test.ts', '--timeout', '180000', ...reporter] },
  { name: 'editor', command: ['mocha', 'test/editor/**/*.editor.test.ts', '--timeout', '180000', ...reporter] },
];

const only = process.argv.slice(2);
const folder = mkdtempSync(path.join(tmpdir(), 'watchpost-test-'));
const summaryFile = path.join(folder, 'summary.jsonl');
const failedSteps: string[] = [];
for (const { name, command } of STEPS) {
  if (only.length > 0 && !only.includes(name)) continue;
  const startedMs = performance.now();
  console.log(`\n── ${name}`);
  if ((await run(command, { WATCHPOST_TEST_SUMMARY: summaryFile })) !== 0) failedSteps.push(name);
  console.log(`── ${name}: ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
}
const summaries = readSummaries(summaryFile);
rmSync(folder, { recursive: true, force: true });

const passed = sum((summary) => summary.passed);
const failed = sum((summary) => summary.failed);
const skipped = summaries.flatMap((summary) => summary.skipped);
// Again, as the last thing: of a long run that is all that some readers keep.
for (const failure of summaries.flatMap((summary) => summary.failures)) console.log(`\nfailed: ${failure}\n`);
for (const name of skipped) console.log(`skipped: ${name}`);
const inCi = process.env['CI'] === 'true';
if (inCi && skipped.length > 0) failedSteps.push('skipped tests, which CI does not allow');
for (const step of failedSteps) console.log(`failed: ${step}`);
if (failedSteps.length > 0 || failed > 0) process.exitCode = 1;
console.log(`${passed} passed, ${failed} failed, ${skipped.length} skipped`);

function readSummaries(file: string): RunSummary[] {
  try {
    return readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as RunSummary);
  } catch (error) {
    failedSteps.push(`no test left a summary (${String(error)})`);
    return [];
  }
}

function sum(count: (summary: RunSummary) => number): number {
  return summaries.reduce((total, summary) => total + count(summary), 0);
}
