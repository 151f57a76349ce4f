import { t } from '../../base/l10n.ts';
import { formatQuantity } from '../../base/unit.ts';
import type { MetricFamilySummary, Signal } from '../../model/signal.ts';
import { unitWord } from '../../model/unitText.ts';
import { COMMANDS, type CommandId } from '../contributions.ts';
import { commandLink, escapeMarkdown, inlineCode, shorten } from '../markdown.ts';
import { seriesText, valueText } from './metricRows.ts';
import { nodeId } from './treeNodes.ts';

const MAX_TEXT = 300;
const MAX_QUERY = 600;

/** What a signal's row says when it is pointed at: the query, and what can be done with it. */
export function signalTooltip(serviceId: string, signal: Signal): string {
  const { name, query, failure, configured } = signal;
  const row = nodeId('signal', serviceId, name);
  return paragraphs([
    `**${escapeMarkdown(name)}** ${valueText(signal)}`,
    failure === undefined ? '' : escapeMarkdown(shorten(failure, MAX_TEXT)),
    inlineCode(shorten(query, MAX_QUERY)),
    configured ? t('The query is that of the settings.') : '',
    links([
      [`$(copy) ${t('Copy query')}`, COMMANDS.copyMetricQuery, row],
      [`$(graph) ${t('Open in query panel')}`, COMMANDS.queryMetric, row],
      [`$(edit) ${t('Change')}`, COMMANDS.changeSignal, row],
    ]),
  ]);
}

/** What a metric's row says when it is pointed at. */
export function familyTooltip(serviceId: string, family: MetricFamilySummary): string {
  const { name, type, help, unit, series, labels, measure, value, valueUnit, query } = family;
  const row = nodeId('metric', serviceId, name);
  const words = { value: t('now'), rate: t('rate'), info: '' };
  return paragraphs([
    `**${escapeMarkdown(name)}** ${[type, unitWord(unit)].filter((part) => part !== '').join(', ')}`,
    help === '' ? '' : escapeMarkdown(shorten(help, MAX_TEXT)),
    [measure === 'info' ? '' : `${words[measure]} ${formatQuantity(value, valueUnit)}`, seriesText(series)]
      .filter((part) => part !== '')
      .join(' · '),
    labels.length === 0
      ? ''
      : t(
          'Labels: {0}',
          labels.map((label) => `${escapeMarkdown(shorten(label.name, 60))} (${label.values})`).join(', '),
        ),
    inlineCode(shorten(query, MAX_QUERY)),
    links([
      [`$(graph-line) ${t('Open as chart')}`, COMMANDS.openMetricChart, row],
      [`$(graph) ${t('Open in query panel')}`, COMMANDS.queryMetric, row],
      [`$(copy) ${t('Copy query')}`, COMMANDS.copyMetricQuery, row],
    ]),
  ]);
}

/** The key signals of a service as lines of a table, for its own tooltip. */
export function signalTable(signals: readonly Signal[]): string {
  const shown = signals.filter(({ key, failure }) => key && failure === undefined).slice(0, 8);
  if (shown.length === 0) return '';
  const rows = shown.map((signal) => `| ${escapeMarkdown(signal.name)} | ${valueText(signal)} |`);
  return [`| ${t('signal')} | ${t('now')} |`, '|---|---:|', ...rows].join('\n');
}

function links(entries: readonly (readonly [label: string, command: CommandId, row: string])[]): string {
  return entries.map(([label, command, row]) => commandLink(label, command, [row])).join(' &nbsp; ');
}

function paragraphs(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}
