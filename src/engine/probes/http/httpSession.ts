import { isIP, type Socket } from 'node:net';
import type { SecureContext, TLSSocket } from 'node:tls';
import type { buildConnector, Client } from 'undici';
import type { Clock } from '../../../base/clock.ts';
import type { Disposable } from '../../../base/disposable.ts';
import type { TlsConfig } from '../../../model/request.ts';
import { trustedAuthorities } from '../../connections/authorities.ts';
import { lookup } from '../../connections/lookup.ts';
import type { Proxy } from '../../connections/proxyFor.ts';
import { openTunnel } from '../../connections/proxyTunnel.ts';
import type { SecretVault } from '../../connections/secretVault.ts';
import { tlsOptions } from '../../connections/tlsOptions.ts';

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
  /** Why the certificate would not have been taken, where none is verified. */
  unverified?: string;
}

/** The way to an origin: whom to trust on it and what to go through. */
export interface Route {
  readonly origin: string;
  readonly tls?: TlsConfig;
  readonly proxy?: Proxy;
}

/** One connection on one route, used by one run at a time; it connects again by itself when it was closed. */
export interface Lane {
  readonly route: Route;
  /** Equal for equal routes. */
  readonly key: string;
  readonly client: Client;
  /** A proxy that is asked for whole URLs, since the target speaks plain HTTP. */
  readonly forwardProxy: Proxy | undefined;
  /** Ends a connection that is still being made. */
  readonly closing: AbortController;
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
  /** What of the two has come. */
  #hasUndici = false;
  #hasTrust = false;
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

  /** Loads what a request needs, so that the first one is not slower than the others; undefined where it is there. `secure`: for https too. */
  load(secure: boolean): Promise<void> | undefined {
    return this.#hasUndici && (this.#hasTrust || !secure) ? undefined : this.#loadAll(secure);
  }

  async #loadAll(secure: boolean): Promise<void> {
    await this.#load();
    this.#hasUndici = true;
    if (!secure) return;
    await this.secureContext();
    this.#hasTrust = true;
  }

  /** A connection on `route` that no run has, for one run until `release` or `drop`. */
  takeIdle(route: Route): Lane | undefined {
    const idle = this.#idle.get(routeKey(route));
    for (let lane = idle?.pop(); lane !== undefined; lane = idle?.pop()) {
      if (!lane.client.destroyed) return lane;
      this.#lanes.delete(lane);
    }
    return undefined;
  }

  /**
   * A connection on `route` that was not used before, for one run until `release` or `drop`. Throws `TlsFileError` where a
   * certificate's file cannot be used.
   */
  async takeFresh(route: Route, secrets: SecretVault): Promise<Lane> {
    const undici = await this.#load();
    const trust = route.origin.startsWith('https:') ? await this.#trustOf(route, secrets) : undefined;
    const proxyTrust = route.proxy?.origin.startsWith('https:') === true ? await this.secureContext() : undefined;
    const lane = this.#create(undici, route, trust, proxyTrust);
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
    const idle = this.#idle.get(lane.key);
    if (idle === undefined) this.#idle.set(lane.key, [lane]);
    else idle.push(lane);
  }

  /** Closes the connection at once, connecting or connected. */
  drop(lane: Lane): void {
    lane.closing.abort();
    lane.socket?.destroy();
    void lane.client.destroy();
    this.#lanes.delete(lane);
  }

  dispose(): void {
    this.#disposed = true;
    for (const lane of this.#lanes) this.drop(lane);
    this.#idle.clear();
  }

  #create(
    undici: Undici,
    route: Route,
    secureContext: SecureContext | undefined,
    proxyTrust: SecureContext | undefined,
  ): Lane {
    const { origin, tls, proxy } = route;
    const forwardProxy = origin.startsWith('http:') ? proxy : undefined;
    const closing = new AbortController();
    // By way of a forward proxy the only certificate is the proxy's own.
    const insecure = forwardProxy === undefined ? tls?.insecureSkipVerify === true : !forwardProxy.strictTls;
    // HTTP/2 is left out: blackbox_exporter's phases belong to one request on one connection.
    const connect = undici.buildConnector({
      allowH2: false,
      timeout: 0,
      // Every connection does the whole handshake: a resumed session would hide a certificate that has gone bad.
      maxCachedSessions: 0,
      autoSelectFamily: true,
      lookup,
      ...(insecure && { rejectUnauthorized: false }),
      ...connectTrust(forwardProxy === undefined ? secureContext : proxyTrust),
    });
    const tunnel = forwardProxy === undefined ? proxy : undefined;
    const client = new undici.Client(forwardProxy?.origin ?? origin, {
      connect: (options, callback) => {
        const named = tls?.serverName === undefined ? options : { ...options, servername: tls.serverName };
        if (tunnel === undefined) open(lane, connect, this.#clock, named, callback);
        else openThrough(tunnel, proxyTrust, lane, connect, this.#clock, named, callback);
      },
      keepAliveTimeout: KEEP_ALIVE_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
      // The run's own signal bounds everything.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    const lane: Lane = {
      route,
      key: routeKey(route),
      client,
      forwardProxy,
      closing,
      socket: undefined,
      times: undefined,
      connects: 0,
      lastUsedMs: this.#clock.monotonic(),
    };
    return lane;
  }

  #trustOf({ origin, tls }: Route, secrets: SecretVault): Promise<SecureContext> {
    if (tls === undefined) return this.secureContext();
    return tlsOptions(tls, origin, secrets, async () => ({ ca: await this.authorities() }));
  }

  #load(): Promise<Undici> {
    // A bundle's chunk of a CommonJS module has nothing but a default export.
    return (this.#undici ??= import('undici').then((module) => module.default));
  }

  /** Whom to trust: Node's own certificates and the system's. For every probe that speaks TLS. */
  secureContext(): Promise<SecureContext> {
    return (this.#trust ??= Promise.all([import('node:tls'), this.authorities()]).then(([tls, ca]) =>
      tls.createSecureContext({ ca }),
    ));
  }

  /** The certificates (PEM) to trust where a probe names no authority of its own. */
  async authorities(): Promise<string[]> {
    if (this.#ca !== undefined) return this.#ca.slice();
    return trustedAuthorities(await import('node:tls'), (name) => process.env[name]);
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

/** What tells routes apart; most have neither files nor a proxy, and are their origin. */
function routeKey({ origin, tls, proxy }: Route): string {
  return tls === undefined && proxy === undefined ? origin : JSON.stringify([origin, tls, proxy]);
}

function connectTrust(secureContext: SecureContext | undefined) {
  return secureContext === undefined ? undefined : { secureContext };
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
  const socket = connect(options, noteSecured(times, clock, callback)) as unknown as Socket;
  lane.socket = socket;
  socket.once('lookup', () => (times.resolvedMs = clock.monotonic()));
  socket.once('connect', () => (times.connectedMs = clock.monotonic()));
}

/** As `open`, through a tunnel; looking up and connecting are then those of the proxy. */
function openThrough(
  proxy: Proxy,
  trust: SecureContext | undefined,
  lane: Lane,
  connect: Connector,
  clock: Clock,
  options: buildConnector.Options,
  callback: buildConnector.Callback,
): void {
  const times: ConnectTimes = { startMs: clock.monotonic(), named: isIP(new URL(proxy.origin).hostname) === 0 };
  lane.times = times;
  lane.connects++;
  const steps = {
    resolved: () => void (times.resolvedMs = clock.monotonic()),
    connected: () => void (times.connectedMs = clock.monotonic()),
  };
  const port = options.port === '' ? '443' : options.port;
  openTunnel(proxy, `${options.hostname}:${port}`, trust, steps, lane.closing.signal, (error, socket) => {
    if (socket === undefined) {
      callback(error ?? new Error('no tunnel'), null);
      return;
    }
    lane.socket = socket;
    connect({ ...options, httpSocket: socket }, noteSecured(times, clock, callback));
  });
}

function noteSecured(times: ConnectTimes, clock: Clock, callback: buildConnector.Callback): buildConnector.Callback {
  return (...result) => {
    // On failure the error is all there is.
    const connected = result[1] ?? undefined;
    if (connected !== undefined && isTls(connected)) {
      times.securedMs = clock.monotonic();
      const expiryMs = earliestExpiryMs(connected);
      if (expiryMs !== undefined) times.certificateExpiryMs = expiryMs;
      if (!connected.authorized) times.unverified = String(connected.authorizationError);
    }
    callback(...result);
  };
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
