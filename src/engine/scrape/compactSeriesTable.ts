import type { ScrapeParser } from './scrapeParser.ts';
import { SeriesTable } from './seriesTable.ts';

/**
 * Rebuilds the table of `parser` in steps with only the entries that were met in `scrape`. What followed what is kept
 * where both are.
 */
export function* compacted<R>(parser: ScrapeParser<R>, scrape: number): Generator<void, void> {
  const from = parser.table;
  const to = new SeriesTable<R>();
  const places = new Int32Array(from.count);
  for (let entry = 1; entry < from.count; entry++) {
    if (from.seen[entry] === scrape) places[entry] = to.adopt(from, entry);
    if (entry % 1024 === 0) yield;
  }
  for (let entry = 0; entry < from.count; entry++) {
    const place = places[entry] as number;
    if (entry === 0 || place !== 0) to.next[place] = places[from.next[entry] as number] as number;
  }
  parser.table = to;
  parser.metadataLines = new Map(
    [...parser.metadataLines].flatMap(([entry, line]) =>
      places[entry] === 0 ? [] : [[places[entry] as number, line]],
    ),
  );
  // Only series of refused bodies still wait for a reference here, and they were not met in this scrape.
  parser.newEntries = [];
}
