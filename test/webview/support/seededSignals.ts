import type { Signal } from '../../../src/model/signal.ts';
import type { SignalLine } from '../../../src/protocol/engine.ts';

const HTTP = 'http_requests_total{job="twinkle-api"}[1m]';
const BUCKETS = 'http_request_duration_seconds_bucket{job="twinkle-api"}[1m]';

type Recipe = Pick<Signal, 'name' | 'group' | 'unit' | 'query'> & {
  readonly value: number;
  readonly more?: Partial<Signal>;
  readonly lines?: readonly Readonly<Record<string, string>>[];
};

const RECIPES: readonly Recipe[] = [
  { name: 'request rate', group: 'traffic', unit: 'perSecond', query: `sum(rate(${HTTP}))`, value: 31.4 },
  {
    name: 'requests by route',
    group: 'traffic',
    unit: 'perSecond',
    query: `sum by (route) (rate(${HTTP}))`,
    value: Number.NaN,
    more: { series: 3 },
    lines: [{ route: '/health' }, { route: '/posts/:id' }, { route: '/login' }],
  },
  {
    name: 'error ratio',
    group: 'errors',
    unit: 'ratio',
    query: `(sum(rate(http_requests_total{job="twinkle-api",status_code=~"5.."}[1m])) or vector(0)) / sum(rate(${HTTP}))`,
    value: 0.012,
  },
  {
    name: 'p95',
    group: 'latency',
    unit: 'seconds',
    query: `histogram_quantile(0.95, sum by (le) (rate(${BUCKETS})))`,
    value: 0.0431,
    more: { configured: true },
  },
  {
    name: 'memory',
    group: 'saturation',
    unit: 'bytes',
    query: 'sum(process_resident_memory_bytes)',
    value: 92_300_000,
  },
  {
    name: 'my signal',
    group: 'own',
    unit: 'none',
    query: 'sum(rate(x[',
    value: Number.NaN,
    more: { series: 0, configured: true, failure: '1:12: parse error: unexpected end of input in duration' },
    lines: [],
  },
  {
    name: 'nodejs_heap_size_used_bytes',
    group: 'pinned',
    unit: 'bytes',
    query: 'nodejs_heap_size_used_bytes{job="twinkle-api"}',
    value: 47_400_000,
  },
];

/** Golden signals of every look: one line, several, changed by the settings, failing, pinned. */
export function seededSignals(): Signal[] {
  return RECIPES.map(({ name, group, unit, query, value, more = {} }) => ({
    name,
    group,
    unit,
    query,
    value,
    series: 1,
    key: true,
    configured: false,
    sparkline: [],
    ...more,
  }));
}

/** The signals' lines over `(fromMs, toMs]`. */
export function seededLines(fromMs: number, toMs: number, stepMs: number): SignalLine[] {
  return RECIPES.flatMap(({ name, unit, value, lines = [{}] }) =>
    lines.map((labels, i) => {
      const count = stepMs === 0 ? 0 : Math.floor((toMs - fromMs) / stepMs);
      const at = (s: number): number => fromMs + (s + 1) * stepMs;
      const base = Number.isNaN(value) ? 10 / (i + 1) : value;
      return {
        id: `${name} ${JSON.stringify(labels)}`,
        signal: name,
        labels,
        unit,
        type: 'gauge' as const,
        help: '',
        timestampsMs: Float64Array.from({ length: count }, (_, s) => at(s)),
        values: Float64Array.from({ length: count }, (_, s) =>
          at(s) === toMs ? base : base * (1 + 0.2 * Math.sin(at(s) / 60_000 + i)),
        ),
      };
    }),
  );
}
