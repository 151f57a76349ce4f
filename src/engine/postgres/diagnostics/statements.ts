import { counted } from '../../../base/counted.ts';
import { formatSeconds } from '../../../base/unit.ts';
import { reportTable } from '../../../model/reportTable.ts';
import type { PostgresDiagnostic } from '../diagnostic.ts';
import { numberOf, textOf } from '../postgresRow.ts';

const SWITCH_ON = `-- needs a restart
ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements';
-- then, in this database
CREATE EXTENSION pg_stat_statements;`;

/** The statements that took most of the server's time, as pg_stat_statements counts them; or how to switch it on. */
export const statements: PostgresDiagnostic = {
  id: 'statements',
  hiddenWithoutMonitor: ({ statementsSchema }) =>
    statementsSchema === undefined ? undefined : 'the statements of other roles',
  sql: ({ statementsSchema }) =>
    statementsSchema === undefined
      ? `SELECT setting AS preloaded FROM pg_settings WHERE name = 'shared_preload_libraries'`
      : `SELECT left(query, 1000) AS query, calls, rows, total_exec_time AS total_ms, mean_exec_time AS mean_ms, max_exec_time AS max_ms,
       shared_blks_hit::float8 / nullif(shared_blks_hit + shared_blks_read, 0) AS hit_ratio,
       total_exec_time / nullif(sum(total_exec_time) OVER (), 0) AS share
FROM ${statementsSchema}.pg_stat_statements
WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
ORDER BY total_exec_time DESC
LIMIT 50`,
  judge(rows, { server, limits }) {
    if (server.statementsSchema === undefined) {
      return {
        severity: 'info',
        title: 'pg_stat_statements is not switched on',
        detail:
          'It counts how often each statement ran and how long it took, at little cost: the first place to look for what is slow. It comes with PostgreSQL, but must be loaded when the server starts.',
        fix: textOf(rows[0], 'preloaded').includes('pg_stat_statements')
          ? 'CREATE EXTENSION pg_stat_statements;'
          : SWITCH_ON,
      };
    }
    const slow = rows.filter((row) => (numberOf(row, 'mean_ms') ?? 0) >= limits.statementMs.warning);
    const worst = slow[0];
    const mean = numberOf(worst ?? rows[0], 'mean_ms');
    return {
      severity: worst === undefined ? 'ok' : 'warning',
      title:
        worst === undefined
          ? 'no statement is slow on average'
          : `${counted(slow.length, 'statement')} taking more than ${formatSeconds(limits.statementMs.warning / 1000)} on average`,
      detail:
        'Those at the top took most of the time since the counts were last reset, be it that each took long or that there were many. EXPLAIN (ANALYZE, BUFFERS) tells where the time goes.',
      ...(worst !== undefined && { object: textOf(worst, 'query').slice(0, 200) }),
      value: mean === undefined ? undefined : mean / 1000,
      unit: 'seconds',
      table: reportTable(rows, [
        { title: 'statement', cell: (row) => textOf(row, 'query') },
        { title: 'calls', cell: (row) => numberOf(row, 'calls'), unit: 'none' },
        { title: 'total', cell: (row) => (numberOf(row, 'total_ms') ?? 0) / 1000, unit: 'seconds' },
        { title: 'share', cell: (row) => numberOf(row, 'share'), unit: 'ratio' },
        { title: 'mean', cell: (row) => (numberOf(row, 'mean_ms') ?? 0) / 1000, unit: 'seconds' },
        { title: 'longest', cell: (row) => (numberOf(row, 'max_ms') ?? 0) / 1000, unit: 'seconds' },
        { title: 'rows', cell: (row) => numberOf(row, 'rows'), unit: 'none' },
        { title: 'in memory', cell: (row) => numberOf(row, 'hit_ratio'), unit: 'ratio' },
      ]),
    };
  },
};
