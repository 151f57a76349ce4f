import { sessionAge } from '../sessionAge.ts';

/** Transactions that are open now, the oldest first. */
export const longTransactions = sessionAge({
  id: 'long-transactions',
  since: 'xact_start',
  where: 'xact_start IS NOT NULL',
  limit: ({ transactionSeconds }) => transactionSeconds,
  title: { ok: 'no transaction is open for long', bad: (duration) => `a transaction is open for ${duration}` },
  detail:
    'While it is open vacuum cannot remove a row that died since, in any table of the database. Commit sooner, in smaller batches; ending the session rolls back what it did.',
  end: 'terminate',
});
