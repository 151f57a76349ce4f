import type { ClientHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';

/** An answer to a health check is a few bytes. */
const ANSWER_MAX_BYTES = 64 * 1024;

/** What became of a call. */
export interface CallEnd {
  /** HTTP's status; absent where no answer came. */
  readonly code?: number;
  readonly contentType: string;
  /** gRPC's status, from the trailers or, where there is no message, the headers. */
  readonly grpcStatus?: number;
  readonly grpcMessage: string;
  readonly body: Buffer;
  readonly aborted: boolean;
  readonly error?: Error;
}

/**
 * One unary call over HTTP/2 on `socket`, whose end it is (gRPC over HTTP2, "Requests" and "Responses"). Never rejects; ends at
 * once when `signal` fires.
 */
export async function unaryCall(
  socket: Socket,
  call: {
    readonly origin: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly message: Buffer;
  },
  signal: AbortSignal,
): Promise<CallEnd> {
  const { connect } = await import('node:http2');
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    let code: number | undefined;
    let contentType = '';
    let status: string | undefined;
    let message = '';
    const session = connect(call.origin, { createConnection: () => socket });
    const end = (aborted: boolean, error?: Error): void => {
      signal.removeEventListener('abort', onAbort);
      session.destroy();
      socket.destroy();
      resolve({
        ...(code !== undefined && { code }),
        contentType,
        ...(status !== undefined && /^\d{1,5}$/.test(status) && { grpcStatus: Number(status) }),
        grpcMessage: decodeMessage(message),
        body: Buffer.concat(chunks),
        aborted,
        ...(error !== undefined && { error }),
      });
    };
    const onAbort = (): void => end(true);
    const take = (headers: Readonly<Record<string, unknown>>): void => {
      if (typeof headers['grpc-status'] === 'string') status = headers['grpc-status'];
      if (typeof headers['grpc-message'] === 'string') message = headers['grpc-message'];
    };
    session.on('error', (error: Error) => end(false, error));
    if (signal.aborted) return end(true);
    signal.addEventListener('abort', onAbort);
    let stream: ClientHttp2Stream;
    try {
      stream = session.request({
        ...call.headers,
        ':method': 'POST',
        ':path': call.path,
        'content-type': 'application/grpc',
        te: 'trailers',
      });
    } catch (error) {
      // A value that a header cannot carry.
      return end(false, error instanceof Error ? error : new Error(String(error)));
    }
    stream.on('response', (headers) => {
      code = headers[':status'];
      contentType = headers['content-type'] ?? '';
      take(headers);
    });
    stream.on('trailers', take);
    stream.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > ANSWER_MAX_BYTES) end(false, new Error('the answer is too long'));
      else chunks.push(chunk);
    });
    stream.on('error', (error: Error) => end(false, error));
    stream.on('close', () => end(false));
    stream.end(call.message);
  });
}

/** grpc-message is percent-encoded. */
function decodeMessage(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone percent sign: shown as it came
  }
}
