import type { Clock } from '../../../base/clock.ts';
import { type Disposable, Slot } from '../../../base/disposable.ts';
import type { Result } from '../../../base/result.ts';
import { type Alert, firingKey } from '../../../model/alert.ts';
import type { NotificationTarget, ToldAlert } from '../../../model/notification.ts';
import { DueAlerts, isResolved } from '../dueAlerts.ts';
import { alertMessage, type AlertMessage } from './alertMessage.ts';

/** What begins within this time is told together. */
const GATHER_MS = 10_000;
/** So long after a message the next one of the same name may follow. */
const GROUP_INTERVAL_MS = 60_000;
/** What goes on is told again after so long, as Alertmanager does it. */
const REPEAT_MS = 4 * 3_600_000;
/** An alert that is not heard of for so long has ended: after a reload it may take that long to come back. */
const ABSENT_MS = 300_000;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 300_000;
/** Firings that are remembered. */
const MAX_TOLD = 1_000;

export interface AlertTellerOptions {
  readonly target: NotificationTarget;
  readonly clock: Clock;
  /** The error says in a sentence why it was not taken. */
  readonly post: (message: AlertMessage, signal: AbortSignal) => Promise<Result<void, string>>;
  /** What was told before. */
  readonly told: readonly ToldAlert[];
  /** All that was told, each time that something was. */
  readonly onTold: (told: readonly ToldAlert[]) => void;
  /** Told when telling fails in another way than before, and with undefined when it works again. */
  readonly onProblem: (problem: string | undefined) => void;
  readonly onBug: (error: unknown, where: string) => void;
}

/**
 * Tells one target of alerts: those of a name together, each firing once (and again after four hours), and each end. What
 * is not taken is tried again, ever more seldom; a message is made of what is so when it is sent, so that an outage leaves
 * no queue behind that could grow, and one message a name at its end.
 */
export class AlertTeller implements Disposable {
  readonly #options: AlertTellerOptions;
  readonly #timer = new Slot();
  readonly #aborted = new AbortController();
  readonly #due: DueAlerts;
  readonly #lastMs = new Map<string, number>();
  #told: Map<string, ToldAlert>;
  #alerts: readonly Alert[] = [];
  /** Since when nothing is heard of a firing that was told. */
  #absent = new Map<string, number>();
  #attempts = 0;
  #busy = false;
  #problem: string | undefined;

  constructor(options: AlertTellerOptions) {
    this.#options = options;
    const told = options.told.filter(({ target }) => target === options.target);
    this.#told = new Map(told.map((one) => [one.key, one]));
    this.#due = new DueAlerts(REPEAT_MS, this.#told);
  }

  /** All that was told. */
  get told(): readonly ToldAlert[] {
    return [...this.#told.values()];
  }

  /** Takes all alerts that there are, as of an evaluation. */
  update(alerts: readonly Alert[]): void {
    const nowMs = this.#options.clock.now();
    const wanted = alerts.filter(({ state, silencedBy }) => state === 'resolved' || silencedBy === undefined);
    this.#alerts = [...wanted, ...this.#gone(new Set(alerts.map(firingKey)), nowMs)];
    if (this.#timer.value === undefined && !this.#busy && this.#due.due(this.#alerts, nowMs).length > 0) {
      this.#plan(GATHER_MS);
    }
  }

  dispose(): void {
    this.#aborted.abort();
    this.#timer.dispose();
  }

  /** Firings that were told and are not heard of any more, as alerts that ended. */
  #gone(heard: ReadonlySet<string>, nowMs: number): Alert[] {
    const absent = new Map<string, number>();
    for (const [key, { resolved }] of this.#told) {
      if (!resolved && !heard.has(key)) absent.set(key, Math.min(nowMs, this.#absent.get(key) ?? nowMs));
    }
    this.#absent = absent;
    return [...absent].flatMap(([key, sinceMs]) => {
      const told = this.#told.get(key);
      return told === undefined || nowMs - sinceMs < ABSENT_MS ? [] : [endedAlert(told, sinceMs)];
    });
  }

  #plan(delayMs: number): void {
    const { clock, onBug, target } = this.#options;
    const send = (): void => {
      this.#timer.set(undefined);
      this.#send()
        .catch((error: unknown) => onBug(error, `telling ${target} of alerts`))
        .finally(() => (this.#busy = false));
    };
    this.#timer.set(clock.setTimeout(send, delayMs));
  }

  async #send(): Promise<void> {
    const { clock, post } = this.#options;
    this.#busy = true;
    const nowMs = clock.now();
    const names = new Set(this.#due.due(this.#alerts, nowMs).map(nameOf));
    let nextMs = Infinity;
    for (const name of names) {
      const waitMs = GROUP_INTERVAL_MS - Math.abs(nowMs - (this.#lastMs.get(name) ?? -Infinity));
      if (waitMs > 0) {
        nextMs = Math.min(nextMs, waitMs);
        continue;
      }
      const members = this.#alerts.filter((alert) => nameOf(alert) === name);
      const due = new Set(this.#due.due(members, clock.now()));
      const included = members.filter((alert) => alert.state === 'firing' || due.has(alert));
      const taken = await post(alertMessage(name, included), this.#aborted.signal);
      if (this.#aborted.signal.aborted) return;
      this.#tellProblem(taken.ok ? undefined : taken.error);
      if (!taken.ok) {
        nextMs = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(16, this.#attempts++));
        break;
      }
      this.#attempts = 0;
      this.#remember(included, clock.now());
      this.#lastMs.set(name, clock.now());
    }
    if (nextMs !== Infinity) this.#plan(nextMs);
  }

  #remember(alerts: readonly Alert[], nowMs: number): void {
    const { target, onTold } = this.#options;
    this.#due.markSent(alerts, nowMs);
    for (const alert of alerts) {
      const { labels, annotations, activeAtMs, firedAtMs } = alert;
      const key = firingKey(alert);
      this.#told.delete(key);
      this.#told.set(key, {
        target,
        key,
        atMs: nowMs,
        resolved: isResolved(alert),
        labels,
        annotations,
        startsAtMs: firedAtMs ?? activeAtMs,
      });
    }
    // What ended is forgotten first, and of the rest the oldest.
    const all = [...this.#told.values()];
    const kept = [...all.filter(({ resolved }) => resolved), ...all.filter(({ resolved }) => !resolved)];
    this.#told = new Map(kept.slice(-MAX_TOLD).map((one) => [one.key, one]));
    this.#due.keepOnly(new Set(this.#told.keys()));
    onTold(this.told);
  }

  #tellProblem(problem: string | undefined): void {
    if (problem !== this.#problem) this.#options.onProblem(problem);
    this.#problem = problem;
  }
}

function nameOf({ labels, rule }: Alert): string {
  return labels['alertname'] ?? rule.name;
}

/** The alert of a firing that nobody hears of any more; its key is the one that was told. */
function endedAlert({ key, labels, annotations, startsAtMs }: ToldAlert, endedMs: number): Alert {
  const [seconds = '0', id = ''] = key.split(' ', 2);
  const range = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 };
  return {
    id,
    state: 'resolved',
    rule: { uri: '', group: '', name: labels['alertname'] ?? '', expr: '', forMs: 0, range },
    labels,
    annotations,
    value: Number.NaN,
    unit: 'none',
    activeAtMs: Number(seconds) * 1000,
    firedAtMs: startsAtMs,
    resolvedAtMs: endedMs,
  };
}
