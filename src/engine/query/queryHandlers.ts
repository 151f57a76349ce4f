import type { Clock } from '../../base/clock.ts';
import type { Unit } from '../../base/unit.ts';
import type { MetricMetadata } from '../../model/series.ts';
import type { EngineSnapshot } from '../../protocol/engine.ts';
import type { QueryAnswer, QueryRequests } from '../../protocol/query.ts';
import type { Plain, RequestHandlers } from '../../protocol/rpc.ts';
import type { SeriesSource } from '../store/storage.ts';
import { listTargets } from './listTargets.ts';
import { QueryService, unitLookup } from './queryService.ts';
import { type ListedStore, listLabelNames, listLabelValues, listMetrics } from './storeLists.ts';

export interface QueryHandlersInput {
  readonly store: SeriesSource & ListedStore;
  readonly engine: { snapshot(): EngineSnapshot; jobOf(serviceId: string): string | undefined };
  readonly clock: Clock;
  readonly unitOf: (metricName: string, metadata: MetricMetadata | undefined) => Unit;
  /** See `QueryServiceOptions`. */
  readonly hints?: (text: string) => Promise<readonly string[]>;
}

/** What the engine answers about queries and about what the store holds. */
export function createQueryHandlers(input: QueryHandlersInput): RequestHandlers<Plain<QueryRequests>> {
  const { store, engine, clock, unitOf, hints } = input;
  const service = new QueryService({
    source: store,
    clock,
    unitOf: unitLookup((name) => store.metadata(name), unitOf),
    ...(hints !== undefined && { hints }),
  });
  return {
    query: (request, signal) => service.query(request, signal),
    explain: (request, signal) => service.explain(request, signal),
    metrics: () => listMetrics(store, unitOf),
    labelNames: (matchers) => listLabelNames(store, matchers),
    labelValues: (label, matchers) => listLabelValues(store, label, matchers),
    cardinality: () => store.cardinality(),
    targets: () =>
      listTargets({
        services: engine.snapshot().services,
        source: store,
        jobOf: (serviceId) => engine.jobOf(serviceId),
        nowMs: clock.now(),
      }),
  };
}

/** The buffers of an answer's result, which are moved to the editor; of any other answer none. */
export function queryBuffers(answer: unknown): ArrayBuffer[] {
  if (!isQueryAnswer(answer) || !answer.ok) return [];
  const { result } = answer;
  switch (result.kind) {
    case 'string':
      return [];
    case 'scalar':
    case 'vector':
    case 'range':
      return [result.values.buffer as ArrayBuffer];
    case 'matrix': {
      const columns = result.series.flatMap(({ timestampsMs, values }) => [timestampsMs.buffer, values.buffer]);
      return [...new Set(columns)] as ArrayBuffer[];
    }
  }
}

function isQueryAnswer(answer: unknown): answer is QueryAnswer {
  return typeof answer === 'object' && answer !== null && 'ok' in answer && (answer.ok !== true || 'result' in answer);
}
