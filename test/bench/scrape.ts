import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Clock } from '../../src/base/clock.ts';
import { systemClock } from '../../src/base/clock.ts';
import type { ScrapeSink } from '../../src/engine/scrape/scrapeSink.ts';
import { type ScrapeResult, TargetScraper } from '../../src/engine/scrape/targetScraper.ts';
import { type SeriesRef, Store } from '../../src/engine/store/store.ts';
import { kubeBody } from './kubeBody.ts';
import { type Figure, printFigures } from './report.ts';

const CHUNK_BYTES = 64 * 1024;
const REPEATS = 7;
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
  const scan = rate(
    body,
    best(REPEATS, () => countLines(body)),
  );
  const peer = rate(body, peerMs(body.toString('latin1'), sizeMb > 20 ? 1 : 3));

  const store = Store.open({ clock: aheadClock(), maxAgeMs: 86_400_000, maxBytes: 2 ** 30 });
  const scraper = new TargetScraper(sinkOf(store), systemClock, {
    targetLabels: { job: 'kube-state-metrics', instance: 'localhost:8080' },
  });
  let atMs = Date.now();
  const first = await scrape(scraper, body, atMs);
  const again: Measured[] = [];
  for (let i = 1; i <= REPEATS; i++) again.push(await scrape(scraper, bodies[i % 2] as Buffer, (atMs += 1000)));
  const changed: Measured[] = [];
  for (const round of [3, 4, 5]) {
    const other = kubeBody({ bytes, round, dropped: 0.01 * (round - 2), added: 0.01 });
    changed.push(await scrape(scraper, other, (atMs += 1000)));
  }
  store.dispose();
  const repeatedMs = median(again.map(({ ms }) => ms));
  const repeated = rate(body, repeatedMs);
  const pauseMs = Math.max(...[first, ...again, ...changed].map((each) => each.pauseMs));
  const name = `${sizeMb} MB`;
  return [
    { name: `${name}, samples`, value: samples, unit: 'lines' },
    { name: `${name}, bytes a sample`, value: body.length / samples, unit: 'B' },
    { name: `${name}, search for line ends`, value: scan, unit: 'MB/s' },
    { name: `${name}, first`, value: rate(body, first.ms), unit: 'MB/s', peer: { name: PEER, value: peer } },
    {
      name: `${name}, repeated`,
      value: repeated,
      unit: 'MB/s',
      wanted: { op: 'at least', value: 400 },
      peer: { name: PEER, value: peer },
    },
    {
      name: `${name}, repeated as a multiple of the peer`,
      value: repeated / peer,
      unit: 'x',
      wanted: { op: 'at least', value: 25 },
    },
    { name: `${name}, repeated, time`, value: repeatedMs, unit: 'ms' },
    {
      name: `${name}, 1-3 % of lines dropped, 1 % added`,
      value: rate(body, median(changed.map(({ ms }) => ms))),
      unit: 'MB/s',
    },
    { name: `${name}, longest pause of the thread`, value: pauseMs, unit: 'ms', wanted: { op: 'at most', value: 50 } },
    { name: `${name}, samples a second`, value: samples / (repeatedMs / 1000), unit: '/s' },
  ];
}

interface Measured {
  readonly ms: number;
  readonly pauseMs: number;
  readonly result: ScrapeResult;
}

/** One scrape of `body` in network-sized chunks, with the longest time for which nothing else could run. */
async function scrape(scraper: TargetScraper<SeriesRef>, body: Buffer, atMs: number): Promise<Measured> {
  let pauseMs = 0;
  let last = performance.now();
  let running = true;
  const watch = (): void => {
    const now = performance.now();
    pauseMs = Math.max(pauseMs, now - last);
    last = now;
    if (running) setImmediate(watch);
  };
  setImmediate(watch);
  const started = performance.now();
  const result = await scraper.scrape(chunks(body), { contentType: 'text/plain; version=0.0.4', atMs });
  const ms = performance.now() - started;
  running = false;
  watch();
  if (!result.ok || result.refused > 0) throw new Error(`the scrape failed: ${JSON.stringify(result)}`);
  return { ms, pauseMs, result };
}

function* chunks(body: Buffer): Generator<Uint8Array> {
  for (let at = 0; at < body.length; at += CHUNK_BYTES) yield body.subarray(at, at + CHUNK_BYTES);
}

function sinkOf(store: Store): ScrapeSink<SeriesRef> {
  return {
    resolve: (labels) => store.ref(labels),
    append: (ref, timestampMs, value) => store.append(ref, timestampMs, value),
  };
}

/** The machine's clock, a minute ahead: the bodies are scraped faster than once a second, each a second after the last. */
function aheadClock(): Clock {
  return { ...systemClock, now: () => Date.now() + 60_000 };
}

function peerMs(text: string, runs: number): number {
  const require = createRequire(import.meta.url);
  const loaded = require(PEER) as { default?: (text: string) => unknown } & ((text: string) => unknown);
  const parse = loaded.default ?? loaded;
  return best(runs, () => parse(text));
}

function countLines(body: Buffer): number {
  let count = 0;
  for (let at = body.indexOf(10); at >= 0; at = body.indexOf(10, at + 1)) count++;
  return count;
}

function best(runs: number, work: () => unknown): number {
  let ms = Infinity;
  for (let i = 0; i < runs; i++) {
    const started = performance.now();
    work();
    ms = Math.min(ms, performance.now() - started);
  }
  return ms;
}

function rate(body: Buffer, ms: number): number {
  return body.length / MB / (ms / 1000);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await run({ json: process.argv.includes('--json') });
