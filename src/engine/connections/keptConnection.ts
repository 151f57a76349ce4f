import type { Clock } from '../../base/clock.ts';
import { type Disposable, Slot } from '../../base/disposable.ts';
import { ok, type Result } from '../../base/result.ts';

/** How long a connection that nobody asks over is kept. */
const IDLE_MS = 10_000;
const CONNECT_TIMEOUT_MS = 10_000;

/** How a kind of database is connected to, and what becomes of its failures. */
export interface KeptConnectionKind<Address, Open extends { readonly close: () => void }> {
  /** The error is a sentence. `signal` fires where it takes too long. */
  readonly open: (address: Address, signal: AbortSignal) => Promise<Result<Open, string>>;
  /** What an error says, in a sentence, and whether it was an answer: then the connection is as good as before. */
  readonly failureOf: (
    error: unknown,
    open: Open,
    address: Address,
  ) => { readonly reason: string; readonly isAnswer: boolean };
}

/** One connection to a database for questions that come every second or two; opened for the first, closed when none comes. */
export class KeptConnection<Address, Open extends { readonly close: () => void }> implements Disposable {
  readonly #kind: KeptConnectionKind<Address, Open>;
  readonly #address: Address;
  readonly #clock: Clock;
  readonly #idle = new Slot();
  #opened: Promise<Result<Open, string>> | undefined;
  /** Questions are asked one after another: the session is one. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(kind: KeptConnectionKind<Address, Open>, address: Address, clock: Clock) {
    this.#kind = kind;
    this.#address = address;
    this.#clock = clock;
  }

  /** What `question` answers; the error is a sentence. */
  ask<T>(question: (open: Open) => Promise<T>): Promise<Result<T, string>> {
    const answer = this.#last.then(() => this.#ask(question));
    this.#last = answer;
    return answer;
  }

  dispose(): void {
    this.#idle.dispose();
    this.#close();
  }

  async #ask<T>(question: (open: Open) => Promise<T>): Promise<Result<T, string>> {
    this.#idle.set(undefined);
    this.#opened ??= this.#open();
    const opened = await this.#opened;
    if (!opened.ok) {
      this.#opened = undefined;
      return opened;
    }
    try {
      return ok(await question(opened.value));
    } catch (error) {
      const { reason, isAnswer } = this.#kind.failureOf(error, opened.value, this.#address);
      if (!isAnswer) this.#close();
      return { ok: false, error: reason };
    } finally {
      if (this.#opened !== undefined) this.#idle.set(this.#clock.setTimeout(() => this.#close(), IDLE_MS));
    }
  }

  async #open(): Promise<Result<Open, string>> {
    const connecting = new AbortController();
    const timer = this.#clock.setTimeout(() => connecting.abort(), CONNECT_TIMEOUT_MS);
    const opened = await this.#kind.open(this.#address, connecting.signal);
    timer.dispose();
    return opened;
  }

  #close(): void {
    const opened = this.#opened;
    this.#opened = undefined;
    void opened?.then((result) => result.ok && result.value.close());
  }
}

/** The kept connections to databases, by the probes that name them. */
export class KeptConnections<Address, Open extends { readonly close: () => void }> implements Disposable {
  readonly #kind: KeptConnectionKind<Address, Open>;
  readonly #clock: Clock;
  readonly #kept = new Map<string, { readonly key: string; readonly connection: KeptConnection<Address, Open> }>();

  constructor(kind: KeptConnectionKind<Address, Open>, clock: Clock) {
    this.#kind = kind;
    this.#clock = clock;
  }

  /** The connection to what a probe looks at now. */
  of(probeId: string, address: Address): KeptConnection<Address, Open> {
    const key = JSON.stringify(address);
    const known = this.#kept.get(probeId);
    if (known?.key === key) return known.connection;
    // The settings or the secret changed: the old connection is another's.
    known?.connection.dispose();
    const connection = new KeptConnection(this.#kind, address, this.#clock);
    this.#kept.set(probeId, { key, connection });
    return connection;
  }

  dispose(): void {
    for (const { connection } of this.#kept.values()) connection.dispose();
  }
}
