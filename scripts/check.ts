// npm run check: types, lint, format and unit tests, side by side where they do not wait for one another. Under a minute.
import { run } from './run.ts';

const PROJECTS = ['src', 'src/engine', 'src/ui', 'src/webview', 'test'];
const UNIT = ['test/**/*.test.ts', '--ignore', 'test/**/*.{integration,browser,editor}.test.ts'];

interface Step {
  readonly name: string;
  readonly command: readonly string[];
}

const steps: readonly Step[] = [
  ...PROJECTS.map((project) => ({ name: `types of ${project}`, command: ['tsc', '-p', project] })),
  { name: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'format', command: ['oxfmt', '--check', 'src', 'test', 'scripts', 'esbuild.mjs'] },
  {
    name: 'unit tests',
    command: [
      'mocha',
      ...UNIT,
      '--reporter',
      process.env['WATCHPOST_TEST_SUMMARY'] === undefined ? 'dot' : './test/support/reporter.ts',
    ],
  },
];

const failed: string[] = [];
for (const { name, command } of steps) {
  if ((await run(command)) !== 0) failed.push(name);
}
if (failed.length > 0) {
  console.error(`check failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
