import { counted } from '../../../base/counted.ts';
import type { Severity } from '../../../model/report.ts';
import { SEVERITIES } from '../../../model/report.ts';
import { reportTable } from '../../../model/reportTable.ts';
import type { PostgresDiagnostic } from '../diagnostic.ts';
import { type PostgresRow, textOf } from '../postgresRow.ts';

interface SettingRule {
  readonly name: string;
  readonly severity: Severity;
  isBad(value: string): boolean;
  readonly why: string;
  /** What to set it to; absent where only the machine can tell. */
  readonly to?: string;
}

const isOff = (value: string): boolean => value === 'off';

/** Settings that lose data, or that are the defaults of a small machine. */
const RULES: readonly SettingRule[] = [
  { name: 'fsync', severity: 'critical', isBad: isOff, why: 'a crash of the machine destroys the database', to: 'on' },
  {
    name: 'full_page_writes',
    severity: 'critical',
    isBad: isOff,
    why: 'a crash of the machine may tear pages',
    to: 'on',
  },
  {
    name: 'zero_damaged_pages',
    severity: 'critical',
    isBad: (value) => value === 'on',
    why: 'damaged pages are thrown away',
    to: 'off',
  },
  {
    name: 'autovacuum',
    severity: 'critical',
    isBad: isOff,
    why: 'tables bloat, and transaction ids run out',
    to: 'on',
  },
  { name: 'track_counts', severity: 'warning', isBad: isOff, why: 'autovacuum cannot tell what to do', to: 'on' },
  { name: 'track_activities', severity: 'warning', isBad: isOff, why: 'nobody can see what sessions do', to: 'on' },
  {
    name: 'password_encryption',
    severity: 'warning',
    isBad: (value) => value === 'md5',
    why: 'new passwords are kept as MD5',
    to: 'scram-sha-256',
  },
  { name: 'synchronous_commit', severity: 'info', isBad: isOff, why: 'a crash loses the last transactions', to: 'on' },
  {
    name: 'track_io_timing',
    severity: 'info',
    isBad: isOff,
    why: 'plans and statistics do not tell the time of reads',
    to: 'on',
  },
  {
    name: 'idle_in_transaction_session_timeout',
    severity: 'info',
    isBad: (value) => value === '0',
    why: 'a forgotten transaction stays for ever',
    to: '10min',
  },
  { name: 'log_lock_waits', severity: 'info', isBad: isOff, why: 'the log does not name who waited', to: 'on' },
  {
    name: 'shared_buffers',
    severity: 'info',
    isBad: (value) => Number(value) <= 16_384,
    why: 'it is the default of 128 MB or less; a quarter of the memory is usual',
  },
  {
    name: 'max_connections',
    severity: 'info',
    isBad: (value) => Number(value) > 500,
    why: 'each connection is a process; use a pooler',
  },
  {
    name: 'random_page_cost',
    severity: 'info',
    isBad: (value) => Number(value) >= 4,
    why: 'it is that of a spinning disk; with an SSD indexes are used too seldom',
    to: '1.1',
  },
];

interface Bad extends SettingRule {
  readonly row: PostgresRow;
}

/** Settings that are worth a look, and those that wait for a restart. */
export const settings: PostgresDiagnostic = {
  id: 'settings',
  sql: () => `SELECT name, setting, unit, source, pending_restart
FROM pg_settings
WHERE pending_restart OR name IN (${RULES.map(({ name }) => `'${name}'`).join(', ')})
ORDER BY name`,
  judge(rows) {
    const bad = RULES.flatMap((rule): Bad[] => {
      const row = rows.find((one) => textOf(one, 'name') === rule.name);
      return row !== undefined && rule.isBad(textOf(row, 'setting')) ? [{ ...rule, row }] : [];
    });
    const pending = rows
      .filter((row) => row['pending_restart'] === true)
      .map((row): Bad => ({
        name: textOf(row, 'name'),
        severity: 'info',
        isBad: () => true,
        why: 'it was changed, and waits for a restart',
        row,
      }));
    const all = [...bad, ...pending].sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
    const worst = all[0];
    return {
      severity: worst?.severity ?? 'ok',
      title:
        worst === undefined
          ? 'the settings are well'
          : worst.severity === 'info'
            ? `${counted(all.length, 'setting')} worth a look`
            : `${worst.name} is ${textOf(worst.row, 'setting')}: ${worst.why}`,
      detail:
        'These settings lose data, hide what happens, or are the defaults of a small machine. Change one at a time, and look what became of it.',
      ...(worst !== undefined && { object: worst.name }),
      value: all.length,
      unit: 'none',
      ...(bad.some(({ to }) => to !== undefined) && {
        fix: `${bad.flatMap(({ name, to }) => (to === undefined ? [] : [`ALTER SYSTEM SET ${name} = '${to}';`])).join('\n')}\nSELECT pg_reload_conf();`,
      }),
      table: reportTable(all, [
        { title: 'setting', cell: ({ name }) => name },
        {
          title: 'value',
          cell: ({ row }) => `${textOf(row, 'setting')}${unitText(textOf(row, 'unit'))}`,
        },
        { title: 'severity', cell: ({ severity }) => severity },
        { title: 'why', cell: ({ why }) => why },
      ]),
    };
  },
};

/** `8kB` is a unit that a setting counts in, `ms` one that it is in. */
function unitText(unit: string): string {
  return unit === '' ? '' : /^\d/.test(unit) ? ` × ${unit}` : ` ${unit}`;
}
