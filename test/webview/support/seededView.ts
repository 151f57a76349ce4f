import type { Unit } from '../../../src/base/unit.ts';
import type { MetricType, SeriesData } from '../../../src/model/series.ts';
import type { CheckState, Heartbeat, ProbeState, ServiceState } from '../../../src/model/state.ts';
import type { Status } from '../../../src/model/status.ts';
import type { ViewDelta, ViewSnapshot } from '../../../src/protocol/engine.ts';
import { seededLines, seededSignals } from './seededSignals.ts';
import { seeded } from '../../support/seeded.ts';

/** 22 November 2026, 10:00 UTC: the moment at which all seeded views end. */
export const NOW_MS = Date.UTC(2026, 10, 22, 10);

const HOSTILE = '<img src=x onerror="window.pwned=true"><script>window.pwned=true</script>';

export type SeededKind = 'full' | 'empty' | 'down' | 'many' | 'hostile' | 'long' | 'paused' | 'signals';

export interface SeededOptions {
  readonly kind: SeededKind;
  readonly rangeMs: number;
  readonly viewId: string;
  readonly seq: number;
}

/** A view like the engine's, from a seed. */
export function seededSnapshot({ kind, rangeMs, viewId, seq }: SeededOptions): ViewSnapshot {
  const base = { viewId, seq, nowMs: NOW_MS, rangeMs, seriesOmitted: kind === 'many' ? 42 : 0 };
  const service = seededService(kind, NOW_MS);
  if (kind === 'empty') return { ...base, service, heartbeats: [], series: [] };
  return {
    ...base,
    service,
    heartbeats: seededBeats(kind, NOW_MS - rangeMs, NOW_MS, Math.max(10_000, rangeMs / 1000)),
    series: seededSeries(kind, NOW_MS - rangeMs, NOW_MS, Math.max(5_000, rangeMs / 400)),
  };
}

/** What the next `stepMs` bring. */
export function seededDelta(options: SeededOptions, nowMs: number, stepMs: number): ViewDelta {
  return {
    viewId: options.viewId,
    seq: options.seq,
    nowMs,
    service: seededService(options.kind, nowMs),
    heartbeats: seededBeats(options.kind, nowMs - stepMs, nowMs, stepMs),
    series: seededSeries(options.kind, nowMs - stepMs, nowMs, stepMs),
    ...(options.kind === 'signals' && { signals: seededLines(nowMs - stepMs, nowMs, stepMs) }),
  };
}

/** What follows the snapshot of a service with golden signals: their lines over the range. */
export function seededLinesDelta(options: SeededOptions): ViewDelta {
  return {
    ...seededDelta(options, NOW_MS, 0),
    heartbeats: [],
    series: [],
    signals: seededLines(NOW_MS - options.rangeMs, NOW_MS, 5_000),
  };
}

function seededService(kind: SeededKind, nowMs: number): ServiceState {
  const status: Status =
    kind === 'down' ? 'down' : kind === 'empty' ? 'unknown' : kind === 'paused' ? 'paused' : 'degraded';
  const name =
    kind === 'hostile'
      ? HOSTILE
      : kind === 'long'
        ? 'a-service-with-a-very-long-name-that-goes-on-and-on-until-it-has-eighty-letters'
        : 'twinkle-api';
  return {
    id: name,
    name,
    group: kind === 'hostile' ? HOSTILE : 'Twinkle',
    environment: 'local',
    status,
    reason:
      kind === 'hostile'
        ? HOSTILE
        : kind === 'empty'
          ? 'No probe has run yet'
          : kind === 'down'
            ? 'health: the connection to localhost:3000 was refused'
            : 'health: the check "cache" is degraded, 41 % of the pool is in use',
    sinceMs: kind === 'empty' ? nowMs : NOW_MS - 7_500_000,
    probes: seededProbes(kind, nowMs),
    ...(kind === 'signals' && { signals: seededSignals() }),
  };
}

function seededProbes(kind: SeededKind, nowMs: number): ProbeState[] {
  const down = kind === 'down';
  const status: Status = down ? 'down' : kind === 'empty' ? 'unknown' : kind === 'paused' ? 'paused' : 'up';
  const common = {
    status,
    reason: down ? 'the connection was refused (ECONNREFUSED)' : 'HTTP 200 within 12.3 ms',
    sinceMs: NOW_MS - 7_500_000,
    intervalMs: 15_000,
    checks: [],
    keyNumbers: [],
    sparkline: [12, 13, Number.NaN, 12],
  };
  if (kind === 'empty') {
    return [
      {
        ...common,
        id: 'a/health',
        name: 'health',
        kind: 'http',
        target: 'http://localhost:3000/health',
        reason: 'Not run yet',
      },
    ];
  }
  const text = kind === 'hostile' ? HOSTILE : undefined;
  const ran = { lastRunMs: nowMs - 4000, durationMs: 12.3, latency: { count: 240, p50: 11.9, p95: 43.1, p99: 180.4 } };
  return [
    {
      ...common,
      ...ran,
      id: 'a/health',
      name: 'health',
      kind: 'http',
      target: text ?? 'http://localhost:3000/health',
      status: down || kind === 'paused' ? status : 'degraded',
      reason: text ?? (down ? common.reason : 'the check "cache" is degraded, 41 % of the pool is in use'),
      format: 'terminus',
      responseAtMs: nowMs - 60_000,
      phasesMs: { resolve: 0.4, connect: 1.1, tls: 4.2, processing: 5.8, transfer: 0.8 },
      checks: checkNames(kind).map((name, i) => seededCheck(name, i, down, text)),
    },
    {
      ...common,
      ...ran,
      id: 'a/metrics',
      name: 'metrics',
      kind: 'metrics',
      target: 'http://localhost:3000/metrics',
      keyNumbers: [
        { name: text ?? 'heap used', value: 47_400_000, unit: 'bytes' },
        { name: 'requests', value: 31.4, unit: 'perSecond' },
      ],
      ...(down
        ? {}
        : {
            pending: { status: 'down' as const, reason: 'timed out after 5 s', count: 1, threshold: 3 },
            responseAtMs: nowMs,
          }),
    },
    {
      ...common,
      ...ran,
      id: 'a/redis',
      name: 'redis',
      kind: 'redis',
      target: 'redis://localhost:6379',
      reason: down ? common.reason : 'PONG within 0.8 ms',
      durationMs: 0.8,
      keyNumbers: [{ name: 'hit ratio', value: 0.789, unit: 'ratio' }],
    },
  ];
}

function seededCheck(name: string, i: number, down: boolean, text: string | undefined): CheckState {
  const check = { name, latencyMs: 2 + i * 3.3, sinceMs: NOW_MS - 300_000 };
  if (down) return { ...check, status: 'down', message: 'the connection was refused' };
  return i === 1
    ? { ...check, status: 'degraded', message: text ?? '41 % of the pool is in use' }
    : { ...check, status: 'up' };
}

function checkNames(kind: SeededKind): string[] {
  if (kind === 'hostile') return [HOSTILE, 'cache'];
  if (kind === 'many') return Array.from({ length: 20 }, (_, i) => `dependency-${i + 1}`);
  return ['database', 'cache', 'queue', 'disk space'];
}

function seededBeats(kind: SeededKind, fromMs: number, toMs: number, stepMs: number): Heartbeat[] {
  const beats: Heartbeat[] = [];
  if (stepMs === 0) return beats;
  for (let atMs = fromMs + stepMs; atMs <= toMs; atMs += stepMs) {
    const random = seeded(atMs / 1000)();
    const part = (atMs - (NOW_MS - 900_000)) / 900_000;
    const status: Status =
      kind === 'down' ? (part > 0.7 ? 'down' : 'up') : random > 0.97 ? 'down' : random > 0.9 ? 'degraded' : 'up';
    beats.push({
      atMs,
      status,
      durationMs: status === 'down' ? Number.NaN : 10 + random * 8,
      reason: kind === 'hostile' ? HOSTILE : status === 'down' ? 'timed out after 5 s' : 'HTTP 200',
    });
  }
  return beats;
}

interface Recipe {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly unit: Unit;
  readonly type: MetricType;
  readonly help?: string;
  readonly value: (timeMs: number, noise: number) => number;
}

function seededSeries(kind: SeededKind, fromMs: number, toMs: number, stepMs: number): SeriesData[] {
  return recipes(kind).map((recipe, i) => {
    const labels = { __name__: recipe.name, job: 'twinkle-api', instance: 'localhost:3000', ...recipe.labels };
    const count = stepMs === 0 ? 0 : Math.floor((toMs - fromMs) / stepMs);
    const timestampsMs = new Float64Array(count);
    const values = new Float64Array(count);
    for (let s = 0; s < count; s++) {
      const timeMs = fromMs + (s + 1) * stepMs;
      timestampsMs[s] = timeMs;
      values[s] = recipe.value(timeMs, seeded(timeMs / 1000 + i * 7919)());
    }
    return {
      id: JSON.stringify(labels),
      labels,
      unit: recipe.unit,
      type: recipe.type,
      help: recipe.help ?? '',
      timestampsMs,
      values,
    };
  });
}

function recipes(kind: SeededKind): Recipe[] {
  const wave = (timeMs: number, periodMs: number): number => Math.sin((timeMs / periodMs) * 2 * Math.PI);
  const counter = (perSecond: number) => (timeMs: number) =>
    ((timeMs - NOW_MS + 1e9) / 1000) * perSecond + perSecond * 40 * (1 + wave(timeMs, 300_000));
  const checks = checkNames(kind).map((check, i): Recipe => ({
    name: 'health_check_status',
    labels: { check, probe: 'health' },
    unit: 'none',
    type: 'gauge',
    value: (timeMs) =>
      kind === 'down' && timeMs > NOW_MS - 270_000
        ? 0
        : i === 1 && wave(timeMs, 700_000) < -0.3
          ? 0.5
          : i === 2 && wave(timeMs, 400_000) > 0.9
            ? 0
            : 1,
  }));
  const durations = ['health', 'metrics', 'redis'].map((probe, i): Recipe => ({
    name: 'probe_duration_seconds',
    labels: { probe },
    unit: 'seconds',
    type: 'gauge',
    value: (timeMs, noise) =>
      kind === 'down' && timeMs > NOW_MS - 270_000
        ? Number.NaN
        : [0.012, 0.02, 0.0008][i]! * (0.8 + noise * 0.5) * (noise > 0.985 ? 12 : 1),
  }));
  const name = kind === 'hostile' ? HOSTILE : 'http_requests_total';
  const base: Recipe[] = [
    ...checks,
    ...durations,
    ...['/api/games', '/api/users', '/health'].map((route, i): Recipe => ({
      name,
      labels: { route: kind === 'hostile' ? HOSTILE + i : route },
      unit: 'none',
      type: 'counter',
      help: 'Requests by route',
      value: counter(12 / (i + 1)),
    })),
    { name: 'http_request_duration_seconds_count', unit: 'none', type: 'histogram', value: counter(30) },
    {
      name: 'http_request_duration_seconds_sum',
      unit: 'seconds',
      type: 'histogram',
      value: (t) => counter(30)(t) * 0.021 + counter(0.01)(t),
    },
    {
      name: 'nodejs_heap_size_used_bytes',
      unit: 'bytes',
      type: 'gauge',
      help: 'Used heap',
      value: (t, n) => 47e6 + 6e6 * wave(t, 240_000) + n * 2e6,
    },
    { name: 'process_cpu_seconds_total', unit: 'seconds', type: 'counter', value: (t) => counter(0.08)(t) },
    { name: 'process_network_receive_bytes_total', unit: 'bytes', type: 'counter', value: counter(48_000) },
    {
      name: 'redis_cache_hit_ratio',
      unit: 'ratio',
      type: 'gauge',
      value: (t, n) => 0.79 + 0.05 * wave(t, 500_000) + n * 0.01,
    },
    {
      name: 'ws_connections',
      unit: 'none',
      type: 'gauge',
      help: 'Open WebSocket connections',
      value: (t) => Math.round(18 + 8 * wave(t, 800_000)),
    },
    { name: 'process_start_time_seconds', unit: 'timestamp', type: 'gauge', value: () => NOW_MS / 1000 - 86_400 },
    { name: 'feature_enabled', unit: 'boolean', type: 'gauge', value: (t) => (wave(t, 600_000) > 0 ? 1 : 0) },
    { name: 'nodejs_eventloop_lag_seconds', unit: 'seconds', type: 'gauge', value: (_t, n) => 0.001 + n * n * 0.009 },
  ];
  base.push({
    name: 'nodejs_version_info',
    labels: { version: 'v24.21.0', major: '24', minor: '21', patch: '0' },
    unit: 'none',
    type: 'gauge',
    help: 'Node.js version',
    value: () => 1,
  });
  if (kind !== 'many') return base;
  const many = Array.from({ length: 300 - base.length }, (_, i): Recipe => ({
    name: `app_metric_${String(i % 60).padStart(2, '0')}`,
    labels: { shard: String(i) },
    unit: i % 3 === 0 ? 'bytes' : 'none',
    type: i % 2 === 0 ? 'counter' : 'gauge',
    value: i % 2 === 0 ? counter(i + 1) : (t, n) => i + wave(t, 200_000 + i * 1000) * 5 + n,
  }));
  return [...base, ...many];
}
