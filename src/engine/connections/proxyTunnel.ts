import { request } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { lookup } from './lookup.ts';
import type { Proxy } from './proxyFor.ts';

/** A proxy that answered CONNECT with something else than success. */
export class ProxyRefused extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`the proxy answered ${status}`);
    this.status = status;
  }
}

/** What happens on the way to an open tunnel. */
export interface TunnelSteps {
  resolved(): void;
  connected(): void;
}

/**
 * A connection to `hostAndPort` through `proxy`, by CONNECT (RFC 9110, 9.3.6). `done` gets it, or the network's error of the way
 * to the proxy, `ProxyRefused`, or the abortion by `signal`; it is called once.
 */
export function openTunnel(
  proxy: Proxy,
  hostAndPort: string,
  trust: SecureContext | undefined,
  steps: TunnelSteps,
  signal: AbortSignal,
  done: (error: Error | null, socket?: Socket) => void,
): void {
  const url = new URL(proxy.origin);
  const secure = url.protocol === 'https:';
  const connect = (secure ? httpsRequest : request)({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    method: 'CONNECT',
    path: hostAndPort,
    agent: false,
    lookup,
    signal,
    ...(secure && { secureContext: trust, rejectUnauthorized: proxy.strictTls }),
    headers: {
      host: hostAndPort,
      'user-agent': 'Watchpost',
      ...(proxy.authorization !== undefined && { 'proxy-authorization': proxy.authorization }),
    },
  });
  let ended = false;
  const end = (error: Error | null, socket?: Socket): void => {
    if (ended) return;
    ended = true;
    done(error, socket);
  };
  connect.on('socket', (socket: Socket) => {
    socket.once('lookup', () => steps.resolved());
    // Until a proxy has shown who it is the way to the target has not begun: a wrong certificate is the proxy's.
    socket.once(secure ? 'secureConnect' : 'connect', () => steps.connected());
  });
  connect.once('connect', (response, socket: Socket) => {
    const status = response.statusCode ?? 0;
    if (status >= 200 && status < 300) {
      end(null, socket);
      return;
    }
    socket.destroy();
    end(new ProxyRefused(status));
  });
  connect.once('error', (error) => end(error));
  connect.end();
}
