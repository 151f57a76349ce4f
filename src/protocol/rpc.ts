import { type Disposable, DisposableStore } from '../base/disposable.ts';

/** Where messages go and come from: a worker's port, a webview, or a pair in memory. */
export interface Port {
  post(message: unknown, transfer: readonly ArrayBuffer[]): void;
  onMessage(listener: (message: unknown) => void): Disposable;
}

// oxlint-disable-next-line typescript/no-explicit-any -- a bound that every function meets; the types that matter are the callers'.
type AnyFunction = (...args: any[]) => unknown;

/** A set of functions that one side offers: `request` answers, `notify` does not. */
export interface Contract {
  readonly requests: Record<string, AnyFunction>;
  readonly events: Record<string, AnyFunction>;
}

/** The functions of an interface as a type alias, which unlike an interface meets `Record<string, …>`. */
export type Plain<T> = { [K in keyof T]: T[K] };

/** The methods of an interface, answered at once or later. */
export type Promised<T> = {
  [K in keyof T]: T[K] extends (...args: infer A) => infer R ? (...args: A) => R | Promise<R> : never;
};

/**
 * What a side must implement for what it offers: a request may answer at once or later, and is told when nobody waits any
 * more, by a signal after its arguments. So no argument of a request may be optional: the signal would come in its place.
 */
export type RequestHandlers<R> = {
  readonly [K in keyof R]: R[K] extends (...args: infer A) => infer V
    ? (...args: [...A, AbortSignal]) => V | Promise<V>
    : never;
};

type Args<F> = F extends (...args: infer A) => unknown ? A : never;
type Answer<F> = F extends (...args: never[]) => infer V ? V : never;

/** The other side did not answer, or is gone, or failed: why is in the message. */
export class ChannelError extends Error {
  readonly code: 'closed' | 'timeout' | 'aborted' | 'remote' | 'unknownMethod';

  constructor(code: ChannelError['code'], message: string) {
    super(message);
    this.name = 'ChannelError';
    this.code = code;
  }
}

/** What the other side answers, or undefined while it is away: it tells when it is back, and is asked again. */
export async function unlessAway<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ChannelError && error.code !== 'remote') return undefined;
    throw error;
  }
}

/** What goes over a port. */
export type Message =
  | { readonly t: 'request'; readonly id: number; readonly method: string; readonly args: readonly unknown[] }
  | { readonly t: 'cancel'; readonly id: number }
  | { readonly t: 'ok'; readonly id: number; readonly value: unknown }
  | { readonly t: 'err'; readonly id: number; readonly message: string; readonly code: ChannelError['code'] }
  | { readonly t: 'event'; readonly method: string; readonly args: readonly unknown[] };

export interface ChannelOptions<Local extends Contract> {
  readonly port: Port;
  readonly requests: RequestHandlers<Local['requests']>;
  /** The buffers of an answer that are moved, not copied. */
  readonly transferOf?: (value: unknown) => readonly ArrayBuffer[];
  /** Called for a message of the wrong shape and for a handler that threw: both are bugs, to be logged. */
  readonly onBug: (error: unknown, where: string) => void;
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: ChannelError) => void;
  readonly release: () => void;
}

/**
 * One end of a connection between two runtimes. `Local` is what this side offers and announces, `Remote` the other's.
 * Each request has a timeout and can be cancelled; closing rejects all that is pending on either side.
 */
export class Channel<Local extends Contract, Remote extends Contract> implements Disposable {
  readonly #options: ChannelOptions<Local>;
  readonly #store = new DisposableStore();
  readonly #pending = new Map<number, Pending>();
  readonly #running = new Map<number, AbortController>();
  readonly #listeners = new Map<string, AnyFunction[]>();
  #nextId = 1;
  #closed: string | undefined;

  constructor(options: ChannelOptions<Local>) {
    this.#options = options;
    this.#store.own(options.port.onMessage((message) => this.#receive(message)));
  }

  /** Calls `method` on the other side. Rejects with a `ChannelError`, never with anything else. */
  request<K extends keyof Remote['requests'] & string>(
    method: K,
    args: Args<Remote['requests'][K]>,
    options: { readonly timeoutMs?: number; readonly signal?: AbortSignal } = {},
  ): Promise<Answer<Remote['requests'][K]>> {
    if (this.#closed !== undefined) return Promise.reject(new ChannelError('closed', this.#closed));
    const { timeoutMs = 30_000, signal } = options;
    if (signal?.aborted) return Promise.reject(new ChannelError('aborted', `${method}: cancelled`));
    const id = this.#nextId++;
    return new Promise<unknown>((resolve, reject) => {
      const giveUp = (code: 'timeout' | 'aborted', message: string): void => {
        this.#settle(id)?.reject(new ChannelError(code, message));
        this.#send({ t: 'cancel', id });
      };
      const timer = setTimeout(() => giveUp('timeout', `${method}: no answer within ${timeoutMs} ms`), timeoutMs);
      const onAbort = (): void => giveUp('aborted', `${method}: cancelled`);
      signal?.addEventListener('abort', onAbort, { once: true });
      const release = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
      };
      this.#pending.set(id, { resolve, reject, release });
      this.#send({ t: 'request', id, method, args });
    }) as Promise<Answer<Remote['requests'][K]>>;
  }

  /** Announces `method` to the other side, which does not answer. What is in `transfer` is moved, not copied. */
  notify<K extends keyof Local['events'] & string>(
    method: K,
    args: Args<Local['events'][K]>,
    transfer: readonly ArrayBuffer[] = [],
  ): void {
    if (this.#closed === undefined) this.#send({ t: 'event', method, args }, transfer);
  }

  /** Listens for one of the other side's announcements. */
  on<K extends keyof Remote['events'] & string>(
    method: K,
    listener: (...args: Args<Remote['events'][K]>) => void,
  ): Disposable {
    const entry: AnyFunction = (...args) => listener(...(args as Args<Remote['events'][K]>));
    this.#listeners.set(method, [...(this.#listeners.get(method) ?? []), entry]);
    return {
      dispose: () => {
        this.#listeners.set(
          method,
          (this.#listeners.get(method) ?? []).filter((other) => other !== entry),
        );
      },
    };
  }

  /** Ends the connection: what is pending here is rejected with `reason`, what runs for the other side is cancelled. */
  close(reason: string): void {
    if (this.#closed !== undefined) return;
    this.#closed = reason;
    this.#store.dispose();
    for (const id of this.#pending.keys()) this.#settle(id)?.reject(new ChannelError('closed', reason));
    for (const controller of this.#running.values()) controller.abort();
    this.#running.clear();
    this.#listeners.clear();
  }

  dispose(): void {
    this.close('the connection was closed');
  }

  #send(message: Message, transfer: readonly ArrayBuffer[] = []): void {
    this.#options.port.post(message, transfer);
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.release();
    return pending;
  }

  #receive(raw: unknown): void {
    if (this.#closed !== undefined) return;
    if (!isMessage(raw)) {
      this.#options.onBug(new Error('a message of an unknown shape was dropped'), 'channel');
      return;
    }
    switch (raw.t) {
      case 'ok':
        this.#settle(raw.id)?.resolve(raw.value);
        return;
      case 'err':
        this.#settle(raw.id)?.reject(new ChannelError(raw.code, raw.message));
        return;
      case 'cancel':
        this.#running.get(raw.id)?.abort();
        return;
      case 'event':
        this.#announce(raw.method, raw.args);
        return;
      case 'request':
        void this.#answer(raw.id, raw.method, raw.args);
    }
  }

  #announce(method: string, args: readonly unknown[]): void {
    for (const listener of this.#listeners.get(method) ?? []) {
      try {
        listener(...args);
      } catch (error) {
        this.#options.onBug(error, method);
      }
    }
  }

  async #answer(id: number, method: string, args: readonly unknown[]): Promise<void> {
    const handlers: Readonly<Record<string, AnyFunction>> = this.#options.requests;
    const handler = Object.hasOwn(handlers, method) ? handlers[method] : undefined;
    if (handler === undefined) {
      this.#send({ t: 'err', id, code: 'unknownMethod', message: `there is no request "${method}"` });
      return;
    }
    const controller = new AbortController();
    this.#running.set(id, controller);
    try {
      const value = await handler(...args, controller.signal);
      if (this.#closed === undefined) this.#send({ t: 'ok', id, value }, this.#options.transferOf?.(value));
    } catch (error) {
      if (!controller.signal.aborted) this.#options.onBug(error, method);
      const message = error instanceof Error ? error.message : String(error);
      if (this.#closed === undefined) this.#send({ t: 'err', id, code: 'remote', message });
    } finally {
      this.#running.delete(id);
    }
  }
}

/** Whether it has the shape of a message; anything may have come. */
export function isMessage(raw: unknown): raw is Message {
  if (typeof raw !== 'object' || raw === null) return false;
  const { t, id, method, args } = raw as Record<string, unknown>;
  switch (t) {
    case 'request':
      return typeof id === 'number' && typeof method === 'string' && Array.isArray(args);
    case 'event':
      return typeof method === 'string' && Array.isArray(args);
    case 'ok':
    case 'err':
    case 'cancel':
      return typeof id === 'number';
    default:
      return false;
  }
}
