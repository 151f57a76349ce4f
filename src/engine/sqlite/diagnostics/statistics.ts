import { rowsOf, type SqliteDiagnostic } from '../diagnostic.ts';

const SQL = `SELECT count(*) FILTER (WHERE name = 'sqlite_stat1') AS analyzed,
       count(*) FILTER (WHERE type = 'index' AND sql IS NOT NULL) AS indexes
FROM sqlite_schema`;

/** Whether the planner knows how the indexes divide the rows. */
export const statistics: SqliteDiagnostic = {
  id: 'statistics',
  sql: SQL,
  judge(database) {
    const [row] = rowsOf(database, SQL);
    const isMissing = Number(row?.['analyzed']) === 0 && Number(row?.['indexes']) > 0;
    return {
      severity: isMissing ? 'info' : 'ok',
      title: isMissing ? 'the tables were never analyzed' : 'the planner knows what it needs of the indexes',
      detail:
        'Without statistics SQLite guesses which index divides the rows best. PRAGMA optimize, now and then, finds out where it is worth it.',
      value: Number(row?.['indexes'] ?? 0),
      unit: 'none',
      ...(isMissing && { fix: 'PRAGMA optimize;' }),
    };
  },
};
