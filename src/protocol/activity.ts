import type { Activity, ActivitySession, SessionEnd } from '../model/activity.ts';
import type { Plain } from './rpc.ts';

/** The sessions, or why they are not to be had, in a sentence. */
export type ActivityAnswer =
  | { readonly ok: true; readonly activity: Activity }
  | { readonly ok: false; readonly message: string };

/** Why a live panel has nothing new, in a sentence; `needsTrust` where it is for want of the user's trust in the workspace. */
export interface NoLook {
  readonly ok: false;
  readonly message: string;
  readonly needsTrust?: true;
}

/** Whether the server was told to end it; if not, why, in a sentence. */
export type EndAnswer = { readonly ok: true } | { readonly ok: false; readonly message: string };

/** Which session: by pid and start, so that another one that has the pid by now is left alone. */
export type SessionName = Pick<ActivitySession, 'pid' | 'startedUs'>;

/** What the engine answers about sessions. The connection that it asks over is closed a while after the last question. */
export interface ActivityRequests {
  activity(probeId: string): ActivityAnswer;
  endSession(probeId: string, session: SessionName, how: SessionEnd): EndAnswer;
}

/** What a panel of a running database is about; its page keeps the ids, so that the panel is there again after a reload. */
export interface OpenedLivePanel {
  readonly serviceId: string;
  readonly probeId: string;
  readonly serviceName: string;
  /** Empty where it has none. */
  readonly environment: string;
  /** Whether the service is watched; if not, its name and environment are not known. */
  readonly isWatched: boolean;
}

/** What each live panel asks of the editor. */
export interface LivePanelRequests {
  open(): OpenedLivePanel;
  /** Shows where the user says whether the workspace is trusted. */
  manageTrust(): void;
}

/** What the activity panel asks of the editor. Everything in it is checked before use: a webview is not trusted. */
export interface ActivityPanelRequests extends LivePanelRequests {
  activity(): ActivityAnswer | NoLook;
  /** Asks the user first; answers with false where he thought better of it. */
  endSession(session: SessionName, how: SessionEnd): boolean;
  copy(text: string): void;
}

/** The editor's side of the channel to the activity panel. */
export type ActivityHostSide = { requests: Plain<ActivityPanelRequests>; events: Record<never, never> };
/** The page's side. */
export type ActivityPageSide = { requests: Record<never, never>; events: Record<never, never> };
