import type { Clock } from '../../base/clock.ts';
import type { Problem } from '../../model/problem.ts';
import type { HistoryState } from '../../protocol/engine.ts';
import type { EngineStore } from '../engine.ts';
import { type SeriesRef, Store } from './store.ts';

export interface EngineStoreOptions {
  readonly file?: string;
  readonly clock: Clock;
  /** Something about the history on disk changed: a problem came up, or went away. */
  readonly onHistory: (history: HistoryState) => void;
}

/** The store with what the engine and the scrapers need of it. */
export type OpenEngineStore = Store & EngineStore;

/** Until the configuration says how much is wanted. */
const FIRST_LIMITS = { maxAgeMs: 7 * 86_400_000, maxBytes: 200 * 2 ** 20 };

/** Opens the store, and says of its history what the editor shows. Never throws for what is on the disk. */
export function openEngineStore({ file, clock, onHistory }: EngineStoreOptions): OpenEngineStore {
  let problem: Problem | undefined;
  const store = Store.open({
    ...FIRST_LIMITS,
    ...(file !== undefined && { file }),
    clock,
    onProblem: (met) => {
      problem = met;
      onHistory(history());
    },
  });
  const history = (): HistoryState => {
    const { series, appended, bytes } = store.stats();
    return {
      kept: file !== undefined && problem === undefined,
      ...(problem !== undefined && { problem: problem.message }),
      bytes,
      series,
      samples: appended,
    };
  };
  return Object.assign(store, { history });
}

export type { SeriesRef };
