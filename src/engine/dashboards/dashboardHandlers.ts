import type { Clock } from '../../base/clock.ts';
import type { DashboardEngineRequests } from '../../protocol/dashboard.ts';
import type { Plain, RequestHandlers } from '../../protocol/rpc.ts';
import { QueryService } from '../query/queryService.ts';
import type { ListedStore } from '../query/storeLists.ts';
import type { SeriesSource } from '../store/storage.ts';
import { readDashboard } from './readDashboard.ts';
import { variableValues } from './variableValues.ts';

export interface DashboardHandlersInput {
  readonly store: SeriesSource & ListedStore;
  readonly clock: Clock;
}

/** What the engine answers about Grafana's dashboards. */
export function createDashboardHandlers({
  store,
  clock,
}: DashboardHandlersInput): RequestHandlers<Plain<DashboardEngineRequests>> {
  const service = new QueryService({ source: store, clock, unitOf: () => 'none' });
  let asked = 0;
  return {
    readDashboard: (text) => readDashboard(text),
    variableValues: (query, regex, atMs, signal) =>
      variableValues(
        {
          store,
          // Each for itself: a newer question, perhaps of another dashboard, does not end an older one.
          query: (text, at, stop) =>
            service.query({ panelId: `variable ${++asked}`, text, time: { kind: 'instant', atMs: at } }, stop),
        },
        query,
        regex,
        atMs,
        signal,
      ),
  };
}
