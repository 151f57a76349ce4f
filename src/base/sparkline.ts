const BLOCKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/**
 * `values` as a line of block characters, scaled between their least and greatest; NaN (no sample) is a blank and a
 * flat line stays low. At most `width` characters: the last ones.
 */
export function sparkline(values: readonly number[], width = 12): string {
  const shown = values.slice(-width);
  let min = Infinity;
  let max = -Infinity;
  for (const value of shown) {
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  let line = '';
  for (const value of shown) {
    if (!Number.isFinite(value)) line += ' ';
    else line += BLOCKS[max > min ? Math.min(7, Math.floor(((value - min) / (max - min)) * 8)) : 0];
  }
  return line;
}
