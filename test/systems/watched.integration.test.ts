// The sample systems as Watchpost sees them: well, and with every fault. This is the table that PRODUCT.md's five systems are
// counted by.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readConfig } from '../../src/config/readConfig.ts';
import type { ServiceState } from '../../src/model/state.ts';
import type { Status } from '../../src/model/status.ts';
import type { EngineSide, HostSide } from '../../src/protocol/engine.ts';
import { Channel } from '../../src/protocol/rpc.ts';
import { startEngineWorker } from '../../src/ui/engine/engineProcess.ts';
import { need } from '../support/provision/need.ts';
import { type OwnedFolder, ownedFolder } from '../support/provision/ownedFolder.ts';
import { PROJECT_ROOT } from '../support/provision/projectRoot.ts';
import { waitFor } from '../support/provision/waitFor.ts';
import { startSystems, type Systems } from './startSystems.ts';

interface Checked {
  readonly services: readonly { readonly name: string; readonly probes: readonly CheckedProbe[] }[];
}
interface CheckedProbe {
  readonly name: string;
  readonly status: Status;
  readonly reason: string;
}

const HTTP_HEALTH = [
  'clawnet',
  'twinkle-api',
  'twinkle-facilitator',
  'twinkle-tls',
  'codesync-backend',
  'codesync-frontend',
];
const everyHealth = (status: Status): Record<string, Status> =>
  Object.fromEntries([...HTTP_HEALTH, 'asset-forge-api'].map((name) => [`${name}/health`, status]));
const everyHttp = (status: Status): Record<string, Status> => ({
  ...everyHealth(status),
  ...Object.fromEntries(
    ['clawnet', 'twinkle-api', 'twinkle-facilitator', 'asset-forge-api', 'codesync-backend', 'moai-flow'].map(
      (name) => [`${name}/metrics`, status],
    ),
  ),
  'clawnet/cacheStats': status,
});
// Asset Forge's guide: `degraded` comes with a 503.
const failing = { ...everyHealth('down'), 'asset-forge-api/health': 'degraded', 'moai-flow/command': 'down' } as const;

/** With a fault in every service that has it: the probes that are not up. */
const EXPECTED: Readonly<Record<string, Readonly<Record<string, Status>>>> = {
  none: {},
  slow: {},
  hang: { ...everyHttp('down'), 'moai-flow/command': 'down' },
  refused: { ...everyHttp('down'), 'codesync-database/tcp': 'down' },
  reset: { ...everyHttp('down'), 'moai-flow/command': 'down' },
  status503: failing,
  failing200: failing,
  flapping: failing,
  huge: everyHttp('unknown'),
  gzipBomb: everyHttp('unknown'),
  invalidUtf8: everyHttp('unknown'),
  login: everyHttp('unknown'),
  databaseGone: {
    'clawnet/health': 'down',
    'clawnet/postgres': 'down',
    'twinkle-api/health': 'down',
    'twinkle-tls/health': 'down', // the same API, behind TLS
    'asset-forge-api/health': 'degraded',
    'moai-flow/command': 'down',
    'codesync-backend/health': 'down',
    'codesync-database/tcp': 'down',
  },
  cacheGone: {
    'clawnet/health': 'degraded', // it says "healthy" and that its cache is disconnected
    'clawnet/cacheStats': 'down',
    'clawnet/redis': 'down',
    'twinkle-api/health': 'down',
    'twinkle-api/redis': 'down',
    'twinkle-facilitator/health': 'down',
    'twinkle-tls/health': 'down',
  },
  cacheCold: {}, // a threshold's business: see below
  rpcGone: { 'twinkle-facilitator/health': 'down' },
  imageServerGone: { 'asset-forge-api/health': 'degraded' },
  expiredCertificate: { 'twinkle-tls/health': 'down' },
};

describe('the sample systems, watched', function () {
  let systems: Systems;
  let folder: OwnedFolder;
  let secretsFile: string;
  const settingsFile = () => join(folder.path, '.vscode', 'settings.json');

  before(async function () {
    await need(this, 'postgresql', 'redis');
    folder = await ownedFolder('watched');
    systems = await startSystems();
    // Nothing but what hangs takes as long, whatever else this machine does.
    await systems.writeWorkspace(folder.path, { interval: '30s', settings: { 'watchpost.timeout': '20s' } });
    secretsFile = join(folder.path, 'secrets.json');
    await writeFile(secretsFile, JSON.stringify(systems.secrets));
  });
  after(async () => {
    await systems?.stop();
    await folder?.remove();
  });

  it('every fault has its row', () => {
    const faults = new Set(Object.values(systems.services).flatMap((service) => Object.keys(service.faults)));
    assert.deepEqual(Object.keys(EXPECTED).sort(), ['none', ...faults].sort());
  });

  for (const [fault, expected] of Object.entries(EXPECTED)) {
    it(`${fault}: ${Object.keys(expected).length} probes are not up, each with a reason`, async () => {
      await systems.clear();
      for (const [name, { faults }] of Object.entries(systems.services)) {
        if (fault in faults) await systems.fault(name, fault);
      }
      const output = await checkOnce(settingsFile(), secretsFile, systems.caFile);
      const { services } = JSON.parse(output) as Checked;
      const probes = services.flatMap(({ name, probes }) =>
        probes.map((probe) => ({ ...probe, id: `${name}/${probe.name}` })),
      );
      assert.ok(probes.length >= 19);
      const troubled = probes.filter(({ status }) => status !== 'up');
      assert.deepEqual(Object.fromEntries(troubled.map(({ id, status }) => [id, status])), expected);
      for (const { id, reason } of probes) assert.ok(reason.length > 5, id);
      for (const { name, value } of systems.secrets) assert.ok(!output.includes(value), `${name} is in the output`);
    });
  }

  it('go down, break a threshold and recover in the engine', async () => {
    await systems.clear();
    const settings = JSON.parse(await readFile(settingsFile(), 'utf8')) as Record<string, Record<string, object>>;
    // Without twinkle-tls: this process was not started with its authority.
    const wanted = Object.entries(settings['watchpost.services']!).filter(([name]) => name !== 'twinkle-tls');
    const services = Object.fromEntries(wanted.map(([name, service]) => [name, { ...service, interval: '1s' }]));
    const { config } = readConfig({ folders: [{ values: { services }, env: () => undefined }] });
    const engine = startEngineWorker(join(PROJECT_ROOT, 'src', 'engine', 'worker.ts'), {});
    const bugs: unknown[] = [];
    const channel = new Channel<HostSide, EngineSide>({
      port: engine.port,
      requests: {},
      onBug: (bug) => bugs.push(bug),
    });
    let seen: readonly ServiceState[] = [];
    const becomes = async (expected: Readonly<Record<string, Status>>) => {
      const reached = async () => {
        seen = (await channel.request('snapshot', [])).services;
        return Object.entries(expected).every(([name, status]) => statusOf(name) === status);
      };
      const statuses = () => JSON.stringify(seen.map(({ name, status, reason }) => [name, status, reason]));
      await waitFor(JSON.stringify(expected), reached, { timeoutMs: 60_000 }).catch((error: unknown) => {
        throw new Error(`${(error as Error).message}${statuses()}`);
      });
    };
    const statusOf = (name: string) => seen.find((service) => service.name === name)?.status;
    try {
      await channel.request('setSecrets', [systems.secrets]);
      await channel.request('configure', [config]);
      await becomes(Object.fromEntries(wanted.map(([name]) => [name, 'up'])));
      await systems.fault('clawnet', 'cacheCold');
      await systems.fault('twinkle-api', 'failing200');
      await systems.fault('codesync-backend', 'refused');
      await becomes({
        clawnet: 'degraded',
        'twinkle-api': 'down',
        'codesync-backend': 'down',
        'codesync-frontend': 'up',
      });
      assert.match(seen.find(({ name }) => name === 'clawnet')!.reason, /cache_hit_ratio|hit ratio/);
      await systems.clear();
      await becomes(Object.fromEntries(wanted.map(([name]) => [name, 'up'])));
      const { bugs: count } = await channel.request('diagnostics', []);
      assert.equal(count, 0);
      assert.deepEqual(bugs, []);
      await channel.request('shutdown', []);
    } finally {
      channel.dispose();
      engine.dispose();
    }
  });
});

/** `watchpost check --json`. */
function checkOnce(settings: string, secrets: string, caFile: string | undefined): Promise<string> {
  const args = ['src/cli.ts', 'check', '--settings', settings, '--secrets', secrets, '--json'];
  const env = { ...process.env, ...(caFile !== undefined && { NODE_EXTRA_CA_CERTS: caFile }) };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: PROJECT_ROOT, env }, (error, output, errors) => {
      if (output === '') reject(new Error(`${error?.message}\n${errors}`));
      else resolve(output);
    });
  });
}
