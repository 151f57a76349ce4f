/**
 * The rules that Watchpost brings along, by name; what they are stands in `media/rules/watchpost.rules.yml`, and a test
 * compares; the last one's are made of the settings (`thresholdRules.ts`).
 */
export const BUILT_IN_RULES = {
  WatchpostServiceDown: 'a service is down for a minute',
  WatchpostServiceDegraded: 'a service is degraded for five minutes',
  WatchpostServiceFlapping: 'a probe changes its status six times in 15 minutes',
  WatchpostRestartLoop: 'a process is started three times in 15 minutes',
  WatchpostScrapeFailing: 'the metrics of a service cannot be read for two minutes',
  WatchpostCertificateExpiring: 'a certificate expires within 30 days',
  WatchpostCertificateExpiresSoon: 'a certificate expires within 7 days',
  WatchpostRateLimited: 'a probe is refused for asking too often (429)',
  WatchpostErrorRatioHigh: 'more than 5 % of the requests fail',
  WatchpostLatencyHigh: 'the 95th percentile of request durations is above 2 s',
  WatchpostErrorBurst: 'far more errors are logged than in the hour before',
  WatchpostCacheHitRatioLow: 'less than 60 % of look-ups in a cache find something',
  WatchpostHeapAlmostFull: 'the JavaScript heap is above 1.5 GB',
  WatchpostMemoryHigh: 'resident memory is above 2 GB',
  WatchpostCpuHigh: 'a process keeps 80 % of a processor busy for ten minutes',
  WatchpostDiskFilling: 'a disk is 80 % full',
  WatchpostDiskAlmostFull: 'a disk is 90 % full',
  WatchpostThreshold: 'a number of a service is past a limit of its `thresholds`',
} as const satisfies Record<string, string>;
