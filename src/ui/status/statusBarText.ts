import { t } from '../../base/l10n.ts';
import { type Alert, severityOf } from '../../model/alert.ts';
import { type ServiceState } from '../../model/state.ts';
import { severity } from '../../model/status.ts';
import { statusWord } from '../../model/statusText.ts';
import { COMMANDS } from '../contributions.ts';
import type { EngineState } from '../engine/engineClient.ts';
import { commandLink, escapeMarkdown, shorten } from '../markdown.ts';
import { callsForSomebody, isFailing, STATUS_LOOKS } from '../statusLook.ts';
import { countWords } from '../tree/row.ts';
import { nodeId } from '../tree/treeNodes.ts';

/** What the status bar's item is to show; undefined where it is to be hidden. */
export interface StatusBarLook {
  readonly text: string;
  /** Markdown; whatever comes from outside in it is escaped. */
  readonly tooltip: string;
  readonly background?: 'error' | 'warning';
  readonly spoken: string;
}

export interface StatusBarInput {
  readonly services: readonly ServiceState[];
  /** Those that call for somebody. */
  readonly alerts: readonly Alert[];
  readonly engine: EngineState;
  readonly mode: 'always' | 'problems' | 'never';
  /** The workspace is not trusted, and its settings are left alone. */
  readonly restricted: boolean;
  /** How many services the settings name, whether or not the engine told of them yet. */
  readonly configured: number;
}

const MAX_LISTED = 15;
const MAX_NAMES = 2;

/** The status bar's item for a state of things. */
export function statusBarLook(input: StatusBarInput): StatusBarLook | undefined {
  const { engine, mode, configured, restricted } = input;
  if (mode === 'never') return undefined;
  const problemsOnly = mode === 'problems';
  if (configured === 0) {
    if (!restricted || problemsOnly) return undefined;
    return plain('$(shield) Watchpost', t('Watchpost watches nothing in a folder that is not trusted.'));
  }
  if (engine.kind === 'restarting') {
    return plain(
      '$(sync~spin) Watchpost',
      `${t('The engine ended and is started again (attempt {0}).', engine.attempt)} ${commandLink(t('Show log'), COMMANDS.showLog)}`,
      t('the engine is restarting'),
    );
  }
  const { services, alerts } = input;
  if (engine.kind !== 'running' || services.length === 0) {
    return problemsOnly ? undefined : plain('$(sync~spin) Watchpost', t('Watchpost is starting.'));
  }
  if (services.every(({ status }) => status === 'paused')) {
    return problemsOnly ? undefined : plain(`$(debug-pause) ${statusWord('paused')}`, t('All services are paused.'));
  }
  const background = backgroundOf(alerts);
  const failing = services.filter(callsForSomebody).sort((a, b) => severity(b.status) - severity(a.status));
  const counts = countWords(services.map(({ status }) => status));
  if (failing.length === 0) {
    if (problemsOnly && alerts.length === 0) return undefined;
    const unknown = services.filter(({ status }) => status === 'unknown');
    const handled = services.filter(isFailing);
    return {
      text: `$(pulse) ${counts}${alertText(alerts)}`,
      tooltip: [`**Watchpost** ${counts}`, ...listAlerts(alerts), ...list(handled), ...list(unknown)].join('\n\n'),
      ...(background !== undefined && { background }),
      spoken: `Watchpost: ${counts}${spokenAlerts(alerts)}`,
    };
  }
  const anyDown = failing.some(({ status }) => status === 'down');
  return {
    text: `$(${STATUS_LOOKS[anyDown ? 'down' : 'degraded'].icon}) ${failingText(failing)}${alertText(alerts)}`,
    tooltip: [`**Watchpost** ${counts}`, ...list(failing), ...listAlerts(alerts)].join('\n\n'),
    background: anyDown || background === 'error' ? 'error' : 'warning',
    spoken: `Watchpost: ${counts}. ${failing
      .slice(0, MAX_LISTED)
      .map(({ id, status }) => `${id} ${statusWord(status)}`)
      .join(', ')}${spokenAlerts(alerts)}`,
  };
}

/** Alerts for information colour nothing. */
function backgroundOf(alerts: readonly Alert[]): StatusBarLook['background'] {
  const severities = new Set(alerts.map(({ labels }) => severityOf(labels)));
  if (severities.has('critical')) return 'error';
  return severities.has('warning') ? 'warning' : undefined;
}

function alertText(alerts: readonly Alert[]): string {
  return alerts.length === 0 ? '' : ` $(bell-dot) ${alerts.length}`;
}

function spokenAlerts(alerts: readonly Alert[]): string {
  if (alerts.length === 0) return '';
  return `. ${alerts.length === 1 ? t('1 alert fires') : t('{0} alerts fire', alerts.length)}`;
}

function listAlerts(alerts: readonly Alert[]): readonly string[] {
  if (alerts.length === 0) return [];
  const rows = alerts.slice(0, MAX_LISTED).map(({ labels, rule, annotations }) => {
    const detail = annotations['summary'] ?? annotations['description'] ?? '';
    const text = detail === '' ? '' : `: ${escapeMarkdown(shorten(detail, 160))}`;
    return `- $(bell-dot) ${escapeMarkdown(labels['alertname'] ?? rule.name)}${text}`;
  });
  const more = alerts.length - rows.length;
  return [
    [
      ...rows,
      ...(more > 0 ? [`- ${t('and {0} more', more)}`] : []),
      `\n${commandLink(t('Show alerts'), COMMANDS.showAlerts)}`,
    ].join('\n'),
  ];
}

/** One or two failing services by name; more by number. */
function failingText(failing: readonly ServiceState[]): string {
  if (failing.length > MAX_NAMES) return countWords(failing.map(({ status }) => status));
  return failing.map(({ id, status }) => `${withoutIcons(shorten(id, 30))} ${statusWord(status)}`).join(', ');
}

/** A name as the status bar's text shows it: `$(…)` in it is no icon. */
function withoutIcons(name: string): string {
  return name.replaceAll('$(', '$\u200B(');
}

function list(services: readonly ServiceState[]): readonly string[] {
  if (services.length === 0) return [];
  const rows = services.slice(0, MAX_LISTED).map(({ id, status, reason, handling }) => {
    const link = commandLink(escapeMarkdown(id), COMMANDS.openPanel, [nodeId('service', id)]);
    const quiet = handling === undefined ? '' : ` $(bell-slash)`;
    return `- $(${STATUS_LOOKS[status].icon}) ${link} ${statusWord(status)}${quiet}: ${escapeMarkdown(shorten(reason, 160))}`;
  });
  const more = services.length - rows.length;
  return [[...rows, ...(more > 0 ? [`- ${t('and {0} more', more)}`] : [])].join('\n')];
}

function plain(text: string, tooltip: string, spoken = tooltip): StatusBarLook {
  return { text, tooltip, spoken: `Watchpost: ${spoken}` };
}
