import { brotliDecompressSync, constants, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { t } from '../../../base/l10n.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import { formatQuantity } from '../../../base/unit.ts';
import type { BodySink, ResponseHead } from './exchange.ts';

/** Keeps a response's body up to a limit, still encoded as it came. */
export class BodyBuffer implements BodySink {
  readonly #maxBytes: number;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #truncated = false;
  #encoding = '';

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Whether the limit was reached; the rest was not read. */
  get truncated(): boolean {
    return this.#truncated;
  }

  head(head: ResponseHead): void {
    this.#encoding = headerValue(head, 'content-encoding').toLowerCase();
  }

  data(chunk: Buffer): boolean {
    const room = this.#maxBytes - this.#bytes;
    if (chunk.length > room) {
      this.#truncated = true;
      if (room > 0) this.#chunks.push(chunk.subarray(0, room));
      this.#bytes = this.#maxBytes;
      return false;
    }
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    return true;
  }

  /** The body with gzip, deflate and Brotli undone, at most `maxBytes` of it. The error is a sentence. */
  decoded(maxBytes: number): Result<Buffer, string> {
    const [only] = this.#chunks;
    const raw = this.#chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.#chunks, this.#bytes);
    return decodeBody(raw, this.#encoding, maxBytes, this.#truncated);
  }
}

/** `raw` with the encodings of a content-encoding header undone, the last one first. `partial`: the end may be missing. */
export function decodeBody(raw: Buffer, encoding: string, maxBytes: number, partial: boolean): Result<Buffer, string> {
  let body = raw;
  const names = encoding.split(',').map((name) => name.trim());
  for (const name of names.reverse()) {
    if (name === '' || name === 'identity' || body.length === 0) continue;
    try {
      const decoded = decodeOne(body, name, maxBytes, partial);
      if (decoded === undefined)
        return err(t('the body is encoded as "{0}", which is not understood', name.slice(0, 40)));
      body = decoded;
    } catch (error) {
      if (error instanceof RangeError || codeOf(error) === 'ERR_BUFFER_TOO_LARGE') {
        const limit = formatQuantity(maxBytes, 'bytes');
        return err(t('the {0} body of {1} unpacks to more than {2}', name, formatQuantity(raw.length, 'bytes'), limit));
      }
      return err(
        t('the body is not the {0} that its content-encoding says ({1})', name, codeOf(error) ?? t('not understood')),
      );
    }
  }
  return ok(body);
}

/** The value of the header `name` (lower case), or the empty text. */
export function headerValue(head: ResponseHead, name: string): string {
  for (const [other, value] of head.headers)
    if (other.length === name.length && other.toLowerCase() === name) return value;
  return '';
}

function decodeOne(body: Buffer, name: string, maxOutputLength: number, partial: boolean): Buffer | undefined {
  const options = partial ? { maxOutputLength, finishFlush: constants.Z_SYNC_FLUSH } : { maxOutputLength };
  switch (name) {
    case 'gzip':
    case 'x-gzip':
      return gunzipSync(body, options);
    case 'deflate':
      // RFC 9110 means zlib's format, but many servers send the bare one.
      return ((body[0] ?? 0) & 0x0f) === 8 ? inflateSync(body, options) : inflateRawSync(body, options);
    case 'br':
      return brotliDecompressSync(
        body,
        partial ? { maxOutputLength, finishFlush: constants.BROTLI_OPERATION_FLUSH } : { maxOutputLength },
      );
    default:
      return undefined;
  }
}

function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
}
