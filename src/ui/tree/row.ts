import { assertNever } from '../../base/assertNever.ts';
import { t } from '../../base/l10n.ts';
import { sparkline } from '../../base/sparkline.ts';
import { formatQuantity, formatSeconds } from '../../base/unit.ts';
import type { ProbeState, ServiceState } from '../../model/state.ts';
import { type Status, worstStatus } from '../../model/status.ts';
import { statusWord } from '../../model/statusText.ts';
import type { RowWord } from '../contributions.ts';
import { handlingText } from '../../model/handlingText.ts';
import { shorten } from '../markdown.ts';
import { callsForSomebody, isFailing, STATUS_LOOKS } from '../statusLook.ts';
import { familyRow, metricsRow, signalRow } from './metricRows.ts';
import { NO_GROUP, type TreeNode } from './treeNodes.ts';

/** How a row of the tree looks, without the editor's types. */
export interface Row {
  readonly label: string;
  readonly description: string;
  /** A codicon and the theme colour that it takes. */
  readonly icon: { readonly id: string; readonly color?: string };
  /** What a screen reader says. */
  readonly spoken: string;
  readonly expandable: boolean;
  readonly expanded: boolean;
  /** For `viewItem` in `when` clauses. */
  readonly words: readonly RowWord[];
}

const MAX_REASON = 80;
const SPARKLINE_WIDTH = 10;

/** The row of `node`. Without `nowMs` every time that it tells has its date. */
export function rowOf(node: TreeNode, nowMs = 0): Row {
  switch (node.kind) {
    case 'group':
      return groupRow(node.name, node.services);
    case 'service':
      return serviceRow(node.service, node.alerts, nowMs);
    case 'probe':
      return probeRow(node.probe);
    case 'check': {
      const { name, status, latencyMs, message } = node.check;
      const latency = latencyMs === undefined ? '' : formatSeconds(latencyMs / 1000);
      const description = join([latency, message === undefined ? '' : shorten(message, MAX_REASON)]);
      return leaf(name, description, status, ['check']);
    }
    case 'number': {
      const { name, value, unit } = node.number;
      const text = formatQuantity(value, unit);
      return {
        label: name,
        description: text,
        icon: { id: 'symbol-number' },
        spoken: `${name}: ${text}`,
        expandable: false,
        expanded: false,
        words: ['number'],
      };
    }
    case 'signal':
      return signalRow(node.signal);
    case 'metrics':
      return metricsRow(node.families);
    case 'metric':
      return familyRow(node.family, node.pinned);
    default:
      return assertNever(node);
  }
}

/** The probe whose numbers stand for the service: the one that says why it is as it is, else the first that was timed. */
export function leadProbe(service: ServiceState): ProbeState | undefined {
  const worst = service.probes.find((probe) => probe.status === service.status && service.status !== 'up');
  return (
    worst ??
    service.probes.find((probe) => probe.latency !== undefined || probe.durationMs !== undefined) ??
    service.probes[0]
  );
}

function groupRow(name: string, services: readonly ServiceState[]): Row {
  const counts = countWords(services.map(({ status }) => status));
  const label = name === NO_GROUP ? t('Other') : name;
  return {
    label,
    description: counts,
    icon: groupIcon(services),
    spoken: t('group {0}: {1}', label, counts),
    expandable: true,
    expanded: true,
    words: ['group'],
  };
}

/** What calls for somebody comes first; a group in which only handled services fail is shown as such a service is. */
function groupIcon(services: readonly ServiceState[]): Row['icon'] {
  const worstOf = (some: readonly ServiceState[]): Status => worstStatus(some.map(({ status }) => status));
  const calling = services.filter(callsForSomebody);
  if (calling.length > 0) return iconOf(worstOf(calling));
  const handled = services.filter(isFailing);
  return handled.length > 0 ? dimmed(worstOf(handled)) : iconOf(worstOf(services));
}

function serviceRow(service: ServiceState, alerts: number, nowMs: number): Row {
  // The id is the name, with the folder before it where several folders have services.
  const { id, status, reason, probes, handling } = service;
  const quiet = handling === undefined ? '' : shorten(handlingText(handling, nowMs), MAX_REASON);
  const flapping = probes.some((probe) => probe.flapping === true) ? t('flapping') : '';
  const lead = leadProbe(service);
  const words: RowWord[] = ['service', status === 'paused' ? 'paused' : 'running'];
  if (isFailing(service)) words.push('failing');
  if (handling?.kind === 'snoozed' || handling?.kind === 'acknowledged') words.push('handled');
  if (probes.some(hasEndpoint)) words.push('endpoint');
  if (probes.some((probe) => probe.responseAtMs !== undefined)) words.push('response');
  if (probes.some((probe) => probe.secretNeeded !== undefined)) words.push('secret');
  if (probes.some(isDatabase)) words.push('database');
  if (probes.some(({ kind }) => kind === 'postgres')) words.push('postgres');
  if (probes.some(({ kind }) => kind === 'redis')) words.push('redis');
  if (probes.some(({ kind }) => kind === 'push')) words.push('push');
  return {
    label: id,
    description: join([alertCount(alerts), quiet, flapping, describe(status, reason, lead)]),
    icon: handling !== undefined && isFailing(service) ? dimmed(status) : iconOf(status),
    spoken: join([spokenLine(t('service {0}', id), status, reason, lead), quiet, flapping, alertCount(alerts)], ', '),
    expandable: probes.length > 0,
    expanded: false,
    words,
  };
}

function alertCount(alerts: number): string {
  return alerts === 0 ? '' : alerts === 1 ? t('1 alert') : t('{0} alerts', alerts);
}

function probeRow(probe: ProbeState): Row {
  const { name, status, reason, secretNeeded } = probe;
  const words: RowWord[] = ['probe', status === 'paused' ? 'paused' : 'running'];
  if (hasEndpoint(probe)) words.push('endpoint');
  if (probe.responseAtMs !== undefined) words.push('response');
  if (secretNeeded !== undefined) words.push('secret');
  if (isDatabase(probe)) words.push('database');
  if (probe.kind === 'postgres' || probe.kind === 'redis' || probe.kind === 'push') words.push(probe.kind);
  return {
    label: name,
    description: join([
      probe.flapping === true ? t('flapping') : '',
      secretNeeded === undefined ? describe(status, reason, probe) : secretSentence(secretNeeded),
    ]),
    icon: secretNeeded === undefined ? iconOf(status) : { id: 'key', color: STATUS_LOOKS.degraded.color },
    spoken: spokenLine(t('probe {0}', name), status, reason, probe),
    expandable: probe.checks.length + probe.keyNumbers.length > 0,
    expanded: false,
    words,
  };
}

/** Why a probe waits for a secret, in a few words. */
export function secretSentence(need: NonNullable<ProbeState['secretNeeded']>): string {
  return need.why === 'missing'
    ? t('needs the secret {0}', need.name)
    : t('the secret {0} is not allowed for {1}', need.name, need.origin);
}

/** `3 up · 1 down`, the worst first. */
export function countWords(statuses: readonly Status[]): string {
  return (['down', 'degraded', 'unknown', 'up', 'paused'] as const)
    .map((status) => ({ status, count: statuses.filter((other) => other === status).length }))
    .filter(({ count }) => count > 0)
    .map(({ status, count }) => `${count} ${statusWord(status)}`)
    .join(' · ');
}

function leaf(name: string, description: string, status: Status, words: readonly RowWord[]): Row {
  return {
    label: name,
    description,
    icon: iconOf(status),
    spoken: join([t('check {0}: {1}', name, statusWord(status)), description], ', '),
    expandable: false,
    expanded: false,
    words,
  };
}

function describe(status: Status, reason: string, probe: ProbeState | undefined): string {
  if (status === 'paused') return statusWord(status);
  // What matters comes first: a narrow side bar cuts off the end.
  const line = probe === undefined ? '' : sparkline(probe.sparkline, SPARKLINE_WIDTH).trim();
  const warning = probe?.warnings === undefined ? '' : `⚠ ${probe.warnings.join(', ')}`;
  return join([status === 'up' ? currentValue(probe) : shorten(reason, MAX_REASON), warning, line]);
}

function currentValue(probe: ProbeState | undefined): string {
  return probe?.durationMs === undefined ? '' : formatSeconds(probe.durationMs / 1000);
}

function spokenLine(subject: string, status: Status, reason: string, probe: ProbeState | undefined): string {
  const value = status === 'up' ? currentValue(probe) : '';
  const warnings = probe?.warnings ?? [];
  return join(
    [`${subject}: ${statusWord(status)}`, status === 'up' || status === 'paused' ? '' : reason, value, ...warnings],
    ', ',
  );
}

/** Whether a probe's target is a database that a report can be made of. */
export function isDatabase({ kind }: ProbeState): boolean {
  return kind === 'postgres' || kind === 'redis';
}

function hasEndpoint(probe: ProbeState): boolean {
  return /^https?:\/\//.test(probe.target);
}

function iconOf(status: Status): Row['icon'] {
  const { icon, color } = STATUS_LOOKS[status];
  return { id: icon, color };
}

/** The icon of a status that calls for nobody. */
function dimmed(status: Status): Row['icon'] {
  return { id: STATUS_LOOKS[status].icon, color: STATUS_LOOKS.paused.color };
}

function join(parts: readonly string[], separator = '  '): string {
  return parts.filter((part) => part !== '').join(separator);
}
