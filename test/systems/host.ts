// The process in which the sample systems run: `host.ts NAME…`, started by `startSystems.ts`. It prints one line of JSON when
// all is up, then takes faults over HTTP on loopback from whoever knows the token. TERM ends it and all it started.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Postgres } from '../support/provision/postgres.ts';
import { startPostgres } from '../support/provision/postgres.ts';
import { startControlServer, type HostDescription } from './control.ts';
import { createSampleDatabase } from './sampleDatabase.ts';
import { startSampleCache } from './sampleCache.ts';
import { SYSTEMS, type SystemName } from './registry.ts';
import type { RunningSystem, SystemContext } from './sampleSystem.ts';

const { WATCHPOST_SYSTEMS_TOKEN: token = '', WATCHPOST_SYSTEMS_FOLDER: folder = '.' } = process.env;
process.env['NODE_ENV'] = 'production'; // Express then keeps stack traces to itself
const names = process.argv.slice(2) as SystemName[];
const running: RunningSystem[] = [];
let postgres: Promise<Postgres> | undefined;
let stopping: Promise<void> | undefined;

async function startSystem(name: SystemName): Promise<RunningSystem> {
  const context: SystemContext = {
    folder: join(folder, name),
    logsFolder: join(folder, 'logs', name),
    database: async (database, role) => createSampleDatabase(await (postgres ??= startPostgres()), database, role),
    cache: startSampleCache,
  };
  await mkdir(context.folder, { recursive: true });
  await mkdir(context.logsFolder, { recursive: true });
  const system = await SYSTEMS[name].start(context);
  running.push(system);
  return system;
}

async function stop(): Promise<void> {
  await Promise.all(running.map((system) => system.stop()));
  await (await postgres)?.stop();
  process.exit(0);
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void (stopping ??= stop()));
const systems = await Promise.all(names.map(startSystem));
const services = systems.flatMap((system) => system.services);
const control = await startControlServer(token, services);
const description: HostDescription = { port: control.port, services: services.map(({ info }) => info) };
console.log(JSON.stringify(description));
