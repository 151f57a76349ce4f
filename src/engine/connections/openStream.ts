import { connect as connectTcp, isIP, type Socket } from 'node:net';
import type { SecureContext, TLSSocket } from 'node:tls';
import type { Clock } from '../../base/clock.ts';
import type { Phase } from '../../model/probe.ts';
import { lookup } from './lookup.ts';
import type { Proxy } from './proxyFor.ts';
import { openTunnel } from './proxyTunnel.ts';

/** Where a stream leads, and how. */
export interface StreamRoute {
  readonly host: string;
  readonly port: number;
  /** Absent: a plain connection. */
  readonly tls?: {
    /** Of the other side. */
    readonly trust: SecureContext;
    /** The name that the certificate must be for, in place of the host. */
    readonly serverName?: string;
    /** Whether a certificate that is not trusted ends the handshake; else the socket tells (`authorized`). */
    readonly verify: boolean;
    readonly alpn?: readonly string[];
  };
  readonly proxy?: Proxy;
  /** Whom to trust where the proxy speaks TLS. */
  readonly proxyTrust?: SecureContext;
}

/** What became of opening a stream: a socket, or how far it came and why no further. */
export type OpenedStream = {
  readonly phasesMs: Partial<Record<Phase, number>>;
  /** The address that was talked to, unless through a proxy. */
  readonly address?: string;
} & (
  | { readonly socket: Socket }
  | {
      readonly socket: undefined;
      readonly stage: 'resolve' | 'connect' | 'tls';
      readonly aborted: boolean;
      readonly error: Error | undefined;
    }
);

/**
 * Opens a connection, with TLS where the route says so. Never rejects; ends at once when `signal` fires. The socket is the
 * caller's to destroy.
 */
export async function openStream(route: StreamRoute, clock: Clock, signal: AbortSignal): Promise<OpenedStream> {
  const tls = route.tls === undefined ? undefined : await import('node:tls');
  return new Promise((resolve) => {
    const startMs = clock.monotonic();
    const named = isIP(route.proxy === undefined ? route.host : new URL(route.proxy.origin).hostname) === 0;
    let resolvedMs: number | undefined;
    let connectedMs: number | undefined;
    let socket: Socket | undefined;
    const phases = (securedMs?: number): Partial<Record<Phase, number>> => ({
      ...(resolvedMs !== undefined && { resolve: resolvedMs - startMs }),
      ...(connectedMs !== undefined && { connect: connectedMs - (resolvedMs ?? startMs) }),
      ...(securedMs !== undefined && { tls: securedMs - (connectedMs ?? startMs) }),
    });
    const fail = (aborted: boolean, error?: Error): void => {
      signal.removeEventListener('abort', onAbort);
      socket?.destroy();
      const stage = connectedMs !== undefined ? 'tls' : resolvedMs !== undefined || !named ? 'connect' : 'resolve';
      resolve({ socket: undefined, stage, aborted, error, phasesMs: phases() });
    };
    const onAbort = (): void => fail(true);
    const onError = (error: Error): void => fail(false, error);
    const done = (opened: Socket, securedMs?: number): void => {
      signal.removeEventListener('abort', onAbort);
      opened.removeListener('error', onError);
      const address = route.proxy === undefined ? opened.remoteAddress : undefined;
      resolve({ socket: opened, phasesMs: phases(securedMs), ...(address !== undefined && { address }) });
    };
    const connected = (plain: Socket): void => {
      if (tls === undefined || route.tls === undefined) {
        done(plain);
        return;
      }
      const secured: TLSSocket = tls.connect({
        socket: plain,
        secureContext: route.tls.trust,
        host: route.host,
        // A name in the greeting cannot be an address (RFC 6066, 3).
        ...(route.tls.serverName !== undefined || isIP(route.host) === 0
          ? { servername: route.tls.serverName ?? route.host }
          : undefined),
        rejectUnauthorized: route.tls.verify,
        ...(route.tls.alpn !== undefined && { ALPNProtocols: [...route.tls.alpn] }),
      });
      socket = secured;
      secured.once('error', onError);
      plain.on('error', onError);
      secured.once('secureConnect', () => {
        plain.removeListener('error', onError);
        done(secured, clock.monotonic());
      });
    };
    if (signal.aborted) {
      resolve({ socket: undefined, stage: 'resolve', aborted: true, error: undefined, phasesMs: {} });
      return;
    }
    signal.addEventListener('abort', onAbort);
    if (route.proxy !== undefined) {
      const steps = {
        resolved: () => void (resolvedMs = clock.monotonic()),
        connected: () => void (connectedMs = clock.monotonic()),
      };
      const where = `${route.host.includes(':') ? `[${route.host}]` : route.host}:${route.port}`;
      openTunnel(route.proxy, where, route.proxyTrust, steps, signal, (error, tunnel) => {
        if (signal.aborted) tunnel?.destroy();
        else if (tunnel === undefined) fail(false, error ?? undefined);
        else connected((socket = tunnel));
      });
      return;
    }
    try {
      // Both address families of a name are tried (RFC 8305).
      socket = connectTcp({ host: route.host, port: route.port, autoSelectFamily: true, lookup });
    } catch (error) {
      onError(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    const plain = socket;
    plain.once('lookup', () => (resolvedMs = clock.monotonic()));
    plain.once('error', onError);
    plain.once('connect', () => {
      connectedMs = clock.monotonic();
      plain.removeListener('error', onError);
      connected(plain);
    });
  });
}
