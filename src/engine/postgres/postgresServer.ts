import { numberOf, type PostgresRow, textOf } from './postgresRow.ts';

/** What the diagnostics know of the server before they ask. */
export interface PostgresServer {
  /** `server_version_num`: 150008 is 15.8. */
  readonly version: number;
  readonly versionText: string;
  readonly database: string;
  readonly role: string;
  /** A superuser, or a member of pg_monitor or of pg_read_all_stats: sees the sessions of all roles. */
  readonly isMonitor: boolean;
  readonly isReplica: boolean;
  /** The schema of pg_stat_statements, quoted; undefined where it was not created in this database. */
  readonly statementsSchema: string | undefined;
}

/** Asks for what `readServer` reads. */
export const SERVER_SQL = `SELECT current_setting('server_version_num')::int AS version, current_setting('server_version') AS version_text,
       current_database() AS database, current_user AS role, pg_is_in_recovery() AS is_replica,
       pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') AS is_monitor,
       (SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
        WHERE e.extname = 'pg_stat_statements') AS statements_schema`;

/** Reads the row of `SERVER_SQL`. */
export function readServer(row: PostgresRow | undefined): PostgresServer {
  const schema = textOf(row, 'statements_schema');
  return {
    version: numberOf(row, 'version') ?? 0,
    versionText: textOf(row, 'version_text'),
    database: textOf(row, 'database'),
    role: textOf(row, 'role'),
    isMonitor: row?.['is_monitor'] === true,
    isReplica: row?.['is_replica'] === true,
    statementsSchema: schema === '' ? undefined : schema,
  };
}
