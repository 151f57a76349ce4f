import { assertNever } from '../../base/assertNever.ts';
import { t, language } from '../../base/l10n.ts';
import { sparkline } from '../../base/sparkline.ts';
import { formatQuantity, formatSeconds } from '../../base/unit.ts';
import type { ProbeState, ServiceState } from '../../model/state.ts';
import { STATUSES, type Status } from '../../model/status.ts';
import { statusWord } from '../../model/statusText.ts';
import { formatUptime, UPTIME_RANGES_MS, type UptimeRange, uptimeRatio, watchedMs } from '../../model/uptime.ts';
import type { ServiceUptime } from '../../protocol/uptime.ts';
import { COMMANDS, type CommandId } from '../contributions.ts';
import { commandLink, escapeMarkdown, inlineCode, shorten } from '../markdown.ts';
import { handlingSentence } from '../../model/handlingText.ts';
import { STATUS_LOOKS } from '../statusLook.ts';
import { familyTooltip, signalTable, signalTooltip } from './metricTooltips.ts';
import { countWords } from './row.ts';
import { nodeId, NO_GROUP, type TreeNode } from './treeNodes.ts';

/** The commands that a tooltip's links may run, and no others. */
export const TOOLTIP_COMMANDS: readonly CommandId[] = [
  COMMANDS.openPanel,
  COMMANDS.showResponse,
  COMMANDS.refresh,
  COMMANDS.editSettings,
  COMMANDS.allowSecret,
  COMMANDS.revealFailing,
  COMMANDS.showLog,
  COMMANDS.openMetricChart,
  COMMANDS.queryMetric,
  COMMANDS.copyMetricQuery,
  COMMANDS.changeSignal,
];

const MAX_TEXT = 300;
const MAX_CHECKS = 12;

/** The tooltip of a row as Markdown with theme icons; whatever comes from outside in it is escaped. */
export function tooltipOf(node: TreeNode, nowMs: number, uptime?: ServiceUptime): string {
  switch (node.kind) {
    case 'group':
      return `**${escapeMarkdown(node.name === NO_GROUP ? t('Other') : node.name)}** — ${countWords(node.services.map(({ status }) => status))}`;
    case 'service':
      return serviceTooltip(node.service, nowMs, uptime);
    case 'probe':
      return probeTooltip(node.service, node.probe, nowMs);
    case 'check': {
      const { name, status, message, latencyMs, sinceMs } = node.check;
      return lines([
        headline(name, status),
        message === undefined ? '' : text(message),
        since(status, sinceMs, nowMs),
        latencyMs === undefined ? '' : t('Latency {0}', formatSeconds(latencyMs / 1000)),
      ]);
    }
    case 'number':
      return `**${escapeMarkdown(node.number.name)}** ${formatQuantity(node.number.value, node.number.unit)}`;
    case 'signal':
      return signalTooltip(node.service.id, node.signal);
    case 'metrics':
      return t('The metrics of **{0}** with their current values.', escapeMarkdown(node.service.id));
    case 'metric':
      return familyTooltip(node.service.id, node.family);
    default:
      return assertNever(node);
  }
}

function serviceTooltip(service: ServiceState, nowMs: number, uptime: ServiceUptime | undefined): string {
  const { id, status, reason, sinceMs, probes, group, environment } = service;
  const where = [group, environment]
    .filter((part) => part !== undefined)
    .map(escapeMarkdown)
    .join(' · ');
  const table = probes.map((probe) => {
    const { icon } = STATUS_LOOKS[probe.status];
    const line = sparkline(probe.sparkline).trim();
    const last = probe.durationMs === undefined ? '' : formatSeconds(probe.durationMs / 1000);
    return `| $(${icon}) ${escapeMarkdown(probe.name)} | ${statusWord(probe.status)} | ${last} | ${line} |`;
  });
  const row = nodeId('service', id);
  return lines([
    `${headline(id, status)}${where === '' ? '' : ` — ${where}`}`,
    text(reason),
    since(status, sinceMs, nowMs),
    service.handling === undefined ? '' : `$(bell-slash) ${text(handlingSentence(service.handling, nowMs))}`,
    table.length === 0
      ? ''
      : [`| ${t('probe')} | ${t('status')} | ${t('last')} | |`, '|---|---|---:|---|', ...table].join('\n'),
    uptimeTable(uptime),
    signalTable(service.signals ?? []),
    links([
      [`$(graph-line) ${t('Open panel')}`, COMMANDS.openPanel, row],
      ...(probes.some((probe) => probe.responseAtMs !== undefined)
        ? ([[`$(json) ${t('Show response')}`, COMMANDS.showResponse, row]] as const)
        : []),
      [`$(refresh) ${t('Look now')}`, COMMANDS.refresh, row],
      [`$(gear) ${t('Settings')}`, COMMANDS.editSettings, row],
    ]),
  ]);
}

/** The uptime of each range, and below it how much of it was watched where that is less than half. */
function uptimeTable(uptime: ServiceUptime | undefined): string {
  if (uptime === undefined || watchedMs(uptime['30d']) === 0) return '';
  const ranges = Object.keys(UPTIME_RANGES_MS) as UptimeRange[];
  const shares = ranges.map((range) => formatUptime(uptimeRatio(uptime[range])));
  const watched = ranges.map((range) => {
    const known = watchedMs(uptime[range]);
    return known < UPTIME_RANGES_MS[range] / 2 ? formatSeconds(Math.round(known / 1000)) : '';
  });
  const row = (name: string, cells: readonly string[]): string => `| ${[name, ...cells].join(' | ')} |`;
  return [
    row(t('uptime'), ranges),
    '|---|---:|---:|---:|---:|',
    row('', shares),
    ...(watched.every((text) => text === '') ? [] : [row(t('watched'), watched)]),
  ].join('\n');
}

function probeTooltip(service: ServiceState, probe: ProbeState, nowMs: number): string {
  const { latency, pending, phasesMs, secretNeeded, format } = probe;
  const row = nodeId('probe', service.id, probe.id);
  return lines([
    `${headline(probe.name, probe.status)} — ${probe.kind}${probe.role === undefined ? '' : `, ${probe.role}`}`,
    inlineCode(shorten(probe.target, MAX_TEXT)),
    ...(probe.warnings ?? []).map((warning) => `$(warning) ${text(warning)}`),
    text(probe.reason),
    probe.flapping === true ? `$(arrow-swap) ${t('Flapping: its results change too often to say how it is.')}` : '',
    pending === undefined
      ? ''
      : t(
          'Turning {0} ({1} of {2} runs): {3}',
          statusWord(pending.status),
          pending.count,
          pending.threshold,
          text(pending.reason),
        ),
    since(probe.status, probe.sinceMs, nowMs),
    runLine(probe, nowMs),
    latency === undefined || latency.count === 0
      ? ''
      : [
          `| ${t('runs')} | p50 | p95 | p99 |`,
          '|---:|---:|---:|---:|',
          `| ${latency.count} | ${milliseconds(latency.p50)} | ${milliseconds(latency.p95)} | ${milliseconds(latency.p99)} |`,
        ].join('\n'),
    phasesMs === undefined
      ? ''
      : Object.entries(phasesMs)
          .map(([phase, ms]) => `${phase} ${milliseconds(ms)}`)
          .join(' · '),
    checkLines(probe),
    format === undefined ? '' : t('Read as {0}', escapeMarkdown(format)),
    links([
      ...(secretNeeded === undefined
        ? []
        : ([[`$(key) ${t('Allow the secret…')}`, COMMANDS.allowSecret, row]] as const)),
      ...(probe.responseAtMs === undefined
        ? []
        : ([
            [`$(json) ${t('Show the response of {0}', clock(probe.responseAtMs))}`, COMMANDS.showResponse, row],
          ] as const)),
      [`$(refresh) ${t('Look now')}`, COMMANDS.refresh, row],
      [`$(gear) ${t('Settings')}`, COMMANDS.editSettings, row],
    ]),
  ]);
}

function runLine({ lastRunMs, durationMs, intervalMs }: ProbeState, nowMs: number): string {
  if (lastRunMs === undefined) return t('Not looked yet.');
  const looked = t('Last looked {0} ago', ago(lastRunMs, nowMs));
  const took = durationMs === undefined ? '' : `, ${t('took {0}', formatSeconds(durationMs / 1000))}`;
  return `${looked}${took}; ${t('every {0}', formatSeconds(intervalMs / 1000))}`;
}

function checkLines({ checks }: ProbeState): string {
  const worst = [...checks]
    .sort((a, b) => STATUSES.indexOf(b.status) - STATUSES.indexOf(a.status))
    .slice(0, MAX_CHECKS);
  const more = checks.length - worst.length;
  return [
    ...worst.map(({ name, status, message }) => {
      const why = message === undefined ? '' : `: ${text(shorten(message, 120))}`;
      return `- $(${STATUS_LOOKS[status].icon}) ${escapeMarkdown(name)} ${statusWord(status)}${why}`;
    }),
    ...(more > 0 ? [`- ${t('and {0} more', more)}`] : []),
  ].join('\n');
}

function headline(name: string, status: Status): string {
  return `$(${STATUS_LOOKS[status].icon}) **${escapeMarkdown(name)}** ${statusWord(status)}`;
}

function text(value: string): string {
  return escapeMarkdown(shorten(value, MAX_TEXT));
}

function since(status: Status, sinceMs: number, nowMs: number): string {
  return sinceMs <= 0 ? '' : t('{0} since {1} ({2})', statusWord(status), clock(sinceMs), ago(sinceMs, nowMs));
}

function ago(atMs: number, nowMs: number): string {
  return formatSeconds(Math.max(0, Math.round((nowMs - atMs) / 1000)));
}

function clock(atMs: number): string {
  return new Date(atMs).toLocaleString(language(), { dateStyle: 'short', timeStyle: 'medium' });
}

function milliseconds(ms: number): string {
  return formatSeconds(ms / 1000);
}

function links(entries: readonly (readonly [label: string, command: CommandId, row: string])[]): string {
  return entries.map(([label, command, row]) => commandLink(label, command, [row])).join(' &nbsp; ');
}

/** Paragraphs of Markdown; an empty one is left out. */
function lines(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}
