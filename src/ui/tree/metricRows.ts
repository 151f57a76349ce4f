import { t } from '../../base/l10n.ts';
import { sparkline } from '../../base/sparkline.ts';
import { formatQuantity } from '../../base/unit.ts';
import type { MetricType } from '../../model/series.ts';
import type { MetricFamilySummary, Signal } from '../../model/signal.ts';
import type { RowWord } from '../contributions.ts';
import { shorten } from '../markdown.ts';
import type { Row } from './row.ts';

const SPARKLINE_WIDTH = 10;
const MAX_FAILURE = 80;

const TYPE_ICONS = {
  counter: 'arrow-up',
  gauge: 'dashboard',
  histogram: 'graph',
  summary: 'graph-scatter',
  gaugehistogram: 'graph',
  info: 'info',
  stateset: 'symbol-boolean',
  unknown: 'symbol-number',
} as const satisfies Record<MetricType, string>;

/** The row of a golden signal: its value, then how it was. */
export function signalRow(signal: Signal): Row {
  const { name, group, failure, sparkline: values } = signal;
  const value = failure === undefined ? valueText(signal) : shorten(failure, MAX_FAILURE);
  const words: RowWord[] = ['signal'];
  if (group === 'pinned') words.push('pinned');
  return {
    ...LEAF,
    label: name,
    description: join([value, failure === undefined ? sparkline(values, SPARKLINE_WIDTH).trim() : '']),
    icon: { id: failure === undefined ? (group === 'pinned' ? 'pinned' : 'pulse') : 'warning' },
    spoken: `${name}: ${value}`,
    words,
  };
}

/** The row of a metric family: its value or rate, how it was, and of how many series. */
export function familyRow(
  family: MetricFamilySummary,
  pinned: { readonly any: boolean; readonly statusBar: boolean; readonly service: boolean },
): Row {
  const { name, type, value, valueUnit, measure, series, sparkline: values } = family;
  const now = measure === 'info' ? '' : formatQuantity(value, valueUnit);
  const counted = seriesText(series);
  const words: RowWord[] = ['metric'];
  if (pinned.any) words.push('pinned');
  if (pinned.service) words.push('servicePinned');
  if (pinned.statusBar) words.push('statusPinned');
  return {
    ...LEAF,
    label: name,
    description: join([now, sparkline(values, SPARKLINE_WIDTH).trim(), series === 1 ? '' : counted]),
    icon: { id: pinned.any ? 'pinned' : TYPE_ICONS[type] },
    spoken: [`${type} ${name}`, now, counted].filter((part) => part !== '').join(', '),
    words,
  };
}

/** The row above a service's metric families. */
export function metricsRow(families: readonly MetricFamilySummary[] | undefined): Row {
  const count = families === undefined ? '' : t('{0} families', families.length);
  return {
    label: t('Metrics'),
    description: count,
    icon: { id: 'symbol-numeric' },
    spoken: join([t('Metrics'), count], ': '),
    expandable: true,
    expanded: false,
    words: ['metrics'],
  };
}

/** A signal's value for people; of several series their number. */
export function valueText({ value, unit, series }: Signal): string {
  if (series > 1) return seriesText(series);
  return series === 0 ? t('no data') : formatQuantity(value, unit);
}

/** `1 series`, `12 series`. */
export function seriesText(count: number): string {
  return count === 1 ? t('1 series') : t('{0} series', count);
}

const LEAF = { expandable: false, expanded: false } as const;

function join(parts: readonly string[], separator = '  '): string {
  return parts.filter((part) => part !== '').join(separator);
}
