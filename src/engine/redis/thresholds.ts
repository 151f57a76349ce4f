/** From where on a number is a warning, and where there is one from where on it is critical. Ratios are 0 to 1. */
export const REDIS_THRESHOLDS = {
  memoryRatio: { warning: 0.8, critical: 0.95 },
  /** Beside the bytes that it costs: of a small Redis the ratio says nothing. */
  fragmentationRatio: { warning: 1.5 },
  fragmentationBytes: { warning: 100 * 1024 * 1024 },
  /** A ratio *below* it is bad; of fewer lookups it says nothing. */
  hitRatio: { warning: 0.6, lookupsMin: 100 },
  clientsRatio: { warning: 0.8, critical: 0.95 },
  replicaSilenceSeconds: { warning: 30 },
  slowCommandSeconds: { warning: 0.1 },
  latencySeconds: { warning: 0.1, critical: 1 },
  bigKeyBytes: { warning: 10 * 1024 * 1024 },
  unsavedSeconds: { warning: 86_400 },
} as const;
