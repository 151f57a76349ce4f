import type { ReportSubject } from '../../protocol/reportPanel.ts';

const MAX_TEXT = 1_000_000;
const SCHEMES: ReadonlySet<string> = new Set(['file', 'vscode-remote']);

/** What a panel's page kept of what it shows a report of, or undefined where that is none of ours. */
export function checkReportSubject(value: unknown): ReportSubject | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { kind, serviceId, probeId, pattern, sql, uri } = value as Readonly<Record<string, unknown>>;
  switch (kind) {
    case 'database':
      return isText(serviceId) && isText(probeId) ? { kind, serviceId, probeId } : undefined;
    case 'keys':
      return isText(serviceId) && isText(probeId) && isText(pattern)
        ? { kind, serviceId, probeId, pattern }
        : undefined;
    case 'plan':
      return isText(sql) ? { kind, sql } : undefined;
    case 'file':
      return isText(uri) && SCHEMES.has(uri.slice(0, uri.indexOf(':'))) ? { kind, uri } : undefined;
    default:
      return undefined;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MAX_TEXT;
}
