// 1,000 targets every 5 s through the engine's worker as it is built, announced to this thread as to an extension host,
// beside a plain loop of undici over the same targets, at the same rate and in the same rhythm, in a worker of its own. What a wake-up
// costs depends on what else the machine does, so the two take turns, and each turn of ours has a ratio to the peer's after it.
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
import { numberOption } from './option.ts';
import { printFigures } from './report.ts';

const INTERVAL_MS = 5_000;
/**
 * Rounds over all targets before anything is measured. The first connects, creates the series and writes their names to the disk, and
 * on a busy machine that work is still under way in the second; both sides are then warm, and in the same rhythm.
 */
const WARM_ROUNDS = 3;
const TURNS = 3;

export async function run({ json, args }: { json: boolean; args: readonly string[] }): Promise<void> {
  const targets = numberOption(args, 'targets', 1_000);
  const seconds = numberOption(args, 'seconds', 15);
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
    const turns: { readonly peer: Measured; readonly ours: EngineMeasured }[] = [];
    while (turns.length < TURNS)
      turns.push({ ours: await measureEngine(urls, seconds), peer: await measurePlainLoop(urls, seconds) });
    // Later turns have what the peers' threads left behind.
    const rssBytes = turns[0]?.ours.rssBytes ?? NaN;
    turns.sort((a, b) => ratio(a) - ratio(b));
    console.error(`polling, ratios of the turns: ${turns.map((turn) => ratio(turn).toFixed(2)).join(', ')}`);
    const median = turns[Math.floor(TURNS / 2)];
    if (median === undefined) throw new Error('no turn was measured');
    const { ours, peer } = median;
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
        },
        {
          name: `CPU time of a request, median of ${TURNS} turns`,
          value: requestMicros(ours),
          unit: 'µs',
          wanted: { op: 'at most', value: 1.5 * requestMicros(peer) },
          peer: { name: 'a plain undici loop', value: requestMicros(peer) },
        },
        { name: 'resident memory', value: rssBytes / 2 ** 20, unit: 'MiB', wanted: { op: 'at most', value: 200 } },
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

interface EngineMeasured extends Measured {
  readonly hostDelayP99Ms: number;
  readonly rssBytes: number;
}

function requestMicros({ coreShare, requestsPerSecond }: Measured): number {
  return (coreShare * 1e6) / requestsPerSecond;
}

function ratio({ ours, peer }: { readonly ours: Measured; readonly peer: Measured }): number {
  return requestMicros(ours) / requestMicros(peer);
}

async function measureEngine(urls: readonly string[], seconds: number): Promise<EngineMeasured> {
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
    const runsSoFar = async (): Promise<number> => (await channel.request('diagnostics', [])).runs;
    await warm(urls, runsSoFar);
    const before = {
      cpu: await worker.cpuUsage(),
      runs: await runsSoFar(),
      atMs: performance.now(),
    };
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    delay.disable();
    const cpu = await worker.cpuUsage(before.cpu);
    const tookS = (performance.now() - before.atMs) / 1000;
    const runs = await runsSoFar();
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
  await warm(urls, async () => requests);
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

/** Resolves when `requestsSoFar` says that every target was asked often enough. */
async function warm(urls: readonly string[], requestsSoFar: () => Promise<number>): Promise<void> {
  while ((await requestsSoFar()) < WARM_ROUNDS * urls.length) await new Promise((resolve) => setTimeout(resolve, 250));
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
