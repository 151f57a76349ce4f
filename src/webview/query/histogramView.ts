import { t } from '../../base/l10n.ts';
import type { HistogramValue } from '../../protocol/query.ts';
import { h } from '../dom.ts';
import { histogramText, intervalText, shortNumber, summaryText } from './histogramText.ts';

/** Buckets that are listed; more than fit on a screen tell nothing. */
const MAX_BUCKETS = 60;
/** The bars are drawn with letters, so that they need no style of their own and are copied with the text. */
const BAR = '▇';
const BAR_LENGTH = 12;

/** A native histogram in a cell: count, sum and mean, and its buckets with bars when it is opened. */
export function histogramView(value: HistogramValue): HTMLElement {
  const { buckets = [] } = value;
  const summary = summaryText(value);
  if (buckets.length === 0) return h('span', { title: histogramText(value) }, summary);
  const greatest = Math.max(...buckets.map(([, , , count]) => Math.abs(Number(count))));
  const rows = buckets.slice(0, MAX_BUCKETS).map((bucket) => {
    const count = Number(bucket[3]);
    const length = greatest > 0 && Number.isFinite(count) ? Math.ceil((Math.abs(count) / greatest) * BAR_LENGTH) : 0;
    const [ends, lower, upper] = bucket;
    const short = intervalText([ends, shortNumber(lower), shortNumber(upper), bucket[3]]);
    return h(
      'tr',
      { title: `${intervalText(bucket)}: ${bucket[3]}` },
      h('th', { scope: 'row' }, short),
      h('td', {}, shortNumber(bucket[3])),
      h('td', { class: 'q-histogram-bar', 'aria-hidden': 'true' }, BAR.repeat(length)),
    );
  });
  const left = buckets.length - rows.length;
  return h(
    'details',
    { class: 'q-histogram' },
    h('summary', { title: t('Native histogram: open for its buckets') }, summary),
    h('table', {}, h('caption', { class: 'visually-hidden' }, t('Buckets')), h('tbody', {}, ...rows)),
    left > 0 ? h('div', { class: 'quiet' }, t('and {0} more buckets', left)) : undefined,
  );
}
