import { worstStatus } from '../../../model/status.ts';
import { CheckList } from '../checkList.ts';
import type { Finding, Recogniser } from '../health.ts';
import { isObject, textOf } from '../json.ts';
import { readLatencyMs } from '../latency.ts';
import { readStatusWord, type ReadStatus } from '../statusWord.ts';

interface Row {
  readonly proxy: string;
  readonly server: string;
  readonly status: string;
  readonly checkStatus: string;
  readonly durationMs: unknown;
  readonly lastCheck: string;
}

/** HAProxy `/stats;csv`. Source: HAProxy management guide, "Statistics and monitoring". */
export const haproxyCsv: Recogniser = {
  name: 'haproxy',
  matches: ({ text }) => text.startsWith('# pxname,svname,'),
  read: ({ text }) => conclude(csvRows(text)),
};

/** HAProxy `/stats;json`: one array of fields for each proxy and server. */
export const haproxyJson: Recogniser = {
  name: 'haproxy',
  matches({ json }) {
    const first: unknown = Array.isArray(json) ? json[0] : undefined;
    const field: unknown = Array.isArray(first) ? first[0] : undefined;
    return isObject(field) && isObject(field['field']) && 'objType' in field;
  },
  read: ({ json }) => conclude(Array.isArray(json) ? json.map(jsonRow) : []),
};

function conclude(rows: readonly Row[]): Finding | undefined {
  const list = new CheckList();
  const totals: ReadStatus[] = [];
  const servers: ReadStatus[] = [];
  for (const row of rows) {
    if (row.status === '') continue;
    const status = statusOf(row.status);
    (row.server === 'FRONTEND' || row.server === 'BACKEND' ? totals : servers).push(status);
    list.add(`${row.proxy}/${row.server}`, status, readLatencyMs(row.durationMs, 1), messageOf(row, status));
  }
  if (list.isEmpty) return undefined;
  const told = totals.filter((status) => status !== 'unknown');
  // A backend that still has a server is up; a server that is missing from it makes the whole degraded, not down.
  const total = told.length === 0 ? list.worst : (worstStatus(told) as ReadStatus);
  const lame = servers.some((status) => status === 'down' || status === 'degraded');
  return { status: total === 'up' && lame ? 'degraded' : total, checks: list, computed: true };
}

/** `UP 1/3` is a server on its way down, `DOWN 1/2` one on its way up, `MAINT (via x/y)` one in maintenance. */
function statusOf(text: string): ReadStatus {
  if (text === 'OPEN') return 'up';
  if (/^UP \d+\/\d+$/.test(text)) return 'degraded';
  return readStatusWord(text) ?? readStatusWord(text.split(' ', 1)[0]) ?? 'unknown';
}

function messageOf(row: Row, status: ReadStatus): string | undefined {
  if (status === 'up') return undefined;
  const check = [row.checkStatus, row.lastCheck].filter((part) => part !== '').join(' ');
  return check === '' ? row.status : `${row.status}, ${check}`;
}

function csvRows(text: string): Row[] {
  const lines = text.split('\n');
  const columns = new Map(splitCsv((lines[0] ?? '').slice(2).trimEnd()).map((name, i) => [name, i]));
  return lines
    .slice(1)
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const cells = splitCsv(line.trimEnd());
      const cell = (name: string): string => cells[columns.get(name) ?? -1] ?? '';
      return {
        proxy: cell('pxname'),
        server: cell('svname'),
        status: cell('status'),
        checkStatus: cell('check_status'),
        durationMs: cell('check_duration') === '' ? undefined : cell('check_duration'),
        lastCheck: cell('last_chk'),
      };
    });
}

function splitCsv(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
  );
}

function jsonRow(fields: unknown): Row {
  const values = new Map<string, unknown>();
  for (const entry of Array.isArray(fields) ? (fields as readonly unknown[]) : []) {
    if (!isObject(entry) || !isObject(entry['field']) || !isObject(entry['value'])) continue;
    values.set(String(entry['field']['name']), entry['value']['value']);
  }
  const text = (name: string): string => textOf(values.get(name)) ?? '';
  return {
    proxy: text('pxname'),
    server: text('svname'),
    status: text('status'),
    checkStatus: text('check_status'),
    durationMs: values.get('check_duration'),
    lastCheck: text('last_chk'),
  };
}
