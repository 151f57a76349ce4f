import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Result } from '../../base/result.ts';
import { type Alert, firingKey } from '../../model/alert.ts';
import { DueAlerts } from './dueAlerts.ts';

/** How long until an alert that goes on firing is sent again (`--rules.alert.resend-delay`). */
const RESEND_MS = 60_000;
/** An alert of which nothing more is heard counts as resolved after so many resends (rules/alerting.go, `ValidUntil`). */
const VALID_RESENDS = 4;

/** An alert as Alertmanager's API takes it (`postableAlert`); times are ISO 8601. */
export interface PostableAlert {
  readonly labels: Alert['labels'];
  readonly annotations: Alert['annotations'];
  readonly startsAt: string;
  readonly endsAt: string;
}

export interface AlertSenderOptions {
  readonly clock: Clock;
  /** The error says in a sentence why they were not taken. */
  readonly post: (alerts: readonly PostableAlert[], signal: AbortSignal) => Promise<Result<void, string>>;
  /** Told when sending fails in another way than before, and with undefined when it works again. */
  readonly onProblem: (problem: string | undefined) => void;
}

/**
 * Sends alerts as Prometheus does: when they fire, again each minute while they do, and once when they end. One request is
 * under way at a time, with all that is due; what was not taken is due again at the next evaluation, so that nothing has
 * to be queued and an hour's outage ends in one request.
 */
export class AlertSender implements Disposable {
  readonly #options: AlertSenderOptions;
  readonly #aborted = new AbortController();
  readonly #dueAlerts = new DueAlerts(RESEND_MS);
  #busy = false;
  #problem: string | undefined;

  constructor(options: AlertSenderOptions) {
    this.#options = options;
  }

  /** Sends what is due of `alerts`, which are all that there are. */
  async send(alerts: readonly Alert[]): Promise<void> {
    if (this.#busy || this.#aborted.signal.aborted) return;
    const nowMs = this.#options.clock.now();
    this.#dueAlerts.keepOnly(new Set(alerts.map(firingKey)));
    const due = this.#dueAlerts.due(alerts, nowMs);
    if (due.length === 0) return;
    this.#busy = true;
    const taken = await this.#options.post(
      due.map((alert) => postable(alert, nowMs)),
      this.#aborted.signal,
    );
    this.#busy = false;
    if (this.#aborted.signal.aborted) return;
    if (taken.ok) this.#dueAlerts.markSent(due, nowMs);
    const problem = taken.ok ? undefined : taken.error;
    if (problem !== this.#problem) this.#options.onProblem(problem);
    this.#problem = problem;
  }

  dispose(): void {
    this.#aborted.abort();
  }
}

function postable({ labels, annotations, activeAtMs, firedAtMs, resolvedAtMs }: Alert, nowMs: number): PostableAlert {
  return {
    labels,
    annotations,
    startsAt: new Date(firedAtMs ?? activeAtMs).toISOString(),
    endsAt: new Date(resolvedAtMs ?? nowMs + VALID_RESENDS * RESEND_MS).toISOString(),
  };
}
