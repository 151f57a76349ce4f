import { createReadStream } from 'node:fs';
import { err, ok, type Result } from '../../base/result.ts';
import { DEFAULT_SCRAPE_OPTIONS } from '../../engine/scrape/scrapeOptions.ts';
import { ScrapeParser } from '../../engine/scrape/scrapeParser.ts';
import { LoadedSeries } from './loadedSeries.ts';

/** Any number of samples of any age: what is loaded was chosen by the user. */
const OPTIONS = {
  ...DEFAULT_SCRAPE_OPTIONS,
  honorLabels: true,
  maxBodyBytes: Infinity,
  maxSamples: 2 ** 30,
  maxAheadMs: Infinity,
  maxBehindMs: Infinity,
};

/** Reads OpenMetrics text with timestamps into memory, as it streams; a sample without a timestamp counts for `nowMs`. */
export async function loadSamples(file: string, nowMs: number): Promise<Result<LoadedSeries, string>> {
  const parser = new ScrapeParser<number>(OPTIONS, false);
  parser.begin('openmetrics', 1, nowMs);
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) parser.push(chunk as Buffer);
  } catch (error) {
    return err(`cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  parser.end();
  if (parser.failure !== undefined) {
    const { line, column, reason } = parser.failure;
    return err(`${file}${line === undefined ? '' : `:${line}:${column ?? 1}`}: ${reason}`);
  }
  const { stagedEntries, stagedValues, staged, timedPositions, timedMs } = parser;
  const loaded = new LoadedSeries();
  const seriesOf: number[] = [];
  let timed = 0;
  for (let i = 0; i < staged; i++) {
    const entry = stagedEntries[i] ?? 0;
    let series = seriesOf[entry];
    if (series === undefined) {
      const labels = parser.labelsOf(entry);
      series = seriesOf[entry] = labels === undefined ? -1 : loaded.series(labels);
    }
    let timeMs = nowMs;
    if (timedPositions[timed] === i) timeMs = timedMs[timed++] ?? nowMs;
    if (series >= 0) loaded.add(series, timeMs, stagedValues[i] ?? 0);
  }
  return ok(loaded);
}
