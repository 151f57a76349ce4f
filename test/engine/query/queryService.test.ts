import assert from 'node:assert/strict';
import { systemClock } from '../../../src/base/clock.ts';
import { readHistogram } from '../../../src/engine/promql/histogram/readHistogram.ts';
import { createQueryHandlers, queryBuffers } from '../../../src/engine/query/queryHandlers.ts';
import { QueryService } from '../../../src/engine/query/queryService.ts';
import { inferUnit } from '../../../src/engine/scrape/inferUnit.ts';
import type { Store } from '../../../src/engine/store/store.ts';
import { LabelSet } from '../../../src/model/labelSet.ts';
import type { ProbeState, ServiceState } from '../../../src/model/state.ts';
import type { ExplainNode, QueryResult, QueryTime } from '../../../src/protocol/query.ts';
import { openStore, put } from '../store/storeSupport.ts';

const signal = new AbortController().signal;

interface Scene {
  readonly store: Store;
  readonly nowMs: number;
  readonly service: QueryService;
}

/** `heap_bytes` of two instances and a counter of three routes, each with a sample every 10 s for the last five minutes. */
function scene(): Scene {
  const { store, clock } = openStore();
  const nowMs = clock.now();
  for (let ageS = 300; ageS >= 0; ageS -= 10) {
    const atMs = nowMs - ageS * 1000;
    for (const instance of ['a', 'b'])
      put(store, { __name__: 'heap_bytes', job: 'api', instance }, atMs, instance === 'a' ? 1024 : 2048);
    for (const [i, route] of ['/', '/x', '/y'].entries())
      put(store, { __name__: 'requests_total', job: 'api', route }, atMs, (300 - ageS) * (i + 1));
  }
  return { store, nowMs, service: new QueryService({ source: store, clock: systemClock, unitOf: inferUnit }) };
}

async function run(text: string, time?: (nowMs: number) => QueryTime): Promise<QueryResult> {
  const { service, nowMs, store } = scene();
  const answer = await service.query({
    panelId: 'p',
    text,
    time: time?.(nowMs) ?? { kind: 'instant', atMs: nowMs },
  });
  store.dispose();
  assert.ok(answer.ok, JSON.stringify(answer));
  return answer.result;
}

describe('the queries of a panel', () => {
  it('give vectors, scalars, texts and range vectors', async () => {
    const vector = await run('heap_bytes');
    assert.ok(vector.kind === 'vector');
    assert.deepEqual(Object.fromEntries(vector.labels.map(({ instance }, i) => [instance, vector.values[i]])), {
      a: 1024,
      b: 2048,
    });
    const scalar = await run('1 + 1');
    assert.ok(scalar.kind === 'scalar');
    assert.deepEqual([...scalar.values], [2]);
    const text = await run('"hello"');
    assert.ok(text.kind === 'string');
    assert.equal(text.value, 'hello');
    const matrix = await run('heap_bytes{instance="a"}[30s]');
    assert.ok(matrix.kind === 'matrix');
    assert.deepEqual([...matrix.series[0]!.values], [1024, 1024, 1024]);
  });

  it('give native histograms as what they are, and leave them out of the lines of a chart', async () => {
    const { store, nowMs, service } = scene();
    const labels = LabelSet.from({ __name__: 'heap_bytes', instance: 'h' });
    const { histogram } = readHistogram('{{count:3 sum:4 offset:1 buckets:[1 2]}}');
    store.appendHistogram(store.ref(labels), nowMs - 1000, histogram);
    const ask = async (text: string, time: QueryTime): Promise<QueryResult> => {
      const answer = await service.query({ panelId: 'p', text, time });
      assert.ok(answer.ok);
      return answer.result;
    };
    const shown = {
      count: '3',
      sum: '4',
      buckets: [
        [0, '1', '2', '1'],
        [0, '2', '4', '2'],
      ],
    };
    const vector = await ask('heap_bytes', { kind: 'instant', atMs: nowMs });
    assert.ok(vector.kind === 'vector');
    const at = vector.labels.findIndex(({ instance }) => instance === 'h');
    assert.deepEqual(vector.histograms, { [at]: shown });
    assert.ok(Number.isNaN(vector.values[at]));
    const matrix = await ask('heap_bytes{instance="h"}[1m]', { kind: 'instant', atMs: nowMs });
    assert.ok(matrix.kind === 'matrix');
    assert.deepEqual(matrix.series[0]?.histograms, [{ timeMs: nowMs - 1000, value: shown }]);
    const range = await ask('heap_bytes', { kind: 'range', fromMs: nowMs - 20_000, toMs: nowMs, stepMs: 10_000 });
    assert.ok(range.kind === 'range');
    assert.deepEqual([range.labels.length, range.histograms], [2, 1]);
    assert.deepEqual(queryBuffers({ ok: true, result: vector }), [vector.values.buffer]);
    store.dispose();
  });

  it('give a value a step, and NaN where there is none', async () => {
    const range = await run('heap_bytes{instance="a"} and on() (vector(time()) % 20 == 0)', (nowMs) => {
      const toMs = Math.floor(nowMs / 20_000) * 20_000;
      return { kind: 'range', fromMs: toMs - 40_000, toMs, stepMs: 10_000 };
    });
    assert.ok(range.kind === 'range');
    assert.equal(range.steps, 5);
    assert.deepEqual([...range.values], [1024, NaN, 1024, NaN, 1024]);
  });

  it('say at which place a query is wrong', async () => {
    const { service, nowMs, store } = scene();
    const answer = await service.query({
      panelId: 'p',
      text: 'sum(heap_bytes',
      time: { kind: 'instant', atMs: nowMs },
    });
    store.dispose();
    assert.ok(!answer.ok);
    assert.equal(answer.failure.reason, 'invalid');
    assert.equal(answer.failure.range?.startLine, 0);
    assert.ok((answer.failure.range?.startColumn ?? 0) >= 3);
    assert.match(answer.failure.message, /\w/);
  });

  it('have at most 11,000 points', async () => {
    const { service, nowMs, store } = scene();
    const answer = await service.query({
      panelId: 'p',
      text: 'heap_bytes',
      time: { kind: 'range', fromMs: nowMs - 11_000_000, toMs: nowMs, stepMs: 1000 },
    });
    store.dispose();
    assert.ok(!answer.ok);
    assert.match(answer.failure.message, /11,001 points .* at most 11,000/);
  });

  it('give 1,000 series and count the rest', async () => {
    const { store, clock } = openStore();
    const nowMs = clock.now();
    for (let i = 0; i < 1200; i++) put(store, { __name__: 'many', i: String(i) }, nowMs, i);
    const service = new QueryService({ source: store, clock: systemClock, unitOf: inferUnit });
    const instant = await service.query({ panelId: 'p', text: 'many', time: { kind: 'instant', atMs: nowMs } });
    const time = { kind: 'range', fromMs: nowMs, toMs: nowMs + 1000, stepMs: 1000 } as const;
    const range = await service.query({ panelId: 'p', text: 'many', time });
    store.dispose();
    assert.ok(instant.ok && instant.result.kind === 'vector' && range.ok && range.result.kind === 'range');
    assert.equal(instant.result.labels.length, 1000);
    assert.equal(instant.result.omitted, 200);
    assert.equal(range.result.omitted, 200);
    assert.ok(range.result.labels.every(({ i }) => Number(i) >= 200));
    assert.equal(queryBuffers(range)[0]?.byteLength, 8 * 2 * 1000);
  });

  it('say what nobody knows where they give nothing, and only there', async () => {
    const { store, nowMs } = scene();
    const asked: string[] = [];
    const hints = (text: string): Promise<string[]> => {
      asked.push(text);
      return Promise.resolve([`nobody knows ${text}`]);
    };
    const service = new QueryService({ source: store, clock: systemClock, unitOf: inferUnit, hints });
    const range = { kind: 'range', fromMs: nowMs - 60_000, toMs: nowMs, stepMs: 1000 } as const;
    const infosOf = async (text: string, time: QueryTime): Promise<readonly string[] | undefined> => {
      const answer = await service.query({ panelId: 'p', text, time });
      return answer.ok ? answer.infos : undefined;
    };
    assert.deepEqual(await infosOf('heap_bites', { kind: 'instant', atMs: nowMs }), ['nobody knows heap_bites']);
    assert.deepEqual(await infosOf('heap_bites[1m]', { kind: 'instant', atMs: nowMs }), [
      'nobody knows heap_bites[1m]',
    ]);
    const [info, hint] = (await infosOf('rate(heap_bites[1m])', range)) ?? [];
    assert.deepEqual([info, hint], ['nobody knows rate(heap_bites[1m])', undefined]);
    for (const text of ['heap_bytes', '"text"', 'absent(heap_bites)'])
      assert.deepEqual(await infosOf(text, { kind: 'instant', atMs: nowMs }), [], text);
    assert.equal(await infosOf('rate(', range), undefined);
    store.dispose();
    assert.equal(asked.length, 3);
  });

  it('are cancelled by a newer one of the same panel, and by whoever asked', async () => {
    const { store, clock } = openStore();
    const nowMs = clock.now();
    for (let i = 0; i < 3000; i++) put(store, { __name__: 'many', i: String(i) }, nowMs, i);
    const service = new QueryService({ source: store, clock: systemClock, unitOf: inferUnit });
    const time = { kind: 'range', fromMs: nowMs - 3_000_000, toMs: nowMs, stepMs: 1000 } as const;
    const heavy = 'max_over_time(many[5m:1s]) + on(i) many';
    const older = service.query({ panelId: 'p', text: heavy, time });
    const newer = await service.query({ panelId: 'p', text: '1', time: { kind: 'instant', atMs: nowMs } });
    const controller = new AbortController();
    const other = service.query({ panelId: 'q', text: heavy, time }, controller.signal);
    controller.abort();
    const cancelled = await Promise.all([older, other]);
    store.dispose();
    assert.ok(newer.ok);
    for (const answer of cancelled) assert.equal(!answer.ok && answer.failure.reason, 'cancelled');
  });

  it('are explained node by node', async () => {
    const { service, nowMs, store } = scene();
    const text = 'sum by (job) (rate(requests_total[1m])) > 2';
    const answer = await service.explain({ panelId: 'p', text, atMs: nowMs });
    store.dispose();
    assert.ok(answer.ok);
    const seen: unknown[] = [];
    const walk = (node: ExplainNode, level: number): void => {
      seen.push([level, node.text, node.what, node.series, node.samples]);
      assert.ok(node.evalMs >= 0);
      for (const child of node.children) walk(child, level + 1);
    };
    walk(answer.root, 0);
    assert.deepEqual(seen, [
      [0, text, 'operator >', 1, 1],
      [1, 'sum by (job) (rate(requests_total[1m]))', 'aggregation sum', 1, 1],
      [2, 'rate(requests_total[1m])', 'function rate', 3, 3],
      [3, 'requests_total[1m]', 'range selector', 3, 18],
    ]);
    const range = answer.root.children[0]!.children[0]!.children[0]!;
    assert.deepEqual(range.labels, [
      { name: 'route', values: 3 },
      { name: 'job', values: 1 },
    ]);
  });
});

describe('the lists beside queries', () => {
  it('have metrics, labels, counts and targets', () => {
    const { store, clock } = openStore();
    const nowMs = clock.now();
    for (const route of ['/', '/x']) put(store, { __name__: 'requests_total', job: 'api', route }, nowMs, 1);
    put(store, { __name__: 'scrape_samples_scraped', job: 'api', instance: 'localhost:3000' }, nowMs, 42);
    store.setMetadata('requests', { type: 'counter', help: 'Requests.', unit: '' });
    const probe: ProbeState = {
      id: 'api/metrics',
      name: 'metrics',
      kind: 'metrics',
      target: 'http://localhost:3000/metrics',
      status: 'up',
      reason: '42 samples',
      sinceMs: 0,
      intervalMs: 5000,
      lastRunMs: nowMs,
      durationMs: 12,
      checks: [],
      keyNumbers: [],
      sparkline: [],
    };
    const service: ServiceState = {
      id: 'api',
      name: 'api',
      status: 'up',
      reason: '',
      sinceMs: 0,
      probes: [probe, { ...probe, id: 'api/health', kind: 'http' }],
    };
    const history = { kept: false, bytes: 0, series: 3, samples: 3 };
    const handlers = createQueryHandlers({
      store,
      clock,
      unitOf: inferUnit,
      engine: { snapshot: () => ({ seq: 0, services: [service], history }), jobOf: () => 'api' },
    });
    assert.deepEqual(handlers.metrics(signal), [
      { name: 'requests_total', type: 'counter', help: 'Requests.', unit: 'none', series: 2 },
      { name: 'scrape_samples_scraped', type: 'unknown', help: '', unit: 'none', series: 1 },
    ]);
    const requests = [{ name: '__name__', op: '=', value: 'requests_total' }] as const;
    assert.deepEqual(handlers.labelNames([], signal), ['__name__', 'instance', 'job', 'route']);
    assert.deepEqual(handlers.labelNames(requests, signal), ['__name__', 'job', 'route']);
    assert.deepEqual(handlers.labelValues('route', requests, signal), ['/', '/x']);
    assert.deepEqual(handlers.cardinality(signal), {
      ...store.cardinality(),
      series: 3,
    });
    assert.deepEqual(handlers.targets(signal), [
      {
        serviceId: 'api',
        probeId: 'api/metrics',
        job: 'api',
        probe: 'metrics',
        url: 'http://localhost:3000/metrics',
        state: 'up',
        reason: '42 samples',
        intervalMs: 5000,
        lastScrapeMs: nowMs,
        durationMs: 12,
        samples: 42,
      },
    ]);
    store.dispose();
  });
});
