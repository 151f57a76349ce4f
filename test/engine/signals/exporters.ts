// What real exporters write, cut down to the families that tell something. The texts follow each project's documentation.

const buckets = (name: string, labels: string): string =>
  ['0.1', '1', '+Inf'].map((le) => `${name}_bucket{${labels}${labels === '' ? '' : ','}le="${le}"} 1`).join('\n');

const histogram = (name: string, labels: string, help = name): string =>
  `# HELP ${name} ${help}\n# TYPE ${name} histogram\n${buckets(name, labels)}\n${name}_sum{${labels}} 1\n${name}_count{${labels}} 1\n`;

const line = (type: string, name: string, ...series: readonly string[]): string =>
  `# TYPE ${name} ${type}\n${series.map((labels) => `${name}${labels === '' ? '' : `{${labels}}`} 1`).join('\n')}\n`;

/** prom-client's default metrics. */
export const PROM_CLIENT =
  line('counter', 'process_cpu_user_seconds_total', '') +
  line('counter', 'process_cpu_system_seconds_total', '') +
  line('counter', 'process_cpu_seconds_total', '') +
  line('gauge', 'process_start_time_seconds', '') +
  line('gauge', 'process_resident_memory_bytes', '') +
  line('gauge', 'process_heap_bytes', '') +
  line('gauge', 'process_open_fds', '') +
  line('gauge', 'process_max_fds', '') +
  line('gauge', 'nodejs_eventloop_lag_seconds', '') +
  line('gauge', 'nodejs_eventloop_lag_mean_seconds', '') +
  line('gauge', 'nodejs_eventloop_lag_p99_seconds', '') +
  line('gauge', 'nodejs_active_requests', 'type="FSReqCallback"') +
  line('gauge', 'nodejs_active_requests_total', '') +
  line('gauge', 'nodejs_heap_size_total_bytes', '') +
  line('gauge', 'nodejs_heap_size_used_bytes', '') +
  line('gauge', 'nodejs_version_info', 'version="v24.21.0"') +
  histogram('nodejs_gc_duration_seconds', 'kind="minor"');

/** The usual two metrics of a Node service beside the default ones. */
export const NODE_HTTP =
  line(
    'counter',
    'http_requests_total',
    'method="GET",route="/a",status_code="200"',
    'method="GET",route="/b",status_code="500"',
  ) + histogram('http_request_duration_seconds', 'method="GET",route="/a",status_code="200"');

/** The Python client's process and platform collectors with Starlette's exporter. */
export const PYTHON =
  line('counter', 'python_gc_collections_total', 'generation="0"') +
  line('gauge', 'python_info', 'version="3.13"') +
  line('gauge', 'process_virtual_memory_bytes', '') +
  line('gauge', 'process_resident_memory_bytes', '') +
  line('counter', 'process_cpu_seconds_total', '') +
  line('gauge', 'process_open_fds', '') +
  line('gauge', 'process_max_fds', '') +
  line('counter', 'starlette_requests_total', 'app_name="s",method="GET",path="/a",status_code="200"') +
  histogram('starlette_request_duration_seconds', 'app_name="s",method="GET",path="/a",status_code="200"') +
  line('gauge', 'starlette_requests_in_progress', 'app_name="s",method="GET"');

/** Spring Boot by Micrometer. */
export const SPRING =
  '# TYPE http_server_requests_seconds summary\n' +
  'http_server_requests_seconds_count{exception="none",method="GET",outcome="SUCCESS",status="200",uri="/a"} 1\n' +
  'http_server_requests_seconds_sum{exception="none",method="GET",outcome="SUCCESS",status="200",uri="/a"} 1\n' +
  line('gauge', 'http_server_requests_seconds_max', 'method="GET",status="200",uri="/a"') +
  '# TYPE http_client_requests_seconds summary\nhttp_client_requests_seconds_count{method="GET",status="200",uri="/x"} 1\nhttp_client_requests_seconds_sum{method="GET",status="200",uri="/x"} 1\n' +
  line('gauge', 'jvm_memory_used_bytes', 'area="heap",id="G1 Eden Space"', 'area="nonheap",id="Metaspace"') +
  line('gauge', 'process_cpu_usage', '') +
  line('gauge', 'system_cpu_usage', '') +
  line('gauge', 'process_files_open_files', '') +
  line('gauge', 'process_files_max_files', '') +
  line('gauge', 'hikaricp_connections_active', 'pool="HikariPool-1"') +
  line('gauge', 'hikaricp_connections_max', 'pool="HikariPool-1"') +
  line('gauge', 'hikaricp_connections', 'pool="HikariPool-1"') +
  '# TYPE jvm_gc_pause_seconds summary\njvm_gc_pause_seconds_count{action="end of minor GC"} 1\njvm_gc_pause_seconds_sum{action="end of minor GC"} 1\n';

/** A Go service: client_golang's collectors and the usual HTTP middleware. */
export const GO =
  '# TYPE go_gc_duration_seconds summary\ngo_gc_duration_seconds{quantile="0.5"} 1\ngo_gc_duration_seconds_sum 1\ngo_gc_duration_seconds_count 1\n' +
  line('gauge', 'go_goroutines', '') +
  line('gauge', 'go_memstats_heap_inuse_bytes', '') +
  line('gauge', 'go_memstats_alloc_bytes', '') +
  line('counter', 'process_cpu_seconds_total', '') +
  line('gauge', 'process_resident_memory_bytes', '') +
  line('counter', 'promhttp_metric_handler_requests_total', 'code="200"', 'code="500"') +
  line(
    'counter',
    'http_requests_total',
    'code="200",handler="/a",method="get"',
    'code="200",handler="/b",method="get"',
  ) +
  '# TYPE http_request_duration_seconds summary\n' +
  'http_request_duration_seconds{quantile="0.5"} 1\nhttp_request_duration_seconds{quantile="0.95"} 1\nhttp_request_duration_seconds{quantile="0.99"} 1\n' +
  'http_request_duration_seconds_sum 1\nhttp_request_duration_seconds_count 1\n' +
  line('gauge', 'go_sql_in_use_connections', 'db_name="a"') +
  line('gauge', 'go_sql_max_open_connections', 'db_name="a"');

/** node_exporter. */
export const NODE_EXPORTER =
  line('counter', 'node_cpu_seconds_total', 'cpu="0",mode="idle"', 'cpu="0",mode="user"') +
  line('gauge', 'node_memory_MemAvailable_bytes', '') +
  line('gauge', 'node_memory_MemTotal_bytes', '') +
  line('gauge', 'node_filefd_allocated', '') +
  line('gauge', 'node_filefd_maximum', '') +
  line('gauge', 'node_load1', '');

/** Traefik. */
export const TRAEFIK =
  line('counter', 'traefik_entrypoint_requests_total', 'code="200",entrypoint="web",method="GET",protocol="http"') +
  histogram('traefik_entrypoint_request_duration_seconds', 'code="200",entrypoint="web",method="GET",protocol="http"') +
  line('counter', 'traefik_service_requests_total', 'code="200",method="GET",protocol="http",service="a@docker"') +
  histogram('traefik_service_request_duration_seconds', 'code="200",method="GET",protocol="http",service="a@docker"') +
  line('counter', 'traefik_config_reloads_total', '');

/** nginx-prometheus-exporter. */
export const NGINX =
  line('counter', 'nginx_http_requests_total', '') +
  line('gauge', 'nginx_connections_active', '') +
  line('counter', 'nginx_connections_accepted', '') +
  line('gauge', 'nginx_up', '');

/** grpc-ecosystem's go-grpc-prometheus. */
export const GRPC =
  line(
    'counter',
    'grpc_server_handled_total',
    'grpc_code="OK",grpc_method="Get",grpc_service="a",grpc_type="unary"',
    'grpc_code="Internal",grpc_method="Put",grpc_service="a",grpc_type="unary"',
  ) + histogram('grpc_server_handling_seconds', 'grpc_method="Get",grpc_service="a",grpc_type="unary"');

/** Asset Forge of the sample systems: no `_total`, and milliseconds that only the help tells. */
export const ASSET_FORGE =
  line(
    'counter',
    'api_request_count',
    'endpoint="/a",method="GET",status="200"',
    'endpoint="/b",method="GET",status="500"',
  ) + histogram('api_request_duration', 'endpoint="/a",method="GET",status="200"', 'Request duration in milliseconds');

/** The facilitator of Twinkle beside its HTTP metrics: jobs with an outcome. */
export const SETTLEMENTS =
  line('counter', 'twinkle_settlements_total', 'status="success",type="direct"', 'status="failure",type="direct"') +
  histogram('twinkle_settlement_duration_seconds', 'status="success"');

/** ClawNet's JSON metrics and cache stats: names by path, no types. */
export const JSON_METRICS = [
  'process_memory_usage_rss_bytes',
  'process_memory_usage_heap_used_bytes',
  'process_memory_usage_heap_total_bytes',
  'uptime_seconds',
  'cache_hits',
  'cache_misses',
  'cache_hit_ratio',
]
  .map((name) => `${name} 1\n`)
  .join('');
