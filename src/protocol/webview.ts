import type { Incident, StatusBar, UptimeRange } from '../model/uptime.ts';
import type { ServiceAround, WorkspaceEvent } from '../model/workspaceEvent.ts';
import type { ViewDelta, ViewSnapshot } from './engine.ts';
import type { Plain } from './rpc.ts';
import type { ServiceUptime } from './uptime.ts';

/** The ranges that a panel offers, in milliseconds. */
export const RANGES_MS = {
  '5m': 300_000,
  '15m': 900_000,
  '1h': 3_600_000,
  '6h': 21_600_000,
  '24h': 86_400_000,
  '7d': 604_800_000,
} as const;
export type RangeName = keyof typeof RANGES_MS;

/** What the service panel asks of the editor. Everything in it is checked before use: a webview is not trusted. */
export interface PanelRequests {
  /** The page is there: answers with what it needs to draw itself. A view that is asked for again is replaced. */
  open(range: RangeName): PanelContent;
  /** How the service was so far; undefined while the engine is not there. */
  record(): ServiceRecord | undefined;
  /** What happened in the workspace lately, oldest first. */
  events(): readonly WorkspaceEvent[];
  /** The service before and after a moment; undefined while the engine is not there. */
  around(atMs: number): ServiceAround | undefined;
  /** Opens the first failing response of an incident in an editor. */
  showIncident(incidentId: string): void;
  refresh(): void;
  setPaused(paused: boolean): void;
  /** Opens the kept response of a probe in an editor. */
  showResponse(probeId: string): void;
  copyAsCurl(probeId: string): void;
  openEndpoint(probeId: string): void;
  editSettings(): void;
  /** Puts the query of a golden signal into the clipboard. */
  copySignalQuery(signal: string): void;
  /** Opens the query of a golden signal in the query panel. */
  openSignalQuery(signal: string): void;
  /** Opens the settings where the query of a golden signal is changed. */
  changeSignal(signal: string): void;
}

/** Uptime and incidents of a service, as a panel shows them. */
export interface ServiceRecord {
  readonly uptime: ServiceUptime;
  readonly bars: Readonly<Record<UptimeRange, StatusBar['cells']>>;
  readonly incidents: readonly Incident[];
}

/** What a panel shows, or the sentence that says why there is nothing. */
export type PanelContent =
  | { readonly kind: 'snapshot'; readonly snapshot: ViewSnapshot }
  | { readonly kind: 'message'; readonly message: string };

/** What the editor announces to the panel. */
export interface PanelEvents {
  delta(delta: ViewDelta): void;
  /** Replaces what is shown: after a gap, a restart of the engine, or a change of settings. */
  content(content: PanelContent): void;
  /** A line above the charts while the engine is not there; an empty text takes it away. */
  notice(text: string): void;
  /** Something happened in the workspace, or what lasted is over. */
  event(event: WorkspaceEvent): void;
  /** Brings the timeline into view. */
  showTimeline(): void;
  /** Brings the chart of a metric into view: the charts are filtered to its name. */
  showMetric(name: string): void;
}

/** The editor's side of the channel to a service panel. */
export type PanelHostSide = {
  requests: Plain<PanelRequests>;
  events: Plain<PanelEvents>;
};
/** The page's side. */
export type PanelPageSide = { requests: Record<never, never>; events: Record<never, never> };
