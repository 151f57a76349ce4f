import { isUnit, type Unit } from '../../base/unit.ts';
import {
  type Finding,
  type Report,
  REPORT_ENGINES,
  type ReportCell,
  type ReportNumber,
  type ReportTable,
  SEVERITIES,
  type Unread,
} from '../../model/report.ts';
import { DOCUMENT_LANGUAGES, type DocumentLanguage, type ShownReport } from '../../protocol/reportPanel.ts';
import type { KeptReport } from '../databases/reportBook.ts';

/** Characters of a text that a page hands over. */
const MAX_TEXT = 20_000_000;
/** Entries of a list of a report, of which there are some thirty findings, and fifty rows each. */
const MAX_ENTRIES = 1_000;

/** A text that a page sent, or undefined where it is none or too much. */
export function checkReportText(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= MAX_TEXT ? value : undefined;
}

/** The language of a document that a page wants to be opened, or undefined where it is none of those. */
export function checkLanguage(value: unknown): DocumentLanguage | undefined {
  return DOCUMENT_LANGUAGES.find((language) => language === value);
}

/** What a file of a kept report holds, or undefined where that is none. */
export function checkKeptReport(value: unknown): KeptReport | undefined {
  const { key, shown } = record(value);
  const checked = checkShownReport(shown);
  return isText(key) && checked !== undefined ? { key, shown: checked } : undefined;
}

/** A report that was kept, or that a page kept over a reload, with what is shown beside it; undefined where it is none. */
export function checkShownReport(value: unknown): ShownReport | undefined {
  const { serviceName, environment, report, previous } = record(value);
  const [checked, before] = [checkReport(report), checkReport(previous)];
  if (!isText(serviceName) || checked === undefined) return undefined;
  return {
    serviceName,
    report: checked,
    ...(isText(environment) && { environment }),
    ...(before !== undefined && { previous: before }),
  };
}

function checkReport(value: unknown): Report | undefined {
  const { engine, version, target, atMs, durationMs, findings, unread } = record(value);
  const known = REPORT_ENGINES.find((one) => one === engine);
  if (known === undefined || typeof version !== 'string' || typeof target !== 'string') return undefined;
  if (!isNumber(atMs) || !isNumber(durationMs)) return undefined;
  return {
    engine: known,
    version,
    target,
    atMs,
    durationMs,
    findings: list(findings).flatMap(checkFinding),
    unread: list(unread).flatMap((one): Unread[] => {
      const { id, reason } = record(one);
      return isText(id) && isText(reason) ? [{ id, reason }] : [];
    }),
  };
}

function checkFinding(value: unknown): Finding[] {
  const { id, severity, title, detail, object, value: number, unit, numbers, sql, fix, table } = record(value);
  const known = SEVERITIES.find((one) => one === severity);
  if (!isText(id) || known === undefined || !isText(title) || typeof detail !== 'string' || typeof sql !== 'string') {
    return [];
  }
  const checked = table === undefined ? undefined : checkTable(table);
  return [
    {
      id,
      severity: known,
      title,
      detail,
      sql,
      ...(isText(object) && { object }),
      ...(isNumber(number) && { value: number }),
      ...(isText(unit) && { unit: checkUnit(unit) }),
      numbers: list(numbers).flatMap((one): ReportNumber[] => {
        const { name, value: own, unit: of } = record(one);
        return isText(name) ? [{ name, value: isNumber(own) ? own : undefined, unit: checkUnit(of) }] : [];
      }),
      ...(isText(fix) && { fix }),
      ...(checked !== undefined && { table: checked }),
    },
  ];
}

function checkTable(value: unknown): ReportTable {
  const { columns, rows, omitted } = record(value);
  return {
    columns: list(columns).map(checkColumn),
    rows: list(rows).map((row) => list(row).map(checkCell)),
    omitted: isNumber(omitted) ? omitted : 0,
  };
}

function checkColumn(value: unknown): ReportTable['columns'][number] {
  const { title, unit } = record(value);
  return { title: isText(title) ? title : '', ...(isText(unit) && { unit: checkUnit(unit) }) };
}

function checkCell(value: unknown): ReportCell {
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

function checkUnit(value: unknown): Unit {
  return isUnit(value) ? value : 'none';
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, MAX_ENTRIES) : [];
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MAX_TEXT;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
