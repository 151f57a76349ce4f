// 5,000 rules over 10,000 series, evaluated once: beside Prometheus with the same rule file and the same series.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GroupEvaluator } from '../../src/engine/rules/groupEvaluator.ts';
import { readRuleFile } from '../../src/engine/rules/readRuleFile.ts';
import { Store } from '../../src/engine/store/store.ts';
import { LabelSet } from '../../src/model/labelSet.ts';
import { FakeClock } from '../support/fakeClock.ts';
import { hasPrometheus, PrometheusServer } from '../support/prometheusServer.ts';
import { type Figure, printFigures } from './report.ts';

const METRICS = 100;
const INSTANCES = 10;
const SHARDS = 10;
const RULES = 5_000;
const STEP_MS = 15_000;
/** Samples of each series before the first evaluation. */
const BEFORE = 20;
const RUNS = 9;
const WANTED_MS = 250;
const PEER_TIMEOUT_MS = 90_000;
/** Evaluations until a minute's rate has its samples. */
const SETTLED = 6;

/** One rule in five is a rate by instance, the rest compare ten series with a number; one in a hundred fires, for ten series. */
function ruleFile(): string {
  const rules = Array.from({ length: RULES }, (_, i) => {
    const selector = `app_metric_${i % METRICS}{shard="${Math.floor(i / METRICS) % SHARDS}"}`;
    const threshold = i % 100 === 0 ? -1 : 1e9 + i;
    const expr =
      i % 5 === 0 ? `sum by (instance) (rate(${selector}[1m])) > ${threshold}` : `${selector} > ${threshold}`;
    return `      - alert: Alert${i}\n        expr: '${expr}'\n        labels: { severity: warning }\n        annotations: { summary: '{{ $labels.instance }} is at {{ $value }}' }\n`;
  });
  return `groups:\n  - name: bench\n    rules:\n${rules.join('')}`;
}

function* samples(): Generator<{
  readonly labels: Readonly<Record<string, string>>;
  readonly at: (i: number) => number;
}> {
  for (let metric = 0; metric < METRICS; metric++) {
    for (let instance = 0; instance < INSTANCES; instance++) {
      for (let shard = 0; shard < SHARDS; shard++) {
        const labels = {
          __name__: `app_metric_${metric}`,
          job: `service-${metric % 7}`,
          instance: `10.0.0.${instance}:9090`,
          shard: String(shard),
        };
        yield { labels, at: (i) => (metric + 1) * (i + BEFORE) * (shard + 1) };
      }
    }
  }
}

/** Median of `RUNS` evaluations of the whole group, 15 s apart, in milliseconds. */
function ours(text: string, nowMs: number): { readonly ms: number; readonly firing: number } {
  const { groups, problems } = readRuleFile(text);
  const [group] = groups;
  if (group === undefined || problems.length > 0) throw new Error(JSON.stringify(problems));
  const clock = new FakeClock(nowMs);
  const store = Store.open({ maxAgeMs: 86_400_000, maxBytes: 2 ** 30, clock });
  for (const { labels, at } of samples()) {
    const ref = store.ref(LabelSet.from(labels));
    for (let i = -BEFORE; i <= RUNS; i++) store.append(ref, nowMs + i * STEP_MS, at(i));
  }
  const evaluator = new GroupEvaluator(group, {
    store: {
      source: store,
      append: (labels, atMs, value) => void store.append(store.ref(labels), atMs, Number(value)),
    },
  });
  const times = Array.from({ length: RUNS }, (_, i) => {
    const startedMs = performance.now();
    evaluator.evaluate(nowMs + i * STEP_MS);
    return performance.now() - startedMs;
  });
  const firing = evaluator.outcomes.flatMap(({ alerts }) => alerts).filter(({ state }) => state === 'firing').length;
  store.dispose();
  return { ms: times.toSorted((a, b) => a - b)[Math.floor(RUNS / 2)] ?? NaN, firing };
}

/** The duration of the last evaluation that Prometheus tells of, in milliseconds. */
async function theirs(text: string): Promise<{ readonly ms: number; readonly firing: number }> {
  let scrapes = 0;
  const target = createServer((_request, response) => {
    scrapes++;
    const lines: string[] = [];
    for (const { labels, at } of samples()) {
      const { __name__: name = '', ...others } = labels;
      const set = Object.entries(others).map(([label, value]) => `${label}="${value}"`);
      lines.push(`${name}{${set.join(',')}} ${at(scrapes)}\n`);
    }
    response.setHeader('content-type', 'text/plain; version=0.0.4').end(lines.join(''));
  });
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
  const { port } = target.address() as AddressInfo;
  const server = await PrometheusServer.start(['# EOF\n'], { rules: text, target: `127.0.0.1:${port}` });
  try {
    const endMs = performance.now() + PEER_TIMEOUT_MS;
    const seen = new Set<number>();
    for (;;) {
      const last = await server.ownMetric('prometheus_rule_group_last_evaluation_timestamp_seconds{');
      if (last !== undefined && last > 0) seen.add(last);
      if (seen.size > SETTLED) break;
      if (performance.now() > endMs) throw new Error('Prometheus did not evaluate the rules');
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    const seconds = await server.ownMetric('prometheus_rule_group_last_duration_seconds{');
    const answer = await server.query('query', { query: 'count(ALERTS{alertstate="firing"})' });
    const [sample] = (answer.data?.result ?? []) as { readonly value: readonly [number, string] }[];
    return { ms: (seconds ?? NaN) * 1000, firing: Number(sample?.value[1]) };
  } finally {
    await server.stop();
    target.close();
    target.closeAllConnections();
  }
}

export async function run({ json }: { readonly json: boolean }): Promise<void> {
  const text = ruleFile();
  const nowMs = Math.floor(Date.now() / 1000) * 1000;
  const peer = hasPrometheus() ? await theirs(text) : undefined;
  const mine = ours(text, nowMs);
  const beside = (value: number | undefined): Pick<Figure, 'peer'> =>
    value === undefined ? {} : { peer: { name: 'Prometheus', value } };
  printFigures(
    'rules',
    [
      {
        name: `one evaluation of ${RULES} rules over ${METRICS * INSTANCES * SHARDS} series`,
        value: mine.ms,
        unit: 'ms',
        wanted: { op: 'at most', value: WANTED_MS },
        ...beside(peer?.ms),
      },
      { name: 'alerts that fire', value: mine.firing, unit: 'alerts', ...beside(peer?.firing) },
    ],
    json,
  );
}
