import { type Alert, firingKey } from '../../model/alert.ts';

/** What was last sent of a firing. */
export interface SentAlert {
  readonly atMs: number;
  readonly resolved: boolean;
}

/** Which alerts are due to be sent: when they fire, again after a while, and once when they end. */
export class DueAlerts {
  readonly #resendMs: number;
  readonly #sent: Map<string, SentAlert>;

  /** `sent`: what was sent before, by `firingKey`. */
  constructor(resendMs: number, sent: Iterable<readonly [string, SentAlert]> = []) {
    this.#resendMs = resendMs;
    this.#sent = new Map(sent);
  }

  due(alerts: readonly Alert[], nowMs: number): Alert[] {
    return alerts.filter((alert) => this.#isDue(alert, nowMs));
  }

  markSent(alerts: readonly Alert[], nowMs: number): void {
    for (const alert of alerts) this.#sent.set(firingKey(alert), { atMs: nowMs, resolved: isResolved(alert) });
  }

  /** Forgets what was sent of firings that are not among `keys`. */
  keepOnly(keys: ReadonlySet<string>): void {
    for (const key of this.#sent.keys()) if (!keys.has(key)) this.#sent.delete(key);
  }

  #isDue(alert: Alert, nowMs: number): boolean {
    const sent = this.#sent.get(firingKey(alert));
    if (alert.state === 'pending') return false;
    // One that ended before it was ever sent is nobody's business.
    if (isResolved(alert)) return sent !== undefined && !sent.resolved;
    // A clock that went back must not keep an alert to itself.
    return sent === undefined || nowMs - sent.atMs >= this.#resendMs || nowMs < sent.atMs;
  }
}

export function isResolved({ state }: Alert): boolean {
  return state === 'resolved';
}
