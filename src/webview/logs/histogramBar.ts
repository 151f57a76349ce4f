import { LOG_LEVELS } from '../../model/logRecord.ts';
import type { LogHistogram } from '../../protocol/logs.ts';
import { h } from '../dom.ts';
import { svgElement } from './svgElement.ts';

const HEIGHT = 40;
/** From the bottom up, the worst first, so that errors stand on the ground. */
const ORDER = [5, 4, 3, 2, 1, 0, 6];

/** Records over time by level as stacked bars; a bar that is chosen narrows the time to its own. */
export class HistogramBar {
  readonly element = h('div', { class: 'log-histogram' });
  readonly #choose: (fromMs: number, toMs: number) => void;

  constructor(choose: (fromMs: number, toMs: number) => void) {
    this.#choose = choose;
  }

  show(histogram: LogHistogram | undefined): void {
    this.element.hidden = histogram === undefined;
    if (histogram === undefined) return;
    const { fromMs, stepMs, buckets } = histogram;
    const totals = buckets.map((bucket) => bucket.reduce((sum, count) => sum + count, 0));
    const most = Math.max(1, ...totals);
    const bad = buckets.reduce((sum, bucket) => sum + (bucket[4] ?? 0) + (bucket[5] ?? 0), 0);
    const all = totals.reduce((sum, count) => sum + count, 0);
    const svg = svgElement('svg', {
      viewBox: `0 0 ${buckets.length} ${HEIGHT}`,
      preserveAspectRatio: 'none',
      role: 'img',
      'aria-label': `${all} records over time, ${bad} of them errors`,
    });
    buckets.forEach((bucket, i) => {
      let y = HEIGHT;
      for (const level of ORDER) {
        const height = ((bucket[level] ?? 0) / most) * HEIGHT;
        if (height === 0) continue;
        y -= height;
        svg.append(rect(i, y, height, `log-bar log-bar-${LOG_LEVELS[level] ?? 'none'}`));
      }
      const target = rect(i, 0, HEIGHT, 'log-bar-target');
      target.addEventListener('click', () =>
        this.#choose(Math.floor(fromMs + i * stepMs), Math.ceil(fromMs + (i + 1) * stepMs) - 1),
      );
      const title = svgElement('title', {});
      title.textContent = `${new Date(fromMs + i * stepMs).toLocaleString()}: ${totals[i] ?? 0}`;
      target.append(title);
      svg.append(target);
    });
    this.element.replaceChildren(svg);
  }
}

function rect(x: number, y: number, height: number, className: string): SVGElement {
  return svgElement('rect', { x: x + 0.1, y, width: 0.8, height, class: className });
}
