import { counted } from '../../../base/counted.ts';
import { DATABASE_COUNTERS_SQL, perDay } from '../databaseCounters.ts';
import { severityAbove } from '../../reports/diagnosis.ts';
import type { PostgresDiagnostic } from '../diagnostic.ts';
import { numberOf } from '../postgresRow.ts';

/** Transactions that waited for one another, of which the server ended one. */
export const deadlocks: PostgresDiagnostic = {
  id: 'deadlocks',
  sql: () => DATABASE_COUNTERS_SQL,
  judge([row], { limits, server }) {
    const count = numberOf(row, 'deadlocks') ?? 0;
    const severity = severityAbove(perDay(row, 'deadlocks'), limits.deadlocksPerDay);
    return {
      severity: severity === 'ok' && count > 0 ? 'info' : severity,
      title: count === 0 ? 'there was no deadlock' : `${counted(count, 'deadlock')} since the statistics begin`,
      detail:
        'Of transactions that wait for one another the server ends one with an error. Lock rows in the same order everywhere, such as by key; the server log names the statements.',
      object: server.database,
      value: count,
      unit: 'none',
      numbers: [
        { name: 'deadlocks', value: count, unit: 'none' },
        { name: 'a day', value: perDay(row, 'deadlocks'), unit: 'none' },
        { name: 'statistics since', value: numberOf(row, 'seconds'), unit: 'seconds' },
      ],
    };
  },
};
