import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableStore, Slot } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import type { Silence } from '../../model/alert.ts';
import type { NotificationTargets, ToldAlert, ToldTarget } from '../../model/notification.ts';
import type { UserHandling } from '../../model/handling.ts';
import type { SecretNeed } from '../../model/probe.ts';
import type { ReportProgress } from '../../model/report.ts';
import type { Config } from '../../model/service.ts';
import type { ServiceState } from '../../model/state.ts';
import type {
  EngineRequests,
  EngineSide,
  HistoryState,
  HostSide,
  SecretValue,
  SignalInterest,
  UserState,
  ViewDelta,
} from '../../protocol/engine.ts';
import { Channel, ChannelError } from '../../protocol/rpc.ts';
import type { LogViewState } from '../../protocol/logs.ts';
import type { AlertProblemOf, AlertsUpdate, RuleFileProblems, RuleFileText } from '../../protocol/rules.ts';
import { describeError, type Log } from '../log.ts';
import { restartDelayMs } from '../../base/backoff.ts';
import { type EngineProcess, HAND_OVER } from './engineProcess.ts';
import { nextOf, WANTED, type Wanted } from './wanted.ts';
import { ServicesModel } from './servicesModel.ts';

const HANDSHAKE_TIMEOUT_MS = 10_000;
const SHUTDOWN_TIMEOUT_MS = 2_000;
/** How often a running engine is asked whether it still answers, and how long it may take: a stuck one never exits. */
const PULSE_MS = 30_000;
const PULSE_TIMEOUT_MS = 20_000;
/** A run of this length forgets the restarts before it. */
const HEALTHY_MS = 60_000;

/** How the engine is. `restarting`: it ended unexpectedly and is started again after `delayMs`. */
export type EngineState =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'running' }
  | { readonly kind: 'restarting'; readonly reason: string; readonly attempt: number; readonly delayMs: number };

/** Which services changed; `all` after a snapshot. */
export type ServicesChange = { readonly kind: 'all' } | { readonly kind: 'some'; readonly ids: readonly string[] };

export interface EngineClientOptions {
  readonly start: () => EngineProcess;
  readonly clock: Clock;
  readonly log: Log;
  /** Told of an exception that should not have been. */
  readonly onBug: (error: unknown, where: string) => void;
}

type EngineChannel = Channel<HostSide, EngineSide>;

interface Session extends Disposable {
  readonly channel: EngineChannel;
  readonly process: EngineProcess;
  /** What this engine does not yet have. */
  readonly unsent: Set<Wanted>;
  pushing: boolean;
}

/**
 * The editor's end of the engine: starts it, starts it again with back-off when it ends unexpectedly, gives each new
 * one the configuration, secrets and pauses of the one before, and keeps the services' states up to date.
 */
export class EngineClient implements Disposable {
  readonly #options: EngineClientOptions;
  readonly #store = new DisposableStore();
  readonly #stateChanged = this.#store.own(new Emitter<EngineState>());
  readonly #servicesChanged = this.#store.own(new Emitter<ServicesChange>());
  readonly #viewChanged = this.#store.own(new Emitter<ViewDelta>());
  readonly #connected = this.#store.own(new Emitter<void>());
  readonly #ruleProblems = this.#store.own(new Emitter<readonly RuleFileProblems[]>());
  readonly #alerts = this.#store.own(new Emitter<AlertsUpdate>());
  readonly #reportProgress = this.#store.own(new Emitter<{ reportId: string; progress: ReportProgress }>());
  readonly #userState = this.#store.own(new Emitter<UserState>());
  readonly #secretNeeded = this.#store.own(new Emitter<{ probeId: string; need: SecretNeed }>());
  readonly #historyChanged = this.#store.own(new Emitter<HistoryState>());
  readonly #model = new ServicesModel();
  readonly #timer = this.#store.own(new Slot());
  readonly #pulse = this.#store.own(new Slot());
  readonly #wanted = new Map<Wanted, Parameters<EngineRequests[Wanted]>>([
    ['setSecrets', [[]]],
    ['setPaused', [[]]],
  ]);
  #session: Session | undefined;
  #state: EngineState = { kind: 'stopped' };
  #restarts = 0;
  #ready: Promise<void> = Promise.resolve();
  #history: HistoryState | undefined;

  readonly onDidChangeState = this.#stateChanged.event;
  readonly onDidChangeServices = this.#servicesChanged.event;
  readonly onDidChangeView = this.#viewChanged.event;
  readonly onDidChangeHistory = this.#historyChanged.event;
  /** The engine is there, for the first time or again, or has another configuration: views must be opened anew. */
  readonly onDidConnect = this.#connected.event;
  /** What the user did in another window on the same folder. */
  readonly onUserState = this.#userState.event;
  readonly onSecretNeeded = this.#secretNeeded.event;
  readonly onDidChangeAlerts = this.#alerts.event;
  readonly #alertProblem = this.#store.own(new Emitter<{ of: AlertProblemOf; problem: string | undefined }>());
  readonly #alertsTold = this.#store.own(new Emitter<ToldTarget>());
  readonly onAlertProblem = this.#alertProblem.event;
  readonly onAlertsTold = this.#alertsTold.event;
  readonly onRuleProblems = this.#ruleProblems.event;
  readonly onReportProgress = this.#reportProgress.event;
  readonly #logState = this.#store.own(new Emitter<LogViewState>());
  /** How far a log view is. */
  readonly onLogState = this.#logState.event;

  constructor(options: EngineClientOptions) {
    this.#options = options;
  }

  get state(): EngineState {
    return this.#state;
  }

  get services(): ReadonlyMap<string, ServiceState> {
    return this.#model.services;
  }

  get history(): HistoryState | undefined {
    return this.#history;
  }

  /** Restarts since a minute of health. */
  get restarts(): number {
    return this.#restarts;
  }

  configure(config: Config): void {
    this.#want('configure', [config]);
  }

  setSecrets(secrets: readonly SecretValue[]): void {
    this.#want('setSecrets', [secrets]);
  }

  setPaused(serviceIds: readonly string[]): void {
    this.#want('setPaused', [serviceIds]);
  }

  setHandling(handling: UserHandling): void {
    this.#want('setHandling', [handling]);
  }

  setFocused(isFocused: boolean): void {
    this.#want('setFocused', [isFocused]);
  }

  setInterest(interest: SignalInterest): void {
    this.#want('setInterest', [interest]);
  }

  setRuleFiles(files: readonly RuleFileText[]): void {
    this.#want('setRuleFiles', [files]);
  }

  setSilences(silences: readonly Silence[]): void {
    this.#want('setSilences', [silences]);
  }

  setAlertmanager(url: string | undefined): void {
    this.#want('setAlertmanager', [url]);
  }

  /** Whom to tell of alerts, and what was told before the window was there. */
  setNotifications(targets: NotificationTargets, told: readonly ToldAlert[]): void {
    this.#want('setNotifications', [targets, told]);
  }

  setPrometheus(url: string | undefined): void {
    this.#want('setPrometheus', [url]);
  }

  /** Starts the engine where it is not there or on its way. Nothing is sent to it before `ready`: what it is to do comes whole. */
  start(ready: Promise<void> = Promise.resolve()): void {
    if (this.#state.kind !== 'stopped' || this.#store.isDisposed) return;
    this.#restarts = 0;
    // Whoever gives it hears of its failure.
    this.#ready = ready.catch(() => undefined);
    this.#connect();
  }

  /** Lets the engine write what it has, at most two seconds, and ends it. The services are gone from here on. */
  async stop(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    this.#timer.set(undefined);
    this.#pulse.set(undefined);
    this.#setState({ kind: 'stopped' });
    this.#model.clear();
    this.#servicesChanged.fire({ kind: 'all' });
    if (session === undefined) return;
    try {
      await session.channel.request('shutdown', [], { timeoutMs: SHUTDOWN_TIMEOUT_MS });
    } catch (error) {
      this.#options.log.warn(`the engine did not shut down in time: ${describeError(error)}`);
    }
    session.dispose();
  }

  /** Asks the engine. Rejects with a `ChannelError` where it is not there. */
  request<K extends keyof EngineRequests>(
    method: K,
    args: Parameters<EngineRequests[K]>,
    options: { readonly timeoutMs?: number; readonly signal?: AbortSignal } = {},
  ): Promise<ReturnType<EngineRequests[K]>> {
    const session = this.#session;
    if (session === undefined) return Promise.reject(new ChannelError('closed', 'the engine is not running'));
    // The channel's own types say the same of each method, but not of one that is not known yet.
    return session.channel.request(method, args as never, options) as Promise<ReturnType<EngineRequests[K]>>;
  }

  /** Ends the engine as a crash would, for tests. */
  kill(): void {
    this.#session?.process.dispose();
  }

  dispose(): void {
    this.#session?.dispose();
    this.#session = undefined;
    this.#setState({ kind: 'stopped' });
    this.#store.dispose();
  }

  #connect(): void {
    if (this.#restarts === 0) this.#setState({ kind: 'starting' });
    const store = new DisposableStore();
    let process: EngineProcess;
    try {
      process = store.own(this.#options.start());
    } catch (error) {
      this.#lost(undefined, describeError(error));
      return;
    }
    const channel: EngineChannel = store.own(
      new Channel<HostSide, EngineSide>({ port: process.port, requests: {}, onBug: this.#options.onBug }),
    );
    const session: Session = {
      channel,
      process,
      unsent: new Set<Wanted>(WANTED),
      pushing: false,
      dispose: () => store.dispose(),
    };
    this.#session = session;
    store.own(process.onExit((reason) => this.#lost(session, reason)));
    this.#listen(session, store);
    void this.#handshake(session);
  }

  #listen({ channel }: Session, store: DisposableStore): void {
    const { log } = this.#options;
    store.own(
      channel.on('delta', (delta) => {
        const outcome = this.#model.applyDelta(delta);
        if (outcome.kind === 'gap') void this.#resync();
        else if (outcome.ids.length > 0) this.#servicesChanged.fire({ kind: 'some', ids: outcome.ids });
      }),
    );
    store.own(channel.on('viewDelta', (delta) => this.#viewChanged.fire(delta)));
    store.own(channel.on('historyChanged', (history) => this.#setHistory(history)));
    store.own(channel.on('secretNeeded', (probeId, need) => this.#secretNeeded.fire({ probeId, need })));
    store.own(channel.on('logState', (state) => this.#logState.fire(state)));
    store.own(channel.on('ruleProblems', (files) => this.#ruleProblems.fire(files)));
    store.own(channel.on('alerts', (update) => this.#alerts.fire(update)));
    store.own(channel.on('alertProblem', (of, problem) => this.#alertProblem.fire({ of, problem })));
    store.own(channel.on('alertsTold', (target, told) => this.#alertsTold.fire({ target, told })));
    store.own(channel.on('reportProgress', (reportId, progress) => this.#reportProgress.fire({ reportId, progress })));
    store.own(
      channel.on('userState', (state) => {
        if (state.paused !== undefined) this.#wanted.set('setPaused', [state.paused]);
        if (state.handling !== undefined) this.#wanted.set('setHandling', [state.handling]);
        if (state.silences !== undefined) this.#wanted.set('setSilences', [state.silences]);
        this.#userState.fire(state);
      }),
    );
    store.own(channel.on('log', (level, message) => log[level](message)));
  }

  async #handshake(session: Session): Promise<void> {
    this.#model.awaitSnapshot();
    try {
      // An exit closes the channel, which ends this wait: the handshake is raced against it.
      const { version } = await session.channel.request('hello', [], { timeoutMs: HANDSHAKE_TIMEOUT_MS });
      await this.#ready;
      await this.#push(session);
      const snapshot = await session.channel.request('snapshot', []);
      if (session !== this.#session) return;
      this.#model.applySnapshot(snapshot);
      this.#options.log.info(`engine ${version} is running`);
      this.#setState({ kind: 'running' });
      this.#timer.set(this.#options.clock.setTimeout(() => (this.#restarts = 0), HEALTHY_MS));
      this.#watch(session);
      this.#setHistory(snapshot.history);
      this.#servicesChanged.fire({ kind: 'all' });
      this.#connected.fire();
      // What changed while the snapshot was on its way.
      if (session.unsent.size > 0) this.#pushNow(session, session.unsent.has('configure'));
    } catch (error) {
      this.#lost(session, reasonOf(error));
    }
  }

  async #resync(): Promise<void> {
    const session = this.#session;
    if (session === undefined) return;
    this.#model.awaitSnapshot();
    try {
      const snapshot = await session.channel.request('snapshot', []);
      if (session !== this.#session) return;
      this.#model.applySnapshot(snapshot);
      this.#servicesChanged.fire({ kind: 'all' });
    } catch (error) {
      this.#lost(session, reasonOf(error));
    }
  }

  #want<K extends Wanted>(what: K, args: Parameters<EngineRequests[K]>): void {
    this.#wanted.set(what, args);
    const session = this.#session;
    session?.unsent.add(what);
    // While it starts, the handshake sends what is unsent.
    if (session !== undefined && this.#state.kind === 'running') this.#pushNow(session, what === 'configure');
  }

  #pushNow(session: Session, configures: boolean): void {
    this.#push(session).then(
      () => configures && session === this.#session && this.#connected.fire(),
      (error: unknown) => this.#lost(session, reasonOf(error)),
    );
  }

  /** Sends what is unsent; what changes meanwhile is sent too. */
  async #push(session: Session): Promise<void> {
    if (session.pushing) return;
    session.pushing = true;
    const { channel, unsent } = session;
    for (let what = nextOf(unsent); what !== undefined; what = nextOf(unsent)) {
      unsent.delete(what);
      const args = this.#wanted.get(what);
      if (args !== undefined) await channel.request(what, args);
    }
    session.pushing = false;
  }

  #lost(session: Session | undefined, reason: string): void {
    if (session !== this.#session) return;
    this.#session = undefined;
    this.#pulse.set(undefined);
    session?.dispose();
    if (reason === HAND_OVER) {
      this.#options.log.info(`${reason}; this one takes over`);
      this.#connect();
      return;
    }
    const delayMs = restartDelayMs(++this.#restarts);
    this.#options.log.error(`${reason}; starting it again in ${delayMs} ms (attempt ${this.#restarts})`);
    this.#setState({ kind: 'restarting', reason, attempt: this.#restarts, delayMs });
    this.#timer.set(this.#options.clock.setTimeout(() => this.#connect(), delayMs));
  }

  /** Asks now and then whether the engine answers. A machine that slept may miss one answer, so two count. */
  #watch(session: Session, missed = 0): void {
    const ask = async (): Promise<void> => {
      try {
        await session.channel.request('hello', [], { timeoutMs: PULSE_TIMEOUT_MS });
        this.#watch(session);
      } catch (error) {
        if (missed === 0) this.#watch(session, 1);
        else this.#lost(session, `the engine does not answer: ${reasonOf(error)}`);
      }
    };
    if (session === this.#session) this.#pulse.set(this.#options.clock.setTimeout(() => void ask(), PULSE_MS));
  }

  #setHistory(history: HistoryState): void {
    this.#history = history;
    this.#historyChanged.fire(history);
  }

  #setState(state: EngineState): void {
    this.#state = state;
    this.#stateChanged.fire(state);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
