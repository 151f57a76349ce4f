import type { Result } from '../../../base/result.ts';
import type { HeardWebSocket } from '../../probes/websocket/hearWebSocket.ts';
import type { HttpAnswer } from '../../probeSession.ts';
import type { HttpRequestConfig } from '../../../model/service.ts';

/** How servers that keep logs are asked. */
export interface RemoteAccess {
  readonly ask: (
    request: HttpRequestConfig,
    timeoutMs: number,
    signal: AbortSignal,
    maxBytes: number,
  ) => Promise<Result<HttpAnswer, string>>;
  /** Hears what a WebSocket tells until it ends; the sentence says why. Absent: none is opened. */
  readonly hear?: (
    request: HttpRequestConfig,
    heard: HeardWebSocket,
    timeoutMs: number,
    signal: AbortSignal,
  ) => Promise<string>;
  /** Takes the values of secrets out of a text. */
  readonly redact: (text: string) => string;
}
