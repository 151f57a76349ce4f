import { formatQuantity, type Unit } from '../base/unit.ts';
import type { Finding, Report, ReportCell, ReportTable } from './report.ts';

/** `report` as Markdown, for an incident or a pull request. What came from the database is never markup in it. */
export function reportMarkdown(report: Report): string {
  const { engine, version, target, atMs, durationMs, findings, unread } = report;
  const when = new Date(atMs).toISOString();
  const took = formatQuantity(durationMs / 1000, 'seconds');
  return [
    `# ${engine} report: ${plain(target)}`,
    `Version ${plain(version)}, ${when}, took ${took}.`,
    ...findings.map(findingMarkdown),
    ...(unread.length === 0
      ? []
      : ['## Not read', unread.map(({ id, reason }) => `- ${plain(id)}: ${plain(reason)}`).join('\n')]),
  ]
    .join('\n\n')
    .concat('\n');
}

/** `report` as the JSON that `watchpost report --json` prints, with numbers, tables and what was not read beside. */
export function reportJson(report: Report): string {
  return JSON.stringify(report, undefined, 2);
}

/** A cell for people. */
export function cellText(cell: ReportCell, unit: Unit | undefined): string {
  if (cell === null) return '–';
  if (typeof cell === 'string') return cell;
  // Of a count each digit may matter.
  if (unit === 'none' && Number.isSafeInteger(cell)) return cell.toLocaleString('en-US');
  return unit === undefined ? String(Number(cell.toPrecision(6))) : formatQuantity(cell, unit);
}

/** The numbers of a finding in a line: `used 12 (limit 97)`. */
export function numbersText({ numbers }: Finding): string {
  return numbers
    .map(({ name, value, unit }) => `${name} ${value === undefined ? 'not defined' : formatQuantity(value, unit)}`)
    .join(', ');
}

function findingMarkdown(finding: Finding): string {
  const { severity, title, detail, table, sql, fix, numbers } = finding;
  return [
    `## ${severity}: ${plain(title)}`,
    plain(detail),
    ...(numbers.length === 0 ? [] : [plain(numbersText(finding))]),
    ...(table === undefined ? [] : [tableMarkdown(table)]),
    ...(fix === undefined ? [] : [`To mend it:\n\n${fenced(fix)}`]),
    `From:\n\n${fenced(sql)}`,
  ].join('\n\n');
}

function tableMarkdown({ columns, rows, omitted }: ReportTable): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const text = rows.map((row) => line(row.map((cell, i) => plain(cellText(cell, columns[i]?.unit)))));
  const lines = [line(columns.map(({ title }) => title)), line(columns.map(() => '---')), ...text];
  return lines.join('\n') + (omitted === 0 ? '' : `\n\n… and ${omitted} more.`);
}

function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${text}\n${fence}`;
}

/** Text in one line with all that Markdown or HTML might make something of escaped. */
function plain(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\\`*_{}[\]<>#|~!&]/g, (mark) => (mark === '<' ? '&lt;' : `\\${mark}`));
}
