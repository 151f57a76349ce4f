import type { Clock } from '../../base/clock.ts';
import { type Disposable, Slot } from '../../base/disposable.ts';
import { err, type Result } from '../../base/result.ts';
import type { Alert, Silence } from '../../model/alert.ts';
import { AlertmanagerApi, type Ask } from './alertmanagerApi.ts';
import { AlertSender } from './alertSender.ts';

export interface AlertingOptions {
  readonly clock: Clock;
  readonly ask: Ask;
  /** Why alerts do not get to the Alertmanager, in a sentence; undefined once they do. */
  readonly onProblem: (problem: string | undefined) => void;
  readonly onBug: (error: unknown, where: string) => void;
}

/** Where alerts go: to an Alertmanager, where the settings name one. */
export class Alerting implements Disposable {
  readonly #options: AlertingOptions;
  readonly #sender = new Slot<AlertSender>();
  readonly #aborted = new AbortController();
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
  }

  silences(): Promise<Result<readonly Silence[], string>> {
    return this.#api?.silences(this.#aborted.signal) ?? Promise.resolve(err(NONE));
  }

  createSilence(silence: Silence): Promise<Result<string, string>> {
    const nowMs = this.#options.clock.now();
    return this.#api?.createSilence(silence, nowMs, this.#aborted.signal) ?? Promise.resolve(err(NONE));
  }

  expireSilence(id: string): Promise<Result<void, string>> {
    return this.#api?.expireSilence(id, this.#aborted.signal) ?? Promise.resolve(err(NONE));
  }

  dispose(): void {
    this.#aborted.abort();
    this.#sender.dispose();
  }
}

const NONE = 'no Alertmanager is named in the settings';
