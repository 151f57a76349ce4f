// npm run conformance -- SUITE [PATH] [--list failed]: runs a public conformance suite, from ../shared/conformance or from PATH.
// `alerts` runs beside a real Prometheus for as long as it is told: --minutes 10 [--seed 1].
import { existsSync } from 'node:fs';

const SUITES = [
  'textparse',
  'openmetrics',
  'parser',
  'promqltest',
  'prometheus',
  'templates',
  'rules',
  'alerts',
] as const;

interface Suite {
  /** Prints how many of each file passed, and last the sum; `list` names each test that failed. */
  run(options: {
    path?: string;
    list?: 'failed';
    minutes?: number;
    seed?: number;
  }): Promise<{ passed: number; total: number; skipped: number }>;
}

const there = SUITES.filter((suite) => existsSync(new URL(`${suite}.ts`, import.meta.url)));
const args = process.argv.slice(2);
const listAt = args.indexOf('--list');
const [list] = listAt < 0 ? [] : args.splice(listAt, 2).slice(1);
const numbers = Object.fromEntries(
  (['minutes', 'seed'] as const).flatMap((option) => {
    const at = args.indexOf(`--${option}`);
    const [value] = at < 0 ? [] : args.splice(at, 2).slice(1);
    return value === undefined ? [] : [[option, Number(value)] as const];
  }),
);
const wrongNumber = Object.values(numbers).some((value) => !(value > 0));
const [name, path] = args;
const suite = there.find((known) => known === name);
if (suite === undefined || wrongNumber || args.length > 2 || (listAt >= 0 && list !== 'failed')) {
  console.error(`usage: npm run conformance -- ${there.join(' | ')} [PATH] [--list failed] [--minutes N] [--seed N]`);
  process.exitCode = 2;
} else {
  const module = (await import(new URL(`${suite}.ts`, import.meta.url).href)) as Suite;
  const { passed, total, skipped } = await module.run({
    ...(path !== undefined && { path }),
    ...(list === 'failed' && { list }),
    ...numbers,
  });
  if (passed + skipped < total) process.exitCode = 1;
}
