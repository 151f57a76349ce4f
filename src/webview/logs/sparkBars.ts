import { svgElement } from './svgElement.ts';

const HEIGHT = 14;

/** Counts as small bars, as high as the largest of them; what is not nothing is seen. */
export function sparkBars(counts: readonly number[]): SVGElement {
  const most = Math.max(1, ...counts);
  const bars = counts.flatMap((count, x) => {
    const height = Math.max(1, (count / most) * HEIGHT);
    return count === 0 ? [] : [svgElement('rect', { x, y: HEIGHT - height, width: 0.8, height })];
  });
  const label = counts.join(', ');
  const viewBox = `0 0 ${counts.length} ${HEIGHT}`;
  const svg = svgElement('svg', {
    viewBox,
    preserveAspectRatio: 'none',
    class: 'log-spark',
    role: 'img',
    'aria-label': label,
  });
  svg.append(...bars);
  return svg;
}
