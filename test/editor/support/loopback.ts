import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Answer {
  readonly code: number;
  readonly body: unknown;
}

/** An HTTP server on a free port of this machine, which answers what it is told to and remembers who asked. */
export interface Loopback {
  readonly origin: string;
  /** What a path answers; `{"status":"ok"}` unless told, with 200 or the code that it was started with. */
  readonly answers: Map<string, Answer>;
  readonly requests: { readonly path: string; readonly headers: IncomingHttpHeaders }[];
  /** How often that path was asked for. */
  count(path: string): number;
  stop(): Promise<void>;
}

export async function startLoopback(otherwise = 200): Promise<Loopback> {
  const answers = new Map<string, Answer>();
  const requests: Loopback['requests'] = [];
  const server = createServer(({ url = '/', headers }, response) => {
    requests.push({ path: url, headers });
    const { code, body } = answers.get(url) ?? { code: otherwise, body: { status: 'ok' } };
    response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers,
    requests,
    count: (path) => requests.filter((request) => request.path === path).length,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
