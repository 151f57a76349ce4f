import type { PostgresDiagnostic } from '../diagnostic.ts';
import { numberOf } from '../postgresRow.ts';

/** The day of the last release of each major version (postgresql.org/support/versioning). */
const LAST_RELEASE: Readonly<Record<number, string>> = {
  12: '2024-11-21',
  13: '2025-11-13',
  14: '2026-11-12',
  15: '2027-11-11',
  16: '2028-11-09',
  17: '2029-11-08',
  18: '2030-11-14',
};
const NEWEST = 18;
const HALF_A_YEAR_MS = 182 * 86_400_000;

/** Whether the server's version still gets corrections. */
export const version: PostgresDiagnostic = {
  id: 'version',
  sql: () => 'SELECT extract(epoch FROM now() - pg_postmaster_start_time()) AS uptime_seconds, version() AS version',
  judge([row], { server, nowMs }) {
    const major = Math.floor(server.version / 10_000);
    const day = LAST_RELEASE[major];
    const leftMs = day === undefined ? (major > NEWEST ? Infinity : -Infinity) : Date.parse(`${day}T00:00:00Z`) - nowMs;
    const isPast = leftMs < 0;
    return {
      severity: isPast ? 'warning' : leftMs < HALF_A_YEAR_MS ? 'info' : 'ok',
      title: isPast ? `PostgreSQL ${major} gets no corrections any more` : `PostgreSQL ${server.versionText}`,
      detail: `${day === undefined ? 'Each major version gets corrections for five years' : `Version ${major} gets corrections until ${day}`}. Within a major version the newest minor one is only a restart away, the next major one an upgrade.`,
      value: major,
      unit: 'none',
      numbers: [{ name: 'running for', value: numberOf(row, 'uptime_seconds'), unit: 'seconds' }],
    };
  },
};
