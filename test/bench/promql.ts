import { pathToFileURL } from 'node:url';
import { rangeQuerySync, instantQuerySync } from '../../src/engine/promql/query.ts';
import { parseQuery } from '../../src/engine/promql/parse/parseQuery.ts';
import { Store } from '../../src/engine/store/store.ts';
import { FakeClock } from '../support/fakeClock.ts';
import { hasPrometheus, PrometheusServer } from '../support/prometheusServer.ts';
import { openMetricsText, type ReferenceSeries, referenceSeries, SCRAPES } from './promql/referenceSeries.ts';
import { type Figure, printFigures } from './report.ts';

const QUERIES: readonly (readonly [name: string, query: string])[] = [
  ['sum of rates by route', 'sum by (route) (rate(http_requests_total[1m]))'],
  [
    'quantile of a histogram',
    'histogram_quantile(0.95, sum by (le, route) (rate(http_request_duration_seconds_bucket[1m])))',
  ],
  [
    'error ratio by route',
    'sum by (route) (rate(http_requests_total{code=~"5.."}[1m])) / sum by (route) (rate(http_requests_total[1m]))',
  ],
  ['topk of rates', 'topk(5, sum by (route, code) (rate(http_requests_total[1m])))'],
  ['regular expression', 'http_requests_total{route=~"/api/.*/things/1.*",code=~"2..|3.."}'],
  ['count of everything', 'count by (__name__) ({job="ref"})'],
  ['average over time', 'avg by (shard) (avg_over_time(shard_load[1m]))'],
  ['480 raw series', 'http_requests_total'],
];
const START_MS = 1_700_000_000_000;
const LAST_MS = START_MS + (SCRAPES - 1) * 1000;
const RUNS = 11;
const WARM_UP = 5;

type Kind = 'instant' | 'range';

/** The eight queries of the performance notes, instant and over three minutes, beside Prometheus on the same samples. */
export async function run({ json }: { json: boolean; args: string[] }): Promise<void> {
  const series = referenceSeries();
  const store = fill(series);
  const peer = hasPrometheus() ? await PrometheusServer.start(openMetricsText(series, START_MS)) : undefined;
  if (peer === undefined && !json) console.log('Prometheus is not installed here: no peer');
  const figures: Figure[] = [];
  const ratios: number[] = [];
  try {
    for (const kind of ['instant', 'range'] as const)
      for (const [name, query] of QUERIES) {
        const { oursMs, peerMs } = await measureBoth(store, peer, query, kind);
        if (peerMs !== undefined) ratios.push(oursMs / peerMs);
        figures.push({
          name: `${kind}: ${name}`,
          value: oursMs,
          unit: 'ms',
          ...(peerMs === undefined
            ? {}
            : { peer: { name: 'Prometheus', value: peerMs }, wanted: { op: 'at most', value: peerMs } as const }),
        });
      }
  } finally {
    await peer?.stop();
    store.dispose();
  }
  if (ratios.length > 0)
    figures.push({
      name: 'geometric mean of the ratios',
      value: Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length),
      unit: '',
      wanted: { op: 'at most', value: 0.5 },
    });
  printFigures('promql', figures, json);
}

function fill(series: readonly ReferenceSeries[]): Store {
  const clock = new FakeClock(START_MS);
  const store = Store.open({ clock, maxAgeMs: 86_400_000, maxBytes: 2 ** 30 });
  const refs = series.map(({ labels }) => store.ref(labels));
  for (let scrape = 0; scrape < SCRAPES; scrape++) {
    refs.forEach((ref, i) => store.append(ref, START_MS + scrape * 1000, series[i]?.values[scrape] ?? 0));
    clock.advance(1000);
  }
  return store;
}

/** Median times of an evaluation, parsing apart, as Prometheus' `evalTotalTime` has it; in turns, so that both see the same machine. */
async function measureBoth(
  store: Store,
  peer: PrometheusServer | undefined,
  query: string,
  kind: Kind,
): Promise<{ oursMs: number; peerMs: number | undefined }> {
  const parsed = parseQuery(query);
  if (!parsed.ok) throw new Error(parsed.error[0]?.message);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let i = 0; i < RUNS + WARM_UP; i++) {
    const result =
      kind === 'instant'
        ? instantQuerySync(store, parsed.value, LAST_MS)
        : rangeQuerySync(store, parsed.value, { fromMs: LAST_MS - 180_000, toMs: LAST_MS, stepMs: 5000 });
    if (!result.ok) throw new Error(result.error);
    const peerMs = peer === undefined ? NaN : await askPeer(peer, query, kind);
    if (i < WARM_UP) continue;
    ours.push(result.stats.evalMs);
    theirs.push(peerMs);
  }
  return { oursMs: median(ours), peerMs: peer === undefined ? undefined : median(theirs) };
}

async function askPeer(peer: PrometheusServer, query: string, kind: Kind): Promise<number> {
  const seconds = (timeMs: number): string => String(timeMs / 1000);
  const answer =
    kind === 'instant'
      ? await peer.query('query', { query, time: seconds(LAST_MS), stats: 'all' })
      : await peer.query('query_range', {
          query,
          start: seconds(LAST_MS - 180_000),
          end: seconds(LAST_MS),
          step: '5',
          stats: 'all',
        });
  const evalSeconds = answer.data?.stats?.timings.evalTotalTime;
  if (evalSeconds === undefined) throw new Error(`Prometheus: ${answer.error ?? 'no statistics'}`);
  return evalSeconds * 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await run({ json: false, args: [] });
