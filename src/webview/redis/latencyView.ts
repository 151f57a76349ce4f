import { t } from '../../base/l10n.ts';
import { formatSeconds } from '../../base/unit.ts';
import { h, setChildren } from '../dom.ts';
import type { LatencyStats } from './latencyStats.ts';

/** The latencies so far: their least, average, 99th percentile and greatest, and a histogram. */
export class LatencyView {
  readonly element = h('div', { class: 'l-latency' });

  update(stats: LatencyStats): void {
    const { summary, histogram } = stats;
    if (summary === undefined) {
      setChildren(this.element, [h('p', { class: 'quiet' }, t('Nothing was measured yet.'))]);
      return;
    }
    const { count, min, average, p99, max } = summary;
    const numbers = [
      ['min', formatSeconds(min)],
      [t('avg'), formatSeconds(average)],
      ['p99', formatSeconds(p99)],
      ['max', formatSeconds(max)],
      [t('samples'), String(count)],
    ] as const;
    const most = Math.max(...histogram.map((bucket) => bucket.count));
    setChildren(this.element, [
      h(
        'dl',
        { class: 'l-numbers' },
        ...numbers.map(([name, value]) =>
          h('div', {}, h('dt', { class: 'quiet' }, name), h('dd', { class: 'value' }, value)),
        ),
      ),
      h(
        'table',
        { class: 'l-histogram' },
        h('caption', { class: 'visually-hidden' }, t('How many PINGs took how long')),
        h(
          'thead',
          { class: 'visually-hidden' },
          h('tr', {}, ...[t('at most'), t('share'), 'PINGs'].map((title) => h('th', { scope: 'col' }, title))),
        ),
        h('tbody', {}, ...histogram.map((bucket) => bar(bucket, most))),
      ),
    ]);
  }
}

function bar({ bound, count }: { readonly bound: number; readonly count: number }, most: number): HTMLElement {
  const element = h('span', { class: 'l-bar', 'aria-hidden': 'true' });
  // By the property: the page's security policy forbids the attribute.
  element.style.width = `${(count / most) * 100}%`;
  const name = bound === Infinity ? t('more') : `≤ ${formatSeconds(bound)}`;
  return h(
    'tr',
    {},
    h('th', { scope: 'row', class: 'value' }, name),
    h('td', { class: 'l-bar-cell' }, element),
    h('td', { class: 'value' }, count),
  );
}
