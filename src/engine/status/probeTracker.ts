import { t } from '../../base/l10n.ts';
import { RingBuffer } from '../../base/ringBuffer.ts';
import type { CapturedResponse, ProbeResult } from '../../model/probe.ts';
import type { ProbeConfig } from '../../model/service.ts';
import type { CheckState, ProbeState } from '../../model/state.ts';
import { worstStatus } from '../../model/status.ts';
import { FlapDetector } from './flapping.ts';
import { summarizeLatency } from './latencySummary.ts';
import { advanceStatus, initialStatus, type StatusState } from './statusMachine.ts';

/** Runs that the latency percentiles look back on, and those that the sparkline shows. */
const LATENCY_RUNS = 100;
const SPARKLINE_RUNS = 24;

/** What of a result is shown until the next one. The rest, its samples above all, is let go at once. */
type LastRun = Pick<ProbeResult, 'durationMs' | 'keyNumbers' | 'phasesMs' | 'format' | 'secretNeeded'>;

/** Remembers what one probe saw, as far as the editor shows it. */
export class ProbeTracker {
  readonly config: ProbeConfig;
  readonly target: string;
  readonly #durationsMs = new RingBuffer<number>(LATENCY_RUNS);
  #status: StatusState;
  #last: LastRun | undefined;
  #lastRunMs: number | undefined;
  #checks: readonly CheckState[] = [];
  #checksMet: ProbeResult['checks'] = [];
  #lastResponse: CapturedResponse | undefined;
  #failingResponse: CapturedResponse | undefined;
  #paused = false;
  readonly #flaps = new FlapDetector();
  /** Since when it is watched, and whether it was ever well since. */
  #watchedSinceMs: number;
  #started = false;

  constructor(config: ProbeConfig, target: string, nowMs: number) {
    this.config = config;
    this.target = target;
    this.#status = initialStatus(nowMs);
    this.#watchedSinceMs = nowMs;
  }

  /** The status as it stands, without what is dear to compute. */
  get status(): StatusState {
    return this.#status;
  }

  /** Whether a result came in since the start, or since it was last paused. */
  get hasRun(): boolean {
    return this.#lastRunMs !== undefined;
  }

  /** The last failing response, else the last one. */
  get response(): CapturedResponse | undefined {
    return this.#failingResponse ?? this.#lastResponse;
  }

  get paused(): boolean {
    return this.#paused;
  }

  setPaused(paused: boolean, nowMs: number): void {
    if (paused === this.#paused) return;
    this.#paused = paused;
    this.#lastRunMs = undefined;
    this.#watchedSinceMs = nowMs;
    this.#started = false;
    this.#flaps.reset();
    this.#status = paused ? { status: 'paused', reason: t('paused by you'), sinceMs: nowMs } : initialStatus(nowMs);
  }

  /** The result, or, where the target may be starting still, one that says so: a start is no failure. */
  excuse(result: ProbeResult, startedMs: number): ProbeResult {
    const { graceMs = 0 } = this.config;
    if (result.status === 'up') this.#started = true;
    const isStarting = !this.#started && startedMs < this.#watchedSinceMs + graceMs;
    return isStarting && result.status === 'down'
      ? { ...result, status: 'unknown', reason: t('starting: {0}', result.reason) }
      : result;
  }

  /** It is not looked at for now, for a `reason` that is nobody's fault. */
  wait(reason: string, nowMs: number): void {
    this.#lastRunMs = undefined;
    this.#status = { ...initialStatus(nowMs), reason };
  }

  /**
   * Takes in one result. `restoredSinceMs` is asked for on the first one: since when, as far as history tells, the
   * probe has had this status without a break.
   */
  record(
    result: ProbeResult,
    nowMs: number,
    restoredSinceMs: (status: ProbeResult['status']) => number | undefined,
  ): void {
    const first = !this.hasRun;
    const next = advanceStatus(
      this.#status,
      { status: result.status, reason: result.reason, immediate: result.secretNeeded !== undefined },
      this.config,
      nowMs,
      // To Kubernetes, nothing is decided before a threshold is reached.
      first && this.config.role === undefined,
    );
    this.#status =
      first && next.status === result.status ? { ...next, sinceMs: restoredSinceMs(result.status) ?? nowMs } : next;
    this.#flaps.add(result.status);
    this.#last = lastRun(result);
    this.#lastRunMs = nowMs;
    this.#durationsMs.push(result.status === 'down' || result.status === 'unknown' ? Number.NaN : result.durationMs);
    this.#takeChecks(result.checks, nowMs);
    if (result.response === undefined) return;
    this.#lastResponse = result.response;
    if (result.status !== 'up') this.#failingResponse = result.response;
  }

  #takeChecks(checks: ProbeResult['checks'], nowMs: number): void {
    // An answer that did not change brings the very same checks again.
    if (checks === this.#checksMet) return;
    this.#checksMet = checks;
    this.#checks = checks.map((check) => {
      const before = this.#checks.find((other) => other.name === check.name);
      return { ...check, sinceMs: before?.status === check.status ? before.sinceMs : nowMs };
    });
  }

  state(): ProbeState {
    const { config, target } = this;
    const last = this.#paused ? undefined : this.#last;
    const latency = summarizeLatency(this.#durationsMs);
    return {
      id: config.id,
      name: config.name,
      kind: config.kind,
      ...(config.role !== undefined && { role: config.role }),
      target,
      status: this.#status.status,
      reason: this.#status.reason,
      sinceMs: this.#status.sinceMs,
      ...(this.#lastRunMs !== undefined && { lastRunMs: this.#lastRunMs }),
      ...(last !== undefined && { durationMs: last.durationMs }),
      intervalMs: config.intervalMs,
      ...(this.#status.pending !== undefined && { pending: this.#status.pending }),
      checks: this.#paused ? [] : this.#checks,
      keyNumbers: last?.keyNumbers ?? [],
      ...(latency !== undefined && { latency }),
      ...(last?.phasesMs !== undefined && { phasesMs: last.phasesMs }),
      ...(last?.format !== undefined && { format: last.format }),
      sparkline: this.#durationsMs.newest(SPARKLINE_RUNS),
      ...(this.response !== undefined && { responseAtMs: this.response.atMs }),
      ...(isInsecure(config) && { warnings: [t('the certificate is not verified')] }),
      ...(this.#flaps.isFlapping && { flapping: true as const }),
      ...(last?.secretNeeded !== undefined && { secretNeeded: last.secretNeeded }),
    };
  }
}

function lastRun({ durationMs, keyNumbers, phasesMs, format, secretNeeded }: ProbeResult): LastRun {
  return {
    durationMs,
    keyNumbers,
    ...(phasesMs !== undefined && { phasesMs }),
    ...(format !== undefined && { format }),
    ...(secretNeeded !== undefined && { secretNeeded }),
  };
}

/** A result made worse by what else is known of it; the reason then names the worst of `checks`. */
export function withChecks(result: ProbeResult, checks: readonly ProbeResult['checks'][number][]): ProbeResult {
  if (checks.length === 0) return result;
  const status = worstStatus([result.status, ...checks.map((check) => check.status)]) as ProbeResult['status'];
  const worst = checks.find((check) => check.status === status);
  const reason =
    status === result.status || worst === undefined ? result.reason : `${worst.name}: ${worst.message ?? worst.status}`;
  return { ...result, status, reason, checks: [...result.checks, ...checks] };
}

function isInsecure(config: ProbeConfig): boolean {
  if (config.kind === 'suite') return config.steps.some(({ tls }) => tls?.insecureSkipVerify === true);
  return 'tls' in config && config.tls?.insecureSkipVerify === true;
}
