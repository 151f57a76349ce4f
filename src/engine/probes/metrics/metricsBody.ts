import { err, ok, type Result } from '../../../base/result.ts';
import type { ProbeSample } from '../../../model/probe.ts';
import { readJsonMetrics } from '../../values/readJsonMetrics.ts';
import { headerValue } from '../http/bodyBuffer.ts';
import type { BodySink, ResponseHead } from '../http/exchange.ts';
import type { Scrape, ScrapeTarget } from '../probe.ts';
import { unpack } from './unpack.ts';

/** What is read of a scrape's body, packed and unpacked. */
export const METRICS_MAX_BYTES = 64 * 1024 * 1024;
export const METRICS_MAX_TEXT = '64 MiB';
/** JSON is read as a whole, so less of it. */
const JSON_MAX_BYTES = 8 * 1024 * 1024;
/** What is kept for the user to read. */
const KEPT_BYTES = 64 * 1024;

/** What a complete body of a scrape held. */
export interface MetricsRead {
  readonly count: number;
  /** The samples of a JSON body; those of an exposition have gone to the scrape's target. */
  readonly samples: readonly ProbeSample[];
  readonly format: 'prometheus' | 'json';
}

/**
 * The body of a scrape: an exposition goes on to the target as it arrives; JSON, and what is packed, is collected and read at
 * the end; of an error's body only the beginning is kept.
 */
export class MetricsBody implements BodySink {
  readonly #timestampMs: number;
  readonly #target: ScrapeTarget | undefined;
  readonly #chunks: Buffer[] = [];
  #kept = Buffer.alloc(0);
  #scrape: Scrape | undefined;
  #contentType = '';
  #encoding = '';
  #mode: 'none' | 'sniff' | 'stream' | 'collect' | 'keep' = 'none';
  #bytes = 0;
  #tooLong = false;

  constructor(timestampMs: number, target: ScrapeTarget | undefined) {
    this.#timestampMs = timestampMs;
    this.#target = target;
  }

  /** The beginning of the body, unpacked, for the user. */
  get kept(): Buffer {
    return this.#kept;
  }

  get contentType(): string {
    return this.#contentType;
  }

  get tooLong(): boolean {
    return this.#tooLong;
  }

  head(head: ResponseHead): void {
    this.#contentType = headerValue(head, 'content-type');
    this.#encoding = headerValue(head, 'content-encoding').trim().toLowerCase();
    if (head.code < 200 || head.code >= 300) this.#mode = 'keep';
    else if (/json/i.test(this.#contentType) || (this.#encoding !== '' && this.#encoding !== 'identity'))
      this.#mode = 'collect';
    else this.#mode = 'sniff';
  }

  data(chunk: Buffer): boolean {
    this.#bytes += chunk.length;
    if (this.#mode === 'sniff' && chunk.length > 0) this.#mode = mayBeJson(chunk) ? 'collect' : 'stream';
    if (this.#mode === 'keep') {
      this.#keep(chunk);
      return this.#bytes < KEPT_BYTES;
    }
    if (this.#bytes > METRICS_MAX_BYTES) {
      this.#tooLong = true;
      return false;
    }
    if (this.#mode === 'collect') {
      this.#chunks.push(chunk);
      return true;
    }
    this.#push(chunk);
    return true;
  }

  /** There is no answer, or none to be read: what the target had ends. */
  fail(): void {
    if (this.#scrape === undefined) this.#target?.fail(this.#timestampMs);
    else this.#scrape.fail();
  }

  /** Reads what is complete. The error is a sentence; the target was told then. */
  async end(signal: AbortSignal): Promise<Result<MetricsRead, string>> {
    if (this.#mode !== 'collect') return this.#endScrape();
    const unpacked = await unpack(this.#chunks, this.#encoding, METRICS_MAX_BYTES, METRICS_MAX_TEXT, signal);
    if (!unpacked.ok) {
      this.fail();
      return unpacked;
    }
    const json = this.#readJson(unpacked.value);
    if (json !== undefined) return json;
    for (const chunk of unpacked.value) this.#push(chunk);
    return this.#endScrape();
  }

  /** Undefined where the body is none of JSON: then it is read as an exposition, whatever its type says. */
  #readJson(chunks: readonly Buffer[]): Result<MetricsRead, string> | undefined {
    const [first] = chunks;
    if (first === undefined || !mayBeJson(first)) return undefined;
    const body = chunks.length === 1 ? first : Buffer.concat(chunks);
    this.#keep(body);
    if (body.length > JSON_MAX_BYTES) {
      this.fail();
      return err('the JSON body is longer than 8 MiB');
    }
    const { samples, problem } = readJsonMetrics(body);
    if (problem?.severity === 'error') return undefined;
    return ok({ count: samples.length, samples, format: 'json' });
  }

  #push(chunk: Buffer): void {
    this.#keep(chunk);
    this.#scrape ??= this.#target?.begin(this.#timestampMs, this.#contentType);
    this.#scrape?.push(chunk);
  }

  #endScrape(): Result<MetricsRead, string> {
    // An empty body is a complete one, of no samples.
    const scrape = this.#scrape ?? this.#target?.begin(this.#timestampMs, this.#contentType);
    if (scrape === undefined) return ok({ count: 0, samples: [], format: 'prometheus' });
    const { samples, error } = scrape.end();
    return error === undefined ? ok({ count: samples, samples: [], format: 'prometheus' }) : err(error);
  }

  #keep(chunk: Buffer): void {
    const room = KEPT_BYTES - this.#kept.length;
    if (room > 0) this.#kept = Buffer.concat([this.#kept, chunk.subarray(0, room)]);
  }
}

/** An exposition begins with a letter, `#` or, with quoted names, `{"`; what begins so is collected to be looked at as a whole. */
function mayBeJson(chunk: Buffer): boolean {
  for (const byte of chunk) {
    if (byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)) continue;
    return byte === 0x7b || byte === 0x5b;
  }
  return false;
}
