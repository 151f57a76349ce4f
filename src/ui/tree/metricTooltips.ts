import { formatQuantity } from '../../base/unit.ts';
import type { MetricFamilySummary, Signal } from '../../model/signal.ts';
import { COMMANDS, type CommandId } from '../contributions.ts';
import { commandLink, escapeMarkdown, inlineCode, shorten } from '../markdown.ts';
import { valueText } from './metricRows.ts';
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
    configured ? 'The query is that of the settings.' : '',
    links([
      ['$(copy) Copy query', COMMANDS.copyMetricQuery, row],
      ['$(graph) Open in query panel', COMMANDS.queryMetric, row],
      ['$(edit) Change', COMMANDS.changeSignal, row],
    ]),
  ]);
}

/** What a metric's row says when it is pointed at. */
export function familyTooltip(serviceId: string, family: MetricFamilySummary): string {
  const { name, type, help, unit, series, labels, measure, value, valueUnit, query } = family;
  const row = nodeId('metric', serviceId, name);
  const words = { value: 'now', rate: 'rate', info: '' };
  return paragraphs([
    `**${escapeMarkdown(name)}** ${type}${unit === 'none' ? '' : `, ${unit}`}`,
    help === '' ? '' : escapeMarkdown(shorten(help, MAX_TEXT)),
    [measure === 'info' ? '' : `${words[measure]} ${formatQuantity(value, valueUnit)}`, `${series} series`]
      .filter((part) => part !== '')
      .join(' · '),
    labels.length === 0
      ? ''
      : `Labels: ${labels.map((label) => `${escapeMarkdown(shorten(label.name, 60))} (${label.values})`).join(', ')}`,
    inlineCode(shorten(query, MAX_QUERY)),
    links([
      ['$(graph-line) Open as chart', COMMANDS.openMetricChart, row],
      ['$(graph) Open in query panel', COMMANDS.queryMetric, row],
      ['$(copy) Copy query', COMMANDS.copyMetricQuery, row],
    ]),
  ]);
}

/** The key signals of a service as lines of a table, for its own tooltip. */
export function signalTable(signals: readonly Signal[]): string {
  const shown = signals.filter(({ key, failure }) => key && failure === undefined).slice(0, 8);
  if (shown.length === 0) return '';
  const rows = shown.map((signal) => `| ${escapeMarkdown(signal.name)} | ${valueText(signal)} |`);
  return ['| signal | now |', '|---|---:|', ...rows].join('\n');
}

function links(entries: readonly (readonly [label: string, command: CommandId, row: string])[]): string {
  return entries.map(([label, command, row]) => commandLink(label, command, [row])).join(' &nbsp; ');
}

function paragraphs(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}
