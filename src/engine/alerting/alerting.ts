import type { Clock } from '../../base/clock.ts';
import { type Disposable, Slot } from '../../base/disposable.ts';
import { t } from '../../base/l10n.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Alert, Silence } from '../../model/alert.ts';
import {
  NOTIFICATION_TARGETS,
  type NotificationTarget,
  type NotificationTargets,
  type ToldAlert,
} from '../../model/notification.ts';
import type { HttpRequestConfig } from '../../model/service.ts';
import { AlertmanagerApi, type Ask } from './alertmanagerApi.ts';
import { AlertSender } from './alertSender.ts';
import type { AlertMessage } from './notify/alertMessage.ts';
import { AlertTeller } from './notify/alertTeller.ts';
import { slackBody } from './notify/slackBody.ts';
import { webhookBody } from './notify/webhookBody.ts';

const NOTIFICATION_TIMEOUT_MS = 10_000;

export interface AlertingOptions {
  readonly clock: Clock;
  readonly ask: Ask;
  /** Why alerts do not get to the Alertmanager, in a sentence; undefined once they do. */
  readonly onProblem: (problem: string | undefined) => void;
  /** Takes secrets out of a text that came from outside. */
  readonly redact: (text: string) => string;
  readonly onNotificationProblem: (target: NotificationTarget, problem: string | undefined) => void;
  readonly onTold: (target: NotificationTarget, told: readonly ToldAlert[]) => void;
  readonly onBug: (error: unknown, where: string) => void;
}

const BODIES: Readonly<Record<NotificationTarget, (message: AlertMessage) => unknown>> = {
  webhook: webhookBody,
  slack: slackBody,
};

/** Where alerts go: to an Alertmanager, a webhook or Slack, where the settings name one. */
export class Alerting implements Disposable {
  readonly #options: AlertingOptions;
  readonly #sender = new Slot<AlertSender>();
  readonly #aborted = new AbortController();
  readonly #tellers = new Map<NotificationTarget, { readonly key: string; readonly teller: AlertTeller }>();
  #url: string | undefined;
  #api: AlertmanagerApi | undefined;
  #alerts: readonly Alert[] = [];

  constructor(options: AlertingOptions) {
    this.#options = options;
  }

  /** The Alertmanager's address from now on; undefined: alerts go nowhere. */
  setAlertmanager(url: string | undefined): void {
    if (url === this.#url) return;
    this.#url = url;
    const { clock, ask, onProblem } = this.#options;
    onProblem(undefined);
    const api = url === undefined ? undefined : new AlertmanagerApi(url, ask);
    this.#api = api;
    this.#sender.set(
      api && new AlertSender({ clock, onProblem, post: (alerts, signal) => api.postAlerts(alerts, signal) }),
    );
    this.send(this.#alerts);
  }

  /** All alerts, as of an evaluation; each time, also where nothing changed. */
  send(alerts: readonly Alert[]): void {
    this.#alerts = alerts;
    this.#sender.value?.send(alerts).catch((error: unknown) => this.#options.onBug(error, 'sending alerts'));
    for (const { teller } of this.#tellers.values()) teller.update(alerts);
  }

  /** Whom to tell from now on; `told` counts for those that are new. */
  setNotifications(targets: NotificationTargets, told: readonly ToldAlert[]): void {
    for (const target of NOTIFICATION_TARGETS) {
      const request = targets[target];
      const key = JSON.stringify(request);
      const before = this.#tellers.get(target);
      if (before?.key === key) continue;
      const known = before?.teller.told ?? told;
      before?.teller.dispose();
      this.#tellers.delete(target);
      if (before !== undefined) this.#options.onNotificationProblem(target, undefined);
      if (request === undefined) continue;
      const teller = this.#teller(target, request, known);
      this.#tellers.set(target, { key, teller });
      if (this.#alerts.length > 0) teller.update(this.#alerts);
    }
  }

  #teller(target: NotificationTarget, request: HttpRequestConfig, told: readonly ToldAlert[]): AlertTeller {
    const { clock, ask, redact, onBug, onTold, onNotificationProblem } = this.#options;
    return new AlertTeller({
      target,
      clock,
      told,
      onTold: (all) => onTold(target, all),
      onProblem: (problem) => onNotificationProblem(target, problem === undefined ? undefined : redact(problem)),
      onBug,
      post: async (message, signal) => {
        const headers: HttpRequestConfig['headers'] = [...request.headers, ['content-type', ['application/json']]];
        const posted = { ...request, headers, body: [JSON.stringify(BODIES[target](message))] };
        const answer = await ask(posted, NOTIFICATION_TIMEOUT_MS, signal);
        if (!answer.ok) return answer;
        const { code, body } = answer.value;
        return code >= 200 && code < 300
          ? ok(undefined)
          : err(`HTTP ${code}: ${body.replace(/\s+/g, ' ').slice(0, 200)}`);
      },
    });
  }

  silences(): Promise<Result<readonly Silence[], string>> {
    return this.#api?.silences(this.#aborted.signal) ?? Promise.resolve(none());
  }

  createSilence(silence: Silence): Promise<Result<string, string>> {
    const nowMs = this.#options.clock.now();
    return this.#api?.createSilence(silence, nowMs, this.#aborted.signal) ?? Promise.resolve(none());
  }

  expireSilence(id: string): Promise<Result<void, string>> {
    return this.#api?.expireSilence(id, this.#aborted.signal) ?? Promise.resolve(none());
  }

  dispose(): void {
    this.#aborted.abort();
    this.#sender.dispose();
    for (const { teller } of this.#tellers.values()) teller.dispose();
    this.#tellers.clear();
  }
}

const none = (): Result<never, string> => err(t('no Alertmanager is named in the settings'));
