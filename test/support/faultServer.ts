import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** The end of a connection is seen at once, but on a machine that is busy. */
const CLOSING_MS = 5_000;

/** What a connection's peer sends: bytes at once, or a function that does with the socket what it likes. */
export type Fault = string | Buffer | ((socket: Socket, request: string, index: number) => void);

export interface FaultServer {
  readonly port: number;
  /** `http://127.0.0.1:<port>`, `https://localhost:<port>` with a certificate. */
  readonly origin: string;
  /** The heads (and what came with them) of the requests so far, of all connections. */
  readonly requests: readonly string[];
  /** Connections so far, and those that are open now. */
  readonly connections: number;
  readonly open: number;
  setFault(fault: Fault): void;
  /** Until no connection is open; rejects where one stays. */
  allClosed(): Promise<void>;
  close(): Promise<void>;
}

export interface FaultServerOptions {
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly host?: string;
  readonly port?: number;
  /** Act as soon as somebody connects, before any byte of a request. */
  readonly onConnect?: boolean;
  /** With `onConnect`: false where the fault reads the socket itself. */
  readonly flowing?: boolean;
  /** False for hours of requests: `requests` stays empty. */
  readonly keepsRequests?: boolean;
}

/**
 * A server on a loopback port that answers each HTTP request (or connection) as told, byte for byte: for whatever a real
 * server does only when it is broken. A string or buffer is written as it is and the connection stays open.
 */
export async function startFaultServer(fault: Fault, options: FaultServerOptions = {}): Promise<FaultServer> {
  const { tls, host = '127.0.0.1', port = 0, onConnect = false, flowing = true, keepsRequests = true } = options;
  const sockets = new Set<Socket>();
  const requests: string[] = [];
  let current = fault;
  let connections = 0;
  let index = 0;

  const act = (socket: Socket, request: string): void => {
    if (keepsRequests) requests.push(request);
    const at = index++;
    if (typeof current === 'function') current(socket, request, at);
    else socket.write(current);
  };
  const accept = (socket: Socket): void => {
    socket.on('error', () => undefined); // broken on purpose
    if (onConnect) {
      if (flowing) socket.resume(); // the end of a stream is seen only by who reads it
      act(socket, '');
      return;
    }
    let buffered = '';
    socket.on('data', (chunk) => {
      buffered += chunk.toString('latin1');
      for (let end = requestEnd(buffered); end > 0; end = requestEnd(buffered)) {
        const request = buffered.slice(0, end);
        buffered = buffered.slice(end);
        act(socket, request);
      }
    });
  };
  const server: Server = tls === undefined ? createServer(accept) : createTlsServer({ ...tls }, accept);
  server.on('tlsClientError', () => undefined); // the client refuses our certificate
  server.on('connection', (socket: Socket) => {
    connections++;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    if (tls !== undefined) socket.on('error', () => undefined);
  });
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  const actualPort = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    port: actualPort,
    origin:
      tls === undefined
        ? `http://${host.includes(':') ? `[${host}]` : host}:${actualPort}`
        : `https://localhost:${actualPort}`,
    requests,
    get connections() {
      return connections;
    },
    get open() {
      return sockets.size;
    },
    setFault(next) {
      current = next;
    },
    async allClosed() {
      const untilMs = performance.now() + CLOSING_MS;
      while (sockets.size > 0 && performance.now() < untilMs) await sleep(5);
      if (sockets.size > 0) throw new Error(`${sockets.size} connections left open`);
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A whole HTTP/1.1 response with its length. */
export function httpResponse(
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
  status = '200 OK',
): Buffer {
  const bytes = Buffer.from(body);
  const all = { 'content-length': String(bytes.length), ...headers };
  const head = Object.entries(all)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status}\r\n${head}\r\n`, 'latin1'), bytes]);
}

/** Where the first request in `text` ends, its body by content-length included; 0 while it is not whole. */
function requestEnd(text: string): number {
  const head = text.indexOf('\r\n\r\n');
  if (head < 0) return 0;
  const length = Number(/content-length: *(\d+)/i.exec(text.slice(0, head))?.[1] ?? 0);
  const end = head + 4 + length;
  return text.length >= end ? end : 0;
}
