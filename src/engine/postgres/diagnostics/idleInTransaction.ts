import { sessionAge } from '../sessionAge.ts';

/** Sessions that hold a transaction open and do nothing. */
export const idleInTransaction = sessionAge({
  id: 'idle-in-transaction',
  since: 'state_change',
  where: "state LIKE 'idle in transaction%'",
  limit: ({ idleInTransactionSeconds }) => idleInTransactionSeconds,
  title: {
    ok: 'no session is idle in a transaction for long',
    bad: (duration) => `a session is idle in a transaction for ${duration}`,
  },
  detail:
    'It keeps its locks, and keeps vacuum from removing dead rows. Find where the program forgets to commit; idle_in_transaction_session_timeout ends such sessions by itself.',
  end: 'terminate',
  prevent: "ALTER SYSTEM SET idle_in_transaction_session_timeout = '60s';\nSELECT pg_reload_conf();",
});
