import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createColumns } from '../../../src/engine/store/columns.ts';
import { Store, type StoreOptions } from '../../../src/engine/store/store.ts';
import { LabelSet } from '../../../src/model/labelSet.ts';
import type { Problem } from '../../../src/model/problem.ts';
import { isStale, type Labels, type Matcher } from '../../../src/model/series.ts';
import { FakeClock } from '../../support/fakeClock.ts';

export const HOUR_MS = 3_600_000;

/** A store on a fake clock, with the problems that it told of. */
export interface TestStore {
  readonly store: Store;
  readonly clock: FakeClock;
  readonly problems: (Problem | undefined)[];
}

export function openStore(options: Partial<StoreOptions> & { readonly clock?: FakeClock } = {}): TestStore {
  const clock = options.clock ?? new FakeClock();
  const problems: (Problem | undefined)[] = [];
  const store = Store.open({
    maxAgeMs: 24 * HOUR_MS,
    maxBytes: 64 * 2 ** 20,
    onProblem: (problem) => problems.push(problem),
    ...options,
    clock,
  });
  return { store, clock, problems };
}

/** Appends one sample by labels. */
export function put(store: Store, labels: Labels, timestampMs: number, value: number): string {
  return store.append(store.ref(LabelSet.from(labels)), timestampMs, value);
}

/** `__name__="m"` and the like from `m{a="b",c=~"d"}`, for tables. */
export function matchers(...list: readonly (readonly [name: string, op: Matcher['op'], value: string])[]): Matcher[] {
  return list.map(([name, op, value]) => ({ name, op, value }));
}

/** All samples of all series in the window, by the labels as JSON; a staleness marker reads as `stale`. */
export function dump(
  store: Store,
  fromMs = -Infinity,
  toMs = Infinity,
  select: readonly Matcher[] = [],
): Record<string, [number, number | 'stale'][]> {
  const found: Record<string, [number, number | 'stale'][]> = {};
  const columns = createColumns(4);
  for (const series of store.select(select, fromMs, toMs)) {
    columns.length = 0;
    series.read(fromMs, toMs, columns);
    if (columns.length === 0) continue;
    const samples: [number, number | 'stale'][] = [];
    for (let i = 0; i < columns.length; i++) {
      const value = columns.values[i]!;
      samples.push([columns.timestampsMs[i]!, isStale(value) ? 'stale' : value]);
    }
    found[JSON.stringify(series.labels.toLabels())] = samples;
  }
  return found;
}

/** The values of `up{id}` in the store, in order. */
export function valuesOf(store: Store, name: string, fromMs = -Infinity, toMs = Infinity): (number | 'stale')[] {
  return Object.values(dump(store, fromMs, toMs, matchers(['__name__', '=', name]))).flatMap((samples) =>
    samples.map(([, value]) => value),
  );
}

/** Runs `body` with a folder that is removed afterwards. */
export async function withFolder(body: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'watchpost-store-'));
  try {
    await body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
