// Hundreds of targets that fail at random, from a seed, for minutes: whether every status is right, and whether the engine
// leaves all as it found it. The engine runs in this thread, where its handles and its heap can be counted.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { systemClock } from '../../src/base/clock.ts';
import { Engine } from '../../src/engine/engine.ts';
import { ProbeSession } from '../../src/engine/probeSession.ts';
import { inferUnit } from '../../src/engine/scrape/inferUnit.ts';
import { openEngineStore } from '../../src/engine/store/engineStore.ts';
import type { Config, Service } from '../../src/model/service.ts';
import type { Status } from '../../src/model/status.ts';
import { type Fault, type FaultServer, httpResponse, startFaultServer } from '../support/faultServer.ts';
import { printFigures } from './report.ts';

const INTERVAL_MS = 2_000;
const TIMEOUT_MS = 800;
/** Each target keeps its fault for this long; it is judged when all have been looked at since. */
const TURN_MS = 15_000;
const JUDGED_AFTER_MS = 11_000;
const SERVERS = 4;

const JSON_TYPE = { 'content-type': 'application/json' };
const FAULTS: readonly (readonly [status: Status, fault: Fault])[] = [
  ['up', httpResponse('{"status":"ok"}', JSON_TYPE)],
  ['up', (socket) => setTimeout(() => socket.write(httpResponse('{"status":"ok"}', JSON_TYPE)), 300)],
  ['degraded', httpResponse('{"status":"degraded"}', JSON_TYPE)],
  ['down', httpResponse('{"status":"down"}', JSON_TYPE, '503 Service Unavailable')],
  ['down', httpResponse('{"status":"down"}', JSON_TYPE)],
  ['unknown', httpResponse('<html><title>Sign in</title></html>', { 'content-type': 'text/html' })],
  ['unknown', httpResponse('', {}, '401 Unauthorized')],
  ['down', (socket) => socket.destroy()],
  ['down', (socket) => socket.resetAndDestroy()],
  ['down', () => undefined], // never answers
  ['down', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"status":"ok"}'], // stalls
];

export async function run({ json, args }: { json: boolean; args: readonly string[] }): Promise<void> {
  const option = (name: string, fallback: number): number => {
    const at = args.indexOf(`--${name}`);
    return at < 0 ? fallback : Number(args[at + 1]);
  };
  const minutes = option('minutes', 2);
  const targets = option('targets', 500);
  const seed = option('seed', 20261122);
  let startMs = performance.now();
  const turn = (): number => Math.floor((performance.now() - startMs) / TURN_MS);
  const faultOf = (target: number): (typeof FAULTS)[number] =>
    FAULTS[Math.floor(random(seed, target, turn()) * FAULTS.length)]!;
  const servers: FaultServer[] = [];
  for (let i = 0; i < SERVERS; i++) {
    servers.push(
      await startFaultServer((socket, request, index) => {
        const [, fault] = faultOf(Number(/^GET \/(\d+)/.exec(request)?.[1]));
        if (typeof fault === 'function') fault(socket, request, index);
        else socket.write(fault);
      }),
    );
  }
  const urls = Array.from({ length: targets }, (_, i) => `${servers[i % SERVERS]!.origin}/${i}`);
  // Loads what is loaded once.
  await soak(urls, 3_000, () => undefined);
  // From here on a turn of the servers begins with the watching.
  startMs = performance.now();
  const before = { heapBytes: heapBytes(), resources: resources() };
  const wrong = new Map<string, number>();
  let judged = 0;
  const heap: number[] = [];
  const bugs = await soak(urls, minutes * 60_000, (statuses) => {
    heap.push(heapBytes());
    for (const [i, status] of statuses.entries()) {
      judged++;
      const [expected] = faultOf(i);
      const mistake = `${status} in place of ${expected}`;
      if (status !== expected) wrong.set(mistake, (wrong.get(mistake) ?? 0) + 1);
    }
  });
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const left = servers.reduce((sum, server) => sum + server.open, 0);
  const grown = difference(resources(), before.resources);
  const afterBytes = heapBytes();
  for (const server of servers) await server.close();
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
      { name: 'heap beyond the start, after shutdown', value: (afterBytes - before.heapBytes) / 2 ** 20, unit: 'MiB' },
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

/** A number in [0, 1) that the three decide: the same on every run. */
function random(seed: number, target: number, turn: number): number {
  let mixed = Math.imul(seed ^ Math.imul(target + 1, 0x9e3779b1) ^ Math.imul(turn + 1, 0x85ebca6b), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x297a2d39);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 4_294_967_296;
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
