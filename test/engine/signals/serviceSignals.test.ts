import assert from 'node:assert/strict';
import { inferUnit } from '../../../src/engine/scrape/inferUnit.ts';
import { metricFamilies } from '../../../src/engine/signals/metricFamilies.ts';
import { ServiceSignals } from '../../../src/engine/signals/serviceSignals.ts';
import { SignalLines } from '../../../src/engine/views/signalLines.ts';
import { systemClock } from '../../../src/base/clock.ts';
import type { Service } from '../../../src/model/service.ts';
import type { SignalSetting } from '../../../src/model/signal.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import { expose, NOW_MS } from './expose.ts';

const INTERVAL_MS = 15_000;

/**
 * A body of `/metrics` after `seconds`: 10 requests a second to /a and 2 to /b, of which one in four fails; nine in ten
 * take up to 0.1 s, the rest up to 1 s; CPU at 30 % of a core.
 */
function bodyAt(seconds: number): string {
  const requests = 12 * seconds;
  return `# TYPE http_requests_total counter
http_requests_total{route="/a",status="200"} ${10 * seconds}
http_requests_total{route="/b",status="200"} ${1.5 * seconds}
http_requests_total{route="/b",status="500"} ${0.5 * seconds}
# TYPE http_request_duration_seconds histogram
http_request_duration_seconds_bucket{le="0.1"} ${0.9 * requests}
http_request_duration_seconds_bucket{le="1"} ${requests}
http_request_duration_seconds_bucket{le="+Inf"} ${requests}
http_request_duration_seconds_sum ${requests * 0.05}
http_request_duration_seconds_count ${requests}
# TYPE process_cpu_seconds_total counter
process_cpu_seconds_total ${0.3 * seconds}
# HELP process_resident_memory_bytes Resident memory.
# TYPE process_resident_memory_bytes gauge
process_resident_memory_bytes 1000000
# TYPE build_info gauge
build_info{version="1"} 1
# TYPE jobs_running gauge
jobs_running{queue="a"} 3
jobs_running{queue="b"} 4
`;
}

function scraped(): MemoryStore {
  const store = new MemoryStore();
  for (let at = -300; at <= 0; at += INTERVAL_MS / 1000) expose(store, bodyAt(300 + at), NOW_MS + at * 1000);
  return store;
}

function serviceOf(signals: readonly SignalSetting[] = []): Service {
  const probe = {
    id: 'api/metrics',
    name: 'metrics',
    kind: 'metrics',
    intervalMs: INTERVAL_MS,
  } as Service['probes'][0];
  return { id: 'api', name: 'api', probes: [probe], thresholds: [], signals };
}

function start(signals: readonly SignalSetting[] = [], isOpen = true) {
  const store = scraped();
  const clock = new FakeClock(NOW_MS);
  const service = serviceOf(signals);
  const told: string[] = [];
  const computed = new ServiceSignals({
    clock,
    source: store,
    unitOf: inferUnit,
    jobOf: () => 'api',
    services: () => [service],
    serviceOf: (id) => (id === 'api' ? service : undefined),
    isOpen: () => isOpen,
    changed: (id) => told.push(id),
  });
  return { clock, computed, service, told, store };
}

const near = (value: number | undefined, expected: number): void =>
  assert.ok(
    Math.abs((value ?? NaN) - expected) < 1e-6 * Math.max(1, Math.abs(expected)),
    `${value} is not ${expected}`,
  );

describe('the signals of a service', () => {
  it('have the values of their queries', () => {
    const { clock, computed, told } = start();
    computed.setInterest({ everything: true, pins: [] });
    clock.advance(1);
    const byName = new Map((computed.of('api') ?? []).map((signal) => [signal.name, signal]));
    assert.deepEqual(
      [...byName.keys()],
      ['request rate', 'requests by route', 'error ratio', 'p50', 'p95', 'p99', 'CPU', 'memory'],
    );
    near(byName.get('request rate')?.value, 12);
    assert.equal(byName.get('requests by route')?.series, 2);
    assert.ok(Number.isNaN(byName.get('requests by route')?.value));
    near(byName.get('error ratio')?.value, 0.5 / 12);
    // Linear within a bucket: rank 0.5 of 0.9 in (0, 0.1], rank 0.95 half way from 0.9 to 1 in (0.1, 1].
    near(byName.get('p50')?.value, (0.5 / 0.9) * 0.1);
    near(byName.get('p95')?.value, 0.55);
    near(byName.get('CPU')?.value, 0.3);
    near(byName.get('memory')?.value, 1_000_000);
    assert.equal(byName.get('memory')?.sparkline.length, 12);
    assert.deepEqual(told, ['api']);
    computed.dispose();
  });

  it('are as the settings want them', () => {
    const { clock, computed } = start([
      { name: 'P95', query: 'vector(7)' },
      { name: 'error ratio', off: true },
      { name: 'memory', unit: 'none' },
      { name: 'jobs', query: 'sum(jobs_running)', unit: 'none' },
      { name: 'wrong', query: 'sum(' },
    ]);
    computed.setInterest({ everything: true, pins: [] });
    clock.advance(1);
    const signals = computed.of('api') ?? [];
    const of = (name: string) => signals.find((signal) => signal.name === name);
    assert.deepEqual(
      signals.slice(0, 2).map(({ name, value, group }) => [name, value, group]),
      [
        ['jobs', 7, 'own'],
        ['wrong', NaN, 'own'],
      ],
    );
    assert.match(of('wrong')?.failure ?? '', /parse error/);
    assert.deepEqual([of('p95')?.value, of('p95')?.configured, of('p95')?.unit], [7, true, 'seconds']);
    assert.equal(of('error ratio'), undefined);
    assert.equal(of('memory')?.unit, 'none');
    computed.dispose();
  });

  it('are computed only while somebody looks, and without a panel those that the tree shows', () => {
    const { clock, computed, service, told } = start([], false);
    computed.sampled(service, 'metrics');
    clock.advance(1_000);
    assert.equal(computed.of('api'), undefined);
    computed.setInterest({ everything: false, pins: [{ serviceId: 'api', metric: 'jobs_running' }] });
    clock.advance(1);
    const names = computed.of('api')?.map(({ name }) => name);
    assert.deepEqual(names, ['request rate', 'error ratio', 'p95', 'memory', 'jobs_running']);
    assert.equal(computed.of('api')?.at(-1)?.name, 'jobs_running');
    assert.equal(computed.of('api')?.at(-1)?.value, 7);
    computed.setInterest({ everything: false, pins: [] });
    clock.advance(1);
    assert.equal(
      computed.of('api')?.some(({ group }) => group === 'pinned'),
      false,
    );
    told.length = 0;
    computed.sampled(service, 'metrics');
    clock.advance(1_000);
    assert.deepEqual(told, []);
    computed.dispose();
  });

  it('are lines over the range of a panel, and then only what is new', async () => {
    const { store, clock } = start();
    const lines = new SignalLines({ source: store, clock, rangeMs: 240_000, intervalMs: INTERVAL_MS });
    const definition = { name: 'a', group: 'own', unit: 'none', key: true, configured: true } as const;
    const definitions = [{ ...definition, query: 'sum by (route) (rate(http_requests_total[1m]))' }];
    const signal = new AbortController().signal;
    const first = await lines.next(definitions, signal);
    assert.deepEqual(
      first.map(({ signal: name, labels }) => [name, labels]),
      [
        ['a', { route: '/a' }],
        ['a', { route: '/b' }],
      ],
    );
    assert.equal(first[0]?.timestampsMs.length, 17);
    near(first[0]?.values.at(-1), 10);
    assert.deepEqual(await lines.next(definitions, signal), []);
    clock.advance(INTERVAL_MS);
    const later = await lines.next(definitions, signal);
    assert.deepEqual(
      later.map(({ timestampsMs }) => timestampsMs.length),
      [1, 1],
    );
  });
});

describe('the metric families of a service', () => {
  it('have type, unit, series, labels, and the number that stands for them', async () => {
    const { store, computed, service } = start();
    const clock = { ...systemClock, now: () => NOW_MS };
    const families = await metricFamilies(store, computed.metricsOf(service), INTERVAL_MS, inferUnit, clock);
    const rows = families.map(({ name, type, unit, series, measure, value, valueUnit }) => [
      name,
      type,
      unit,
      series,
      measure,
      Math.round(value * 1e6) / 1e6,
      valueUnit,
    ]);
    assert.deepEqual(rows, [
      ['build_info', 'gauge', 'none', 1, 'value', 1, 'none'],
      ['http_request_duration_seconds', 'histogram', 'seconds', 1, 'rate', 12, 'perSecond'],
      ['http_requests_total', 'counter', 'none', 3, 'rate', 12, 'perSecond'],
      ['jobs_running', 'gauge', 'none', 2, 'value', 7, 'none'],
      ['process_cpu_seconds_total', 'counter', 'seconds', 1, 'rate', 0.3, 'ratio'],
      ['process_resident_memory_bytes', 'gauge', 'bytes', 1, 'value', 1_000_000, 'bytes'],
    ]);
    const requests = families.find(({ name }) => name === 'http_requests_total');
    assert.deepEqual(requests?.labels, [
      { name: 'route', values: 2 },
      { name: 'status', values: 2 },
    ]);
    assert.equal(requests?.query, 'sum(rate(http_requests_total{job="api"}[1m]))');
    assert.equal(families.at(-1)?.help, 'Resident memory.');
    assert.equal(requests?.sparkline.length, 12);
  });
});
