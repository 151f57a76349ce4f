import { LabelSet } from '../../../src/model/labelSet.ts';
import type { Labels } from '../../../src/model/series.ts';
import { seeded } from '../../support/seeded.ts';

export interface ReferenceSeries {
  readonly labels: LabelSet;
  /** Whether its value only rises. */
  readonly isCounter: boolean;
  readonly values: Float64Array;
}

export const SCRAPES = 183;
const ROUTES = 40;
const CODES = ['200', '201', '204', '301', '304', '400', '401', '403', '404', '500', '502', '503'];
const BOUNDS = ['0.005', '0.01', '0.025', '0.05', '0.1', '0.25', '0.5', '1', '2.5', '5', '10', '+Inf'];
const INSTANCES = 5;

/** 10,000 series of a service, the same for the same seed: requests by route and code, durations, and gauges by shard. */
export function referenceSeries(count = 10_000, scrapes = SCRAPES, seed = 1): ReferenceSeries[] {
  const random = seeded(seed);
  const series: ReferenceSeries[] = [];
  const add = (labels: Labels, isCounter: boolean, step: (last: number) => number): void => {
    if (series.length >= count) return;
    const values = new Float64Array(scrapes);
    let last = isCounter ? Math.floor(random() * 1000) : 0;
    for (let i = 0; i < scrapes; i++) values[i] = last = step(last);
    series.push({ labels: LabelSet.from({ job: 'ref', ...labels }), isCounter, values });
  };
  for (let route = 0; route < ROUTES; route++) {
    const path = `/api/v1/things/${route}`;
    for (const code of CODES)
      add({ __name__: 'http_requests_total', route: path, code }, true, (last) => last + Math.floor(random() * 20));
  }
  for (let route = 0; route < ROUTES; route++)
    for (let instance = 0; instance < INSTANCES; instance++) {
      const labels = { route: `/api/v1/things/${route}`, instance: `10.0.0.${instance}:8080` };
      const shares = BOUNDS.map(() => random());
      BOUNDS.forEach((le, i) => {
        const rate = shares.slice(0, i + 1).reduce((a, b) => a + b, 0);
        const name = 'http_request_duration_seconds_bucket';
        add({ __name__: name, ...labels, le }, true, (last) => last + Math.floor(rate * 4));
      });
    }
  for (let shard = 0; series.length < count; shard++) {
    const labels = { shard: String(shard % 64), node: `node-${Math.floor(shard / 64)}` };
    add({ __name__: 'shard_load', ...labels }, false, () => random());
    add({ __name__: 'shard_queue_depth', ...labels }, false, (last) =>
      Math.max(0, last + Math.floor(random() * 7) - 3),
    );
    add(
      { __name__: 'shard_memory_bytes', ...labels },
      false,
      (last) => (last || 2e8) + Math.floor(random() * 3 - 1) * 4096,
    );
    add({ __name__: 'shard_operations_total', ...labels }, true, (last) => last + Math.floor(random() * 100));
  }
  return series;
}

/** The series as OpenMetrics text with timestamps a second apart from `startMs`, families together. */
export function* openMetricsText(series: readonly ReferenceSeries[], startMs: number): Generator<string> {
  const families = new Map<string, ReferenceSeries[]>();
  for (const one of series) {
    const name = one.labels.get('__name__');
    families.set(name, [...(families.get(name) ?? []), one]);
  }
  for (const [name, members] of families) {
    yield `# TYPE ${name} unknown\n`;
    for (const { labels, values } of members) {
      const pairs = labels.names.flatMap((label, i) =>
        label === '__name__' ? [] : [`${label}=${JSON.stringify(labels.values[i] ?? '')}`],
      );
      let text = '';
      values.forEach((value, i) => {
        text += `${name}{${pairs.join(',')}} ${value} ${(startMs + i * 1000) / 1000}\n`;
      });
      yield text;
    }
  }
  yield '# EOF\n';
}
