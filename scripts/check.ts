// npm run check: types, lint and format, two at a time, and then the unit tests.
import { availableParallelism } from 'node:os';
import { type Job, sideBySide } from './sideBySide.ts';

const PROJECTS = ['src', 'src/engine', 'src/ui', 'src/webview', 'test'];
const UNIT = ['test/**/*.test.ts', '--ignore', 'test/**/*.{integration,browser,editor}.test.ts'];

const reporter = process.env['WATCHPOST_TEST_SUMMARY'] === undefined ? 'dot' : './test/support/reporter.ts';
const statics: readonly Job[] = [
  { name: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings'] },
  ...PROJECTS.map((project) => ({ name: `types of ${project}`, command: ['tsc', '-p', project] })),
  { name: 'format', command: ['oxfmt', '--check', 'src', 'test', 'scripts', 'esbuild.mjs'] },
];
// Alone: some of them measure.
const unitTests: Job = { name: 'unit tests', command: ['mocha', ...UNIT, '--reporter', reporter] };

const outcomes = [
  ...(await sideBySide(statics, Math.min(2, availableParallelism()))),
  ...(await sideBySide([unitTests], 1)),
];
const failed = outcomes.filter(({ code }) => code !== 0);
if (failed.length > 0) {
  console.error(`check failed: ${failed.map(({ job }) => job.name).join(', ')}`);
  process.exitCode = 1;
}
