import { isCounter, select, rate, type SignalFinder } from '../finder.ts';

const OWN = /^(?:probe|scrape|health_check)_/;
const USED =
  /^(.*(?:pool|connections?).*?)_?(active|in_use|used|busy|acquired|borrowed|checked_out)(_connections|_count)?$/;
const MOST = ['max', 'limit', 'capacity', 'size', 'total', 'max_open', 'maximum'] as const;

/** How full pools of connections are: what is in use of what there may be, else what is in use. */
export const poolUse: SignalFinder = (metrics) => {
  for (const { name, type, labels } of metrics.families.values()) {
    if (OWN.test(name) || type === 'counter' || type === 'histogram' || type === 'summary') continue;
    const [, prefix, , suffix = ''] = USED.exec(name) ?? [];
    if (prefix !== undefined) {
      const most = MOST.flatMap((word) => [`${prefix}_${word}${suffix}`, `${prefix}_${word}`]).find((other) =>
        metrics.families.has(other),
      );
      if (most !== undefined) {
        const query = `sum(${select(metrics, name)}) / sum(${select(metrics, most)})`;
        return [{ name: 'pool use', group: 'saturation', unit: 'ratio', query }];
      }
      if (/pool/.test(name))
        return [{ name: 'pool use', group: 'saturation', unit: 'none', query: `sum(${select(metrics, name)})` }];
    }
    const state = ['state', 'status'].find((label) => labels.has(label));
    if (state === undefined || !/pool/.test(name)) continue;
    const used = [...(labels.get(state) ?? [])].find((value) => /^(?:active|in_use|used|busy)$/.test(value));
    if (used === undefined) continue;
    const query = `sum(${select(metrics, name, `${state}="${used}"`)}) / sum(${select(metrics, name)})`;
    return [{ name: 'pool use', group: 'saturation', unit: 'ratio', query }];
  }
  // database/sql of Go, as its collector names it.
  if (metrics.families.has('go_sql_in_use_connections') && metrics.families.has('go_sql_max_open_connections')) {
    const query = `sum(${select(metrics, 'go_sql_in_use_connections')}) / sum(${select(metrics, 'go_sql_max_open_connections')})`;
    return [{ name: 'pool use', group: 'saturation', unit: 'ratio', query }];
  }
  return [];
};

const QUEUE =
  /(?:^|_)(?:queue(?:_(?:depth|length|size|waiting|pending|messages|jobs))|backlog|jobs_(?:waiting|pending|queued)|(?:pending|waiting|queued)_(?:jobs|tasks|messages)|queued|consumer_lag)$/;

/** What waits in queues. */
export const queues: SignalFinder = (metrics) => {
  const queue = [...metrics.families.values()].find(
    ({ name, type }) => (type === 'gauge' || type === 'unknown') && QUEUE.test(name) && !OWN.test(name),
  );
  if (queue === undefined) return [];
  return [{ name: 'queued', group: 'saturation', unit: 'none', query: `sum(${select(metrics, queue.name)})` }];
};

/** The share of look-ups that a cache answers: of counters of hits and misses, else as the service says it. */
export const hitRatio: SignalFinder = (metrics) => {
  const { families } = metrics;
  const signal = (query: string) => [{ name: 'hit ratio', group: 'saturation', unit: 'ratio', query }] as const;
  for (const family of families.values()) {
    if (!isCounter(family) || OWN.test(family.name) || !/(?:^|_)hits(?:_|$)/.test(family.name)) continue;
    const misses = family.name.replace(/(^|_)hits(_|$)/, '$1misses$2');
    if (!families.has(misses)) continue;
    const hits = `sum(${rate(metrics, family.name)})`;
    return signal(`${hits} / (${hits} + sum(${rate(metrics, misses)}))`);
  }
  const told = [...families.values()].find(
    ({ name, type }) => type !== 'counter' && /(?:^|_)hit_(?:ratio|rate)(?:_ratio)?$/.test(name),
  );
  return told === undefined ? [] : signal(`avg(${select(metrics, told.name)})`);
};
