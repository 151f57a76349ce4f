/** Points that are enough for a line of some hundred pixels. */
const MAX_POINTS = 120;

/**
 * A line through `values` as the `d` of a path, in a box of `width` by `height` whose lower edge is the least value. NaN breaks the line; of
 * many values one in each share of the width is drawn. Empty where there is no line.
 */
export function linePath(values: ArrayLike<number>, width: number, height: number): string {
  const each = Math.max(1, Math.ceil(values.length / MAX_POINTS));
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < values.length; i += each) {
    const value = values[i] ?? NaN;
    if (!Number.isFinite(value)) continue;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  if (max < min || values.length < 2) return '';
  const parts: string[] = [];
  let isDrawing = false;
  for (let i = 0; i < values.length; i += each) {
    const value = values[i] ?? NaN;
    if (!Number.isFinite(value)) {
      isDrawing = false;
      continue;
    }
    const x = (i / (values.length - 1)) * width;
    // A flat line stands in the middle.
    const y = max > min ? height - ((value - min) / (max - min)) * height : height / 2;
    parts.push(`${isDrawing ? 'L' : 'M'}${round(x)} ${round(y)}`);
    isDrawing = true;
  }
  return parts.join('');
}

/** The `d` of a half circle around (50, 50) with radius 40, from the left to `share` (0 to 1) of its way. */
export function arcPath(share: number): string {
  const angle = Math.PI * (1 - Math.max(0, Math.min(1, share)));
  return `M10 50A40 40 0 0 1 ${round(50 + 40 * Math.cos(angle))} ${round(50 - 40 * Math.sin(angle))}`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
