import type { Clock } from '../../../base/clock.ts';
import { t } from '../../../base/l10n.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { ProbeSample } from '../../../model/probe.ts';
import { scrapeFormatOf } from '../../scrape/expositionFormat.ts';
import { type ScrapeResult, TargetScraper } from '../../scrape/targetScraper.ts';
import { readJsonMetrics } from '../../values/readJsonMetrics.ts';
import type { MetricsScraper } from '../probe.ts';

/** JSON is read as a whole, so less of it. */
const JSON_MAX_BYTES = 8 * 1024 * 1024;

/** What a complete body of a scrape held. */
export interface MetricsRead {
  readonly count: number;
  /** The samples of a JSON body; those of an exposition have gone to the scraper. */
  readonly samples: readonly ProbeSample[];
  readonly format: 'prometheus' | 'openmetrics' | 'protobuf' | 'json';
}

/** When the scrape was: Unix and monotonic milliseconds. */
export interface ScrapeTime {
  readonly atMs: number;
  readonly startedMs: number;
}

/** Reads an unpacked body as JSON where it is some, else as an exposition into `scraper`. The error is a sentence. */
export async function readMetrics(
  chunks: readonly Buffer[],
  contentType: string,
  scraper: MetricsScraper,
  time: ScrapeTime,
): Promise<Result<MetricsRead, string>> {
  if (scrapeFormatOf(contentType) !== 'protobuf' && mayBeJson(chunks)) {
    const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    const json = bytes > JSON_MAX_BYTES ? undefined : readJsonMetrics(Buffer.concat(chunks));
    if (json?.problem?.code === 'metrics.error') {
      scraper.fail(json.problem.message, time);
      return err(json.problem.message);
    }
    if (json !== undefined && json.problem?.severity !== 'error') {
      // An exposition of nothing: the scrape succeeded, and what an exposition gave before has ended.
      await scraper.scrape([], { contentType: 'text/plain', ...time });
      return ok({ count: json.samples.length, samples: json.samples, format: 'json' });
    }
    if (/json/i.test(contentType)) {
      const reason =
        json === undefined ? t('the JSON body is longer than 8 MiB') : t('the body is announced as JSON but is none');
      scraper.fail(reason, time);
      return err(reason);
    }
  }
  const result = await scraper.scrape(chunks, { contentType, ...time });
  if (!result.ok) return err(printFailure(result));
  return ok({
    count: result.samples,
    samples: [],
    format: result.format === 'text' ? 'prometheus' : result.format,
  });
}

/** A scraper whose samples go nowhere, for a run that nobody records. */
export function countingScraper(clock: Clock): MetricsScraper {
  return new TargetScraper<number>({ resolve: () => 0, append: () => 'ok' }, clock);
}

function printFailure({ failure }: ScrapeResult): string {
  if (failure === undefined) return t('no reason was given');
  const { reason, line, column } = failure;
  if (line === undefined) return reason;
  return column === undefined
    ? t('{0} (line {1})', reason, line)
    : t('{0} (line {1}, column {2})', reason, line, column);
}

/** An exposition begins with a letter, `#` or, with quoted names, `{"`; the last is told from JSON by reading it. */
function mayBeJson(chunks: readonly Buffer[]): boolean {
  for (const chunk of chunks) {
    for (const byte of chunk) {
      if (byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)) continue;
      return byte === 0x7b || byte === 0x5b;
    }
  }
  return false;
}
