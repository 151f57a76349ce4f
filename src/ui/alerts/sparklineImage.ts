import type { AlertHistory } from '../../model/alert.ts';

const WIDTH = 280;
const HEIGHT = 56;
const MARGIN = 4;
/** Colours that can be read on light and on dark alike: an image in a tooltip knows no theme. */
const LINE = '#3794ff';
const THRESHOLD = '#e51400';

/** A small chart as a `data:` address: the values over time, and the threshold as a dashed line. */
export function sparklineImage({
  timesMs,
  values,
  threshold,
}: Pick<AlertHistory, 'timesMs' | 'values' | 'threshold'>): string {
  const finite = values.filter(Number.isFinite);
  const low = Math.min(...finite, ...(threshold === undefined ? [] : [threshold]));
  const high = Math.max(...finite, ...(threshold === undefined ? [] : [threshold]));
  const [first = 0] = timesMs;
  const spanMs = Math.max(1, (timesMs.at(-1) ?? first) - first);
  const x = (timeMs: number): string => (MARGIN + ((timeMs - first) / spanMs) * (WIDTH - 2 * MARGIN)).toFixed(1);
  const y = (value: number): string =>
    (HEIGHT - MARGIN - (high === low ? 0.5 : (value - low) / (high - low)) * (HEIGHT - 2 * MARGIN)).toFixed(1);
  let path = '';
  let isDrawing = false;
  values.forEach((value, i) => {
    const timeMs = timesMs[i];
    if (!Number.isFinite(value) || timeMs === undefined) {
      isDrawing = false;
      return;
    }
    path += `${isDrawing ? 'L' : 'M'}${x(timeMs)} ${y(value)}`;
    isDrawing = true;
  });
  const line =
    threshold === undefined || !Number.isFinite(threshold)
      ? ''
      : `<path d="M0 ${y(threshold)}H${WIDTH}" stroke="${THRESHOLD}" stroke-dasharray="4 3"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" fill="none">${line}<path d="${path}" stroke="${LINE}" stroke-width="1.5"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg).replaceAll('(', '%28').replaceAll(')', '%29')}`;
}
