import { assertNever } from '../../base/assertNever.ts';
import { t } from '../../base/l10n.ts';
import { sparkline } from '../../base/sparkline.ts';
import { formatQuantity, formatSeconds } from '../../base/unit.ts';
import type { DatabaseNumber } from '../../model/database.ts';
import { bySeverity, type Finding, type Report, SEVERITIES, type Severity } from '../../model/report.ts';
import { severityWord } from '../../model/severityText.ts';
import type { ProbeState, ServiceState } from '../../model/state.ts';
import { statusWord } from '../../model/statusText.ts';
import type { RowWord } from '../contributions.ts';
import { shorten } from '../markdown.ts';
import { STATUS_LOOKS } from '../statusLook.ts';
import { isDatabase, type Row, secretSentence } from '../tree/row.ts';
import { nodeId } from '../tree/treeNodes.ts';

/** What a database's rows are made of, all of one moment. */
export interface DatabaseEntry {
  /** What its report is kept under: the id of its probe, or the address of a file. */
  readonly key: string;
  /** Absent for a SQLite file, which nobody watches. */
  readonly watched?: { readonly service: ServiceState; readonly probe: ProbeState };
  readonly name: string;
  readonly report: Report | undefined;
  readonly isRunning: boolean;
  /** Undefined before they were first asked for. */
  readonly numbers: readonly DatabaseNumber[] | undefined;
}

/** What a row of the Databases view stands for. */
export type DatabaseNode =
  | { readonly kind: 'database'; readonly entry: DatabaseEntry }
  | { readonly kind: 'number'; readonly entry: DatabaseEntry; readonly number: DatabaseNumber }
  | { readonly kind: 'report'; readonly entry: DatabaseEntry }
  | { readonly kind: 'finding'; readonly entry: DatabaseEntry; readonly finding: Finding }
  | {
      /** What need not be looked at, folded away. */
      readonly kind: 'quiet';
      readonly entry: DatabaseEntry;
      readonly severity: 'info' | 'ok';
      readonly findings: readonly Finding[];
    };

/** How each severity looks: an icon of its own, never a colour alone. */
export const SEVERITY_ICONS: Readonly<Record<Severity, Row['icon']>> = {
  critical: { id: 'error', color: 'testing.iconFailed' },
  warning: { id: 'warning', color: 'list.warningForeground' },
  info: { id: 'info', color: 'notificationsInfoIcon.foreground' },
  ok: { id: 'pass', color: 'testing.iconPassed' },
};

const MAX_TEXT = 120;
const SPARKLINE_WIDTH = 12;

/** The databases of services in the order of the services, then the files that a report is kept of. */
export function databaseEntries(
  services: Iterable<ServiceState>,
  reports: readonly {
    readonly key: string;
    readonly shown: { readonly serviceName: string; readonly report: Report };
  }[],
  isRunning: (key: string) => boolean,
  numbers: ReadonlyMap<string, readonly DatabaseNumber[]>,
): readonly DatabaseEntry[] {
  const byKey = new Map(reports.map((kept) => [kept.key, kept.shown]));
  const watched = [...services].flatMap((service) => {
    const databases = service.probes.filter(isDatabase);
    return databases.map((probe): DatabaseEntry => {
      const report = byKey.get(probe.id)?.report;
      return {
        key: probe.id,
        watched: { service, probe },
        name: databases.length === 1 ? service.id : `${service.id} · ${probe.name}`,
        // The settings may name another server by now.
        report: report?.target === probe.target ? report : undefined,
        isRunning: isRunning(probe.id),
        numbers: numbers.get(probe.id),
      };
    });
  });
  const files = reports
    .filter(({ shown }) => shown.report.engine === 'sqlite')
    .map(({ key, shown }): DatabaseEntry => ({
      key,
      name: shown.serviceName,
      report: shown.report,
      isRunning: isRunning(key),
      numbers: undefined,
    }));
  return [...watched, ...files.sort((a, b) => a.name.localeCompare(b.name))];
}

/** The nodes below one, or of the databases. */
export function databaseChildren(
  node: DatabaseNode | undefined,
  entries: readonly DatabaseEntry[],
): readonly DatabaseNode[] {
  switch (node?.kind) {
    case undefined:
      return entries.map((entry) => ({ kind: 'database', entry }));
    case 'database': {
      const { entry } = node;
      const numbers = isUp(entry) ? (entry.numbers ?? []) : [];
      return [...numbers.map((number): DatabaseNode => ({ kind: 'number', entry, number })), { kind: 'report', entry }];
    }
    case 'report': {
      const { entry } = node;
      const findings = bySeverity(entry.report?.findings ?? []);
      const bad = findings.filter(({ severity }) => severity === 'critical' || severity === 'warning');
      const quiet = (['info', 'ok'] as const).flatMap((severity): DatabaseNode[] => {
        const own = findings.filter((finding) => finding.severity === severity);
        return own.length === 0 ? [] : [{ kind: 'quiet', entry, severity, findings: own }];
      });
      return [...bad.map((finding): DatabaseNode => ({ kind: 'finding', entry, finding })), ...quiet];
    }
    case 'quiet':
      return node.findings.map((finding) => ({ kind: 'finding', entry: node.entry, finding }));
    case 'number':
    case 'finding':
      return [];
  }
}

/** A row's id: stable over updates. That of a watched database is the one of its probe, which every command takes. */
export function databaseNodeId(node: DatabaseNode): string {
  const { key, watched } = node.entry;
  switch (node.kind) {
    case 'database':
      return watched === undefined
        ? JSON.stringify(['file', key])
        : nodeId('probe', watched.service.id, watched.probe.id);
    case 'number':
      return JSON.stringify(['number of', key, node.number.name]);
    case 'finding':
      return JSON.stringify(['finding', key, node.finding.id]);
    case 'quiet':
      return JSON.stringify(['quiet', key, node.severity]);
    case 'report':
      // The editor keeps a row folded that could not be unfolded before: the first report has a row of its own.
      return JSON.stringify(['report', key, node.entry.report === undefined ? 'none' : 'made']);
  }
}

/** The row of `node`. */
export function databaseRowOf(node: DatabaseNode, nowMs: number): Row {
  switch (node.kind) {
    case 'database':
      return databaseRow(node.entry);
    case 'number': {
      const text = numberText(node.number);
      return leaf(
        node.number.name,
        join([text, lineOf(node.number)]),
        { id: 'graph-line' },
        `${node.number.name}: ${text}`,
      );
    }
    case 'report':
      return reportRow(node.entry, nowMs);
    case 'finding': {
      const { severity, title, object, id } = node.finding;
      const where = object === undefined ? '' : shorten(object, MAX_TEXT);
      const spoken = join([t('{0} finding {1}: {2}', severityWord(severity), id, title), where], ', ');
      return leaf(shorten(title, MAX_TEXT), where, SEVERITY_ICONS[severity], spoken, ['finding']);
    }
    case 'quiet': {
      const { severity, findings } = node;
      const label = severity === 'ok' ? t('Well') : t('Info');
      const spoken = t('findings, {0}: {1}', label, findings.length);
      return { ...leaf(label, String(findings.length), SEVERITY_ICONS[severity], spoken), expandable: true };
    }
    default:
      return assertNever(node);
  }
}

/** `1 critical · 3 warnings`, the worst first, without what is well; `all well` where all is. */
export function severityWords({ findings }: Report): string {
  const words = SEVERITIES.filter((severity) => severity !== 'ok').flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [countedSeverity(count, severity)];
  });
  return words.length === 0 ? t('all well') : words.join(' · ');
}

function countedSeverity(count: number, severity: Severity): string {
  if (severity === 'warning' && count > 1) return t('{0} warnings', count);
  return `${count} ${severityWord(severity)}`;
}

/** `12 of 100`, `34.2 /s`. */
export function numberText({ value, unit, limit }: DatabaseNumber): string {
  const text = formatQuantity(value, unit);
  return limit === undefined ? text : t('{0} of {1}', text, formatQuantity(limit, unit));
}

function databaseRow(entry: DatabaseEntry): Row {
  const { name, watched, report, isRunning, numbers = [] } = entry;
  const found = report === undefined ? '' : severityWords(report);
  const words: RowWord[] = ['database'];
  if (watched === undefined) {
    return {
      label: name,
      description: isRunning ? t('being diagnosed') : found,
      icon: { id: isRunning ? 'loading~spin' : 'file' },
      spoken: join([t('SQLite file {0}', name), found], ': '),
      expandable: true,
      expanded: false,
      words: [...words, 'file'],
    };
  }
  const { probe, service } = watched;
  const { status, reason, secretNeeded } = probe;
  if (probe.kind === 'postgres' || probe.kind === 'redis') words.push(probe.kind);
  if (secretNeeded !== undefined) words.push('secret');
  const first = numbers[0];
  const state =
    secretNeeded !== undefined
      ? secretSentence(secretNeeded)
      : status === 'up'
        ? first === undefined
          ? ''
          : join([`${numberText(first)} ${first.name}`, lineOf(first)])
        : status === 'paused'
          ? statusWord(status)
          : shorten(reason, MAX_TEXT);
  const look = STATUS_LOOKS[status];
  return {
    label: name,
    // What matters comes first: a narrow side bar cuts off the end.
    description: join([isRunning ? t('being diagnosed') : '', status === 'up' ? found : '', state]),
    icon: isRunning
      ? { id: 'loading~spin' }
      : secretNeeded === undefined
        ? { id: look.icon, color: look.color }
        : { id: 'key', color: STATUS_LOOKS.degraded.color },
    spoken: join(
      [
        t('{0} database {1}: {2}', probe.kind, name, statusWord(status)),
        service.environment ?? '',
        status === 'up' && first !== undefined ? `${numberText(first)} ${first.name}` : status === 'up' ? '' : reason,
        found,
      ],
      ', ',
    ),
    expandable: true,
    expanded: false,
    words,
  };
}

function reportRow({ report, isRunning }: DatabaseEntry, nowMs: number): Row {
  const icon = { id: isRunning ? 'loading~spin' : 'checklist' };
  if (report === undefined) {
    return isRunning
      ? leaf(t('Report'), t('being made'), icon, t('the report is being made'), ['report'])
      : leaf(t('No report yet'), t('run diagnostics'), icon, t('no report yet: press Enter to run the diagnostics'), [
          'report',
        ]);
  }
  const ago = t('{0} ago', formatSeconds(Math.max(0, Math.floor((nowMs - report.atMs) / 60_000) * 60)));
  const when = isRunning ? t('being made') : nowMs - report.atMs < 60_000 ? t('just now') : ago;
  const parts = [
    when,
    severityWords(report),
    report.unread.length === 0 ? '' : t('{0} not read', report.unread.length),
  ];
  return {
    ...leaf(t('Report'), join(parts), icon, t('last report: {0}', join(parts, ', ')), ['report']),
    expandable: report.findings.length > 0,
    expanded: true,
  };
}

function leaf(
  label: string,
  description: string,
  icon: Row['icon'],
  spoken: string,
  words: readonly RowWord[] = [],
): Row {
  return { label, description, icon, spoken, expandable: false, expanded: false, words };
}

function lineOf({ history }: DatabaseNumber): string {
  return sparkline(history, SPARKLINE_WIDTH).trim();
}

function isUp({ watched }: DatabaseEntry): boolean {
  return watched?.probe.status === 'up';
}

function join(parts: readonly string[], separator = '  '): string {
  return parts.filter((part) => part !== '').join(separator);
}
