import { t, language } from '../../base/l10n.ts';
import { formatQuantity, formatSeconds } from '../../base/unit.ts';
import { type AlertHistory, severityOf } from '../../model/alert.ts';
import { severityWord } from '../../model/severityText.ts';
import { COMMANDS, type CommandId } from '../contributions.ts';
import { commandLink, escapeMarkdown, inlineCode, shorten } from '../markdown.ts';
import type { ShownAlert } from './alertBook.ts';
import { alertStateWord, annotationsOf, SEVERITY_LOOKS } from './alertRows.ts';
import { sparklineImage } from './sparklineImage.ts';

/** The commands that a tooltip's links may run, and no others. */
export const ALERT_TOOLTIP_COMMANDS: readonly CommandId[] = [
  COMMANDS.openAlertRule,
  COMMANDS.openAlertQuery,
  COMMANDS.silenceAlert,
  COMMANDS.acknowledgeAlert,
];

const MAX_TEXT = 400;
/** Of labels, and of annotations: so many are shown. */
const MAX_LINES = 40;

/** The tooltip of an alert as Markdown; whatever comes from outside in it is escaped. */
export function alertTooltip(alert: ShownAlert, nowMs: number, history: AlertHistory | undefined): string {
  const { labels, rule, state, activeAtMs, firedAtMs, resolvedAtMs, acknowledged, silencedBy } = alert;
  const severity = severityOf(labels);
  const when = (atMs: number): string => {
    const ago = formatSeconds(Math.max(0, Math.round((nowMs - atMs) / 1000)));
    return `${escapeMarkdown(new Date(atMs).toLocaleString(language()))} (${t('{0} ago', ago)})`;
  };
  const times = [
    t('Active since {0}', when(activeAtMs)),
    ...(firedAtMs === undefined ? [] : [t('firing since {0}', when(firedAtMs))]),
    ...(resolvedAtMs === undefined ? [] : [t('resolved {0}', when(resolvedAtMs))]),
  ].join('  \n');
  const note = acknowledged === undefined || acknowledged.note === '' ? '' : `: ${escapeMarkdown(acknowledged.note)}`;
  const labelLines = Object.entries(labels)
    .filter(([name]) => name !== 'alertname')
    .slice(0, MAX_LINES)
    .map(([name, value]) => inlineCode(`${shorten(name, 80)}="${shorten(value, 80)}"`));
  return [
    `$(${SEVERITY_LOOKS[severity].icon}) **${escapeMarkdown(shorten(labels['alertname'] ?? rule.name, MAX_TEXT))}** ${alertStateWord(state)} · ${severityWord(severity)}`,
    ...annotationsOf(alert)
      .slice(0, MAX_LINES)
      .map(([name, text]) => `*${escapeMarkdown(shorten(name, 80))}* ${escapeMarkdown(shorten(text, MAX_TEXT))}`),
    measured(alert, history),
    times,
    ...(acknowledged === undefined ? [] : [`$(eye) ${t('Acknowledged {0}', when(acknowledged.atMs))}${note}`]),
    ...(silencedBy === undefined ? [] : [`$(bell-slash) ${t('Silenced')}`]),
    labelLines.join(' '),
    inlineCode(shorten(rule.expr, MAX_TEXT)),
    [
      commandLink(t('Open rule'), COMMANDS.openAlertRule, [alert.id]),
      commandLink(t('Open query'), COMMANDS.openAlertQuery, [alert.id]),
      ...(state === 'resolved'
        ? []
        : [
            commandLink(t('Silence'), COMMANDS.silenceAlert, [alert.id]),
            commandLink(t('Acknowledge'), COMMANDS.acknowledgeAlert, [alert.id]),
          ]),
    ].join(' · '),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function measured({ value, unit }: ShownAlert, history: AlertHistory | undefined): string {
  // An Alertmanager does not tell the value.
  const now = Number.isNaN(value) ? '' : t('Value **{0}**', escapeMarkdown(formatQuantity(value, unit)));
  if (history === undefined) return now;
  const threshold =
    history.threshold === undefined
      ? ''
      : t('threshold {0}', escapeMarkdown(formatQuantity(history.threshold, history.unit)));
  const image = history.values.length < 2 ? '' : `![${t('the last hour')}](${sparklineImage(history)})`;
  return [threshold === '' ? now : `${now}, ${threshold}`, image].filter((part) => part !== '').join('\n\n');
}
