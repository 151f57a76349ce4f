import { isCounter, isDistribution, type JobMetrics, observationRate, rate } from './finder.ts';
import type { JobFamily } from './jobMetrics.ts';

/** The requests a second of where a service counts them: a counter, or a distribution. */
export function requestRate(metrics: JobMetrics, family: JobFamily, ...matchers: readonly string[]): string {
  return isDistribution(family)
    ? observationRate(metrics, family, ...matchers)
    : rate(metrics, family.name, ...matchers);
}

/** What is asked of others, of Watchpost or of the scrape itself is no request that the service served. */
const NOT_SERVED =
  /client|outgoing|outbound|upstream|promhttp|scrape|^probe_|health_check|external|fetch|in_?flight|(?:^|_)(?:size|bytes|body)(?:_|$)|active|concurrent|error|fail|timeout|retr|rejected|dropped|cache|redis|queries|db_|sql|kubelet_|remote/;
const REQUESTS = /(?:^|_)(?:requests?|calls|handled|rpcs)(?:_|$)/;
const TIME = /duration|latency|(?:response|request|handling|processing|elapsed)_?time|_(?:seconds|milliseconds|ms)$/;

/** Where a job counts the requests that it served: of HTTP before others, with labels before without. */
export function requestCounter(metrics: JobMetrics): JobFamily | undefined {
  let best: JobFamily | undefined;
  let bestScore = 0;
  for (const family of metrics.families.values()) {
    const score = requestScore(family);
    // Families come by name, so that the first of equals is always the same.
    if (score <= bestScore) continue;
    bestScore = score;
    best = family;
  }
  return best;
}

function requestScore(family: JobFamily): number {
  const { name } = family;
  const counts = isCounter(family) || isDistribution(family);
  if (!counts || !REQUESTS.test(name) || NOT_SERVED.test(name)) return 0;
  if (isDistribution(family) && !TIME.test(name)) return 0;
  const labels = [statusLabel(family), routeLabel(family), family.labels.has('method') ? 'method' : undefined];
  const known = labels.filter((label) => label !== undefined).length;
  return 10 + (/http|grpc/.test(name) ? 10 : 0) + 4 * known + (isDistribution(family) ? 0 : 1);
}

/** The distribution of how long served requests take; without one, that of the service's other work. */
export function latencyFamily(metrics: JobMetrics): JobFamily | undefined {
  let best: JobFamily | undefined;
  let bestScore = 0;
  for (const family of metrics.families.values()) {
    const score = latencyScore(family);
    if (score <= bestScore) continue;
    bestScore = score;
    best = family;
  }
  return best;
}

const NOT_WORK =
  /(?:^|_)gc_|eventloop|event_loop|^go_|^jvm_|^process_|^nodejs_|^python_|promhttp|scrape|^probe_|health_check|pause|size|bytes/;

function latencyScore(family: JobFamily): number {
  const { name, buckets, native, quantiles } = family;
  if (!isDistribution(family) || !TIME.test(name) || NOT_WORK.test(name)) return 0;
  const served = REQUESTS.test(name) || /http|grpc|handler|response/.test(name);
  const other = /client|outgoing|outbound|upstream|db_|sql|redis|cache|query|queries|external|kubelet_|remote/.test(
    name,
  );
  const hasQuantiles = buckets || native || quantiles.size > 0;
  return (
    (other ? 1 : 10) +
    (served && !other ? 20 : 0) +
    (/http|grpc/.test(name) ? 5 : 0) +
    (hasQuantiles ? 4 : 0) +
    (routeLabel(family) === undefined ? 0 : 1)
  );
}

const STATUS_LABELS = [
  'status_code',
  'status',
  'code',
  'http_status',
  'http_status_code',
  'http_response_status_code',
  'response_code',
  'statusCode',
  'grpc_code',
] as const;

/** The label that holds how a request ended. */
export function statusLabel({ labels }: JobFamily): string | undefined {
  return STATUS_LABELS.find((name) => labels.has(name));
}

const ROUTE_LABELS = [
  'route',
  'http_route',
  'path',
  'uri',
  'handler',
  'endpoint',
  'url',
  'grpc_method',
  'operation',
  'entrypoint',
  'service',
  'controller',
  'view',
] as const;
const MAX_ROUTES = 40;

/** The label by which requests are told apart, where it has few enough values to be read. */
export function routeLabel({ labels }: JobFamily): string | undefined {
  return ROUTE_LABELS.find((name) => (labels.get(name)?.size ?? Infinity) <= MAX_ROUTES);
}
