import { assertNever } from '../../base/assertNever.ts';
import { sparkline } from '../../base/sparkline.ts';
import { formatQuantity, formatSeconds } from '../../base/unit.ts';
import type { ProbeState, ServiceState } from '../../model/state.ts';
import { STATUSES, type Status } from '../../model/status.ts';
import { COMMANDS, type CommandId } from '../contributions.ts';
import { commandLink, escapeMarkdown, inlineCode, shorten } from '../markdown.ts';
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
export function tooltipOf(node: TreeNode, nowMs: number): string {
  switch (node.kind) {
    case 'group':
      return `**${escapeMarkdown(node.name === NO_GROUP ? 'Other' : node.name)}** — ${countWords(node.services.map(({ status }) => status))}`;
    case 'service':
      return serviceTooltip(node.service, nowMs);
    case 'probe':
      return probeTooltip(node.service, node.probe, nowMs);
    case 'check': {
      const { name, status, message, latencyMs, sinceMs } = node.check;
      return lines([
        headline(name, status),
        message === undefined ? '' : text(message),
        since(status, sinceMs, nowMs),
        latencyMs === undefined ? '' : `Latency ${formatSeconds(latencyMs / 1000)}`,
      ]);
    }
    case 'number':
      return `**${escapeMarkdown(node.number.name)}** ${formatQuantity(node.number.value, node.number.unit)}`;
    case 'signal':
      return signalTooltip(node.service.id, node.signal);
    case 'metrics':
      return `The metrics of **${escapeMarkdown(node.service.id)}** with their current values.`;
    case 'metric':
      return familyTooltip(node.service.id, node.family);
    default:
      return assertNever(node);
  }
}

function serviceTooltip(service: ServiceState, nowMs: number): string {
  const { id, status, reason, sinceMs, probes, group, environment } = service;
  const where = [group, environment]
    .filter((part) => part !== undefined)
    .map(escapeMarkdown)
    .join(' · ');
  const table = probes.map((probe) => {
    const { icon } = STATUS_LOOKS[probe.status];
    const line = sparkline(probe.sparkline).trim();
    const last = probe.durationMs === undefined ? '' : formatSeconds(probe.durationMs / 1000);
    return `| $(${icon}) ${escapeMarkdown(probe.name)} | ${probe.status} | ${last} | ${line} |`;
  });
  const row = nodeId('service', id);
  return lines([
    `${headline(id, status)}${where === '' ? '' : ` — ${where}`}`,
    text(reason),
    since(status, sinceMs, nowMs),
    table.length === 0 ? '' : ['| probe | status | last | |', '|---|---|---:|---|', ...table].join('\n'),
    signalTable(service.signals ?? []),
    links([
      ['$(graph-line) Open panel', COMMANDS.openPanel, row],
      ...(probes.some((probe) => probe.responseAtMs !== undefined)
        ? ([['$(json) Show response', COMMANDS.showResponse, row]] as const)
        : []),
      ['$(refresh) Look now', COMMANDS.refresh, row],
      ['$(gear) Settings', COMMANDS.editSettings, row],
    ]),
  ]);
}

function probeTooltip(service: ServiceState, probe: ProbeState, nowMs: number): string {
  const { latency, pending, phasesMs, secretNeeded, format } = probe;
  const row = nodeId('probe', service.id, probe.id);
  return lines([
    `${headline(probe.name, probe.status)} — ${probe.kind}`,
    inlineCode(shorten(probe.target, MAX_TEXT)),
    ...(probe.warnings ?? []).map((warning) => `$(warning) ${text(warning)}`),
    text(probe.reason),
    pending === undefined
      ? ''
      : `Turning ${pending.status} (${pending.count} of ${pending.threshold} runs): ${text(pending.reason)}`,
    since(probe.status, probe.sinceMs, nowMs),
    probe.lastRunMs === undefined
      ? 'Not looked yet.'
      : `Last looked ${ago(probe.lastRunMs, nowMs)} ago${probe.durationMs === undefined ? '' : `, took ${formatSeconds(probe.durationMs / 1000)}`}; every ${formatSeconds(probe.intervalMs / 1000)}`,
    latency === undefined || latency.count === 0
      ? ''
      : [
          '| runs | p50 | p95 | p99 |',
          '|---:|---:|---:|---:|',
          `| ${latency.count} | ${milliseconds(latency.p50)} | ${milliseconds(latency.p95)} | ${milliseconds(latency.p99)} |`,
        ].join('\n'),
    phasesMs === undefined
      ? ''
      : Object.entries(phasesMs)
          .map(([phase, ms]) => `${phase} ${milliseconds(ms)}`)
          .join(' · '),
    checkLines(probe),
    format === undefined ? '' : `Read as ${escapeMarkdown(format)}`,
    links([
      ...(secretNeeded === undefined ? [] : ([['$(key) Allow the secret…', COMMANDS.allowSecret, row]] as const)),
      ...(probe.responseAtMs === undefined
        ? []
        : ([[`$(json) Show the response of ${clock(probe.responseAtMs)}`, COMMANDS.showResponse, row]] as const)),
      ['$(refresh) Look now', COMMANDS.refresh, row],
      ['$(gear) Settings', COMMANDS.editSettings, row],
    ]),
  ]);
}

function checkLines({ checks }: ProbeState): string {
  const worst = [...checks]
    .sort((a, b) => STATUSES.indexOf(b.status) - STATUSES.indexOf(a.status))
    .slice(0, MAX_CHECKS);
  const more = checks.length - worst.length;
  return [
    ...worst.map(({ name, status, message }) => {
      const why = message === undefined ? '' : `: ${text(shorten(message, 120))}`;
      return `- $(${STATUS_LOOKS[status].icon}) ${escapeMarkdown(name)} ${status}${why}`;
    }),
    ...(more > 0 ? [`- and ${more} more`] : []),
  ].join('\n');
}

function headline(name: string, status: Status): string {
  return `$(${STATUS_LOOKS[status].icon}) **${escapeMarkdown(name)}** ${status}`;
}

function text(value: string): string {
  return escapeMarkdown(shorten(value, MAX_TEXT));
}

function since(status: Status, sinceMs: number, nowMs: number): string {
  return sinceMs <= 0 ? '' : `${status} since ${clock(sinceMs)} (${ago(sinceMs, nowMs)})`;
}

function ago(atMs: number, nowMs: number): string {
  return formatSeconds(Math.max(0, Math.round((nowMs - atMs) / 1000)));
}

function clock(atMs: number): string {
  return new Date(atMs).toLocaleString(undefined, { dateStyle: 'short', timeStyle: 'medium' });
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
