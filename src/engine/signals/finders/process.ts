import type { Unit } from '../../../base/unit.ts';
import { firstOf, type FoundSignal, isCounter, type JobMetrics, rate, select, type SignalFinder } from '../finder.ts';

/** CPU: seconds used per second, so 100 % is one core; of a whole machine, the share of its time. */
export const cpu: SignalFinder = (metrics) => {
  const { families } = metrics;
  const signal = (query: string): FoundSignal[] => [{ name: 'CPU', group: 'saturation', unit: 'ratio', query }];
  const total = firstOf(metrics, ['process_cpu_seconds_total', 'container_cpu_usage_seconds_total']);
  if (total !== undefined) return signal(`sum(${rate(metrics, total.name)})`);
  const [user, system] = ['process_cpu_user_seconds_total', 'process_cpu_system_seconds_total'];
  if (families.has(user) && families.has(system))
    return signal(`sum(${rate(metrics, user)}) + sum(${rate(metrics, system)})`);
  if (families.has('process_cpu_usage')) return signal(`avg(${select(metrics, 'process_cpu_usage')})`);
  if (families.has('node_cpu_seconds_total'))
    return signal(`1 - avg(${rate(metrics, 'node_cpu_seconds_total', 'mode="idle"')})`);
  return [];
};

const RESIDENT = [
  'process_resident_memory_bytes',
  'process_working_set_bytes',
  'container_memory_working_set_bytes',
  'process_memory_usage_rss_bytes',
  'memory_rss_bytes',
  'process_memory_rss_bytes',
] as const;
const HEAP = [
  'nodejs_heap_size_used_bytes',
  'process_memory_usage_heap_used_bytes',
  'memory_heap_used_bytes',
  'go_memstats_heap_inuse_bytes',
  'go_memstats_alloc_bytes',
  'dotnet_total_memory_bytes',
] as const;

/** Resident memory, and the heap of the language's runtime. */
export const memory: SignalFinder = (metrics) => {
  const { families } = metrics;
  const found: FoundSignal[] = [];
  const add = (name: string, unit: Unit, query: string, key: boolean): void =>
    void found.push({ name, group: 'saturation', unit, query, ...(key && { key }) });
  const resident = firstOf(metrics, RESIDENT) ?? bySuffix(metrics, /(?:^|_)(?:rss|resident_memory)_bytes$/);
  if (resident !== undefined) add('memory', 'bytes', `sum(${select(metrics, resident.name)})`, true);
  const [available, all] = ['node_memory_MemAvailable_bytes', 'node_memory_MemTotal_bytes'];
  if (resident === undefined && families.has(available) && families.has(all)) {
    add('memory', 'ratio', `1 - sum(${select(metrics, available)}) / sum(${select(metrics, all)})`, true);
  }
  const heap = firstOf(metrics, HEAP) ?? bySuffix(metrics, /(?:^|_)heap_used_bytes$/);
  const isKey = found.length === 0;
  if (families.has('jvm_memory_used_bytes'))
    add('heap', 'bytes', `sum(${select(metrics, 'jvm_memory_used_bytes', 'area="heap"')})`, isKey);
  else if (heap !== undefined) add('heap', 'bytes', `sum(${select(metrics, heap.name)})`, isKey);
  else if (isKey) {
    const used = bySuffix(metrics, /(?:^|_)memory_(?:used|usage)(?:_bytes)?$/);
    if (used !== undefined && used.name.endsWith('_bytes'))
      add('memory', 'bytes', `sum(${select(metrics, used.name)})`, true);
    const share = bySuffix(metrics, /(?:^|_)memory(?:_used|_usage)?(?:_percent)?_ratio$/);
    if (used === undefined && share !== undefined) add('memory', 'ratio', `max(${select(metrics, share.name)})`, true);
  }
  return found;
};

const LAG = [
  'nodejs_eventloop_lag_p99_seconds',
  'nodejs_eventloop_lag_mean_seconds',
  'nodejs_eventloop_lag_seconds',
  'nodejs_eventloop_delay_p99_seconds',
] as const;

/** How late Node's event loop is: the worst of the last interval where it is known. */
export const eventLoopLag: SignalFinder = (metrics) => {
  const lag = firstOf(metrics, LAG) ?? bySuffix(metrics, /event_?loop_(?:lag|delay)(?:_\w+)?_seconds$/);
  if (lag === undefined || lag.type === 'histogram' || lag.type === 'summary') return [];
  const query = `max(${select(metrics, lag.name)})`;
  return [{ name: 'event loop lag', group: 'saturation', unit: 'seconds', query }];
};

const FILES = [
  ['process_open_fds', 'process_max_fds'],
  ['process_files_open_files', 'process_files_max_files'],
  ['node_filefd_allocated', 'node_filefd_maximum'],
] as const;

/** Open file descriptors: the share of what is allowed, else their number. */
export const openFiles: SignalFinder = (metrics) => {
  for (const [open, most] of FILES) {
    if (!metrics.families.has(open)) continue;
    const opened = select(metrics, open);
    const isShare = metrics.families.has(most);
    const query = isShare ? `max(${opened} / ${select(metrics, most)})` : `sum(${opened})`;
    return [{ name: 'open files', group: 'saturation', unit: isShare ? 'ratio' : 'none', query }];
  }
  return [];
};

const GC = [
  'nodejs_gc_duration_seconds',
  'jvm_gc_pause_seconds',
  'go_gc_duration_seconds',
  'jvm_gc_collection_seconds',
] as const;

/** The share of the time that goes into collecting garbage. */
export const gcTime: SignalFinder = (metrics) => {
  const gc = firstOf(metrics, GC);
  if (gc === undefined || isCounter(gc)) return [];
  return [{ name: 'GC time', group: 'saturation', unit: 'ratio', query: `sum(${rate(metrics, `${gc.name}_sum`)})` }];
};

function bySuffix({ families }: JobMetrics, pattern: RegExp) {
  for (const family of families.values()) {
    if (
      family.type !== 'counter' &&
      pattern.test(family.name) &&
      !/^(?:probe|scrape|redis|pg|postgres|cache|node)_/.test(family.name)
    )
      return family;
  }
  return undefined;
}
