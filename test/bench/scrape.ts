import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Clock } from '../../src/base/clock.ts';
import { systemClock } from '../../src/base/clock.ts';
import type { ScrapeSink } from '../../src/engine/scrape/scrapeSink.ts';
import { type ScrapeResult, TargetScraper } from '../../src/engine/scrape/targetScraper.ts';
import { type SeriesRef, Store } from '../../src/engine/store/store.ts';
import { kubeBody } from './kubeBody.ts';
import { type Figure, printFigures } from './report.ts';

const CHUNK_BYTES = 64 * 1024;
/** Odd, so that the median is one of them; small bodies are repeated more often, since the first few only warm up. */
const repeatsOf = (sizeMb: number): number => Math.max(9, Math.round(100 / sizeMb) | 1);
const SIZES_MB = [1, 10, 50];
const MB = 1_000_000;
const PEER = 'parse-prometheus-text-format';

/**
 * Scrapes made kube-state-metrics bodies into the store: for the first time, again with other values, and with lines
 * dropped and added; beside the npm parser and a plain search for line ends on the same bytes in the same run.
 */
export async function run({ json }: { json: boolean }): Promise<void> {
  const figures: Figure[] = [];
  for (const sizeMb of SIZES_MB) figures.push(...(await measure(sizeMb)));
  printFigures('scrape', figures, json);
}

async function measure(sizeMb: number): Promise<Figure[]> {
  const bytes = sizeMb * MB;
  const bodies = [1, 2].map((round) => kubeBody({ bytes, round }));
  const body = bodies[0] as Buffer;
  const samples = countLines(body);
  const scan = rate(body, median(times(9, () => countLines(body))));
  const peer = await measurePeer(body);

  const store = Store.open({ clock: aheadClock(), maxAgeMs: 86_400_000, maxBytes: 2 ** 30 });
  const scraper = new TargetScraper(sinkOf(store), systemClock, {
    targetLabels: { job: 'kube-state-metrics', instance: 'localhost:8080' },
  });
  let atMs = Date.now();
  const first = await scrape(scraper, body, atMs);
  const again: Measured[] = [];
  for (let i = 1; i <= repeatsOf(sizeMb); i++)
    again.push(await scrape(scraper, bodies[i % 2] as Buffer, (atMs += 1000)));
  const changed: Measured[] = [];
  for (const round of [3, 4, 5]) {
    const other = kubeBody({ bytes, round, dropped: 0.01 * (round - 2), added: 0.01 });
    changed.push(await scrape(scraper, other, (atMs += 1000)));
  }
  store.dispose();
  const bare = await measureBare(bodies, repeatsOf(sizeMb));
  const repeatedMs = median(again.map(({ ms }) => ms));
  const repeated = rate(body, repeatedMs);
  const longest = (all: readonly Measured[]): number => Math.max(...all.map(({ pauseMs }) => pauseMs));
  const name = `${sizeMb} MB`;
  return [
    { name: `${name}, samples`, value: samples, unit: 'lines' },
    { name: `${name}, bytes a sample`, value: body.length / samples, unit: 'B' },
    { name: `${name}, search for line ends`, value: scan, unit: 'MB/s' },
    { name: `${name}, first`, value: rate(body, first.ms), unit: 'MB/s', peer: { name: PEER, value: peer.first } },
    {
      name: `${name}, repeated`,
      value: repeated,
      unit: 'MB/s',
      wanted: { op: 'at least', value: 400 },
      peer: { name: PEER, value: peer.repeated },
    },
    {
      name: `${name}, repeated, as a multiple of the peer`,
      value: repeated / peer.repeated,
      unit: 'x',
      wanted: { op: 'at least', value: 25 },
    },
    { name: `${name}, repeated, without the store`, value: rate(body, bare), unit: 'MB/s' },
    { name: `${name}, repeated, time`, value: repeatedMs, unit: 'ms' },
    { name: `${name}, repeated, samples`, value: samples / (repeatedMs / 1000), unit: '/s' },
    {
      name: `${name}, 1 to 3 % of lines dropped, 1 % added`,
      value: rate(body, median(changed.map(({ ms }) => ms))),
      unit: 'MB/s',
    },
    pauseFigure(`${name}, longest pause, first`, longest([first])),
    // What of it the thread itself worked: beside other programs it also waits for a processor.
    { name: `${name}, longest pause, first, working`, value: first.workedMs, unit: 'ms' },
    pauseFigure(`${name}, longest pause, repeated`, longest(again)),
    pauseFigure(`${name}, longest pause, dropped and added`, longest(changed)),
  ];
}

/** The median time of a repeated scrape into a sink that does nothing: what parsing alone takes. */
async function measureBare(bodies: readonly Buffer[], repeats: number): Promise<number> {
  const scraper = new TargetScraper<number>({ resolve: () => 0, append: () => 'ok' }, systemClock);
  await scrape(scraper, bodies[0] as Buffer, 0);
  const all: number[] = [];
  for (let i = 1; i <= repeats; i++) all.push((await scrape(scraper, bodies[i % 2] as Buffer, i * 1000)).ms);
  return median(all);
}

function pauseFigure(name: string, value: number): Figure {
  return { name, value, unit: 'ms', wanted: { op: 'at most', value: 50 } };
}

interface Measured {
  readonly ms: number;
  readonly pauseMs: number;
  /** The longest time that the thread worked without a break. */
  readonly workedMs: number;
  readonly result: ScrapeResult;
}

/** One scrape of `body` in network-sized chunks, with the longest time for which nothing else could run. */
async function scrape(scraper: TargetScraper<number>, body: Buffer, atMs: number): Promise<Measured> {
  let pauseMs = 0;
  let workedMs = 0;
  let last = performance.now();
  let lastWork = threadMs();
  let running = true;
  const watch = (): void => {
    const now = performance.now();
    pauseMs = Math.max(pauseMs, now - last);
    last = now;
    const work = threadMs();
    workedMs = Math.max(workedMs, work - lastWork);
    lastWork = work;
    if (running) setImmediate(watch);
  };
  setImmediate(watch);
  const started = performance.now();
  const result = await scraper.scrape(chunks(body), { contentType: 'text/plain; version=0.0.4', atMs });
  const ms = performance.now() - started;
  running = false;
  watch();
  if (!result.ok || result.refused > 0) throw new Error(`the scrape failed: ${JSON.stringify(result)}`);
  return { ms, pauseMs, workedMs, result };
}

/** How long this thread has worked. */
function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function* chunks(body: Buffer): Generator<Uint8Array> {
  for (let at = 0; at < body.length; at += CHUNK_BYTES) yield body.subarray(at, at + CHUNK_BYTES);
}

function sinkOf(store: Store): ScrapeSink<SeriesRef> {
  return {
    resolve: (labels) => store.ref(labels),
    append: (ref, timestampMs, value) => store.append(ref, timestampMs, value),
    appendRun: (run, refused) => store.appendRun(run, refused),
  };
}

/** The machine's clock, a minute ahead: the bodies are scraped faster than once a second, each a second after the last. */
function aheadClock(): Clock {
  return { ...systemClock, now: () => Date.now() + 60_000 };
}

/** The npm parser on the same body: its first run, and the median of three more, in MB/s. */
async function measurePeer(body: Buffer): Promise<{ first: number; repeated: number }> {
  const worker = new Worker(new URL('scrapePeer.ts', import.meta.url), { workerData: { peer: PEER, body } });
  const [[first = NaN, ...more]] = (await once(worker, 'message')) as [number[]];
  await worker.terminate();
  return { first: rate(body, first), repeated: rate(body, median(more)) };
}

function countLines(body: Buffer): number {
  let count = 0;
  for (let at = body.indexOf(10); at >= 0; at = body.indexOf(10, at + 1)) count++;
  return count;
}

/** How long each of `runs` runs took, in milliseconds. */
function times(runs: number, work: () => unknown): number[] {
  return Array.from({ length: runs }, () => {
    const started = performance.now();
    work();
    return performance.now() - started;
  });
}

function rate(body: Buffer, ms: number): number {
  return body.length / MB / (ms / 1000);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await run({ json: process.argv.includes('--json') });
