import type { Result } from '../../../base/result.ts';
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
  /** Takes the values of secrets out of a text. */
  readonly redact: (text: string) => string;
}
