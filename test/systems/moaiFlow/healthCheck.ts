// The guide's two health check scripts, in Node so that no Python is needed: `healthCheck.ts FOLDER [--comprehensive]`.
// It prints what they print and ends with 0 or 1.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

interface CheckResult {
  readonly healthy: boolean;
  readonly message: string;
  readonly details?: string;
}

const [folder = '.', flag] = process.argv.slice(2);
const fault = readFault(folder);
if (fault === 'slow') await sleep(1_500);
if (fault === 'hang') await sleep(2 ** 30);
if (fault === 'huge') {
  const line = `${'a'.repeat(1023)}\n`.repeat(1024);
  for (let i = 0; i < 100; i++) await new Promise((resolve) => process.stdout.write(line, resolve));
}
if (fault === 'invalidUtf8') process.stdout.write(Buffer.from([0xe2, 0x9c, 0xff, 0xc3, 0x28, 0x0a]));
process.exitCode = flag === '--comprehensive' ? comprehensive() : basic();

function basic(): number {
  try {
    console.log(`✅ Healthy - ${activeAgents()} active agents`);
    return 0;
  } catch (error) {
    console.log(`❌ Unhealthy - ${(error as Error).message}`);
    return 1;
  }
}

function comprehensive(): number {
  const checks: Readonly<Record<string, CheckResult>> = {
    database: attempt(() => `Database size ${statSync(databaseFile()).size} bytes`),
    disk_space: { healthy: true, message: 'Disk usage 42%' },
    memory: { healthy: true, message: 'Memory usage 61%' },
    query_performance: attempt(() => {
      const startedAt = performance.now();
      activeAgents();
      return `Query took ${Math.round(performance.now() - startedAt)}ms`;
    }),
    agents: attempt(() => `${activeAgents()} active agents`),
  };
  let allHealthy = true;
  for (const [name, { healthy, message, details }] of Object.entries(checks)) {
    console.log(`${healthy ? '✅' : '❌'} ${name}: ${message}`);
    if (healthy) continue;
    allHealthy = false;
    if (details !== undefined) console.log(`   Details: ${details}`);
  }
  console.log(allHealthy ? '\n✅ All health checks passed' : '\n❌ Some health checks failed');
  return allHealthy ? 0 : 1;
}

function attempt(check: () => string): CheckResult {
  try {
    return { healthy: true, message: check() };
  } catch (error) {
    return { healthy: false, message: 'failed', details: (error as Error).message };
  }
}

function activeAgents(): number {
  if (fault === 'status503' || fault === 'failing200' || fault === 'reset') throw new Error('database is locked');
  if (fault === 'flapping' && takeTurn()) throw new Error('database is locked');
  if (!existsSync(databaseFile())) throw new Error('unable to open database file');
  const database = new DatabaseSync(databaseFile(), { readOnly: true });
  const row = database.prepare("SELECT count(*) AS count FROM agents WHERE status = 'active'").get();
  database.close();
  return Number(row?.['count']);
}

function databaseFile(): string {
  return join(folder, 'swarm.db');
}

function readFault(folder: string): string {
  const file = join(folder, 'fault');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** True every other run: the turn is kept in a file. */
function takeTurn(): boolean {
  const file = join(folder, 'turn');
  const fails = !existsSync(file) || readFileSync(file, 'utf8') === 'fail';
  writeFileSync(file, fails ? 'pass' : 'fail');
  return fails;
}
