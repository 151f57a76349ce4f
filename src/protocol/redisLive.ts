import type { MonitorResult, RedisLook } from '../model/redisLive.ts';
import type { LivePanelRequests, NoLook } from './activity.ts';
import type { Plain } from './rpc.ts';

/** A look at a Redis, or why there is none, in a sentence. */
export type RedisLookAnswer =
  | { readonly ok: true; readonly look: RedisLook }
  | { readonly ok: false; readonly message: string };

/** What MONITOR told, or why it did not, in a sentence. */
export type MonitorAnswer =
  | { readonly ok: true; readonly result: MonitorResult }
  | { readonly ok: false; readonly message: string };

/** What the engine answers about a running Redis. */
export interface RedisLiveRequests {
  /** INFO, the slow log and so many PINGs, a hundredth of a second apart; over a connection that is closed a while after the last look. */
  redisLook(probeId: string, pings: number): RedisLookAnswer;
  /** Runs MONITOR for so many seconds over a connection of its own. Who cancels it ends it on the server too. */
  monitorRedis(probeId: string, seconds: number): MonitorAnswer;
}

/** What the panel of a running Redis asks of the editor. Everything in it is checked before use: a webview is not trusted. */
export interface RedisPanelRequests extends LivePanelRequests {
  look(withLatency: boolean): RedisLookAnswer | NoLook;
  /** Asks the user first; answers with undefined where he thought better of it. */
  monitor(seconds: number): MonitorAnswer | undefined;
}

/** The editor's side of the channel to the panel of a running Redis. */
export type RedisHostSide = { requests: Plain<RedisPanelRequests>; events: Record<never, never> };
/** The page's side. */
export type RedisPageSide = { requests: Record<never, never>; events: Record<never, never> };
