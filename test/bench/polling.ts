// 1,000 targets every 5 s through the engine's worker as it is built, announced to this thread as to an extension host,
// beside a plain loop of undici over the same targets, at the same rate and in the same rhythm, in a worker of its own. What a wake-up
// costs depends on what else the machine does, and changes by half from one minute to the next: so both are measured over the same
// seconds, on the same machine in the same state, and that several times.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import type { Config, Service } from '../../src/model/service.ts';
import type { ServiceState } from '../../src/model/state.ts';
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
    const turns: Turn[] = [];
    while (turns.length < TURNS) turns.push(await measure(urls, seconds));
    // Later turns have what the threads before them left behind.
    const rssBytes = turns[0]?.rssBytes ?? NaN;
    turns.sort((a, b) => ratio(a) - ratio(b));
    console.error(`polling, ratios of the turns: ${turns.map((turn) => ratio(turn).toFixed(2)).join(', ')}`);
    const middle = turns[Math.floor(TURNS / 2)];
    if (middle === undefined) throw new Error('no turn was measured');
    const { ours, peer, hostDelayP99Ms } = middle;
    printFigures(
      'polling',
      [
        {
          name: 'event-loop delay p99 of the extension host',
          value: hostDelayP99Ms,
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
          name: 'median of the durations that are measured',
          value: ours.medianMs,
          unit: 'ms',
          peer: { name: 'a plain undici loop', value: peer.medianMs },
        },
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
  /** What a request took, as the one who asked has measured it. */
  readonly medianMs: number;
}

interface Turn {
  readonly ours: Measured;
  readonly peer: Measured;
  readonly hostDelayP99Ms: number;
  /** Of this process with the engine's thread, before the peer's is there. */
  readonly rssBytes: number;
}

/** Something that polls in a thread of its own. */
interface Polling {
  readonly worker: Worker;
  requests(): Promise<number>;
  medianMs(): number;
  stop(): Promise<void>;
}

function requestMicros({ coreShare, requestsPerSecond }: Measured): number {
  return (coreShare * 1e6) / requestsPerSecond;
}

function ratio({ ours, peer }: Turn): number {
  return requestMicros(ours) / requestMicros(peer);
}

async function measure(urls: readonly string[], seconds: number): Promise<Turn> {
  const engine = await startEngine(urls);
  try {
    const rssBytes = process.memoryUsage().rss;
    const plainLoop = await startPlainLoop(urls);
    try {
      const delay = monitorEventLoopDelay({ resolution: 1 });
      delay.enable();
      const [ours, peer] = await Promise.all([measureOver(seconds, engine), measureOver(seconds, plainLoop)]);
      delay.disable();
      engine.checkStates();
      return { ours, peer, hostDelayP99Ms: delay.percentile(99) / 1e6, rssBytes };
    } finally {
      await plainLoop.stop();
    }
  } finally {
    await engine.stop();
  }
}

async function measureOver(seconds: number, polling: Polling): Promise<Measured> {
  const { worker } = polling;
  const before = { cpu: await worker.cpuUsage(), requests: await polling.requests(), atMs: performance.now() };
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const cpu = await worker.cpuUsage(before.cpu);
  const tookS = (performance.now() - before.atMs) / 1000;
  return {
    coreShare: (cpu.user + cpu.system) / 1e6 / tookS,
    requestsPerSecond: ((await polling.requests()) - before.requests) / tookS,
    medianMs: polling.medianMs(),
  };
}

/** The engine, warm. `checkStates` throws where not every service was announced as up. */
async function startEngine(urls: readonly string[]): Promise<Polling & { checkStates(): void }> {
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
  const shown = new Map<string, ServiceState>();
  channel.on('delta', (delta) => delta.services.forEach((service) => shown.set(service.id, service)));
  await channel.request('hello', []);
  await channel.request('configure', [configOf(urls)]);
  const requests = async (): Promise<number> => (await channel.request('diagnostics', [])).runs;
  await warm(urls, requests);
  return {
    worker,
    requests,
    medianMs: () => median([...shown.values()].map(({ probes }) => probes[0]?.durationMs ?? NaN)),
    checkStates() {
      const notUp = [...shown.values()].filter(({ status }) => status !== 'up').length;
      if (shown.size !== urls.length || notUp > 0)
        throw new Error(`${shown.size} services were announced, ${notUp} of them not up`);
    },
    async stop() {
      await channel.request('shutdown', []);
      channel.close('the benchmark has ended');
      await worker.terminate();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The peer, warm. */
async function startPlainLoop(urls: readonly string[]): Promise<Polling> {
  const worker = new Worker(new URL('plainLoop.ts', import.meta.url), {
    workerData: { urls, intervalMs: INTERVAL_MS },
  });
  let last = { requests: 0, medianMs: NaN };
  worker.on('message', (told: typeof last) => {
    last = told;
  });
  const requests = async (): Promise<number> => last.requests;
  await warm(urls, requests);
  return { worker, requests, medianMs: () => last.medianMs, stop: async () => void (await worker.terminate()) };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
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
