import type { Columns } from './columns.ts';

/** More lines than this in one chart tell nothing apart any more. */
export const MAX_LINES = 10;

/** What a line was over the range: its last, least, greatest and mean value, NaN where there is none. */
export interface LineSummary {
  readonly last: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly samples: number;
}

export function summariseLine({ values }: Columns): LineSummary {
  let last = NaN;
  let min = Infinity;
  let max = -Infinity;
  let total = 0;
  let samples = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!Number.isFinite(value)) continue;
    last = value;
    if (value < min) min = value;
    if (value > max) max = value;
    total += value;
    samples++;
  }
  return samples === 0
    ? { last: NaN, min: NaN, max: NaN, mean: NaN, samples }
    : { last, min, max, mean: total / samples, samples };
}

/** The lines to draw: all that fit, else those with the greatest mean, in their own order. */
export function chooseLines<T>(lines: readonly T[], columnsOf: (line: T) => Columns, maxLines = MAX_LINES): T[] {
  if (lines.length <= maxLines) return [...lines];
  const ranked = lines.map((line, at) => {
    const { mean } = summariseLine(columnsOf(line));
    return { line, at, size: Number.isNaN(mean) ? -1 : Math.abs(mean) };
  });
  return ranked
    .sort((a, b) => b.size - a.size || a.at - b.at)
    .slice(0, maxLines)
    .sort((a, b) => a.at - b.at)
    .map(({ line }) => line);
}
