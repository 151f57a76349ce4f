import { createHash, randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { Socket } from 'node:net';
import { t } from '../../../base/l10n.ts';
import type { RequestHeader } from '../http/httpRequest.ts';

/** What became of asking for a WebSocket. */
export interface Handshake {
  /** HTTP's status; absent where no answer came. */
  readonly code?: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Set where the connection is a WebSocket now: what of it came with the answer already. */
  readonly open?: { readonly head: Buffer };
  /** What is wrong with an answer of 101, in a sentence's end. */
  readonly wrong?: string;
  readonly aborted: boolean;
  readonly error?: Error;
}

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** Asks for a WebSocket on `socket` (RFC 6455, 4.1). Never rejects; ends at once when `signal` fires. */
export function handshake(
  socket: Socket,
  asked: {
    readonly url: URL;
    readonly headers: readonly RequestHeader[];
    readonly protocols: readonly string[];
  },
  signal: AbortSignal,
): Promise<Handshake> {
  return new Promise((resolve) => {
    let ended = false;
    const end = (result: Partial<Handshake>): void => {
      if (ended) return;
      ended = true;
      signal.removeEventListener('abort', onAbort);
      resolve({ headers: [], aborted: false, ...result });
    };
    const onAbort = (): void => end({ aborted: true });
    if (signal.aborted) return end({ aborted: true });
    signal.addEventListener('abort', onAbort);
    const key = randomBytes(16).toString('base64');
    try {
      const asking = request({
        createConnection: () => socket,
        path: asked.url.pathname + asked.url.search,
        headers: {
          host: asked.url.host,
          ...Object.fromEntries(asked.headers.map(({ name, value }) => [name, value])),
          connection: 'Upgrade',
          upgrade: 'websocket',
          'sec-websocket-version': '13',
          'sec-websocket-key': key,
          ...(asked.protocols.length > 0 && { 'sec-websocket-protocol': asked.protocols.join(', ') }),
        },
      });
      asking.on('error', (error) => end({ error }));
      asking.on('response', (response) => {
        end({ code: response.statusCode ?? 0, headers: pairs(response.rawHeaders) });
        response.destroy();
      });
      asking.on('upgrade', (response, _socket, head: Buffer) => {
        const headers = pairs(response.rawHeaders);
        const accept = createHash('sha1')
          .update(key + GUID)
          .digest('base64');
        const protocol = response.headers['sec-websocket-protocol'];
        const wrong =
          response.headers['sec-websocket-accept'] !== accept
            ? t('its key does not fit')
            : asked.protocols.length > 0 && !asked.protocols.includes(protocol ?? '')
              ? t('it takes none of the subprotocols')
              : undefined;
        end({ code: 101, headers, ...(wrong === undefined ? { open: { head } } : { wrong }) });
      });
      asking.end();
    } catch (error) {
      // A header that HTTP does not allow.
      end({ error: error instanceof Error ? error : new Error(String(error)) });
    }
  });
}

function pairs(raw: readonly string[]): (readonly [name: string, value: string])[] {
  const headers: (readonly [string, string])[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) headers.push([raw[i] ?? '', raw[i + 1] ?? '']);
  return headers;
}
