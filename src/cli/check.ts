import { formatSeconds } from '../base/unit.ts';
import type { ProbeResult } from '../model/probe.ts';
import type { ProbeConfig, Service } from '../model/service.ts';
import { type Status, worstStatus } from '../model/status.ts';
import { ProbeSession } from '../engine/probeSession.ts';
import { type Command, printError, readArguments } from './command.ts';
import { readSecretsFile } from './secretsFile.ts';
import { DEFAULT_SETTINGS, readSettingsFile } from './settingsFile.ts';
import { table } from './table.ts';

interface CheckedProbe {
  readonly name: string;
  readonly kind: string;
  readonly target: string;
  readonly status: Status;
  readonly reason: string;
  readonly durationMs: number;
}

interface CheckedService {
  readonly name: string;
  readonly status: Status;
  readonly probes: readonly CheckedProbe[];
}

/** `watchpost check`: every probe of the settings once. Exit 0, 1 where something is down, 2 on wrong settings. */
export const check: Command = {
  usage: 'check [--settings FILE] [--secrets FILE] [--json]',
  purpose: 'run every probe of the settings once; exit 1 where something is down, 2 on wrong settings',
  async run(args) {
    const { values } = readArguments({
      args: [...args],
      options: { settings: { type: 'string' }, secrets: { type: 'string' }, json: { type: 'boolean' } },
    });
    const settings = readSettingsFile(values.settings ?? DEFAULT_SETTINGS);
    const secrets = values.secrets === undefined ? [] : readSecretsFile(values.secrets);
    for (const line of settings.problemLines) printError(line);
    const session = new ProbeSession();
    session.secrets.set(secrets);
    session.setProxy(settings.config.proxy);
    let services: CheckedService[];
    try {
      services = await checkAll(settings.config.services, settings.config.concurrency, session);
    } finally {
      session.dispose();
    }
    const status = worstStatus(services.map((service) => service.status));
    console.log(values.json === true ? JSON.stringify({ status, services }) : printTable(services));
    if (settings.hasErrors) return 2;
    return services.some((service) => service.status === 'down') ? 1 : 0;
  },
};

/** Runs all probes, at most `concurrency` at once. */
async function checkAll(
  services: readonly Service[],
  concurrency: number,
  session: ProbeSession,
): Promise<CheckedService[]> {
  const jobs = services.flatMap((service) => service.probes.map((probe) => ({ service, probe })));
  const checked = new Map<string, CheckedProbe>();
  const take = async (): Promise<void> => {
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
      const result = await session.runOnce(job.probe);
      checked.set(job.probe.id, describe(job.probe, result, session.target(job.probe)));
    }
  };
  await Promise.all(Array.from({ length: concurrency }, take));
  return services.map((service) => {
    const probes = service.probes.flatMap((probe) => checked.get(probe.id) ?? []);
    return { name: service.id, status: worstStatus(probes.map((probe) => probe.status)), probes };
  });
}

function describe(probe: ProbeConfig, { status, reason, durationMs }: ProbeResult, target: string): CheckedProbe {
  return { name: probe.name, kind: probe.kind, target, status, reason, durationMs: Math.round(durationMs * 100) / 100 };
}

function printTable(services: readonly CheckedService[]): string {
  const rows = services.flatMap(({ name, probes }) =>
    probes.map((probe) => [
      name,
      probe.name,
      probe.status,
      formatSeconds(probe.durationMs / 1000),
      probe.target,
      probe.reason,
    ]),
  );
  return rows.length === 0
    ? 'no services'
    : table([['SERVICE', 'PROBE', 'STATUS', 'TOOK', 'TARGET', 'REASON'], ...rows]);
}
