import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { listenFake } from './listenFake.ts';

export interface LokiLine {
  /** Unix nanoseconds. */
  readonly ns: bigint;
  readonly line: string;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface FakeLoki {
  readonly url: string;
  /** Loki's own clock, in Unix nanoseconds: nothing after it is given. */
  nowNs: bigint;
  readonly lines: LokiLine[];
  /** What was asked, in order. */
  readonly asked: { readonly parameters: URLSearchParams; readonly headers: IncomingMessage['headers'] }[];
  /** Whether its tail is open to who asks; else it is refused, as a proxy without WebSockets does. */
  tailing: boolean;
  /** Who listens to the tail. */
  readonly tails: {
    readonly socket: WebSocket;
    readonly parameters: URLSearchParams;
    readonly headers: IncomingMessage['headers'];
  }[];
  /** Adds a line and tells it to the tails, `dropped`: as one that it left out. */
  tell(line: LokiLine, dropped?: boolean): void;
  /** Answers in place of Loki until it says false. */
  fault: ((response: ServerResponse, index: number) => boolean) | undefined;
  close(): Promise<void>;
}

const HOUR_NS = 3_600_000_000_000n;
/** `max_entries_limit_per_query`, as Loki comes. */
const LIMIT_MAX = 5_000;

/**
 * Stands in for Loki's `GET /loki/api/v1/query_range`, as the page "Loki HTTP API" of Grafana Loki's reference has it: `start`
 * belongs to the range and `end` does not; `since` counts back from `end`, which is now unless told; the lines of a page come
 * by stream, each in the order of `direction`, `limit` over all of them; and for the WebSocket `/loki/api/v1/tail` ("Stream logs" there).
 */
export async function startFakeLoki(): Promise<FakeLoki> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://fake');
    const parameters = url.searchParams;
    fake.asked.push({ parameters, headers: request.headers });
    if (fake.fault?.(response, fake.asked.length) === true) return;
    const refuse = (code: number, text: string): void => void response.writeHead(code).end(text);
    if (url.pathname !== '/loki/api/v1/query_range') return refuse(404, '404 page not found');
    const limit = Number(parameters.get('limit') ?? 100);
    if (limit > LIMIT_MAX)
      return refuse(
        400,
        `max entries limit per query exceeded, limit > max_entries_limit_per_query (${limit} > ${LIMIT_MAX})`,
      );
    const end = BigInt(parameters.get('end') ?? fake.nowNs);
    const since = /^(\d+)h$/.exec(parameters.get('since') ?? '1h');
    const start = BigInt(parameters.get('start') ?? end - BigInt(since?.[1] ?? 1) * HOUR_NS);
    if (end <= start) return refuse(400, 'end timestamp must not be before or equal to start time');
    const sign = parameters.get('direction') === 'forward' ? 1 : -1;
    const page = fake.lines
      .filter(({ ns }) => ns >= start && ns < end && ns <= fake.nowNs)
      .sort((a, b) => (a.ns < b.ns ? -sign : a.ns > b.ns ? sign : 0))
      .slice(0, limit);
    const streams = new Map<string, [string, string][]>();
    for (const { ns, line, labels = { app: 'api' } } of page) {
      const key = JSON.stringify(labels);
      streams.set(key, [...(streams.get(key) ?? []), [String(ns), line]]);
    }
    const result = [...streams].map(([stream, values]) => ({ stream: JSON.parse(stream) as unknown, values }));
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ status: 'success', data: { resultType: 'streams', result, stats: {} } }));
  });
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    const url = new URL(request.url ?? '', 'http://fake');
    if (!fake.tailing || url.pathname !== '/loki/api/v1/tail') {
      socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened) => {
      const tail = { socket: opened, parameters: url.searchParams, headers: request.headers };
      fake.tails.push(tail);
      opened.on('close', () => fake.tails.splice(fake.tails.indexOf(tail), 1));
      const start = BigInt(url.searchParams.get('start') ?? fake.nowNs);
      const past = fake.lines.filter(({ ns }) => ns >= start && ns <= fake.nowNs);
      if (past.length > 0) opened.send(tailMessage(past, []));
    });
  });
  const listening = await listenFake(server);
  const fake: FakeLoki = {
    ...listening,
    close: () => {
      for (const client of sockets.clients) client.terminate();
      return listening.close();
    },
    tailing: false,
    tails: [],
    tell: (line, dropped = false) => {
      fake.lines.push(line);
      for (const { socket } of fake.tails) socket.send(dropped ? tailMessage([], [line]) : tailMessage([line], []));
    },
    nowNs: 0n,
    lines: [],
    asked: [],
    fault: undefined,
  };
  return fake;
}

function tailMessage(lines: readonly LokiLine[], dropped: readonly LokiLine[]): string {
  return JSON.stringify({
    streams: lines.map(({ ns, line, labels = { app: 'api' } }) => ({
      // As a Go map has them: in no order.
      stream: Object.fromEntries(Object.entries(labels).reverse()),
      values: [[String(ns), line]],
    })),
    ...(dropped.length > 0 && {
      dropped_entries: dropped.map(({ ns, labels = { app: 'api' } }) => ({ labels, timestamp: String(ns) })),
    }),
  });
}
