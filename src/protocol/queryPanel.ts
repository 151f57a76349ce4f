import type { Matcher } from '../model/series.ts';
import type { CardinalityReport, ExplainAnswer, MetricInfo, QueryAnswer, QueryTime, TargetInfo } from './query.ts';
import type { Plain } from './rpc.ts';

/** The tabs of the query panel, in their order. */
export const QUERY_TABS = ['table', 'chart', 'explain', 'targets', 'cardinality'] as const;
export type QueryTab = (typeof QUERY_TABS)[number];

/** What the editor wants to be seen: a query, which is run, or a tab. */
export interface QueryShow {
  readonly text?: string;
  readonly tab?: QueryTab;
}

/** What the query panel asks of the editor. Everything in it is checked before use: a webview is not trusted. */
export interface QueryPanelRequests {
  /** The page is there: answers with the queries before, newest first, and what is to be shown now. */
  open(): { readonly history: readonly string[]; readonly show: QueryShow };
  /** Runs a query and, where it is valid, keeps it in the history. A newer one cancels the older. */
  query(text: string, time: QueryTime): QueryAnswer;
  explain(text: string, atMs: number): ExplainAnswer;
  metrics(): readonly MetricInfo[];
  labelNames(matchers: readonly Matcher[]): readonly string[];
  labelValues(label: string, matchers: readonly Matcher[]): readonly string[];
  cardinality(): CardinalityReport;
  targets(): readonly TargetInfo[];
  clearHistory(): void;
  copy(text: string): void;
  /** Opens the panel of a service. */
  openService(serviceId: string): void;
  addService(): void;
}

/** What the editor announces to the panel. */
export interface QueryPanelEvents {
  show(what: QueryShow): void;
  history(queries: readonly string[]): void;
  /** The engine is there, anew or with other services: what was learnt of it is out of date. */
  connected(): void;
  /** A line above all while the engine is not there; an empty text takes it away. */
  notice(text: string): void;
}

/** The editor's side of the channel to the query panel. */
export type QueryHostSide = {
  requests: Plain<QueryPanelRequests>;
  events: Plain<QueryPanelEvents>;
};
/** The page's side. */
export type QueryPageSide = { requests: Record<never, never>; events: Record<never, never> };
