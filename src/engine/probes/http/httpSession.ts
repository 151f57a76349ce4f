import { isIP, type Socket } from 'node:net';
import type { SecureContext, TLSSocket } from 'node:tls';
import type { buildConnector, Client } from 'undici';
import type { Clock } from '../../../base/clock.ts';
import type { Disposable } from '../../../base/disposable.ts';
import { lookup } from '../../connections/lookup.ts';

/** Longer than the usual intervals, so that a poll every minute still finds its connection; the server's own hint counts first. */
const KEEP_ALIVE_MS = 90_000;
const MAX_HEADER_BYTES = 64 * 1024;
/** A connection that nobody used for this long is forgotten with all that belongs to it. */
const FORGET_AFTER_MS = 600_000;
const SWEEP_EVERY_MS = 60_000;

type Undici = (typeof import('undici'))['default'];
type Connector = ReturnType<typeof buildConnector>;

/** What is known of a connection: monotonic milliseconds; a step that was not reached, or that there was none of, is absent. */
export interface ConnectTimes {
  readonly startMs: number;
  /** Whether there was a name to look up; false for an address. */
  readonly named: boolean;
  resolvedMs?: number;
  connectedMs?: number;
  securedMs?: number;
  /** Unix milliseconds of the first certificate in the chain to expire. */
  certificateExpiryMs?: number;
}

/** One connection to one origin, used by one run at a time; it connects again by itself when it was closed. */
export interface Lane {
  readonly origin: string;
  readonly client: Client;
  socket: Socket | undefined;
  times: ConnectTimes | undefined;
  /** Grows with each connection, so that a caller sees whether its request had a fresh one. */
  connects: number;
  lastUsedMs: number;
}

/**
 * The HTTP connections of a session, kept alive between runs and shared by all probes of an origin, one run at a time
 * each: there are never more of them than runs at once. `undici` is loaded on first use. Disposing closes everything.
 */
export class HttpSession implements Disposable {
  readonly #clock: Clock;
  readonly #ca: readonly string[] | undefined;
  readonly #lanes = new Set<Lane>();
  /** The connections that no run has, by origin, the one used last at the end: it is the likeliest to be still open. */
  readonly #idle = new Map<string, Lane[]>();
  #undici: Promise<Undici> | undefined;
  #trust: Promise<SecureContext> | undefined;
  #sweptMs = 0;
  #disposed = false;

  /** `ca`: the certificates to trust in place of Node's and the system's (PEM). */
  constructor(clock: Clock, ca?: readonly string[]) {
    this.#clock = clock;
    this.#ca = ca;
  }

  /** Connections that are known, open or not. */
  get size(): number {
    return this.#lanes.size;
  }

  /** Loads what a request needs, so that the first one is not slower than the others. `secure`: for https too. */
  async load(secure: boolean): Promise<void> {
    await this.#load();
    if (secure) await this.secureContext();
  }

  /** A connection to `origin`, for one run until `release` or `drop`; `fresh`: none that was used before. */
  async take(origin: string, fresh: boolean): Promise<Lane> {
    const idle = fresh ? undefined : this.#idle.get(origin);
    for (let lane = idle?.pop(); lane !== undefined; lane = idle?.pop()) {
      if (!lane.client.destroyed) return lane;
      this.#lanes.delete(lane);
    }
    const undici = await this.#load();
    const secureContext = origin.startsWith('https:') ? await this.secureContext() : undefined;
    const lane = this.#create(undici, origin, secureContext);
    this.#lanes.add(lane);
    this.#sweep();
    return lane;
  }

  /** Gives the connection back, for the next run. */
  release(lane: Lane): void {
    if (this.#disposed || !this.#lanes.has(lane)) {
      this.drop(lane);
      return;
    }
    lane.lastUsedMs = this.#clock.monotonic();
    const idle = this.#idle.get(lane.origin);
    if (idle === undefined) this.#idle.set(lane.origin, [lane]);
    else idle.push(lane);
  }

  /** Closes the connection at once, connecting or connected. */
  drop(lane: Lane): void {
    lane.socket?.destroy();
    void lane.client.destroy();
    this.#lanes.delete(lane);
  }

  dispose(): void {
    this.#disposed = true;
    for (const lane of this.#lanes) this.drop(lane);
    this.#idle.clear();
  }

  #create(undici: Undici, origin: string, secureContext: SecureContext | undefined): Lane {
    // HTTP/2 is left out: blackbox_exporter's phases belong to one request on one connection.
    const connect = undici.buildConnector({
      allowH2: false,
      timeout: 0,
      // Every connection does the whole handshake: a resumed session would hide a certificate that has gone bad.
      maxCachedSessions: 0,
      autoSelectFamily: true,
      lookup,
      ...(secureContext === undefined ? undefined : { secureContext }),
    });
    const client = new undici.Client(origin, {
      connect: (options, callback) => open(lane, connect, this.#clock, options, callback),
      keepAliveTimeout: KEEP_ALIVE_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
      // The run's own signal bounds everything.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    const lane: Lane = {
      origin,
      client,
      socket: undefined,
      times: undefined,
      connects: 0,
      lastUsedMs: this.#clock.monotonic(),
    };
    return lane;
  }

  #load(): Promise<Undici> {
    // A bundle's chunk of a CommonJS module has nothing but a default export.
    return (this.#undici ??= import('undici').then((module) => module.default));
  }

  /** Whom to trust: Node's own certificates and the system's. For every probe that speaks TLS. */
  secureContext(): Promise<SecureContext> {
    return (this.#trust ??= import('node:tls').then((tls) =>
      // The system's store too, since that is where a company or mkcert puts its own authority.
      tls.createSecureContext({
        ca: this.#ca?.slice() ?? [
          ...new Set([...tls.getCACertificates('default'), ...tls.getCACertificates('system')]),
        ],
      }),
    ));
  }

  #sweep(): void {
    const nowMs = this.#clock.monotonic();
    if (nowMs - this.#sweptMs < SWEEP_EVERY_MS) return;
    this.#sweptMs = nowMs;
    for (const [origin, idle] of this.#idle) {
      const kept = idle.filter((lane) => nowMs - lane.lastUsedMs <= FORGET_AFTER_MS);
      for (const lane of idle) if (!kept.includes(lane)) this.drop(lane);
      if (kept.length === 0) this.#idle.delete(origin);
      else this.#idle.set(origin, kept);
    }
  }
}

/** Connects for `lane` and notes when each step was done. */
function open(
  lane: Lane,
  connect: Connector,
  clock: Clock,
  options: buildConnector.Options,
  callback: buildConnector.Callback,
): void {
  const times: ConnectTimes = { startMs: clock.monotonic(), named: isIP(options.hostname) === 0 };
  lane.times = times;
  lane.connects++;
  const socket = connect(options, (...result) => {
    // On failure the error is all there is.
    const connected = result[1] ?? undefined;
    if (connected !== undefined && isTls(connected)) {
      times.securedMs = clock.monotonic();
      const expiryMs = earliestExpiryMs(connected);
      if (expiryMs !== undefined) times.certificateExpiryMs = expiryMs;
    }
    callback(...result);
  }) as unknown as Socket;
  lane.socket = socket;
  socket.once('lookup', () => (times.resolvedMs = clock.monotonic()));
  socket.once('connect', () => (times.connectedMs = clock.monotonic()));
}

function isTls(socket: Socket | TLSSocket): socket is TLSSocket {
  return 'getPeerCertificate' in socket;
}

function earliestExpiryMs(socket: TLSSocket): number | undefined {
  let earliestMs: number | undefined;
  let certificate = socket.getPeerCertificate(true);
  const seen = new Set<string>();
  // A resumed session carries no certificate; the chain ends in one that is its own issuer.
  while (certificate?.valid_to !== undefined && !seen.has(certificate.fingerprint256)) {
    seen.add(certificate.fingerprint256);
    const expiryMs = Date.parse(certificate.valid_to);
    if (!Number.isNaN(expiryMs) && (earliestMs === undefined || expiryMs < earliestMs)) earliestMs = expiryMs;
    certificate = certificate.issuerCertificate;
  }
  return earliestMs;
}
