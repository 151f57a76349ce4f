import type { Client } from 'pg';
import type { SecureContext } from 'node:tls';
import type { Clock } from '../../base/clock.ts';
import { type Disposable, Slot } from '../../base/disposable.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { type OpenPostgres, openPostgres } from '../connections/openPostgres.ts';
import type { PostgresAddress } from '../connections/postgresUri.ts';
import { postgresFailure } from '../probes/database/postgresFailure.ts';
import { oneLine } from '../health/checkList.ts';
import { isServerError } from './serverError.ts';

/** How long a connection that nobody asks over is kept. */
const IDLE_MS = 10_000;
const CONNECT_TIMEOUT_MS = 10_000;

/** One connection to a database for questions that come every second or two; opened for the first, closed when none comes. */
export class KeptSession implements Disposable {
  readonly #address: PostgresAddress;
  readonly #trust: () => Promise<SecureContext>;
  readonly #clock: Clock;
  readonly #idle = new Slot();
  #opened: Promise<Result<OpenPostgres, string>> | undefined;
  /** Questions are asked one after another: the driver's session is one. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(address: PostgresAddress, trust: () => Promise<SecureContext>, clock: Clock) {
    this.#address = address;
    this.#trust = trust;
    this.#clock = clock;
  }

  /** What `question` answers; the error is a sentence. */
  ask<T>(question: (client: Client) => Promise<T>): Promise<Result<T, string>> {
    const answer = this.#last.then(() => this.#ask(question));
    this.#last = answer;
    return answer;
  }

  dispose(): void {
    this.#idle.dispose();
    this.#close();
  }

  async #ask<T>(question: (client: Client) => Promise<T>): Promise<Result<T, string>> {
    this.#idle.set(undefined);
    this.#opened ??= this.#open();
    const opened = await this.#opened;
    try {
      if (!opened.ok) {
        this.#opened = undefined;
        return opened;
      }
      return ok(await question(opened.value.client));
    } catch (error) {
      if (isServerError(error)) return err(oneLine(error.message));
      this.#close();
      return err(postgresFailure(error, this.#address).reason);
    } finally {
      if (this.#opened !== undefined) this.#idle.set(this.#clock.setTimeout(() => this.#close(), IDLE_MS));
    }
  }

  async #open(): Promise<Result<OpenPostgres, string>> {
    const connecting = new AbortController();
    const timer = this.#clock.setTimeout(() => connecting.abort(), CONNECT_TIMEOUT_MS);
    const opened = await openPostgres(this.#address, this.#trust, connecting.signal);
    timer.dispose();
    if (opened.ok) return opened;
    return err(typeof opened.error === 'string' ? opened.error : postgresFailure(opened.error, this.#address).reason);
  }

  #close(): void {
    const opened = this.#opened;
    this.#opened = undefined;
    void opened?.then((result) => result.ok && result.value.close());
  }
}
