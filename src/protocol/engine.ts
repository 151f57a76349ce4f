import type { Translations } from '../base/l10n.ts';
import type { Silence } from '../model/alert.ts';
import type { UserHandling } from '../model/handling.ts';
import type { CapturedResponse, SecretNeed } from '../model/probe.ts';
import type { Config } from '../model/service.ts';
import type { SeriesData } from '../model/series.ts';
import type { MetricFamilySummary, MetricPin } from '../model/signal.ts';
import type { Heartbeat, ServiceState } from '../model/state.ts';
import type { ConfigFileRequests } from './configFiles.ts';
import type { DashboardEngineRequests } from './dashboard.ts';
import type { EditingRequests } from './editing.ts';
import type { DiscoverRequests } from './discover.ts';
import type { LogEvents, LogRequests } from './logs.ts';
import type { QueryRequests } from './query.ts';
import type { RuleEvents, RuleRequests } from './rules.ts';
import type { ActivityRequests } from './activity.ts';
import type { DatabaseRequests } from './databases.ts';
import type { RedisLiveRequests } from './redisLive.ts';
import type { ReportEvents, ReportRequests } from './report.ts';
import type { Plain } from './rpc.ts';
import type { UptimeRequests } from './uptime.ts';

/** How the worker is started: its `workerData`. */
export interface EngineStart {
  /** Where history is kept; absent: in memory only. */
  readonly historyFile?: string;
  /** The language in which it says why a status is what it is; absent: English. Of several windows' that of the one that polls. */
  readonly texts?: { readonly language: string; readonly translations: Translations };
}

/**
 * What the engine's thread may take of the editor's memory. A small young generation costs a little time in collections
 * and saves some 70 MB beside a thousand targets; the old one is a bound for the worst case, past which the thread is
 * started anew rather than the editor grow.
 */
export const ENGINE_MEMORY = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 1024 } as const;

/** With this code a thread ends that showed what another window polls, once that window is gone. */
export const GUEST_ENDED = 75;

/** What the user did in another window on the same folder; what is absent is as it was. */
export interface UserState {
  readonly paused?: readonly string[];
  readonly handling?: UserHandling;
  readonly silences?: readonly Silence[];
  /** The environment that is watched; null: all. */
  readonly environment?: string | null;
}

/** A secret on its way to the engine, which holds it in memory only. */
export interface SecretValue {
  readonly name: string;
  readonly value: string;
  /** The origins that the user allowed: `https://host`, `http://localhost:3000`, `postgres://host:5432`. */
  readonly origins: readonly string[];
}

export interface EngineSnapshot {
  /** Grows by one with each delta; a gap means that a delta was lost and a snapshot is due. */
  readonly seq: number;
  readonly services: readonly ServiceState[];
  readonly history: HistoryState;
}

/** The services that changed since the delta before, whole. */
export interface EngineDelta {
  readonly seq: number;
  readonly services: readonly ServiceState[];
  readonly removed: readonly string[];
}

/** Whether history is kept, and if not, why in a sentence. */
export interface HistoryState {
  readonly kept: boolean;
  readonly problem?: string;
  readonly bytes: number;
  readonly series: number;
  readonly samples: number;
}

/** What a service panel asks for and is then kept informed of. */
export interface ViewRequest {
  readonly viewId: string;
  readonly serviceId: string;
  readonly rangeMs: number;
}

/** The whole picture of one service over the range, ending at `nowMs`. */
export interface ViewSnapshot {
  readonly viewId: string;
  readonly seq: number;
  readonly nowMs: number;
  readonly rangeMs: number;
  readonly service: ServiceState;
  readonly heartbeats: readonly Heartbeat[];
  readonly series: readonly SeriesData[];
  /** Series that were left out because there are too many to draw. */
  readonly seriesOmitted: number;
}

/** What came since: the service whole, the new beats, and for each series with new samples only those. */
export interface ViewDelta {
  readonly viewId: string;
  readonly seq: number;
  readonly nowMs: number;
  readonly service: ServiceState;
  readonly heartbeats: readonly Heartbeat[];
  readonly series: readonly SeriesData[];
  /** New points of the golden signals' lines; they follow the snapshot, since they may take a while. */
  readonly signals?: readonly SignalLine[];
}

/** A line of a golden signal over a panel's range, at the step of the panel. */
export interface SignalLine extends SeriesData {
  /** The name of its signal. */
  readonly signal: string;
}

/** Of which signals somebody sees the values. */
export interface SignalInterest {
  /** The tree is shown: those of all services. */
  readonly everything: boolean;
  /** Metrics that are shown beside their services and in the status bar, the tree or not. */
  readonly pins: readonly MetricPin[];
}

export interface EngineDiagnostics {
  readonly version: string;
  readonly node: string;
  readonly uptimeMs: number;
  readonly rssBytes: number;
  readonly probes: number;
  readonly runs: number;
  readonly inFlight: number;
  readonly bugs: number;
  readonly history: HistoryState;
  readonly eventLoopDelayP99Ms: number;
}

/** What the engine answers. */
export interface EngineRequests
  extends
    LogRequests,
    QueryRequests,
    RuleRequests,
    ReportRequests,
    ActivityRequests,
    DashboardEngineRequests,
    DatabaseRequests,
    RedisLiveRequests,
    EditingRequests,
    ConfigFileRequests,
    DiscoverRequests,
    UptimeRequests {
  /** The handshake: the engine is there and ready for a configuration. */
  hello(): { readonly version: string };
  configure(config: Config): void;
  /** All secrets that the configuration names; those not in the list are unknown to the engine. */
  setSecrets(secrets: readonly SecretValue[]): void;
  snapshot(): EngineSnapshot;
  /** Runs now: one probe, a service's probes, or all. Ends when the results are in. */
  refresh(serviceId: string | undefined, probeId: string | undefined): void;
  /** Paused services are not looked at; the list replaces the one before. */
  setPaused(serviceIds: readonly string[]): void;
  /** Whether the user is at this window; it is, until told otherwise. */
  setFocused(isFocused: boolean): void;
  /** What the user snoozed and acknowledged; replaces what was before. */
  setHandling(handling: UserHandling): void;
  /** Which environment the user chose (null: all), for the other windows to know: the configuration holds its services alone. */
  setEnvironment(environment: string | null): void;
  /** The last failing response of a probe, else its last response. */
  response(probeId: string): CapturedResponse | undefined;
  /** A `curl` command line that asks what the probe asks, with the names of secrets in place of their values. */
  curl(probeId: string): string | undefined;
  /** Where a job calls for a `push` probe; undefined where nobody listens for it. As good as a secret. */
  pushAddress(probeId: string): string | undefined;
  openView(request: ViewRequest): ViewSnapshot | undefined;
  closeView(viewId: string): void;
  /** Signals are computed only for who looks; replaces the interest before. The open panels' services count by themselves. */
  setInterest(interest: SignalInterest): void;
  /** The metric families of a service with their current values; none where it is not known. */
  metricFamilies(serviceId: string): readonly MetricFamilySummary[];
  diagnostics(): EngineDiagnostics;
  /** Writes what is not yet on disk and stops. */
  shutdown(): void;
}

/** What the engine announces of services and history. */
export interface MonitorEvents {
  delta(delta: EngineDelta): void;
  viewDelta(delta: ViewDelta): void;
  historyChanged(history: HistoryState): void;
  /** Told once per probe, secret and origin until the secrets change. */
  secretNeeded(probeId: string, need: SecretNeed): void;
  log(level: 'trace' | 'debug' | 'info' | 'warn' | 'error', message: string): void;
}

/** What the engine announces. */
export interface EngineEvents extends MonitorEvents, LogEvents, RuleEvents, ReportEvents {
  /** Of several windows on the same folder, told to the others. */
  userState(state: UserState): void;
}

/** The engine's side of the channel. */
export type EngineSide = {
  requests: Plain<EngineRequests>;
  events: Plain<EngineEvents>;
};
/** The editor's side: it offers and announces nothing. */
export type HostSide = { requests: Record<never, never>; events: Record<never, never> };
