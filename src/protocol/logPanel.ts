import type { LogSource } from '../model/service.ts';
import type {
  LogDetail,
  LogFind,
  LogFound,
  LogHistogram,
  LogOpening,
  LogPattern,
  LogPlace,
  LogRows,
  LogTarget,
  LogViewFilter,
  LogViewState,
} from './logs.ts';
import type { Plain } from './rpc.ts';

/** What the page of a new view begins with: it is in its document. */
export interface OpenedLogs {
  readonly filter: LogViewFilter;
  readonly sources: readonly LogSource[];
  readonly opening: LogOpening;
}

/** What the log view asks of the editor. Everything in it is checked before use: a webview is not trusted. */
export interface LogPanelRequests {
  /** The page is there, with the filter that it remembered. */
  open(filter: LogViewFilter): LogOpening | undefined;
  /** The page shows what its document began with: how the view is now, or undefined where that is out of date and `open` is due. */
  begun(): LogViewState | undefined;
  filter(filter: LogViewFilter): void;
  /** The logs that the view is of, for the page to keep over a reload. */
  sources(): readonly LogSource[];
  rows(from: number, count: number): LogRows | undefined;
  detail(generation: number, row: number): LogDetail | undefined;
  find(find: LogFind, from: number, step: -1 | 0 | 1): LogFound | undefined;
  place(target: LogTarget): LogPlace | undefined;
  histogram(buckets: number): LogHistogram | undefined;
  patterns(): readonly LogPattern[];
  /** Opens a file of the workspace that a record names. Lines and columns count from 1. */
  openFile(path: string, line: number, column: number): void;
  /** Opens what the filter leaves as a document of its own. */
  openDocument(): void;
  /** Writes what the filter leaves into a file that the user names. */
  exportRows(): void;
  copy(text: string): void;
}

/** What the editor announces to the view. */
export interface LogPanelEvents {
  state(state: LogViewState): void;
  /** Shows what this filter leaves, in place of the one before. */
  filter(filter: LogViewFilter): void;
  /** The engine is there anew: the view is to be opened again. */
  connected(): void;
}

/** The editor's side of the channel to the log view. */
export type LogHostSide = { requests: Plain<LogPanelRequests>; events: Plain<LogPanelEvents> };
/** The page's side. */
export type LogPageSide = { requests: Record<never, never>; events: Record<never, never> };
