import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { SecretValue } from '../../src/protocol/engine.ts';
import { ownedFolder } from '../support/provision/ownedFolder.ts';
import { spawnOwned } from '../support/provision/ownedProcess.ts';
import { provide } from '../support/provision/tools.ts';
import { waitFor } from '../support/provision/waitFor.ts';
import type { HostDescription } from './control.ts';
import { SYSTEMS, type SystemName } from './registry.ts';
import type { SampleSystem, ServiceInfo } from './sampleSystem.ts';
import { serviceSettings, type WorkspaceOptions, writeWorkspace } from './workspace.ts';

export interface Systems {
  /** Each service by its name in the settings, with its addresses and its faults. */
  readonly services: Readonly<Record<string, ServiceInfo>>;
  readonly secrets: readonly SecretValue[];
  /** Where the logs are, one folder a system. */
  readonly logsFolder: string;
  /** The authority of `twinkle-tls`, as PEM: `NODE_EXTRA_CA_CERTS` makes a Node process trust it. Absent without Twinkle. */
  readonly caFile?: string;
  /** The systems that could not be started, each with a sentence. */
  readonly leftOut: readonly { readonly name: SystemName; readonly reason: string }[];
  /** The whole value of `watchpost.services`. */
  settings(): Record<string, unknown>;
  /** Makes `folder` a workspace: `.vscode/settings.json` with all services, `monitoring/dashboards` and `logs`. */
  writeWorkspace(folder: string, options?: WorkspaceOptions): Promise<void>;
  /** Switches a fault on; rejects with a sentence that names what there is. */
  fault(service: string, fault: string): Promise<void>;
  /** Switches the fault of a service off, or all. */
  clear(service?: string): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts the sample systems, all or those in `only`, in a process of their own, each under a gentle load. What needs a
 * program that is nowhere to be had is left out and named. They end with `stop()` or with this process.
 */
export async function startSystems({ only }: { only?: readonly SystemName[] } = {}): Promise<Systems> {
  const leftOut: { name: SystemName; reason: string }[] = [];
  const names: SystemName[] = [];
  for (const name of only ?? (Object.keys(SYSTEMS) as SystemName[])) {
    const system: SampleSystem = SYSTEMS[name];
    const needed = await Promise.all(system.needs.map((tool) => provide(tool)));
    const missing = needed.find((found) => !found.ok);
    if (missing?.ok === false) leftOut.push({ name, reason: missing.error });
    else names.push(name);
  }

  const folder = await ownedFolder('systems');
  const token = randomBytes(16).toString('hex');
  let description: HostDescription | undefined;
  const host = spawnOwned(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'host.ts'), ...names],
    {
      env: { ...process.env, WATCHPOST_SYSTEMS_TOKEN: token, WATCHPOST_SYSTEMS_FOLDER: folder.path },
      onLine: (line) => {
        if (line.startsWith('{"port":')) description = JSON.parse(line) as HostDescription;
      },
    },
  );
  const stop = async () => {
    await host.stop();
    await folder.remove();
  };
  try {
    await waitFor('Sample systems', () => Promise.resolve(description !== undefined), {
      program: host,
      timeoutMs: 60_000,
    });
  } catch (error) {
    await stop();
    throw error;
  }
  const { port, services = [] } = description ?? { port: 0 };

  async function control(...path: readonly string[]): Promise<void> {
    if (!host.running) throw new Error(`Sample systems: ${await host.exited}\n${host.output()}`);
    const url = `http://127.0.0.1:${port}/${path.map(encodeURIComponent).join('/')}`;
    const response = await fetch(url, { method: 'POST', headers: { Authorization: `Bearer ${token}` } });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
  }
  return {
    services: Object.fromEntries(services.map((service) => [service.name, service])),
    secrets: services.flatMap(({ secrets }) => secrets),
    logsFolder: join(folder.path, 'logs'),
    ...(names.includes('twinkle') && { caFile: join(folder.path, 'twinkle', 'ca.pem') }),
    leftOut,
    settings: () => serviceSettings(services),
    writeWorkspace: (target, options) => writeWorkspace(target, services, join(folder.path, 'logs'), options),
    fault: (service, fault) => control('fault', service, fault),
    clear: (service) => (service === undefined ? control('clear') : control('clear', service)),
    stop,
  };
}
