import { type NotedSeries, readSeriesLine } from '../../../src/engine/rules/unitTest/readSeries.ts';

const known = new Map<string, NotedSeries>();

/** `readSeriesLine` of a line that may have been read before: expectations are read again for every re-check. */
export function knownSeriesLine(line: string): NotedSeries {
  let series = known.get(line);
  if (series === undefined) known.set(line, (series = readSeriesLine(line)));
  return series;
}
