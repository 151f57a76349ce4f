// Hundreds of targets that fail at random, from a seed, for minutes: whether every status is right, and whether the engine
// leaves all as it found it. The engine runs in this thread, where its handles and its heap can be counted.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { systemClock } from '../../src/base/clock.ts';
import { Engine } from '../../src/engine/engine.ts';
import { ProbeSession } from '../../src/engine/probeSession.ts';
import { inferUnit } from '../../src/engine/scrape/inferUnit.ts';
import { openEngineStore } from '../../src/engine/store/engineStore.ts';
import type { Config, Service } from '../../src/model/service.ts';
import type { Status } from '../../src/model/status.ts';
import { printFigures } from './report.ts';
import { faultOf, TURN_MS } from './soakFaults.ts';

const INTERVAL_MS = 2_000;
/** A machine that is busy with other things answers late, too. */
const TIMEOUT_MS = 1_500;
/** When all targets have been looked at since their faults changed. */
const JUDGED_AFTER_MS = 11_000;
/** What the heap may have grown by when all has ended: code compiled since, tables that keep their size. */
const HEAP_LEFT_MIB = 10;
/** Until what ended is gone: connections that close, memory that is given back. */
const REST_MS = 2_000;

export async function run({ json, args }: { json: boolean; args: readonly string[] }): Promise<void> {
  const option = (name: string, fallback: number): number => {
    const at = args.indexOf(`--${name}`);
    return at < 0 ? fallback : Number(args[at + 1]);
  };
  const minutes = option('minutes', 2);
  const targets = option('targets', 500);
  const seed = option('seed', 20261122);
  const server = await startTargets(seed);
  const urls = Array.from({ length: targets }, (_, i) => `${server.origins[i % server.origins.length]}/${i}`);
  // Loads what is loaded once.
  await soak(urls, 3_000, () => undefined);
  await sleep(REST_MS);
  // From here on a turn of the targets begins with the watching.
  const startMs = Date.now();
  server.begin(startMs);
  const before = { heapBytes: heapBytes(), resources: resources() };
  const wrong = new Map<string, number>();
  let judged = 0;
  const heap: number[] = [];
  const bugs = await soak(urls, minutes * 60_000, (statuses) => {
    heap.push(heapBytes());
    for (const [i, status] of statuses.entries()) {
      judged++;
      const [expected] = faultOf(seed, i, Date.now() - startMs);
      const mistake = `${status} in place of ${expected}`;
      if (status !== expected) wrong.set(mistake, (wrong.get(mistake) ?? 0) + 1);
    }
  });
  await sleep(REST_MS);
  const left = await server.open();
  const grown = difference(resources(), before.resources);
  const afterBytes = heapBytes();
  server.stop();
  for (const [mistake, count] of wrong) console.error(`${count} times ${mistake}`);
  for (const [name, count] of grown) console.error(`${count} more ${name}`);
  const mistakes = [...wrong.values()].reduce((sum, count) => sum + count, 0);
  const half = Math.floor(heap.length / 2);
  const growth = heap.length < 2 ? 0 : ((heap.at(-1) ?? 0) - (heap[half] ?? 0)) / (heap.length - 1 - half || 1);
  printFigures(
    'soak',
    [
      { name: 'statuses judged', value: judged, unit: '' },
      { name: 'statuses wrong', value: mistakes, unit: '', wanted: { op: 'at most', value: 0 } },
      { name: 'heap growth in the second half', value: (growth * 60_000) / TURN_MS / 2 ** 20, unit: 'MiB/min' },
      {
        name: 'heap beyond the start, after shutdown',
        value: (afterBytes - before.heapBytes) / 2 ** 20,
        unit: 'MiB',
        wanted: { op: 'at most', value: HEAP_LEFT_MIB },
      },
      {
        name: 'handles and timers left',
        value: [...grown.values()].reduce((sum, count) => sum + count, 0),
        unit: '',
        wanted: { op: 'at most', value: 0 },
      },
      { name: 'connections left', value: left, unit: '', wanted: { op: 'at most', value: 0 } },
      { name: 'exceptions', value: bugs, unit: '', wanted: { op: 'at most', value: 0 } },
    ],
    json,
  );
}

/** The targets, in a process of their own: what they need of the processor and of memory is not the engine's. */
async function startTargets(seed: number): Promise<{
  readonly origins: readonly string[];
  begin(startMs: number): void;
  /** Connections that are open there. */
  open(): Promise<number>;
  stop(): void;
}> {
  const child = fork(path.join(import.meta.dirname, 'soakTargets.ts'), [String(seed)]);
  const [origins] = (await once(child, 'message')) as [readonly string[]];
  return {
    origins,
    begin: (startMs) => child.send(startMs),
    async open() {
      child.send('open');
      const [open] = (await once(child, 'message')) as [number];
      return open;
    },
    stop: () => child.disconnect(),
  };
}

/** Watches `urls` for `durationMs`, hands the statuses to `judge` once a turn, and ends; gives how many exceptions there were. */
async function soak(
  urls: readonly string[],
  durationMs: number,
  judge: (statuses: readonly Status[]) => void,
): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'watchpost-soak-'));
  const store = openEngineStore({
    file: path.join(folder, 'history.db'),
    clock: systemClock,
    onHistory: (history) => history.problem !== undefined && console.error(history.problem),
  });
  // Health probes scrape nothing.
  const session = new ProbeSession({ onBug: (error, where) => engine.onBug(error, where) });
  const engine: Engine = new Engine({
    clock: systemClock,
    random: Math.random,
    store,
    probes: session,
    secrets: session.secrets,
    unitOf: inferUnit,
    events: {
      delta: () => undefined,
      viewDelta: () => undefined,
      historyChanged: () => undefined,
      secretNeeded: () => undefined,
      log: (level, message) => level === 'error' && console.error(message),
    },
  });
  engine.configure(configOf(urls));
  const startMs = performance.now();
  const sleepUntil = (atMs: number): Promise<void> =>
    new Promise((resolve) =>
      setTimeout(resolve, Math.max(0, startMs + Math.min(atMs, durationMs) - performance.now())),
    );
  for (let turnMs = 0; turnMs < durationMs; turnMs += TURN_MS) {
    await sleepUntil(turnMs + JUDGED_AFTER_MS);
    if (turnMs + JUDGED_AFTER_MS <= durationMs) judge(engine.snapshot().services.map(({ status }) => status));
    await sleepUntil(turnMs + TURN_MS);
  }
  const { bugs } = engine.counts;
  engine.dispose();
  session.dispose();
  store.dispose();
  rmSync(folder, { recursive: true, force: true });
  return bugs;
}

function configOf(urls: readonly string[]): Config {
  const services = urls.map((url, i): Service => ({
    id: `service-${i}`,
    name: `service-${i}`,
    thresholds: [],
    probes: [
      {
        id: `service-${i}/health`,
        name: 'health',
        kind: 'http',
        intervalMs: INTERVAL_MS,
        timeoutMs: TIMEOUT_MS,
        failureThreshold: 1,
        successThreshold: 1,
        url: [url],
        method: 'GET',
        headers: [],
      },
    ],
  }));
  return { services, concurrency: 128, historyMaxAgeMs: 7 * 86_400_000, historyMaxBytes: 200 * 2 ** 20 };
}

function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

function resources(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of process.getActiveResourcesInfo()) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function difference(now: ReadonlyMap<string, number>, before: ReadonlyMap<string, number>): Map<string, number> {
  const grown = [...now].map(([name, count]) => [name, count - (before.get(name) ?? 0)] as const);
  return new Map(grown.filter(([, count]) => count > 0));
}
