import { counted } from '../../../base/counted.ts';
import { formatSeconds } from '../../../base/unit.ts';
import { reportTable } from '../../../model/reportTable.ts';
import { severityAbove } from '../../reports/diagnosis.ts';
import type { PostgresDiagnostic } from '../diagnostic.ts';
import { numberOf, textOf } from '../postgresRow.ts';

/** Transactions that were prepared for a two-phase commit and neither committed nor rolled back. */
export const preparedTransactions: PostgresDiagnostic = {
  id: 'prepared-transactions',
  sql: () => `SELECT gid, quote_literal(gid) AS literal, owner, database, extract(epoch FROM clock_timestamp() - prepared) AS seconds
FROM pg_prepared_xacts
ORDER BY prepared, gid`,
  judge(rows, { limits }) {
    const oldest = numberOf(rows[0], 'seconds');
    const severity = severityAbove(oldest, limits.preparedTransactionSeconds);
    return {
      severity,
      title:
        rows.length === 0
          ? 'no prepared transaction waits'
          : `${counted(rows.length, 'prepared transaction')} waiting, the oldest for ${formatSeconds(oldest ?? 0)}`,
      detail:
        'A prepared transaction keeps its locks over restarts until it is ended by name. Ask the transaction manager what is to become of it, then commit it or roll it back in its database.',
      ...(rows.length > 0 && { object: textOf(rows[0], 'gid') }),
      value: rows.length,
      unit: 'none',
      ...(rows.length > 0 && { fix: rows.map((row) => `ROLLBACK PREPARED ${textOf(row, 'literal')};`).join('\n') }),
      table: reportTable(rows, [
        { title: 'transaction', cell: (row) => textOf(row, 'gid') },
        { title: 'for', cell: (row) => numberOf(row, 'seconds'), unit: 'seconds' },
        { title: 'role', cell: (row) => textOf(row, 'owner') },
        { title: 'database', cell: (row) => textOf(row, 'database') },
      ]),
    };
  },
};
