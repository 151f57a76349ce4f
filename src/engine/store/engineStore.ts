import type { Clock } from '../../base/clock.ts';
import type { HistoryState } from '../../protocol/engine.ts';
import type { EngineStore } from '../engine.ts';
import { Store } from './store.ts';

export interface EngineStoreOptions {
  /** Path of the history file; absent: in memory only. */
  readonly file?: string;
  readonly clock: Clock;
  /** Whether history is kept has changed: a problem came up, or went away. */
  readonly onHistory: (history: HistoryState) => void;
}

/** The store with what the engine tells the editor of it. */
export type OpenEngineStore = Store & EngineStore;

/** Until the configuration says how much is wanted. */
const FIRST_LIMITS = { maxAgeMs: 7 * 86_400_000, maxBytes: 200 * 2 ** 20 };

/** Opens the store. Never throws for what is on the disk. */
export function openEngineStore({ file, clock, onHistory }: EngineStoreOptions): OpenEngineStore {
  const store = Store.open({
    ...FIRST_LIMITS,
    ...(file !== undefined && { file }),
    clock,
    onProblem: () => onHistory(historyState(store)),
  });
  return Object.assign(store, { history: () => historyState(store) });
}

function historyState(store: Store): HistoryState {
  const { kept, problem, bytes, diskBytes, series, samples } = store.stats();
  return {
    kept,
    ...(problem !== undefined && { problem: problem.message }),
    bytes: diskBytes > 0 ? diskBytes : bytes,
    series,
    samples,
  };
}
