// npm test: everything; every step runs even where one before it failed. Names of steps as arguments: only those.
// The files of tests run two at a time, each in a process of its own, those that measure (`*.serial.*`) after them and alone.
// What failed beside another file runs once more, alone: how it goes then counts, and that it was so is said at the end.
// The last line says how many tests passed, failed and were skipped. With CI=true a skipped test is a failure.
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import type { RunSummary } from '../test/support/reporter.ts';
import { root, run } from './run.ts';
import { type Job, type Outcome, sideBySide } from './sideBySide.ts';

/** One step after another. */
const FIRST: readonly { readonly name: string; readonly command: readonly string[] }[] = [
  { name: 'check', command: ['node', 'scripts/check.ts'] },
  { name: 'build', command: ['node', 'esbuild.mjs', '--production'] },
];
/** Steps of many files, in the order in which they are begun: those that take long first. */
const KINDS = ['editor', 'browser', 'integration'] as const;
const AT_ONCE = Math.min(2, availableParallelism());
/** So many files are named with what they took: where the time goes. */
const SLOWEST = 20;

const only = process.argv.slice(2);
const isWanted = (name: string): boolean => only.length === 0 || only.includes(name);
const folder = mkdtempSync(path.join(tmpdir(), 'watchpost-test-'));
const failed: string[] = [];
const startedMs = performance.now();
for (const { name, command } of FIRST.filter((step) => isWanted(step.name))) {
  const stepMs = performance.now();
  console.log(`\n── ${name}`);
  if ((await run(command, summaryOf(name))) !== 0) failed.push(name);
  console.log(`── ${name}: ${secondsSince(stepMs)}`);
}
const files = KINDS.filter(isWanted).flatMap((kind) => globSync(`test/**/*.${kind}.test.ts`, { cwd: root }).sort());
const serial = files.filter((file) => file.includes('.serial.'));
const beside = await sideBySide(files.filter((file) => !serial.includes(file)).map(jobOf), AT_ONCE);
const again = AT_ONCE > 1 ? beside.filter(({ code }) => code !== 0).map(({ job }) => job) : [];
const failedBeside = again.flatMap(({ name }) => readSummary(name)?.failures ?? []);
for (const { name } of again) rmSync(summaryOf(name).WATCHPOST_TEST_SUMMARY, { force: true });
const outcomes: Outcome[] = [
  ...beside.filter(({ job }) => !again.includes(job)),
  ...(await sideBySide([...again, ...serial.map(jobOf)], 1)),
];
// Of steps without tests there is none.
const told = [...FIRST.map(({ name }) => name), ...outcomes.map(({ job }) => job.name)];
const summaries = told.flatMap((name) => readSummary(name) ?? []);
for (const { job } of outcomes) if (readSummary(job.name) === undefined) failed.push(`${job.name} left no summary`);
rmSync(folder, { recursive: true, force: true });

console.log('');
for (const { job, seconds } of outcomes.toSorted((a, b) => b.seconds - a.seconds).slice(0, SLOWEST))
  console.log(`${seconds.toFixed(1).padStart(8)} s  ${job.name}`);
console.log(`${secondsSince(startedMs)} in all`);

const passed = sum((summary) => summary.passed);
const failures = sum((summary) => summary.failed);
const skipped = summaries.flatMap((summary) => summary.skipped);
// Again, as the last thing: of a long run that is all that some readers keep.
for (const failure of summaries.flatMap((summary) => summary.failures)) console.log(`\nfailed: ${failure}\n`);
for (const failure of failedBeside) console.log(`\nfailed beside another file, which then ran alone: ${failure}\n`);
for (const name of skipped) console.log(`skipped: ${name}`);
failed.push(...outcomes.filter(({ code }) => code !== 0).map(({ job }) => job.name));
if (process.env['CI'] === 'true' && skipped.length > 0) failed.push('skipped tests, which CI does not allow');
for (const name of failed) console.log(`failed: ${name}`);
if (failed.length > 0 || failures > 0) process.exitCode = 1;
console.log(`${passed} passed, ${failures} failed, ${skipped.length} skipped`);

function jobOf(file: string): Job {
  const reporter = ['--reporter', './test/support/reporter.ts'];
  return { name: file, command: ['mocha', file, '--timeout', '180000', ...reporter], env: summaryOf(file) };
}

/** Where the tests of a step or a file are to leave their summary. */
function summaryOf(name: string): { readonly WATCHPOST_TEST_SUMMARY: string } {
  return { WATCHPOST_TEST_SUMMARY: path.join(folder, `${encodeURIComponent(name)}.json`) };
}

function secondsSince(ms: number): string {
  return `${((performance.now() - ms) / 1000).toFixed(1)} s`;
}

/** The summary of the last run of a step or a file; undefined where it left none. */
function readSummary(name: string): RunSummary | undefined {
  try {
    return JSON.parse(readFileSync(summaryOf(name).WATCHPOST_TEST_SUMMARY, 'utf8')) as RunSummary;
  } catch {
    return undefined;
  }
}

function sum(count: (summary: RunSummary) => number): number {
  return summaries.reduce((total, summary) => total + count(summary), 0);
}
