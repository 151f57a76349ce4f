import { t, language } from '../../base/l10n.ts';
import { LOG_LEVELS } from '../../model/logRecord.ts';
import type { LogHistogram } from '../../protocol/logs.ts';
import { barAfterKey } from '../barKeys.ts';
import { h, setAttribute, setText } from '../dom.ts';
import { svgElement } from './svgElement.ts';

const HEIGHT = 40;
/** From the bottom up, the worst first, so that errors stand on the ground. */
const ORDER = [5, 4, 3, 2, 1, 0, 6];

/** Records over time by level as stacked bars, walked through with the arrows; a bar that is chosen narrows the time to its own. */
export class HistogramBar {
  readonly element: HTMLElement;
  readonly #choose: (fromMs: number, toMs: number) => void;
  /** What the bar that the keyboard is at says, for the eyes: a screen reader has it from the slider. */
  readonly #detail = h('span', { class: 'log-bar-detail', 'aria-hidden': 'true', hidden: true });
  #histogram: LogHistogram | undefined;
  /** The bar that the keyboard is at. */
  #at: number | undefined;

  constructor(choose: (fromMs: number, toMs: number) => void) {
    this.#choose = choose;
    this.element = h('div', {
      class: 'log-histogram',
      role: 'slider',
      tabindex: 0,
      hidden: true,
      'aria-label': t('Records over time'),
      'aria-valuemin': 0,
      onkeydown: (event: KeyboardEvent) => this.#key(event),
      onblur: () => this.#pointAt(undefined),
    });
  }

  show(histogram: LogHistogram | undefined): void {
    this.element.hidden = histogram === undefined;
    this.#histogram = histogram;
    if (histogram === undefined) return;
    const { buckets } = histogram;
    const most = Math.max(1, ...buckets.map(total));
    const svg = svgElement('svg', {
      viewBox: `0 0 ${buckets.length} ${HEIGHT}`,
      preserveAspectRatio: 'none',
      'aria-hidden': 'true',
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
      target.addEventListener('click', () => this.#narrow(i));
      const title = svgElement('title', {});
      title.textContent = textOf(histogram, i);
      target.append(title);
      svg.append(target);
    });
    this.element.replaceChildren(svg, this.#detail);
    setAttribute(this.element, 'aria-valuemax', Math.max(0, buckets.length - 1));
    this.#pointAt(this.#at === undefined ? undefined : Math.min(this.#at, buckets.length - 1));
  }

  #pointAt(at: number | undefined): void {
    this.#at = at;
    [...this.element.querySelectorAll('.log-bar-target')].forEach((bar, i) =>
      bar.classList.toggle('log-bar-current', i === at),
    );
    if (this.#histogram === undefined) return;
    const { buckets } = this.#histogram;
    setAttribute(this.element, 'aria-valuenow', at ?? Math.max(0, buckets.length - 1));
    const errors = buckets.reduce((sum, bucket) => sum + errorsOf(bucket), 0);
    const all = buckets.reduce((sum, bucket) => sum + total(bucket), 0);
    const summary = t('{0} records over time, {1} of them errors', all, errors);
    const text = at === undefined ? summary : textOf(this.#histogram, at);
    setAttribute(this.element, 'aria-valuetext', text);
    setText(this.#detail, text);
    this.#detail.hidden = at === undefined;
  }

  #narrow(at: number): void {
    if (this.#histogram === undefined) return;
    const { fromMs, stepMs } = this.#histogram;
    this.#choose(Math.floor(fromMs + at * stepMs), Math.ceil(fromMs + (at + 1) * stepMs) - 1);
  }

  #key(event: KeyboardEvent): void {
    const last = (this.#histogram?.buckets.length ?? 0) - 1;
    const target = barAfterKey(event.key, this.#at ?? last + 1, last);
    if ((event.key === 'Enter' || event.key === ' ') && this.#at !== undefined) this.#narrow(this.#at);
    else if (target !== undefined) this.#pointAt(target);
    else return;
    event.preventDefault();
  }
}

function total(bucket: readonly number[]): number {
  return bucket.reduce((sum, count) => sum + count, 0);
}

function errorsOf(bucket: readonly number[]): number {
  return (bucket[4] ?? 0) + (bucket[5] ?? 0);
}

function textOf({ fromMs, stepMs, buckets }: LogHistogram, at: number): string {
  const bucket = buckets[at] ?? [];
  const when = new Date(fromMs + at * stepMs).toLocaleString(language());
  return t('{0}: {1} records, {2} of them errors', when, total(bucket), errorsOf(bucket));
}

function rect(x: number, y: number, height: number, className: string): SVGElement {
  return svgElement('rect', { x: x + 0.1, y, width: 0.8, height, class: className });
}
