import { sessionAge } from '../sessionAge.ts';

/** Queries that run now, the longest first. */
export const longQueries = sessionAge({
  id: 'long-queries',
  since: 'query_start',
  where: "state = 'active'",
  limit: ({ querySeconds }) => querySeconds,
  title: { ok: 'no query runs for long', bad: (duration) => `a query runs for ${duration}` },
  detail:
    'A query that runs this long was mostly not meant to, and holds its locks and its snapshot. See why with EXPLAIN, or cancel it; statement_timeout sets a limit for each role.',
  end: 'cancel',
});
