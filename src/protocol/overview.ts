import type { Handling } from '../model/handling.ts';
import type { Status } from '../model/status.ts';
import type { StatusBar, UptimeRange } from '../model/uptime.ts';
import type { Plain } from './rpc.ts';

/** A service as the overview shows it. */
export interface OverviewService {
  readonly id: string;
  readonly name: string;
  readonly group: string;
  readonly environment: string;
  readonly status: Status;
  /** Why, in a sentence. */
  readonly reason: string;
  readonly sinceMs: number;
  /** How long the last run of its first probe took; absent where it has not run. */
  readonly durationMs?: number;
  /** Why nobody is called for it; absent where somebody is. */
  readonly handling?: Handling;
}

/** Everything, in the order of the settings. `message`: why there is nothing, in a sentence. */
export type OverviewContent =
  | { readonly kind: 'services'; readonly services: readonly OverviewService[] }
  | { readonly kind: 'message'; readonly message: string; readonly action: 'addService' | 'manageTrust' | 'none' };

/** What the overview asks of the editor. Everything in it is checked before use: a webview is not trusted. */
export interface OverviewRequests {
  /** The page is there: answers with what it shows, which is kept up to date from then on. */
  open(): OverviewContent;
  /** Bars of services over a range; none while the engine is not there. */
  bars(serviceIds: readonly string[], range: UptimeRange): readonly StatusBar[];
  openService(serviceId: string): void;
  addService(): void;
  /** Shows where the user says whether the workspace is trusted. */
  manageTrust(): void;
}

/** What the editor announces to the overview. */
export interface OverviewEvents {
  /** The services that changed, whole, and those that are gone. */
  changed(services: readonly OverviewService[], removed: readonly string[]): void;
  /** Replaces what is shown: after a restart of the engine or a change of settings. */
  content(content: OverviewContent): void;
  /** A line above the services while the engine is not there; an empty text takes it away. */
  notice(text: string): void;
}

/** The editor's side of the channel to the overview. */
export type OverviewHostSide = { requests: Plain<OverviewRequests>; events: Plain<OverviewEvents> };
/** The page's side. */
export type OverviewPageSide = { requests: Record<never, never>; events: Record<never, never> };
