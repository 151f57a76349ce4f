import { formatSeconds } from '../base/unit.ts';
import type { Finding, Report, ReportTable } from '../model/report.ts';
import { cellText, numbersText } from '../model/reportText.ts';
import { table } from './table.ts';

/** Rows of a table on a terminal; all are in the JSON. */
const ROWS_MAX = 10;
const CELL_MAX = 60;

/** `report` for a terminal: what is well in a line each, the rest with what to do. Nothing in it moves the cursor. */
export function reportLines(report: Report): string {
  const { engine, version, target, durationMs, findings, unread } = report;
  const bad = findings.filter(({ severity }) => severity !== 'ok');
  const well = findings.filter(({ severity }) => severity === 'ok');
  return [
    `${engine} ${printable(version)} at ${printable(target)}, in ${formatSeconds(durationMs / 1000)}`,
    ...bad.map(findingLines),
    well.map(({ id, title }) => `ok  ${id}: ${printable(title)}`).join('\n'),
    ...(unread.length === 0
      ? []
      : [unread.map(({ id, reason }) => `not read  ${id}: ${printable(reason)}`).join('\n')]),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function findingLines(finding: Finding): string {
  const { severity, id, title, detail, fix } = finding;
  const parts = [
    `${severity.toUpperCase()}  ${id}: ${printable(title)}`,
    indent(printable(detail)),
    ...(finding.numbers.length === 0 ? [] : [indent(printable(numbersText(finding)))]),
    ...(finding.table === undefined ? [] : [indent(tableLines(finding.table))]),
    ...(fix === undefined ? [] : [indent(`fix:\n${indent(fix.split('\n').map(printable).join('\n'))}`)]),
  ];
  return parts.join('\n');
}

function tableLines({ columns, rows, omitted }: ReportTable): string {
  const shown = rows
    .slice(0, ROWS_MAX)
    .map((row) => row.map((cell, i) => printable(cellText(cell, columns[i]?.unit)).slice(0, CELL_MAX)));
  const left = rows.length - shown.length + omitted;
  return table([columns.map(({ title }) => title), ...shown]) + (left === 0 ? '' : `\n… and ${left} more`);
}

/** In one line, without the control characters that a terminal acts on. */
function printable(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/\p{Cc}/gu, '\uFFFD');
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '    ');
}
