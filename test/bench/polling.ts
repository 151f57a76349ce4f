// 1,000 targets every 5 s through the engine's worker as it is built, announced to this thread as to an extension host,
// beside a plain loop of undici over the same targets at the same rate in a worker of its own.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import type { Config, Service } from '../../src/model/service.ts';
import { ENGINE_MEMORY, type EngineSide, type EngineStart, type HostSide } from '../../src/protocol/engine.ts';
import { Channel } from '../../src/protocol/rpc.ts';
import { workerPort } from '../support/workerPort.ts';
import { printFigures } from './report.ts';

const INTERVAL_MS = 5_000;

export async function run({ json, args }: { json: boolean; args: readonly string[] }): Promise<void> {
  const option = (name: string, fallback: number): number => {
    const at = args.indexOf(`--${name}`);
    return at < 0 ? fallback : Number(args[at + 1]);
  };
  const targets = option('targets', 1_000);
  const seconds = option('seconds', 20);
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'targets.ts'), '4'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const ports = JSON.parse((await lines[Symbol.asyncIterator]().next()).value as string) as number[];
  const urls = Array.from(
    { length: targets },
    (_, i) => `http://127.0.0.1:${ports[i % ports.length]}/health?target=${i}`,
  );
  try {
    const peer = await measurePlainLoop(urls, seconds);
    const ours = await measureEngine(urls, seconds);
    printFigures(
      'polling',
      [
        {
          name: 'event-loop delay p99 of the extension host',
          value: ours.hostDelayP99Ms,
          unit: 'ms',
          wanted: { op: 'at most', value: 10 },
        },
        {
          name: 'engine, share of a core',
          value: ours.coreShare * 100,
          unit: '%',
          wanted: { op: 'at most', value: 10 },
          peer: { name: 'a plain undici loop', value: peer.coreShare * 100 },
        },
        { name: 'resident memory', value: ours.rssBytes / 2 ** 20, unit: 'MiB', wanted: { op: 'at most', value: 200 } },
        {
          name: 'requests a second',
          value: ours.requestsPerSecond,
          unit: '/s',
          peer: { name: 'a plain undici loop', value: peer.requestsPerSecond },
        },
      ],
      json,
    );
  } finally {
    child.stdin.end();
  }
}

interface Measured {
  readonly coreShare: number;
  readonly requestsPerSecond: number;
}

async function measureEngine(
  urls: readonly string[],
  seconds: number,
): Promise<Measured & { hostDelayP99Ms: number; rssBytes: number }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'watchpost-bench-'));
  const start: EngineStart = { historyFile: path.join(folder, 'history.db') };
  const worker = new Worker(path.join(import.meta.dirname, '../../dist/engine/worker.js'), {
    workerData: start,
    resourceLimits: ENGINE_MEMORY,
  });
  const channel = new Channel<HostSide, EngineSide>({
    port: workerPort(worker),
    requests: {},
    onBug: (error) => console.error(error),
  });
  const shown = new Map<string, unknown>();
  channel.on('delta', (delta) => delta.services.forEach((service) => shown.set(service.id, service)));
  try {
    await channel.request('hello', []);
    await channel.request('configure', [configOf(urls)]);
    // The first round connects and creates the series; what is measured is the steady state after it.
    await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS + 2_000));
    const before = {
      cpu: await worker.cpuUsage(),
      runs: (await channel.request('diagnostics', [])).runs,
      atMs: performance.now(),
    };
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    delay.disable();
    const cpu = await worker.cpuUsage(before.cpu);
    const tookS = (performance.now() - before.atMs) / 1000;
    const { runs } = await channel.request('diagnostics', []);
    const down = [...shown.values()].filter((service) => (service as { status: string }).status !== 'up').length;
    if (shown.size !== urls.length || down > 0)
      throw new Error(`${shown.size} services were announced, ${down} of them not up`);
    return {
      hostDelayP99Ms: delay.percentile(99) / 1e6,
      rssBytes: process.memoryUsage().rss,
      coreShare: (cpu.user + cpu.system) / 1e6 / tookS,
      requestsPerSecond: (runs - before.runs) / tookS,
    };
  } finally {
    await channel.request('shutdown', []);
    channel.close('the benchmark has ended');
    await worker.terminate();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measurePlainLoop(urls: readonly string[], seconds: number): Promise<Measured> {
  const worker = new Worker(new URL('plainLoop.ts', import.meta.url), {
    workerData: { urls, intervalMs: INTERVAL_MS },
  });
  let requests = 0;
  worker.on('message', (count: number) => {
    requests = count;
  });
  await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS + 1_000));
  const before = { cpu: await worker.cpuUsage(), requests, atMs: performance.now() };
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const cpu = await worker.cpuUsage(before.cpu);
  const tookS = (performance.now() - before.atMs) / 1000;
  const measured = {
    coreShare: (cpu.user + cpu.system) / 1e6 / tookS,
    requestsPerSecond: (requests - before.requests) / tookS,
  };
  await worker.terminate();
  return measured;
}

function configOf(urls: readonly string[]): Config {
  const services = urls.map((url, i): Service => ({
    id: `service-${i}`,
    name: `service-${i}`,
    group: `group-${i % 20}`,
    thresholds: [],
    probes: [
      {
        id: `service-${i}/health`,
        name: 'health',
        kind: 'http',
        intervalMs: INTERVAL_MS,
        timeoutMs: 2_000,
        failureThreshold: 2,
        successThreshold: 1,
        url: [url],
        method: 'GET',
        headers: [],
      },
    ],
  }));
  return { services, concurrency: 32, historyMaxAgeMs: 7 * 86_400_000, historyMaxBytes: 200 * 2 ** 20 };
}
