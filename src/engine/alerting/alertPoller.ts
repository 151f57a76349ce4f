import type { Clock } from '../../base/clock.ts';
import { type Disposable, Slot } from '../../base/disposable.ts';
import { err, type Result } from '../../base/result.ts';
import { type Ask, tooLong } from './alertmanagerApi.ts';
import type { HttpAnswer } from '../probeSession.ts';
import type { ForeignAlerts } from './foreignAlerts.ts';

/** How often a server is asked: as often as Prometheus evaluates by default is too seldom to be of use. */
const INTERVAL_MS = 15_000;
const TIMEOUT_MS = 10_000;

export interface AlertPollerOptions {
  readonly clock: Clock;
  readonly ask: Ask;
  /** What is asked for, below the server's address. */
  readonly path: string;
  /** Reads the answer; the error is a sentence. */
  readonly read: (body: string, url: string) => Result<readonly ForeignAlerts[], string>;
  /** How long until the first question, in milliseconds. */
  readonly firstMs: number;
  readonly onAlerts: (alerts: readonly ForeignAlerts[]) => void;
  /** Why they cannot be had, in a sentence; undefined once they can. */
  readonly onProblem: (problem: string | undefined) => void;
  readonly onBug: (error: unknown, where: string) => void;
}

/** The alerts of another server, asked for again and again, so that they stand beside our own. */
export class AlertPoller implements Disposable {
  readonly #options: AlertPollerOptions;
  readonly #timer = new Slot();
  #aborted = new AbortController();
  #url: string | undefined;
  #problem: string | undefined;

  constructor(options: AlertPollerOptions) {
    this.#options = options;
  }

  /** The server's address from now on; undefined: none. */
  setUrl(url: string | undefined): void {
    if (url === this.#url) return;
    this.#url = url;
    this.#stop();
    this.#options.onAlerts([]);
    this.#tell(undefined);
    if (url === undefined) return;
    const { signal } = this.#aborted;
    const begin = (): void => this.#poll(url.replace(/\/+$/, ''), signal);
    this.#timer.set(this.#options.clock.setTimeout(begin, this.#options.firstMs));
  }

  dispose(): void {
    this.#stop();
  }

  #stop(): void {
    this.#aborted.abort();
    this.#aborted = new AbortController();
    this.#timer.set(undefined);
  }

  #poll(url: string, signal: AbortSignal): void {
    const { clock, onBug } = this.#options;
    const again = (): void => {
      if (!signal.aborted) this.#timer.set(clock.setTimeout(() => this.#poll(url, signal), INTERVAL_MS));
    };
    this.#look(url, signal)
      .catch((error: unknown) => onBug(error, 'asking another server for its alerts'))
      .finally(again);
  }

  async #look(url: string, signal: AbortSignal): Promise<void> {
    const request = { url: [url + this.#options.path], method: 'GET', headers: [] };
    const answer = await this.#options.ask(request, TIMEOUT_MS, signal);
    if (signal.aborted) return;
    const read = answer.ok ? this.#read(answer.value, url) : answer;
    this.#tell(read.ok ? undefined : read.error);
    // What it said last stays while it is away: that it cannot be asked ends no alert.
    if (read.ok) this.#options.onAlerts(read.value);
  }

  #read({ code, body, truncated }: HttpAnswer, url: string): Result<readonly ForeignAlerts[], string> {
    if (code !== 200) return err(`HTTP ${code}`);
    return truncated ? err(tooLong()) : this.#options.read(body, url);
  }

  #tell(problem: string | undefined): void {
    if (problem !== this.#problem) this.#options.onProblem(problem);
    this.#problem = problem;
  }
}
