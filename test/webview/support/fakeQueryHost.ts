// Runs inside the page before the query panel's own script and plays the editor, from seeded data.
import type { Labels } from '../../../src/model/series.ts';
import type {
  ExplainNode,
  HistogramValue,
  MetricInfo,
  QueryAnswer,
  QueryTime,
  TargetInfo,
} from '../../../src/protocol/query.ts';
import type { QueryHostSide, QueryPageSide, QueryShow } from '../../../src/protocol/queryPanel.ts';
import { FakeEditor } from './fakeEditor.ts';

export interface FakeQueryHost extends FakeEditor {
  show(what: QueryShow): void;
  notice(text: string): void;
  connected(): void;
}

const editor = new FakeEditor();
const { query, kind, calls } = editor;
let history = kind === 'fresh' ? [] : ['up', 'rate(http_requests_total[5m])', 'sum by (job) (up)'];

const METRICS: readonly MetricInfo[] = [
  { name: 'http_requests_total', type: 'counter', help: 'Requests that were answered.', unit: 'none', series: 12 },
  {
    name: 'http_request_duration_seconds_bucket',
    type: 'histogram',
    help: 'How long requests took.',
    unit: 'none',
    series: 96,
  },
  { name: 'process_resident_memory_bytes', type: 'gauge', help: 'Resident memory.', unit: 'bytes', series: 2 },
  { name: 'up', type: 'unknown', help: '', unit: 'boolean', series: 3 },
];

const TARGETS: readonly TargetInfo[] = [
  target(0, { state: 'up', reason: '412 samples in 12 ms', lastScrapeMs: Date.now() - 4000, samples: 412 }),
  target(1, {
    state: 'down',
    reason: 'connection refused: nothing listens on localhost:3001',
    lastScrapeMs: Date.now() - 4000,
    samples: 0,
  }),
  target(2, { state: 'unknown', reason: 'not looked yet' }),
];

function target(i: number, seen: Pick<TargetInfo, 'state' | 'reason' | 'lastScrapeMs' | 'samples'>): TargetInfo {
  return {
    serviceId: `twinkle-${i}`,
    probeId: `twinkle-${i}/metrics`,
    job: `twinkle-${i}`,
    probe: 'metrics',
    url: `http://localhost:300${i}/metrics`,
    intervalMs: 15_000,
    durationMs: 12.3,
    ...seen,
  };
}

function labelsOf(count: number): Labels[] {
  const hostile = '<img src=x onerror="window.pwned=true">';
  return Array.from({ length: count }, (_, i) => ({
    __name__: 'process_resident_memory_bytes',
    job: 'twinkle-api',
    instance: kind === 'hostile' ? hostile : `localhost:${3000 + i}`,
    ...(kind === 'long' && { route: `/api/${'very-long-path-without-a-break'.repeat(8)}/${i}` }),
    n: String(i),
  }));
}

const HISTOGRAM: HistogramValue = {
  count: '42',
  sum: '12.6',
  buckets: [
    [3, '-0.001', '0.001', '2'],
    [0, '0.25', '0.5', '30'],
    [0, '0.5', '1.2968395546510096', '10'],
  ],
};

function answer(text: string, time: QueryTime): QueryAnswer {
  if (text.includes('((')) {
    const at = text.indexOf('((');
    const range = { startLine: 0, startColumn: at, endLine: 0, endColumn: at + 2 };
    return { ok: false, failure: { reason: 'invalid', message: 'unclosed left parenthesis', range } };
  }
  if (kind === 'stopped') {
    const message = 'No service is watched, so there are no metrics to query.';
    return { ok: false, failure: { reason: 'notRunning', message } };
  }
  const count = kind === 'many' ? 1000 : text === 'nothing' ? 0 : 3;
  const labels = labelsOf(count);
  const omitted = kind === 'many' ? 234 : 0;
  const notes = { warnings: [] as string[], infos: [] as string[] };
  if (text.startsWith('rate('))
    notes.infos.push('PromQL info: metric might not be a counter, name does not end in _total: "x" (1:6)');
  if (kind === 'many') notes.warnings.push('PromQL warning: bucket label "le" is missing (1:1)');
  const stats = { evalMs: 1.42, samples: 1234 };
  if (text === '1') {
    const values = Float64Array.of(1);
    return {
      ok: true,
      result: { kind: 'scalar', atMs: 0, labels: [{}], values, omitted: 0 },
      unit: 'none',
      stats,
      ...notes,
    };
  }
  if (time.kind === 'instant') {
    const values = Float64Array.from(labels, (_, i) => 47_395_635.2 + i * 1_000_000);
    if (text === 'nan') values[0] = NaN;
    const histograms = text === 'latency' ? { 1: HISTOGRAM } : undefined;
    if (histograms !== undefined) values[1] = NaN;
    const result = {
      kind: 'vector',
      atMs: time.atMs,
      labels,
      values,
      omitted,
      ...(histograms && { histograms }),
    } as const;
    return { ok: true, result, unit: 'bytes', stats, ...notes };
  }
  const { fromMs, toMs, stepMs } = time;
  const steps = Math.floor((toMs - fromMs) / stepMs) + 1;
  const values = Float64Array.from({ length: steps * count }, (_, i) => {
    const [row, step] = [Math.floor(i / steps), i % steps];
    return row === 1 && step > 20 && step < 30 ? NaN : 4e7 + 1e7 * row + 4e6 * Math.sin(step / 9 + row);
  });
  const histograms = text === 'latency' ? { histograms: 1 } : {};
  const result = { kind: 'range', fromMs, stepMs, steps, labels, values, omitted, ...histograms } as const;
  return { ok: true, result, unit: 'bytes', stats, ...notes };
}

function explained(text: string): ExplainNode {
  const base = { start: 0, end: text.length, type: 'vector', labels: [], children: [] } as const;
  const matrix: ExplainNode = {
    ...base,
    text: 'http_requests_total[5m]',
    what: 'range selector',
    type: 'matrix',
    series: 12,
    samples: 240,
    evalMs: 0.31,
    labels: [
      { name: 'route', values: 6 },
      { name: 'code', values: 3 },
      { name: 'job', values: 2 },
    ],
  };
  const rate: ExplainNode = {
    ...base,
    text: 'rate(http_requests_total[5m])',
    what: 'function rate',
    series: 12,
    samples: 12,
    evalMs: 0.52,
    labels: matrix.labels,
    children: [matrix],
  };
  const failing: ExplainNode = {
    ...base,
    text: 'nothing_here',
    what: 'selector',
    series: 0,
    samples: 0,
    evalMs: 0,
    failure: 'query timed out',
  };
  return {
    ...base,
    text,
    what: 'operator /',
    series: 2,
    samples: 2,
    evalMs: 0.9,
    labels: [{ name: 'job', values: 2 }],
    children: [rate, failing],
  };
}

const channel = editor.answer<QueryHostSide, QueryPageSide>({
  open() {
    calls.push(['open']);
    const text = query.get('text');
    return { history, show: text === null ? {} : { text } };
  },
  query(text, time, signal) {
    calls.push(['query', text, time]);
    if (kind === 'slow') {
      return new Promise((resolve) =>
        signal.addEventListener('abort', () => {
          calls.push(['cancelled']);
          resolve({ ok: false, failure: { reason: 'cancelled', message: 'The query was cancelled.' } });
        }),
      );
    }
    const result = answer(text, time);
    if (result.ok) {
      history = [text, ...history.filter((other) => other !== text)];
      channel.notify('history', [history]);
    }
    return result;
  },
  explain(text, atMs) {
    calls.push(['explain', text, atMs]);
    return { ok: true, root: explained(text), omitted: 3 };
  },
  metrics: () => (kind === 'fresh' || kind === 'stopped' ? [] : METRICS),
  labelNames: (matchers) => {
    calls.push(['labelNames', matchers]);
    return ['__name__', 'code', 'job', 'route'];
  },
  labelValues: (label, matchers) => {
    calls.push(['labelValues', label, matchers]);
    return ['twinkle-api', 'twinkle-web'];
  },
  cardinality: () =>
    kind === 'fresh'
      ? { series: 0, metrics: [], labels: [], pairs: [] }
      : {
          series: 1234,
          metrics: METRICS.map(({ name, series }) => ({ name, series })).toSorted((a, b) => b.series - a.series),
          labels: [
            { name: 'route', values: 24 },
            { name: 'le', values: 12 },
          ],
          pairs: [
            { name: '__name__', value: 'http_request_duration_seconds_bucket', series: 96 },
            { name: 'job', value: 'twinkle-api', series: 90 },
          ],
        },
  targets: () => (kind === 'fresh' ? [] : TARGETS),
  clearHistory() {
    history = [];
    channel.notify('history', [[]]);
  },
  copy: (text) => void calls.push(['copy', text]),
  openService: (id) => void calls.push(['openService', id]),
  addService: () => void calls.push(['addService']),
});

Object.assign(editor, {
  show: (what) => channel.notify('show', [what]),
  notice: (text) => channel.notify('notice', [text]),
  connected: () => channel.notify('connected', []),
} satisfies Omit<FakeQueryHost, keyof FakeEditor>);
