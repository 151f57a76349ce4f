/** A condition on a schema's name that leaves out the server's own. */
export const USER_SCHEMA = "n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'";

/** A condition on `oid`, a column: that nobody holds or waits for a lock under which asking for the size would wait. */
export function notLocked(oid: string): string {
  return `NOT EXISTS (SELECT FROM pg_locks l WHERE l.relation = ${oid} AND l.mode = 'AccessExclusiveLock')`;
}
