import type { Dashboard } from '../model/dashboard.ts';
import type { QueryAnswer, QueryTime } from './query.ts';
import type { Plain } from './rpc.ts';

/** What one dashboard may take. */
export const DASHBOARD_LIMITS = {
  /** Characters of the file. */
  textLength: 2_000_000,
  panels: 500,
  /** Queries of one panel. */
  queries: 26,
  variables: 100,
  /** Values of a variable. */
  options: 1_000,
} as const;

/** `problem`: why the text is no dashboard, in a sentence, with its place in the text (UTF-16 offsets) where one is known. */
export type ReadDashboard =
  | { readonly ok: true; readonly dashboard: Dashboard }
  | { readonly ok: false; readonly problem: string; readonly at?: number };

/** The values of a variable, sorted as Grafana does by default: as they come. `omitted` counts those over the limit. */
export type VariableAnswer =
  | { readonly ok: true; readonly values: readonly string[]; readonly omitted: number }
  | { readonly ok: false; readonly problem: string };

/** What the engine answers about dashboards; their queries are those of any panel. */
export interface DashboardEngineRequests {
  readDashboard(text: string): ReadDashboard;
  /**
   * The values that Grafana's Prometheus data source gives for a variable's query, whose own variables are filled in:
   * `label_values(metric, label)`, `label_values(label)`, `label_names()`, `metrics(regex)`, `query_result(expr)`, or a plain selector.
   * Of each answer `regex` takes a part (its first group, or `text` and `value` by name), and leaves out those that it does not match.
   */
  variableValues(query: string, regex: string, atMs: number): VariableAnswer;
}

/** What the page shows. `message`: why there is nothing, in a sentence. */
export type DashboardContent =
  | { readonly kind: 'dashboard'; readonly dashboard: Dashboard; readonly file: string; readonly scrapeMs: number }
  | {
      readonly kind: 'message';
      readonly message: string;
      readonly action: 'addService' | 'manageTrust' | 'openFile' | 'none';
    };

/** What the page of a dashboard asks of the editor. Everything in it is checked before use: a webview is not trusted. */
export interface DashboardPageRequests {
  /** The page is there: answers with what it shows, which is kept up to date from then on. */
  open(): DashboardContent;
  /** Runs a query; a newer one of the same `key` cancels the older. */
  query(key: string, text: string, time: QueryTime): QueryAnswer;
  variableValues(query: string, regex: string): VariableAnswer;
  /** Opens the query panel with it. */
  openQuery(text: string): void;
  /** Shows the JSON. */
  openFile(): void;
  addService(): void;
  manageTrust(): void;
}

/** What the editor announces to the page. */
export interface DashboardPageEvents {
  /** Replaces what is shown: the file changed, or the engine is there or gone. */
  content(content: DashboardContent): void;
  /** The engine is there, anew or with other services: all is to be asked again. */
  connected(): void;
  /** A line above the panels while the engine is not there; an empty text takes it away. */
  notice(text: string): void;
}

/** The editor's side of the channel to a dashboard. */
export type DashboardHostSide = { requests: Plain<DashboardPageRequests>; events: Plain<DashboardPageEvents> };
/** The page's side. */
export type DashboardPageSide = { requests: Record<never, never>; events: Record<never, never> };
