import { t } from '../../base/l10n.ts';
import type { Result } from '../../base/result.ts';
import { bySeverity, type Report } from '../../model/report.ts';
import type { OpenRedis } from '../connections/openRedis.ts';
import type { RedisAddress } from '../connections/redisUri.ts';
import { toFinding } from '../reports/diagnosis.ts';
import type { ReportContext } from '../reports/reportContext.ts';
import { overRedis } from './overRedis.ts';
import { readRedisFacts } from './redisFacts.ts';
import { redisSeries } from './redisSeries.ts';
import { REDIS_DIAGNOSTICS } from './registry.ts';
import { sampleKeys, type ScanBudget } from './sampleKeys.ts';

/** What the look at the keys may cost. */
export const SCAN_BUDGET: ScanBudget = { keys: 100_000, timeMs: 3_000 };

export interface RedisReportOptions extends ReportContext {
  /** Absent: the keys are not looked at. */
  readonly scan?: ScanBudget | undefined;
}

/** The report of the Redis at `address` over a connection of its own; the error is a sentence that says why there is none. */
export function reportRedis(
  address: RedisAddress,
  options: RedisReportOptions,
  signal: AbortSignal,
): Promise<Result<Report, string>> {
  return overRedis(address, options, signal, (redis) => diagnose(redis, options, signal));
}

async function diagnose({ client }: OpenRedis, options: RedisReportOptions, signal: AbortSignal): Promise<Report> {
  const { clock, target, scan, progress, samples } = options;
  const atMs = clock.now();
  const startedMs = clock.monotonic();
  progress?.({ done: 0, total: 1, what: 'INFO' });
  const { facts, unread } = await readRedisFacts(client);
  samples?.(redisSeries(facts.info));
  // A replica of a cluster sends who asks for a key to its master, unless told that old answers will do.
  if (facts.cluster !== undefined && facts.info.get('role') === 'slave') await client.call('READONLY');
  const sample =
    scan === undefined
      ? t('the keys were not to be looked at')
      : await sampleKeys(
          client,
          scan,
          clock,
          (done, all) => progress?.({ done, total: Math.min(all, scan.keys), what: 'keys' }),
          signal,
        );
  const findings = REDIS_DIAGNOSTICS.flatMap((diagnostic) => {
    const diagnosis = diagnostic.judge(facts, typeof sample === 'string' ? undefined : sample);
    return diagnosis === undefined ? [] : [toFinding(diagnostic.id, diagnostic.command, diagnosis)];
  });
  return {
    engine: 'redis',
    version: facts.info.get('valkey_version') ?? facts.info.get('redis_version') ?? '',
    target,
    atMs,
    durationMs: clock.monotonic() - startedMs,
    findings: bySeverity(findings),
    unread: typeof sample === 'string' ? [...unread, { id: 'keys', reason: sample }] : unread,
  };
}
