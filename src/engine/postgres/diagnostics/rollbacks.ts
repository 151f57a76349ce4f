import { formatQuantity } from '../../../base/unit.ts';
import { DATABASE_COUNTERS_SQL } from '../databaseCounters.ts';
import type { PostgresDiagnostic } from '../diagnostic.ts';
import { numberOf } from '../postgresRow.ts';

/** The share of transactions that were rolled back. */
export const rollbacks: PostgresDiagnostic = {
  id: 'rollbacks',
  sql: () => DATABASE_COUNTERS_SQL,
  judge([row], { limits, server }) {
    const [committed, rolledBack] = [numberOf(row, 'xact_commit') ?? 0, numberOf(row, 'xact_rollback') ?? 0];
    const all = committed + rolledBack;
    const ratio = all === 0 ? undefined : rolledBack / all;
    const { warning, transactionsMin } = limits.rollbackRatio;
    return {
      severity: all >= transactionsMin && (ratio ?? 0) >= warning ? 'warning' : 'ok',
      title:
        ratio === undefined
          ? 'there was no transaction yet'
          : `${formatQuantity(ratio, 'ratio')} of the transactions were rolled back`,
      detail:
        'Each is a program that gave up or a statement that failed, and its work was for nothing. The server log has the errors, the program its reasons.',
      object: server.database,
      value: ratio,
      unit: 'ratio',
      numbers: [
        { name: 'committed', value: committed, unit: 'none' },
        { name: 'rolled back', value: rolledBack, unit: 'none' },
      ],
    };
  },
};
