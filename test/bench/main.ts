// npm run bench -- NAME [--json] [options of the benchmark]: measures, beside its peer in the same run, and prints.
import { existsSync } from 'node:fs';

const BENCHES = [
  'activation',
  'polling',
  'health',
  'scrape',
  'store',
  'promql',
  'rules',
  'databases',
  'logs',
  'soak',
] as const;

const name = process.argv[2];
const known = BENCHES.find((bench) => bench === name);
const file = new URL(`${known}.ts`, import.meta.url);
if (known === undefined || !existsSync(file)) {
  const there = BENCHES.filter((bench) => existsSync(new URL(`${bench}.ts`, import.meta.url)));
  console.error(`usage: npm run bench -- ${there.join(' | ')} [--json]`);
  process.exitCode = 2;
} else {
  const bench = (await import(file.href)) as { run(options: { json: boolean; args: string[] }): Promise<unknown> };
  const args = process.argv.slice(3);
  await bench.run({ json: args.includes('--json'), args });
}
