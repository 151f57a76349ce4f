import { t } from '../base/l10n.ts';
import { RANGES_MS, type RangeName } from '../protocol/webview.ts';
import { h } from './dom.ts';

const RANGE_WORDS: Readonly<Record<RangeName, () => string>> = {
  '5m': () => t('Last 5 minutes'),
  '15m': () => t('Last 15 minutes'),
  '1h': () => t('Last hour'),
  '6h': () => t('Last 6 hours'),
  '24h': () => t('Last 24 hours'),
  '7d': () => t('Last 7 days'),
};

/** The choice of how far back charts look. */
export function rangeField(chosen: RangeName, onChange: (range: RangeName) => void): HTMLElement {
  const ranges = h('fieldset', { class: 'ranges' }, h('legend', { class: 'visually-hidden' }, t('Time range')));
  for (const range of Object.keys(RANGES_MS) as RangeName[]) {
    const words = RANGE_WORDS[range]();
    const input = h('input', {
      type: 'radio',
      name: 'range',
      value: range,
      'aria-label': words,
      onchange: () => onChange(range),
    });
    input.checked = range === chosen;
    ranges.append(h('label', { title: words }, input, h('span', {}, range)));
  }
  return ranges;
}
