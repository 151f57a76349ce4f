import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createColumns } from '../../src/engine/store/columns.ts';
import { HistoryFile, partOf } from '../../src/engine/store/historyFile.ts';
import { PageBuilder } from '../../src/engine/store/page.ts';
import { type SeriesRef, Store } from '../../src/engine/store/store.ts';
import { LabelSet } from '../../src/model/labelSet.ts';
import type { Labels } from '../../src/model/series.ts';
import { FakeClock } from '../support/fakeClock.ts';
import { type Figure, printFigures } from './report.ts';
import { seeded } from '../support/seeded.ts';

const SCRAPES = 183;
const SERIES = 10_000;
const RUNS = 5;
const DAY_MS = 86_400_000;
const LIMITS = { maxAgeMs: DAY_MS, maxBytes: 2 ** 30 };

/** One series of the reference data: its labels and how its value goes on from scrape to scrape. */
interface ReferenceSeries {
  readonly labels: Labels;
  next(last: number): number;
}

/**
 * What a scrape of a few services looks like: per route a histogram of request durations (12 buckets, sum, count) and a
 * counter by code, busy and idle routes mixed; process and runtime gauges; information that never changes. A busy route
 * has Poisson-like counts, sums are full doubles, memory moves in pages, and one series in sixteen is a random double.
 */
function referenceData(count: number, seed: number): ReferenceSeries[] {
  const random = seeded(seed);
  const poisson = (mean: number): number => {
    let k = 0;
    for (let p = random(); p > Math.exp(-mean); p *= random()) k++;
    return k;
  };
  const series: ReferenceSeries[] = [];
  const buckets = ['0.005', '0.01', '0.025', '0.05', '0.1', '0.25', '0.5', '1', '2.5', '5', '10', '+Inf'];
  for (let route = 0; series.length < count; route++) {
    const base = {
      job: `service-${route % 7}`,
      instance: `10.0.${route % 7}.${route % 13}:9090`,
      path: `/api/v1/things/${route}`,
      method: route % 3 === 0 ? 'POST' : 'GET',
    };
    // Requests a second: three routes in five are busy, two see a request now and then.
    const rate = [150, 50, 10, 1, 0.1][route % 5] ?? 0;
    buckets.forEach((le, i) =>
      series.push({
        labels: { ...base, __name__: 'http_request_duration_seconds_bucket', le },
        next: (last) => last + poisson((rate * (i + 1)) / buckets.length),
      }),
    );
    series.push(
      {
        labels: { ...base, __name__: 'http_request_duration_seconds_sum' },
        next: (last) => (random() < 1 - Math.exp(-rate) ? last + random() * rate : last),
      },
      {
        labels: { ...base, __name__: 'http_request_duration_seconds_count' },
        next: (last) => last + poisson(rate),
      },
      { labels: { ...base, __name__: 'http_requests_total', code: '200' }, next: (last) => last + poisson(rate) },
      { labels: { ...base, __name__: 'http_requests_total', code: '500' }, next: (last) => last + poisson(rate / 100) },
    );
    const instance = { job: base.job, instance: base.instance, shard: String(route) };
    series.push(
      {
        labels: { ...instance, __name__: 'process_resident_memory_bytes' },
        next: (last) => (last || 2e8) + (random() < 0.5 ? 4096 * Math.floor(random() * 200 - 100) : 0),
      },
      {
        labels: { ...instance, __name__: 'process_cpu_seconds_total' },
        next: (last) => Math.round((last + random() * 0.05) * 100) / 100,
      },
      { labels: { ...instance, __name__: 'go_goroutines' }, next: () => 40 + Math.floor(random() * 8) },
      { labels: { ...instance, __name__: 'queue_depth' }, next: (last) => Math.max(0, last + poisson(1) - poisson(1)) },
      { labels: { ...instance, __name__: 'cache_hit_ratio' }, next: () => random() },
      { labels: { ...instance, __name__: 'request_latency_seconds' }, next: () => 0.05 + random() / 10 },
      {
        labels: { ...instance, __name__: 'nodejs_eventloop_lag_seconds' },
        next: () => Math.round(random() * 1e6) / 1e6,
      },
    );
    for (const name of ['build_info', 'process_start_time_seconds', 'process_max_fds', 'up', 'feature_enabled'])
      series.push({ labels: { ...instance, __name__: name }, next: (last) => last || 1_700_000_000 });
  }
  return series.slice(0, count);
}

/** The values of all scrapes, scrape by scrape, worked out before the clock runs. */
function scrapeValues(series: readonly ReferenceSeries[], scrapes: number): Float64Array[] {
  let last = new Float64Array(series.length);
  return Array.from({ length: scrapes }, () => (last = Float64Array.from(series, (one, i) => one.next(last[i] ?? 0))));
}

function labelSets(series: readonly ReferenceSeries[]): LabelSet[] {
  return series.map(({ labels }) => LabelSet.from(labels));
}

/** Scrape timestamps a second apart, with the few milliseconds that timers stray. */
function advanceToScrape(clock: FakeClock, random: () => number): number {
  clock.advance(997 + Math.floor(random() * 7));
  return clock.now();
}

interface Appended {
  readonly store: Store;
  readonly clock: FakeClock;
  readonly samples: number;
  readonly elapsedMs: number;
}

function appendAll(labels: readonly LabelSet[], values: readonly Float64Array[], file?: string): Appended {
  const random = seeded(99);
  const clock = new FakeClock();
  const store = Store.open({ ...LIMITS, clock, ...(file !== undefined && { file }) });
  const refs = labels.map((set): SeriesRef => store.ref(set));
  let elapsedMs = 0;
  for (const scrape of values) {
    const timestampMs = advanceToScrape(clock, random);
    const startedMs = performance.now();
    for (let i = 0; i < refs.length; i++)
      if (store.append(refs[i] ?? 0, timestampMs, scrape[i] ?? 0) !== 'ok') throw new Error('a sample was refused');
    elapsedMs += performance.now() - startedMs;
  }
  return { store, clock, samples: refs.length * values.length, elapsedMs };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}

/**
 * Bytes a sample that Prometheus' chunks would take for the same data: its XOR encoding of values and its classes of
 * differences of timestamps (tsdb/chunkenc/xor.go), 120 samples a chunk, two bytes of header, nothing else counted.
 */
function prometheusBytesPerSample(values: readonly Float64Array[]): number {
  const words = new BigUint64Array(1);
  const float = new Float64Array(words.buffer);
  const seriesCount = values[0]?.length ?? 0;
  let bits = 0;
  for (let series = 0; series < seriesCount; series += 10) {
    let last = 0n;
    let lead = 0xff;
    let trail = 0;
    for (let i = 0; i < values.length; i++) {
      float[0] = values[i]?.[series] ?? 0;
      const word = words[0] ?? 0n;
      if (i % 120 === 0) {
        // A chunk begins: header, the timestamp as a varint, the value as it is.
        bits += 16 + 48 + 64;
        lead = 0xff;
      } else {
        // Prometheus moves timestamps by up to 2 ms to make their differences equal: a bit each, at best.
        bits += i % 120 === 1 ? 16 : 1;
        const xor = word ^ last;
        if (xor === 0n) bits += 1;
        else {
          const text = xor.toString(2).padStart(64, '0');
          const newLead = Math.min(31, text.indexOf('1'));
          const newTrail = 63 - text.lastIndexOf('1');
          if (lead !== 0xff && newLead >= lead && newTrail >= trail) bits += 2 + 64 - lead - trail;
          else {
            [lead, trail] = [newLead, newTrail];
            bits += 13 + 64 - lead - trail;
          }
        }
      }
      last = word;
    }
  }
  return bits / 8 / (values.length * Math.ceil(seriesCount / 10));
}

/** Reads everything back, so that no figure is reached by losing samples. */
function verify(store: Store, values: readonly Float64Array[], labels: readonly LabelSet[]): void {
  const columns = createColumns();
  const positions = new Map(labels.map((set, i) => [set.key, i]));
  for (const series of store.select([], -Infinity, Infinity)) {
    columns.length = 0;
    series.read(-Infinity, Infinity, columns);
    const at = positions.get(series.labels.key) ?? -1;
    if (columns.length !== values.length) throw new Error(`${columns.length} samples read of ${values.length}`);
    for (let i = 0; i < columns.length; i++)
      if (columns.values[i] !== values[i]?.[at]) throw new Error('a value was read back wrong');
  }
}

/** Heap and external memory after collection; `--expose-gc` is needed. */
function memoryBytes(): number {
  const { gc } = globalThis as { gc?: () => void };
  if (gc === undefined) throw new Error('run with --expose-gc');
  for (let i = 0; i < 4; i++) gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** In a process of its own, so that nothing else is on the heap: bytes that 100,000 series take, and bytes resident. */
function measureManySeries(): void {
  const before = memoryBytes();
  const clock = new FakeClock();
  const store = Store.open({ ...LIMITS, clock });
  {
    // Twenty scrapes: open chunks have several blocks by then.
    const series = referenceData(100_000, 7);
    const refs = series.map(({ labels }) => store.ref(LabelSet.from(labels)));
    const random = seeded(3);
    let last = new Float64Array(series.length);
    for (let scrape = 0; scrape < 20; scrape++) {
      const timestampMs = advanceToScrape(clock, random);
      last = Float64Array.from(series, (one, i) => one.next(last[i] ?? 0));
      for (let i = 0; i < refs.length; i++) store.append(refs[i] ?? 0, timestampMs, last[i] ?? 0);
    }
  }
  const bytes = memoryBytes() - before;
  process.stdout.write(JSON.stringify({ bytes, rss: process.memoryUsage.rss(), series: store.stats().series }));
}

/** In a process of its own: milliseconds from before opening to the samples of a query of the last five minutes. */
function measureFirstAnswer(file: string, nowMs: number): void {
  const clock = new FakeClock(nowMs);
  const startedMs = performance.now();
  const store = Store.open({ ...LIMITS, clock, file });
  const openedMs = performance.now();
  const matchers = [{ name: '__name__', op: '=', value: 'http_requests_total' } as const];
  const columns = createColumns();
  let samples = 0;
  for (const series of store.select(matchers, nowMs - 300_000, nowMs)) {
    columns.length = 0;
    series.read(nowMs - 300_000, nowMs, columns);
    samples += columns.length;
  }
  const answerMs = performance.now() - startedMs;
  process.stdout.write(JSON.stringify({ answerMs, openMs: openedMs - startedMs, samples }));
}

function inOwnProcess(...args: string[]): Record<string, number> {
  const child = spawnSync(process.execPath, ['--expose-gc', fileURLToPath(import.meta.url), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(child.stdout.toString()) as Record<string, number>;
}

/**
 * Measures the store on reference data like Prometheus' own (10,000 series, 183 scrapes a second apart) and prints each
 * figure beside its limit. Timings are the median of five runs.
 */
export async function run(options: { readonly json: boolean }): Promise<readonly Figure[]> {
  const series = referenceData(SERIES, 42);
  const labels = labelSets(series);
  const values = scrapeValues(series, SCRAPES);

  const runs = Array.from({ length: RUNS }, () => appendAll(labels, values));
  const perSecond = median(runs.map(({ samples, elapsedMs }) => (samples / elapsedMs) * 1000));
  const [first] = runs;
  if (first === undefined) throw new Error('no run');
  verify(first.store, values, labels);
  const stats = first.store.stats();
  for (const { store } of runs) store.dispose();

  const many = inOwnProcess('manySeries');
  const folder = mkdtempSync(join(tmpdir(), 'watchpost-bench-'));
  let disk: number;
  let answers: Record<string, number>[];
  let fileBytes: number;
  try {
    disk = measureDisk(join(folder, 'reference.db'), labels, values);
    const file = join(folder, 'full.db');
    const { nowMs, diskBytes } = fillFile(file, labels, values);
    fileBytes = diskBytes;
    answers = Array.from({ length: RUNS }, () => inOwnProcess('firstAnswer', file, String(nowMs)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const of = (key: string): number => median(answers.map((answer) => answer[key] ?? NaN));
  const figures: readonly Figure[] = [
    {
      // All chunks in memory with their slack, the open ones included; Prometheus' figure is for the same shape of data.
      name: 'bytesPerSample',
      value: stats.sampleBytes / first.samples,
      unit: 'B',
      wanted: { op: 'at most', value: 2 },
      peer: {
        name: "Prometheus' encoding of the same samples",
        value: prometheusBytesPerSample(values),
      },
    },
    { name: 'bytesPerSampleWithLabels', value: stats.bytes / first.samples, unit: 'B' },
    { name: 'diskBytesPerSample', value: disk, unit: 'B' },
    { name: 'appendPerSecond', value: perSecond, unit: 'samples/s', wanted: { op: 'at least', value: 1_000_000 } },
    { name: 'bytesFor100kSeries', value: many['bytes'] ?? NaN, unit: 'B', wanted: { op: 'at most', value: 300e6 } },
    { name: 'fullStoreBytes', value: fileBytes, unit: 'B' },
    { name: 'firstAnswerMs', value: of('answerMs'), unit: 'ms', wanted: { op: 'at most', value: 200 } },
    { name: 'firstAnswerOpenMs', value: of('openMs'), unit: 'ms' },
    { name: 'firstAnswerSamples', value: of('samples'), unit: 'samples' },
  ];
  printFigures('store', figures, options.json);
  return figures;
}

/** Bytes a sample of a history file that holds the reference data, all tables included. */
function measureDisk(file: string, labels: readonly LabelSet[], values: readonly Float64Array[]): number {
  const { store, clock, samples } = appendAll(labels, values, file);
  clock.advance(60_000);
  store.dispose();
  const again = Store.open({ ...LIMITS, clock, file });
  const { diskBytes } = again.stats();
  again.dispose();
  return diskBytes / samples;
}

/**
 * A history file as hours of monitoring leave it: 50 MB of pages that were merged, then three minutes that were written
 * by a store that has not yet merged all of its pages.
 */
function fillFile(
  file: string,
  labels: readonly LabelSet[],
  values: readonly Float64Array[],
): { readonly nowMs: number; readonly diskBytes: number } {
  const pastMs = new FakeClock().now() - DAY_MS / 2;
  const history = HistoryFile.open(file);
  const ids: number[] = [];
  history.transaction(() => {
    for (const set of labels) ids.push(history.addSeries(set, pastMs));
  });
  const random = seeded(5);
  const columns = createColumns();
  for (let startMs = pastMs; history.diskBytes() < 50 * 2 ** 20; startMs += 64_000) {
    history.transaction(() => {
      let builder = new PageBuilder();
      ids.forEach((id, i) => {
        columns.length = 0;
        for (let k = 0; k < 64; k++) {
          columns.timestampsMs[k] = startMs + k * 1000;
          columns.values[k] = i % 2 === 0 ? random() : (values[k]?.[i] ?? 0);
        }
        columns.length = 64;
        builder.add(id, columns);
        if (partOf(ids[i + 1] ?? Infinity) === partOf(id)) return;
        const page = builder.build();
        if (page !== undefined) history.addPage(partOf(id), 1, page);
        builder = new PageBuilder();
      });
    });
  }
  history.close();
  const { store, clock } = appendAll(labels, values, file);
  const { diskBytes } = store.stats();
  store.dispose();
  return { nowMs: clock.now(), diskBytes };
}

if (import.meta.main) {
  const [mode, file, nowMs] = process.argv.slice(2);
  if (mode === 'manySeries') measureManySeries();
  else if (mode === 'firstAnswer') measureFirstAnswer(file ?? '', Number(nowMs));
  else await run({ json: process.argv.includes('--json') });
}
