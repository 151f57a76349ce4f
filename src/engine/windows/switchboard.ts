import { type Disposable, toDisposable } from '../../base/disposable.ts';
import type { EngineEvents, EngineRequests, SignalInterest, UserState } from '../../protocol/engine.ts';
import { isMessage, type Message, type Port } from '../../protocol/rpc.ts';

/** What a window tells an engine when it meets it. A window that comes later finds an engine that knows all of it. */
const FIRST_WORDS: ReadonlySet<string> = new Set<keyof EngineRequests>([
  'configure',
  'setSecrets',
  'setPaused',
  'setHandling',
  'setSilences',
  'setRuleFiles',
  'setAlertmanager',
  'setPrometheus',
  'setNotifications',
]);

/** What the user does in one window and the others must know of, since each keeps it. */
const USER_STATE: Readonly<Record<string, keyof UserState>> = {
  setPaused: 'paused',
  setHandling: 'handling',
  setSilences: 'silences',
  setEnvironment: 'environment',
} satisfies Partial<Record<keyof EngineRequests, keyof UserState>>;

/** Announced only when it changes: a window that comes later is told how it is, of each that the event may be about. */
const STANDING: Readonly<Record<string, (args: readonly unknown[]) => string>> = {
  alerts: () => '',
  ruleProblems: () => '',
  alertProblem: ([of]) => String(of),
  historyChanged: () => '',
} satisfies Partial<Record<keyof EngineEvents, (args: readonly unknown[]) => string>>;

/** What a window opens, and what closes it when the window goes. */
const CLOSED_BY: Readonly<Record<string, keyof EngineRequests>> = {
  openView: 'closeView',
  openLogs: 'closeLogs',
} satisfies Partial<Record<keyof EngineRequests, keyof EngineRequests>>;

interface Client {
  readonly port: Port;
  /** The window whose thread the engine runs in; it alone can end it. */
  readonly isOwner: boolean;
  /** It has asked for a snapshot: from then on what it says is new. */
  hasMet: boolean;
  interest: SignalInterest | undefined;
  isFocused: boolean;
  /** What it has open, by what would close it. */
  readonly open: Map<string, keyof EngineRequests>;
}

/**
 * Lets several windows share one engine, which knows of one: requests get numbers of their own on the way in and the windows'
 * on the way out, announcements go to all. Where windows say different things of the same (what they look at, whether they
 * are in front), the engine is told what holds for all of them.
 */
export class Switchboard implements Port {
  readonly #clients = new Set<Client>();
  readonly #waiting = new Map<number, { readonly client: Client; readonly id: number; readonly isSnapshot: boolean }>();
  readonly #standing = new Map<string, Message>();
  #listener: ((message: unknown) => void) | undefined;
  #early: Message[] = [];
  #nextId = 1;

  /** From the engine. */
  post(message: unknown, transfer: readonly ArrayBuffer[]): void {
    if (!isMessage(message)) return;
    if (message.t === 'event') {
      this.#tellAll(message, transfer);
      return;
    }
    if (message.t !== 'ok' && message.t !== 'err') return;
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (waiting === undefined || !this.#clients.has(waiting.client)) return;
    const { client, id, isSnapshot } = waiting;
    client.port.post({ ...message, id }, transfer);
    if (!isSnapshot || client.hasMet) return;
    client.hasMet = true;
    if (!client.isOwner) for (const standing of this.#standing.values()) client.port.post(standing, []);
  }

  onMessage(listener: (message: unknown) => void): Disposable {
    this.#listener = listener;
    for (const message of this.#early.splice(0)) listener(message);
    return toDisposable(() => (this.#listener = undefined));
  }

  /** A window is there; disposing the result takes it away, with all that it had open. */
  add(port: Port, isOwner: boolean): Disposable {
    const client: Client = {
      port,
      isOwner,
      hasMet: false,
      interest: undefined,
      isFocused: true,
      open: new Map(),
    };
    this.#clients.add(client);
    const listening = port.onMessage((message) => {
      if (isMessage(message)) this.#receive(client, message);
    });
    return toDisposable(() => {
      listening.dispose();
      this.#remove(client);
    });
  }

  #receive(client: Client, message: Message): void {
    if (message.t === 'cancel') {
      for (const [id, waiting] of this.#waiting)
        if (waiting.client === client && waiting.id === message.id) this.#send({ t: 'cancel', id });
      return;
    }
    if (message.t !== 'request') return;
    const { id, method, args } = message;
    if (!client.isOwner && (method === 'shutdown' || (FIRST_WORDS.has(method) && this.#isKnown(client)))) {
      client.port.post({ t: 'ok', id, value: undefined }, []);
      return;
    }
    this.#follow(client, method, args);
    if (method === 'setInterest') this.#request(client, id, method, [this.#interest()]);
    else if (method === 'setFocused') this.#request(client, id, method, [this.#isFocused()]);
    else this.#request(client, id, method, args);
  }

  /** Whether the engine knows already what the window says, because another one has met it. */
  #isKnown(client: Client): boolean {
    return !client.hasMet && [...this.#clients].some((other) => other.hasMet);
  }

  /** Remembers what the window has open and looks at, and tells the others what its user did. */
  #follow(client: Client, method: string, args: readonly unknown[]): void {
    const [first] = args;
    const closing = Object.hasOwn(CLOSED_BY, method) ? CLOSED_BY[method] : undefined;
    if (closing !== undefined) client.open.set(viewIdOf(first), closing);
    if (method === 'closeView' || method === 'closeLogs') client.open.delete(viewIdOf(first));
    if (method === 'setInterest') client.interest = first as SignalInterest;
    if (method === 'setFocused') client.isFocused = first === true;
    const what = Object.hasOwn(USER_STATE, method) ? USER_STATE[method] : undefined;
    if (what === undefined || !client.hasMet) return;
    const told: Message = { t: 'event', method: 'userState', args: [{ [what]: first }] };
    for (const other of this.#clients) if (other !== client && other.hasMet) other.port.post(told, []);
  }

  #remove(client: Client): void {
    this.#clients.delete(client);
    for (const [id, waiting] of this.#waiting) {
      if (waiting.client !== client) continue;
      this.#send({ t: 'cancel', id });
      this.#waiting.delete(id);
    }
    for (const [viewId, closing] of client.open) this.#request(undefined, 0, closing, [viewId]);
    if (this.#clients.size === 0) return;
    this.#request(undefined, 0, 'setInterest', [this.#interest()]);
    this.#request(undefined, 0, 'setFocused', [this.#isFocused()]);
  }

  /** `client` waits for the answer; nobody where it is undefined. */
  #request(client: Client | undefined, clientId: number, method: string, args: readonly unknown[]): void {
    const id = this.#nextId++;
    if (client !== undefined) this.#waiting.set(id, { client, id: clientId, isSnapshot: method === 'snapshot' });
    this.#send({ t: 'request', id, method, args });
  }

  #send(message: Message): void {
    if (this.#listener === undefined) this.#early.push(message);
    else this.#listener(message);
  }

  #tellAll(message: Message & { t: 'event' }, transfer: readonly ArrayBuffer[]): void {
    const about = Object.hasOwn(STANDING, message.method) ? STANDING[message.method] : undefined;
    if (about !== undefined) this.#standing.set(`${message.method} ${about(message.args)}`, message);
    const owners = [...this.#clients].filter(({ isOwner }) => isOwner);
    // What is moved to one is gone for the others: these are served first.
    for (const client of this.#clients) if (!client.isOwner) client.port.post(message, []);
    for (const { port } of owners) port.post(message, transfer);
  }

  #interest(): SignalInterest {
    const interests = [...this.#clients].flatMap(({ interest }) => interest ?? []);
    return {
      everything: interests.some(({ everything }) => everything),
      pins: interests.flatMap(({ pins }) => pins),
    };
  }

  #isFocused(): boolean {
    return [...this.#clients].some(({ isFocused }) => isFocused);
  }
}

/** A view's request, or its id alone. */
function viewIdOf(argument: unknown): string {
  const id = typeof argument === 'object' && argument !== null && 'viewId' in argument ? argument.viewId : argument;
  return typeof id === 'string' ? id : '';
}
