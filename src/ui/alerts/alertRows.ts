import { assertNever } from '../../base/assertNever.ts';
import { t } from '../../base/l10n.ts';
import { formatQuantity, formatSeconds } from '../../base/unit.ts';
import { ALERT_SEVERITIES, type AlertSeverity, severityOf } from '../../model/alert.ts';
import type { Labels } from '../../model/series.ts';
import { severityWord } from '../../model/severityText.ts';
import type { RowWord } from '../contributions.ts';
import { handlingText } from '../../model/handlingText.ts';
import { shorten } from '../markdown.ts';
import type { Row } from '../tree/row.ts';
import { type ShownAlert, isCalling } from './alertBook.ts';

export type AlertGrouping = 'severity' | 'service';

/** What a row of the Alerts view stands for. */
export type AlertNode =
  | { readonly kind: 'group'; readonly name: string; readonly alerts: readonly ShownAlert[] }
  | { readonly kind: 'alert'; readonly alert: ShownAlert }
  | { readonly kind: 'annotation'; readonly alert: ShownAlert; readonly name: string; readonly text: string };

/** How each severity looks: an icon of its own, never a colour alone. */
export const SEVERITY_LOOKS = {
  critical: { icon: 'error', color: 'testing.iconFailed' },
  warning: { icon: 'warning', color: 'list.warningForeground' },
  info: { icon: 'info', color: 'notificationsInfoIcon.foreground' },
} as const satisfies Record<AlertSeverity, { icon: string; color: string }>;

const MAX_TEXT = 120;
const MAX_IDENTITY = 400;
/** Labels that the row shows otherwise, or that say nothing about which alert it is. */
const NOT_SHOWN = new Set(['alertname', 'severity', '__name__']);
/** What is short, telling, and stands first. */
const TEXT_ORDER = ['summary', 'description', 'message', 'title'];
const RUNBOOK = /^runbook(_url|_link)?$/;

/** The groups at the top of the view, in order; empty ones are left out. */
export function alertGroups(
  alerts: readonly ShownAlert[],
  grouping: AlertGrouping,
): { name: string; alerts: readonly ShownAlert[] }[] {
  const groups = new Map<string, ShownAlert[]>();
  const names = grouping === 'severity' ? [...ALERT_SEVERITIES, 'quiet', 'pending', 'resolved'] : [];
  for (const name of names) groups.set(name, []);
  for (const alert of alerts) {
    const name = grouping === 'severity' ? severityGroup(alert) : (alert.labels['job'] ?? '');
    groups.set(name, [...(groups.get(name) ?? []), alert]);
  }
  const list = [...groups].map(([name, members]) => ({ name, alerts: members }));
  if (grouping === 'service') list.sort((a, b) => worst(a.alerts) - worst(b.alerts) || (a.name < b.name ? -1 : 1));
  return list.filter((group) => group.alerts.length > 0);
}

/** The annotations of an alert that are for reading, the short one first. */
export function annotationsOf({ annotations }: ShownAlert): readonly (readonly [name: string, text: string])[] {
  const rank = (name: string): number => (TEXT_ORDER.indexOf(name) + TEXT_ORDER.length + 1) % (TEXT_ORDER.length + 1);
  return Object.entries(annotations)
    .filter(([, text]) => text.trim() !== '')
    .sort(([a], [b]) => rank(a) - rank(b));
}

/** The address of the alert's runbook, where it names one that a browser can open. */
export function runbookOf({ annotations }: ShownAlert): string | undefined {
  const address = Object.entries(annotations).find(([name]) => RUNBOOK.test(name))?.[1];
  return address !== undefined && /^https?:\/\/\S+$/.test(address) ? address : undefined;
}

/** The labels that tell this alert from others of its rule: `job="api", instance="…"`. */
export function identityOf(labels: Labels): string {
  // The service says most, and the address least: a narrow side bar cuts off the end.
  const rank = (name: string): number => (name === 'job' ? 0 : name === 'instance' ? 2 : 1);
  return Object.entries(labels)
    .filter(([name]) => !NOT_SHOWN.has(name))
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([name, value]) => (name === 'job' ? value : `${name}=${value}`))
    .join(' · ');
}

/** The row of `node`. */
export function alertRowOf(node: AlertNode, nowMs: number): Row {
  switch (node.kind) {
    case 'group':
      return groupRow(node.name, node.alerts);
    case 'alert':
      return alertRow(node.alert, nowMs);
    case 'annotation': {
      const text = shorten(node.text.replace(/\s+/g, ' ').trim(), MAX_TEXT);
      return {
        label: node.name,
        description: text,
        icon: { id: RUNBOOK.test(node.name) ? 'book' : 'note' },
        spoken: `${node.name}: ${text}`,
        expandable: false,
        expanded: false,
        words: ['annotation'],
      };
    }
    default:
      return assertNever(node);
  }
}

function groupRow(name: string, alerts: readonly ShownAlert[]): Row {
  const titles: Readonly<Record<string, string>> = {
    critical: t('Critical'),
    warning: t('Warning'),
    info: t('Info'),
    quiet: t('Silenced or Acknowledged'),
    pending: t('Pending'),
    resolved: t('Recently Resolved'),
    '': t('No Service'),
  };
  const label = titles[name] ?? name;
  const isState = name === 'quiet' || name === 'pending' || name === 'resolved';
  const severity = ALERT_SEVERITIES[worst(alerts)];
  const stateIcon: Readonly<Record<string, string>> = { quiet: 'bell-slash', pending: 'clock', resolved: 'pass' };
  return {
    label,
    description: `${alerts.length}`,
    icon:
      isState || severity === undefined
        ? { id: stateIcon[name] ?? 'server' }
        : { id: SEVERITY_LOOKS[severity].icon, color: SEVERITY_LOOKS[severity].color },
    spoken: `${label}: ${alerts.length === 1 ? t('1 alert') : t('{0} alerts', alerts.length)}`,
    expandable: true,
    expanded: name !== 'resolved' && name !== 'quiet',
    words: ['group'],
  };
}

function alertRow(alert: ShownAlert, nowMs: number): Row {
  const { labels, state, value, unit, silencedBy, acknowledged } = alert;
  const sinceMs = state === 'resolved' ? (alert.resolvedAtMs ?? nowMs) : alert.activeAtMs;
  const ago = formatSeconds(Math.max(0, Math.floor((nowMs - sinceMs) / 1000)));
  const name = shorten(labels['alertname'] ?? alert.rule.name, MAX_TEXT);
  const words: RowWord[] = ['alert', state === 'resolved' ? 'ended' : 'active'];
  if (runbookOf(alert) !== undefined) words.push('runbook');
  if (acknowledged !== undefined) words.push('acknowledged');
  // That `up` is `no` says nothing that the alert does not.
  const isTold = state !== 'resolved' && unit !== 'boolean' && !Number.isNaN(value);
  const number = !isTold ? '' : formatQuantity(value, unit);
  const quiet =
    silencedBy !== undefined
      ? t('silenced')
      : acknowledged !== undefined
        ? t('acknowledged')
        : alert.handling === undefined
          ? ''
          : handlingText(alert.handling, nowMs);
  const when = state === 'resolved' ? t('{0} ago', ago) : ago;
  const identity = shorten(identityOf(labels), MAX_IDENTITY);
  return {
    label: name,
    description: [number, when, quiet, identity].filter((part) => part !== '').join('  '),
    icon: iconOf(alert),
    spoken: [
      t('{0} alert {1}: {2}', severityWord(severityOf(labels)), name, alertStateWord(state)),
      quiet,
      identity,
      number,
      t('since {0}', ago),
    ]
      .filter((part) => part !== '')
      .join(', '),
    expandable: annotationsOf(alert).length > 0,
    expanded: false,
    words,
  };
}

/** A state of an alert as a word among others. */
export function alertStateWord(state: ShownAlert['state']): string {
  switch (state) {
    case 'firing':
      return t('firing');
    case 'pending':
      return t('pending');
    case 'resolved':
      return t('resolved');
  }
}

function iconOf(alert: ShownAlert): Row['icon'] {
  if (alert.state === 'resolved') return { id: 'pass', color: 'testing.iconPassed' };
  if (alert.silencedBy !== undefined) return { id: 'bell-slash', color: 'disabledForeground' };
  if (alert.acknowledged !== undefined) return { id: 'eye', color: 'disabledForeground' };
  if (alert.handling !== undefined) return { id: 'bell-slash', color: 'disabledForeground' };
  if (alert.state === 'pending') return { id: 'clock', color: 'descriptionForeground' };
  const { icon, color } = SEVERITY_LOOKS[severityOf(alert.labels)];
  return { id: icon, color };
}

function severityGroup(alert: ShownAlert): string {
  if (alert.state !== 'firing') return alert.state;
  return isCalling(alert) ? severityOf(alert.labels) : 'quiet';
}

/** The place in `ALERT_SEVERITIES` of the worst alert that calls; past its end where none does. */
function worst(alerts: readonly ShownAlert[]): number {
  return Math.min(
    ALERT_SEVERITIES.length,
    ...alerts.filter(isCalling).map(({ labels }) => ALERT_SEVERITIES.indexOf(severityOf(labels))),
  );
}
