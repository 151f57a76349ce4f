// What golden signals cost: one service's after a scrape, and its list of metric families. `node test/bench/signals.ts`.
import { systemClock } from '../../src/base/clock.ts';
import { inferUnit } from '../../src/engine/scrape/inferUnit.ts';
import { evaluateSignal } from '../../src/engine/signals/evaluateSignal.ts';
import { findSignals } from '../../src/engine/signals/findSignals.ts';
import { jobFamilies } from '../../src/engine/signals/jobMetrics.ts';
import { metricFamilies } from '../../src/engine/signals/metricFamilies.ts';
import { LabelSet } from '../../src/model/labelSet.ts';
import { Store } from '../../src/engine/store/store.ts';

const NOW_MS = Date.UTC(2026, 10, 22);
const clock = { ...systemClock, now: () => NOW_MS };
const store = Store.open({ maxAgeMs: 86_400_000, maxBytes: 1e9, clock, onProblem: () => undefined });
const FILLERS = 60;
const JOBS = 20;
for (let job = 0; job < JOBS; job++) fill(`job${job}`);

/** A Node service of some 470 series over five minutes, at 15 s. */
function fill(job: string): void {
  const write = (name: string, labels: Readonly<Record<string, string>>, perSecond: number): void => {
    const ref = store.ref(LabelSet.from({ __name__: name, job, instance: 'a:1', ...labels }));
    for (let s = 0; s <= 300; s += 15) store.append(ref, NOW_MS - 300_000 + s * 1000, s * perSecond);
  };
  for (let route = 0; route < 10; route++) {
    for (const status_code of ['200', '404', '500']) {
      const labels = { route: `/r${route}`, method: 'GET', status_code };
      write('http_requests_total', labels, 3);
      for (const le of ['0.005', '0.01', '0.05', '0.1', '0.5', '1', '5', '+Inf'])
        write('http_request_duration_seconds_bucket', { ...labels, le }, 3);
      write('http_request_duration_seconds_sum', labels, 1);
      write('http_request_duration_seconds_count', labels, 3);
    }
  }
  for (const name of [
    'process_cpu_seconds_total',
    'process_resident_memory_bytes',
    'process_open_fds',
    'process_max_fds',
  ])
    write(name, {}, 1);
  for (const name of ['nodejs_heap_size_used_bytes', 'nodejs_eventloop_lag_p99_seconds']) write(name, {}, 1);
  for (let i = 0; i < FILLERS; i++) write(`app_gauge_${i}`, { kind: 'a' }, 1);
}

const metricsOf = (job: string) => ({ job, families: jobFamilies(store, job, NOW_MS - 300_000, NOW_MS), window: '1m' });

function time(what: string, rounds: number, run: (job: string) => unknown): void {
  for (let i = 0; i < JOBS; i++) run(`job${i}`);
  // Processor time, so that the figure does not depend on what else runs.
  const before = process.cpuUsage();
  for (let i = 0; i < rounds; i++) run(`job${i % JOBS}`);
  const { user, system } = process.cpuUsage(before);
  console.log(`${what}: ${((user + system) / 1000 / rounds).toFixed(2)} ms of processor time`);
}

const series = store.select([{ name: 'job', op: '=', value: 'job0' }], NOW_MS - 300_000, NOW_MS).length;
const signals = findSignals(metricsOf('job0'));
console.log(`${JOBS} services of ${series} series, ${signals.length} signals each`);
time('finding the signals of a service (once a minute)', 100, (job) => findSignals(metricsOf(job)));
const found = new Map(Array.from({ length: JOBS }, (_, i) => [`job${i}`, findSignals(metricsOf(`job${i}`))]));
for (const [what, key] of [
  ['those that the tree shows', true],
  ['all, for the panel', undefined],
] as const) {
  time(`computing the signals of a service after a scrape, ${what}`, 200, (job) => {
    for (const signal of found.get(job) ?? [])
      if (key === undefined || signal.key) evaluateSignal(store, signal.query, NOW_MS, clock);
  });
}
const before = process.cpuUsage();
const families = await metricFamilies(store, metricsOf('job0'), 15_000, inferUnit, clock);
const { user, system } = process.cpuUsage(before);
console.log(
  `listing ${families.length} metric families with sparklines: ${((user + system) / 1000).toFixed(1)} ms of processor time`,
);
store.dispose();
