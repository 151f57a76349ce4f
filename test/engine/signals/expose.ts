import { parseExposition } from '../../../src/engine/scrape/parseExposition.ts';
import { jobFamilies } from '../../../src/engine/signals/jobMetrics.ts';
import type { JobMetrics } from '../../../src/engine/signals/finder.ts';
import { LabelSet } from '../../../src/model/labelSet.ts';
import { MemoryStore } from '../../support/memoryStore.ts';

export const NOW_MS = 1_000_000_000_000;

/** Puts a body of `/metrics` into a store at `atMs`, as a scrape of the job `api` would. */
export function expose(store: MemoryStore, text: string, atMs = NOW_MS): void {
  const { samples, families, problems } = parseExposition(new TextEncoder().encode(text));
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  for (const { labels, value } of samples) {
    store.append(store.ref(LabelSet.from({ ...labels, job: 'api', instance: 'localhost:3000' })), atMs, value);
  }
  for (const [name, metadata] of families) store.families.set(name, metadata);
}

/** The families of the job `api` after one scrape of `text`. */
export function metricsOf(text: string, window = '1m'): JobMetrics {
  const store = new MemoryStore();
  expose(store, text);
  return { job: 'api', families: jobFamilies(store, 'api', NOW_MS - 300_000, NOW_MS), window };
}
