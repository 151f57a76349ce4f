import { isCounter, type JobMetrics, quote, rate, select, type SignalFinder } from '../finder.ts';
import type { JobFamily } from '../jobMetrics.ts';
import { requestCounter, requestRate, statusLabel } from '../requestFamily.ts';

const FAILED = /^(?:error|errors|err|fail|failed|failure|ko|server_error|SERVER_ERROR|ERROR|FAILURE|FAILED|timeout)$/;
const OUTCOME_LABELS = ['outcome', 'result', 'state', 'status', 'success'] as const;
/** Codes of gRPC that are the server's fault, as grpc-ecosystem's dashboards count them. */
const GRPC_FAILED = 'Unknown|DeadlineExceeded|Unimplemented|Internal|Unavailable|DataLoss';

/** The share of requests that failed by the server's fault; without a status label, that of a counter of errors. */
export const errors: SignalFinder = (metrics) => {
  const ratio = (failed: string, all: string) =>
    [
      // Before the first failure there is no series of failures: that is none, not nothing.
      { name: 'error ratio', group: 'errors', unit: 'ratio', query: `(${failed} or vector(0)) / ${all}`, key: true },
    ] as const;
  const requests = requestCounter(metrics);
  if (requests !== undefined) {
    const all = `sum(${requestRate(metrics, requests)})`;
    const failed = failureMatcher(requests);
    if (failed !== undefined) return ratio(`sum(${requestRate(metrics, requests, failed)})`, all);
    const counter = errorCounter(metrics);
    if (counter !== undefined) return ratio(`sum(${rate(metrics, counter.name)})`, all);
  }
  for (const family of metrics.families.values()) {
    const failed = isCounter(family) && !OWN.test(family.name) ? outcomeMatcher(family) : undefined;
    if (failed !== undefined)
      return ratio(`sum(${rate(metrics, family.name, failed)})`, `sum(${rate(metrics, family.name)})`);
  }
  const gauge = [...metrics.families.values()].find(({ name, type }) => type !== 'counter' && ERROR_RATIO.test(name));
  if (gauge !== undefined) {
    return [
      { name: 'error ratio', group: 'errors', unit: 'ratio', query: `avg(${select(metrics, gauge.name)})`, key: true },
    ];
  }
  const counter = errorCounter(metrics);
  if (counter === undefined) return [];
  return [
    { name: 'errors', group: 'errors', unit: 'perSecond', query: `sum(${rate(metrics, counter.name)})`, key: true },
  ];
};

const OWN = /^(?:probe|scrape|health_check|nodejs|process|go|jvm|python|promhttp)_/;
const ERROR_RATIO = /(?:^|_)(?:errors?|failures?)_(?:ratio|rate)(?:_ratio)?$/;

function failureMatcher(family: JobFamily): string | undefined {
  const label = statusLabel(family);
  if (label === undefined) return outcomeMatcher(family);
  const values = [...(family.labels.get(label) ?? [])];
  // 500 and 5xx alike.
  if (values.some((value) => /^[1-5](?:\d\d|xx)$/i.test(value))) return `${label}=~"5.."`;
  if (label === 'grpc_code' || family.name.startsWith('grpc_')) return `${label}=~${quote(GRPC_FAILED)}`;
  return outcomeMatcher(family);
}

function outcomeMatcher({ labels }: JobFamily): string | undefined {
  for (const name of OUTCOME_LABELS) {
    const values = [...(labels.get(name) ?? [])];
    const failed = values.filter((value) => FAILED.test(value) || (name === 'success' && /^(?:false|0)$/.test(value)));
    if (failed.length === 1) return `${name}=${quote(failed[0] ?? '')}`;
    if (failed.length > 1) return `${name}=~${quote(failed.sort().join('|'))}`;
  }
  return undefined;
}

function errorCounter({ families }: JobMetrics): JobFamily | undefined {
  const counters = [...families.values()].filter(
    (family) =>
      isCounter(family) && !OWN.test(family.name) && /(?:^|_)(?:errors?|failures?|failed)(?:_|$)/.test(family.name),
  );
  const score = ({ name }: JobFamily): number =>
    (/http|request|api/.test(name) ? 2 : 0) + (/^(?:errors?|failures?)_total$/.test(name) ? 1 : 0);
  return counters.sort((a, b) => score(b) - score(a))[0];
}
