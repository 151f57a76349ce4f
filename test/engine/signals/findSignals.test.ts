import assert from 'node:assert/strict';
import { rateWindow } from '../../../src/engine/signals/finder.ts';
import { findSignals } from '../../../src/engine/signals/findSignals.ts';
import { parseQuery } from '../../../src/engine/promql/parse/parseQuery.ts';
import * as exporters from './exporters.ts';
import { metricsOf } from './expose.ts';

const r = (samples: string, matchers = ''): string =>
  `rate(${samples}{job="api"${matchers === '' ? '' : `,${matchers}`}}[1m])`;
const g = (name: string, matchers = ''): string => `${name}{job="api"${matchers === '' ? '' : `,${matchers}`}}`;
const quantile = (q: string, name: string): string => `histogram_quantile(${q}, sum by (le) (${r(`${name}_bucket`)}))`;
const quantiles = (name: string, scale = ''): Record<string, string> => ({
  p50: quantile('0.5', name) + scale,
  p95: quantile('0.95', name) + scale,
  p99: quantile('0.99', name) + scale,
});
const errorsOf = (name: string, matchers: string): string =>
  `(sum(${r(name, matchers)}) or vector(0)) / sum(${r(name)})`;

const DEFAULTS = {
  CPU: `sum(${r('process_cpu_seconds_total')})`,
  memory: `sum(${g('process_resident_memory_bytes')})`,
  heap: `sum(${g('nodejs_heap_size_used_bytes')})`,
  'event loop lag': `max(${g('nodejs_eventloop_lag_p99_seconds')})`,
  'open files': `max(${g('process_open_fds')} / ${g('process_max_fds')})`,
  'GC time': `sum(${r('nodejs_gc_duration_seconds_sum')})`,
};
const HTTP = {
  'request rate': `sum(${r('http_requests_total')})`,
  'requests by route': `sum by (route) (${r('http_requests_total')})`,
  'error ratio': errorsOf('http_requests_total', 'status_code=~"5.."'),
  ...quantiles('http_request_duration_seconds'),
};

const CASES: Readonly<Record<string, readonly [text: string, expected: Readonly<Record<string, string>>]>> = {
  "prom-client's default metrics": [exporters.PROM_CLIENT, DEFAULTS],
  'a Node service': [exporters.PROM_CLIENT + exporters.NODE_HTTP, { ...HTTP, ...DEFAULTS }],
  'the Python client with Starlette': [
    exporters.PYTHON,
    {
      'request rate': `sum(${r('starlette_requests_total')})`,
      'error ratio': errorsOf('starlette_requests_total', 'status_code=~"5.."'),
      ...quantiles('starlette_request_duration_seconds'),
      CPU: `sum(${r('process_cpu_seconds_total')})`,
      memory: `sum(${g('process_resident_memory_bytes')})`,
      'open files': `max(${g('process_open_fds')} / ${g('process_max_fds')})`,
    },
  ],
  'Spring Boot': [
    exporters.SPRING,
    {
      'request rate': `sum(${r('http_server_requests_seconds_count')})`,
      'error ratio': errorsOf('http_server_requests_seconds_count', 'status=~"5.."'),
      'latency average': `sum(${r('http_server_requests_seconds_sum')}) / sum(${r('http_server_requests_seconds_count')})`,
      CPU: `avg(${g('process_cpu_usage')})`,
      heap: `sum(${g('jvm_memory_used_bytes', 'area="heap"')})`,
      'open files': `max(${g('process_files_open_files')} / ${g('process_files_max_files')})`,
      'pool use': `sum(${g('hikaricp_connections_active')}) / sum(${g('hikaricp_connections_max')})`,
      'GC time': `sum(${r('jvm_gc_pause_seconds_sum')})`,
    },
  ],
  'a Go service': [
    exporters.GO,
    {
      'request rate': `sum(${r('http_requests_total')})`,
      'requests by handler': `sum by (handler) (${r('http_requests_total')})`,
      'error ratio': errorsOf('http_requests_total', 'code=~"5.."'),
      p50: `max(${g('http_request_duration_seconds', 'quantile="0.5"')})`,
      p95: `max(${g('http_request_duration_seconds', 'quantile="0.95"')})`,
      p99: `max(${g('http_request_duration_seconds', 'quantile="0.99"')})`,
      CPU: `sum(${r('process_cpu_seconds_total')})`,
      memory: `sum(${g('process_resident_memory_bytes')})`,
      heap: `sum(${g('go_memstats_heap_inuse_bytes')})`,
      'pool use': `sum(${g('go_sql_in_use_connections')}) / sum(${g('go_sql_max_open_connections')})`,
      'GC time': `sum(${r('go_gc_duration_seconds_sum')})`,
    },
  ],
  node_exporter: [
    exporters.NODE_EXPORTER,
    {
      CPU: `1 - avg(${r('node_cpu_seconds_total', 'mode="idle"')})`,
      memory: `1 - sum(${g('node_memory_MemAvailable_bytes')}) / sum(${g('node_memory_MemTotal_bytes')})`,
      'open files': `max(${g('node_filefd_allocated')} / ${g('node_filefd_maximum')})`,
    },
  ],
  Traefik: [
    exporters.TRAEFIK,
    {
      'request rate': `sum(${r('traefik_entrypoint_requests_total')})`,
      'error ratio': errorsOf('traefik_entrypoint_requests_total', 'code=~"5.."'),
      ...quantiles('traefik_entrypoint_request_duration_seconds'),
    },
  ],
  nginx: [exporters.NGINX, { 'request rate': `sum(${r('nginx_http_requests_total')})` }],
  gRPC: [
    exporters.GRPC,
    {
      'request rate': `sum(${r('grpc_server_handled_total')})`,
      'requests by grpc_method': `sum by (grpc_method) (${r('grpc_server_handled_total')})`,
      'error ratio': errorsOf(
        'grpc_server_handled_total',
        'grpc_code=~"Unknown|DeadlineExceeded|Unimplemented|Internal|Unavailable|DataLoss"',
      ),
      ...quantiles('grpc_server_handling_seconds'),
    },
  ],
  'milliseconds that only the help tells': [
    exporters.ASSET_FORGE,
    {
      'request rate': `sum(${r('api_request_count')})`,
      'requests by endpoint': `sum by (endpoint) (${r('api_request_count')})`,
      'error ratio': errorsOf('api_request_count', 'status=~"5.."'),
      ...quantiles('api_request_duration', ' / 1000'),
    },
  ],
  'work with an outcome': [
    exporters.SETTLEMENTS,
    {
      'error ratio': errorsOf('twinkle_settlements_total', 'status="failure"'),
      ...quantiles('twinkle_settlement_duration_seconds'),
    },
  ],
  'requests before other work': [exporters.SETTLEMENTS + exporters.NODE_HTTP, HTTP],
  'JSON metrics and cache stats': [
    exporters.JSON_METRICS,
    {
      memory: `sum(${g('process_memory_usage_rss_bytes')})`,
      heap: `sum(${g('process_memory_usage_heap_used_bytes')})`,
      'hit ratio': `avg(${g('cache_hit_ratio')})`,
    },
  ],
  'a counter of errors beside one of requests without labels': [
    '# TYPE http_requests_total counter\nhttp_requests_total 1\n# TYPE http_errors_total counter\nhttp_errors_total 1\n',
    {
      'request rate': `sum(${r('http_requests_total')})`,
      'error ratio': `(sum(${r('http_errors_total')}) or vector(0)) / sum(${r('http_requests_total')})`,
    },
  ],
  'counters of hits and misses, a pool by state, a queue': [
    '# TYPE cache_hits_total counter\ncache_hits_total 1\n# TYPE cache_misses_total counter\ncache_misses_total 1\n' +
      '# TYPE pg_pool_connections gauge\npg_pool_connections{state="active"} 1\npg_pool_connections{state="idle"} 1\n' +
      '# TYPE jobs_queue_depth gauge\njobs_queue_depth{queue="mail"} 1\n',
    {
      'pool use': `sum(${g('pg_pool_connections', 'state="active"')}) / sum(${g('pg_pool_connections')})`,
      queued: `sum(${g('jobs_queue_depth')})`,
      'hit ratio': `sum(${r('cache_hits_total')}) / (sum(${r('cache_hits_total')}) + sum(${r('cache_misses_total')}))`,
    },
  ],
  'nothing that is known': ['a_b 1\n', {}],
};

describe('golden signals', () => {
  for (const [what, [text, expected]] of Object.entries(CASES)) {
    it(`finds those of ${what}`, () => {
      const found = findSignals(metricsOf(text));
      assert.deepEqual(Object.fromEntries(found.map(({ name, query }) => [name, query])), expected);
      for (const { name, query } of found) assert.equal(parseQuery(query).ok, true, name);
    });
  }

  it('takes rates over four intervals, and over a minute at least', () => {
    const windows = [1_000, 15_000, 20_000, 60_000, 3_600_000].map(rateWindow);
    assert.deepEqual(windows, ['1m', '1m', '1m20s', '4m', '4h']);
  });

  it('writes names of jobs that need quoting', () => {
    const metrics = { ...metricsOf(exporters.NGINX), job: 'a "b" \\ c' };
    const [signal] = findSignals(metrics);
    assert.equal(signal?.query, String.raw`sum(rate(nginx_http_requests_total{job="a \"b\" \\ c"}[1m]))`);
    assert.equal(parseQuery(signal?.query ?? '').ok, true);
  });
});
