import { cp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServiceInfo } from './sampleSystem.ts';

/** The value of `watchpost.services`. */
export function serviceSettings(services: readonly ServiceInfo[]): Record<string, unknown> {
  return Object.fromEntries(services.map(({ name, settings }) => [name, settings]));
}

export interface WorkspaceOptions {
  /** Of every probe; 2 s unless told. */
  readonly interval?: string;
  /** More settings, by their full names. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** The dashboards of the systems, and where they lie in a workspace. */
const DASHBOARDS = join(import.meta.dirname, 'dashboards');
const DASHBOARDS_FOLDER = 'monitoring/dashboards';

/** Writes `.vscode/settings.json` with all services, puts the systems' dashboards into the folder and links the logs into it. */
export async function writeWorkspace(
  folder: string,
  services: readonly ServiceInfo[],
  logsFolder: string,
  { interval = '2s', settings: more = {} }: WorkspaceOptions = {},
): Promise<void> {
  const withInterval = Object.entries(serviceSettings(services)).map(([name, settings]) => [
    name,
    { ...(settings as object), interval },
  ]);
  const settings = { ...more, 'watchpost.interval': interval, 'watchpost.services': Object.fromEntries(withInterval) };
  await mkdir(join(folder, '.vscode'), { recursive: true });
  await writeFile(join(folder, '.vscode', 'settings.json'), `${JSON.stringify(settings, undefined, 2)}\n`);
  await cp(DASHBOARDS, join(folder, DASHBOARDS_FOLDER), { recursive: true });
  const logs = join(folder, 'logs');
  await rm(logs, { force: true, recursive: true });
  await symlink(logsFolder, logs);
}
