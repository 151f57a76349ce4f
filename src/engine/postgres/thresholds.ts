/** From where on a number is a warning, and where there is one from where on it is critical. Ratios are 0 to 1. */
export const POSTGRES_THRESHOLDS = {
  connectionsRatio: { warning: 0.8, critical: 0.95 },
  idleInTransactionSeconds: { warning: 60, critical: 1800 },
  querySeconds: { warning: 60, critical: 1800 },
  transactionSeconds: { warning: 300, critical: 3600 },
  preparedTransactionSeconds: { warning: 300, critical: 3600 },
  blockedSeconds: { warning: 5, critical: 60 },
  /** Smaller indexes that nobody uses are worth a word, not a warning. */
  unusedIndexBytes: { warning: 10 * 1024 * 1024 },
  /** Rows of the referencing table. */
  foreignKeyRows: { warning: 10_000 },
  /** A ratio *below* it is bad; where fewer blocks were asked for it says nothing. */
  cacheHitRatio: { warning: 0.9, critical: 0.5, blocksMin: 10_000 },
  bloatBytes: { warning: 10 * 1024 * 1024 },
  indexBloatBytes: { warning: 10 * 1024 * 1024 },
  bloatRatio: { warning: 0.5 },
  deadRowsRatio: { warning: 0.2, rowsMin: 10_000 },
  /** Rows that a sequential scan reads, on average. */
  sequentialScanRows: { warning: 10_000, scansMin: 50 },
  /** Of the two billion ids there are. */
  wraparoundRatio: { warning: 0.5, critical: 0.8 },
  sequenceRatio: { warning: 0.7, critical: 0.9 },
  replicationLagSeconds: { warning: 30, critical: 600 },
  slotBytes: { warning: 1024 ** 3, critical: 10 * 1024 ** 3 },
  requestedCheckpointsRatio: { warning: 0.5, checkpointsMin: 10 },
  tempBytesPerDay: { warning: 1024 ** 3 },
  deadlocksPerDay: { warning: 1 },
  rollbackRatio: { warning: 0.1, transactionsMin: 1_000 },
  statementMs: { warning: 1_000 },
} as const;

type Numbers<T> = { readonly [K in keyof T]: number };
export type PostgresThresholds = {
  readonly [K in keyof typeof POSTGRES_THRESHOLDS]: Numbers<(typeof POSTGRES_THRESHOLDS)[K]>;
};
