import type { BodySink, ResponseHead } from '../http/exchange.ts';
import { headerValue } from '../http/bodyBuffer.ts';

/** What is read of a scrape's body, packed and unpacked: Prometheus' own limit is set by the user, ours is this. */
export const METRICS_MAX_BYTES = 64 * 1024 * 1024;
export const METRICS_MAX_TEXT = '64 MiB';
/** What is read of an answer that is no scrape, for the user to see. */
const ERROR_MAX_BYTES = 64 * 1024;

/** Collects the body of a scrape in the pieces in which it arrived, still encoded; of an error's body only the beginning. */
export class MetricsBody implements BodySink {
  readonly chunks: Buffer[] = [];
  contentType = '';
  encoding = '';
  #maxBytes = ERROR_MAX_BYTES;
  #bytes = 0;

  head(head: ResponseHead): void {
    this.contentType = headerValue(head, 'content-type');
    this.encoding = headerValue(head, 'content-encoding').trim().toLowerCase();
    if (head.code >= 200 && head.code < 300) this.#maxBytes = METRICS_MAX_BYTES;
  }

  data(chunk: Buffer): boolean {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#maxBytes) return false;
    this.chunks.push(chunk);
    return true;
  }
}
