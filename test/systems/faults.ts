import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { gzipSync } from 'node:zlib';

/** A failing body as the system's guide has it. */
export interface FailingBody {
  readonly contentType?: string;
  readonly body: string;
}

export interface FaultContext {
  /** Whether this path is the service's health endpoint. */
  readonly isHealth: boolean;
  readonly failing: FailingBody;
  /** How often the health endpoint was asked since the fault was switched on, this time included. */
  readonly count: number;
  /** Answers as if there was no fault. */
  pass(): void;
}

interface HttpFault {
  /** What it does, for the list that the demo prints. */
  readonly about: string;
  answer(request: IncomingMessage, response: ServerResponse, context: FaultContext): void;
}

const MEGABYTE = 1 << 20;

/** What can go wrong with an HTTP endpoint that is watched. One row each; a test holds every one to what it says. */
export const HTTP_FAULTS = {
  slow: {
    about: 'answers after 1.5 seconds',
    answer: (_request, _response, context) => void setTimeout(() => context.pass(), 1_500),
  },
  hang: { about: 'never answers', answer: () => undefined },
  status503: {
    about: 'health answers 503 with a failing body',
    answer: (_request, response, context) => (context.isHealth ? fail(response, 503, context.failing) : context.pass()),
  },
  failing200: {
    about: 'health answers 200 with a failing body',
    answer: (_request, response, context) => (context.isHealth ? fail(response, 200, context.failing) : context.pass()),
  },
  flapping: {
    about: 'health fails every other time',
    answer(_request, response, context) {
      if (context.isHealth && context.count % 2 === 1) fail(response, 503, context.failing);
      else context.pass();
    },
  },
  reset: {
    about: 'the connection is reset in the middle of the body',
    answer(_request, response) {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': 100_000 });
      response.write('{"status":"healthy","padding":"', () => {
        setTimeout(() => resetConnection(response.socket), 50);
      });
    },
  },
  huge: {
    about: 'the body is 100 MB',
    answer(_request, response) {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      const chunk = Buffer.alloc(MEGABYTE, 'a');
      let left = 100;
      const more = () => {
        while (left > 0 && !response.destroyed) {
          left--;
          if (!response.write(chunk)) {
            response.once('drain', more);
            return;
          }
        }
        response.end('"}');
      };
      response.write('{"status":"healthy","padding":"');
      more();
    },
  },
  gzipBomb: {
    about: 'one megabyte of gzip that unpacks to one gigabyte',
    answer(_request, response) {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' });
      response.end(gzipBomb());
    },
  },
  invalidUtf8: {
    about: 'the body is JSON with bytes that are no UTF-8',
    answer(_request, response) {
      response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8' });
      response.end(Buffer.concat([Buffer.from('{"status":"'), Buffer.from([0xff, 0xc3, 0x28]), Buffer.from('"}')]));
    },
  },
  login: {
    about: 'redirects to a login page that answers 200',
    answer(_request, response) {
      response.writeHead(302, { Location: '/login' }).end();
    },
  },
} satisfies Readonly<Record<string, HttpFault>>;

export type HttpFaultName = keyof typeof HTTP_FAULTS;

function resetConnection(socket: Socket | null): void {
  // TLS' socket is no handle that can send a reset: there the connection just ends, without a farewell.
  if (socket instanceof TLSSocket) socket.destroy();
  else socket?.resetAndDestroy();
}

let bomb: Buffer | undefined;

/** A gzip file may have several members one after the other: one of ten megabytes, a hundred times. Made once. */
function gzipBomb(): Buffer {
  if (bomb === undefined) {
    const member = gzipSync(Buffer.alloc(10 * MEGABYTE, 'a'));
    const members = Array.from({ length: 100 }, () => member);
    bomb = Buffer.concat([gzipSync('{"status":"healthy","padding":"'), ...members, gzipSync('"}')]);
  }
  return bomb;
}

/** The page that `login` leads to. */
export const LOGIN_PAGE =
  '<!doctype html><html><head><title>Sign in</title></head><body><form method="post" action="/login">' +
  '<input name="user"><input name="password" type="password"><button>Sign in</button></form></body></html>';

function fail(response: ServerResponse, code: number, { contentType = 'application/json', body }: FailingBody): void {
  response.writeHead(code, { 'Content-Type': contentType }).end(body);
}
