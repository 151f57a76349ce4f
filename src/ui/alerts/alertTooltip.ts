import { formatQuantity, formatSeconds } from '../../base/unit.ts';
import { type AlertHistory, severityOf } from '../../model/alert.ts';
import { COMMANDS, type CommandId } from '../contributions.ts';
import { commandLink, escapeMarkdown, inlineCode, shorten } from '../markdown.ts';
import type { ShownAlert } from './alertBook.ts';
import { annotationsOf, SEVERITY_LOOKS } from './alertRows.ts';
import { sparklineImage } from './sparklineImage.ts';

/** The commands that a tooltip's links may run, and no others. */
export const ALERT_TOOLTIP_COMMANDS: readonly CommandId[] = [
  COMMANDS.openAlertRule,
  COMMANDS.openAlertQuery,
  COMMANDS.silenceAlert,
  COMMANDS.acknowledgeAlert,
];

const MAX_TEXT = 400;

/** The tooltip of an alert as Markdown; whatever comes from outside in it is escaped. */
export function alertTooltip(alert: ShownAlert, nowMs: number, history: AlertHistory | undefined): string {
  const { labels, rule, state, activeAtMs, firedAtMs, resolvedAtMs, acknowledged, silencedBy } = alert;
  const severity = severityOf(labels);
  const ago = (atMs: number): string =>
    `${escapeMarkdown(new Date(atMs).toLocaleString())} (${formatSeconds(Math.max(0, Math.round((nowMs - atMs) / 1000)))} ago)`;
  const times = [
    `Active since ${ago(activeAtMs)}`,
    ...(firedAtMs === undefined ? [] : [`firing since ${ago(firedAtMs)}`]),
    ...(resolvedAtMs === undefined ? [] : [`resolved ${ago(resolvedAtMs)}`]),
  ].join('  \n');
  const note = acknowledged === undefined || acknowledged.note === '' ? '' : `: ${escapeMarkdown(acknowledged.note)}`;
  const labelLines = Object.entries(labels)
    .filter(([name]) => name !== 'alertname')
    .map(([name, value]) => inlineCode(`${name}="${shorten(value, 80)}"`));
  return [
    `$(${SEVERITY_LOOKS[severity].icon}) **${escapeMarkdown(labels['alertname'] ?? rule.name)}** ${state} · ${severity}`,
    ...annotationsOf(alert).map(
      ([name, text]) => `*${escapeMarkdown(name)}* ${escapeMarkdown(shorten(text, MAX_TEXT))}`,
    ),
    measured(alert, history),
    times,
    ...(acknowledged === undefined ? [] : [`$(eye) Acknowledged ${ago(acknowledged.atMs)}${note}`]),
    ...(silencedBy === undefined ? [] : ['$(bell-slash) Silenced']),
    labelLines.join(' '),
    inlineCode(shorten(rule.expr, MAX_TEXT)),
    [
      commandLink('Open rule', COMMANDS.openAlertRule, [alert.id]),
      commandLink('Open query', COMMANDS.openAlertQuery, [alert.id]),
      ...(state === 'resolved'
        ? []
        : [
            commandLink('Silence', COMMANDS.silenceAlert, [alert.id]),
            commandLink('Acknowledge', COMMANDS.acknowledgeAlert, [alert.id]),
          ]),
    ].join(' · '),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function measured({ value, unit }: ShownAlert, history: AlertHistory | undefined): string {
  const now = `Value **${escapeMarkdown(formatQuantity(value, unit))}**`;
  if (history === undefined) return now;
  const threshold =
    history.threshold === undefined
      ? ''
      : `, threshold ${escapeMarkdown(formatQuantity(history.threshold, history.unit))}`;
  const image = history.values.length < 2 ? '' : `\n\n![the last hour](${sparklineImage(history)})`;
  return `${now}${threshold}${image}`;
}
