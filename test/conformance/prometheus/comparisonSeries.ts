import { seeded } from '../../support/seeded.ts';

/** One series of the comparison: labels as they stand in the exposition, and what it has at each time. */
export interface ComparisonSeries {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly (readonly [timeMs: number, value: number])[];
}

/** Scrapes are never at a whole second, so that no window of a query or of a subquery begins on a sample. */
export const START_MS = 1_700_000_003_217;
const SCRAPES = 240;
const INTERVAL_MS = 15_000;

/** An hour of a small system, scraped every 15 s with gaps: counters that reset, gauges, a histogram, odd values. */
export function comparisonSeries(): ComparisonSeries[] {
  const random = seeded(7);
  const series: ComparisonSeries[] = [];
  const add = (
    name: string,
    labels: Readonly<Record<string, string>>,
    step: (last: number, i: number) => number,
  ): void => {
    const samples: [number, number][] = [];
    // Counters begin high: how near to zero a rate may be extrapolated is another matter in 2.42.
    let last = /_(?:total|bucket)$/.test(name) ? 100_000 : 0;
    const from = random() < 0.1 ? 60 : 0;
    const to = random() < 0.1 ? 150 : SCRAPES;
    for (let i = from; i < to; i++) {
      last = step(last, i);
      // Some scrapes are missed, and there is a gap longer than the lookback.
      if (random() < 0.03 || (labels['gap'] === 'yes' && i > 100 && i < 130)) continue;
      samples.push([START_MS + i * INTERVAL_MS, last]);
    }
    series.push({ name, labels, samples });
  };
  for (const job of ['api', 'web', 'db'])
    for (const instance of ['a:1', 'b:2', 'c:3']) {
      for (const code of ['200', '404', '500'])
        add('http_requests_total', { job, instance, code }, (last) =>
          random() < 0.01 ? 0 : last + Math.floor(random() * 50),
        );
      let rate = 0;
      for (const le of ['0.1', '0.5', '1', '+Inf']) {
        rate += 3;
        const step = rate;
        add('latency_seconds_bucket', { job, instance, le }, (last) => last + step);
      }
      add('memory_bytes', { job, instance, gap: job === 'db' ? 'yes' : 'no' }, () => 1e8 + random() * 1e7);
      add('temperature', { job, instance }, (_, i) => Math.sin(i / 10) * 20 + random());
      add('build_info', { job, instance, version: `1.${Math.floor(random() * 3)}` }, () => 1);
    }
  add('odd', { kind: 'nan' }, (_, i) => (i % 7 === 0 ? NaN : i));
  add('odd', { kind: 'inf' }, (_, i) => (i % 11 === 0 ? Infinity : -i));
  add('odd', { kind: 'tiny' }, () => random() * 1e-300);
  return series;
}

/** The series as OpenMetrics text with timestamps, families together. */
export function* comparisonText(series: readonly ComparisonSeries[]): Generator<string> {
  for (const name of new Set(series.map((one) => one.name))) {
    yield `# TYPE ${name} unknown\n`;
    for (const { labels, samples } of series.filter((one) => one.name === name)) {
      const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
      for (const [timeMs, value] of samples) {
        const text = value === Infinity ? '+Inf' : String(value);
        yield `${name}{${pairs.join(',')}} ${text} ${timeMs / 1000}\n`;
      }
    }
  }
  yield '# EOF\n';
}
