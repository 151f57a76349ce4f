import { formatQuantity } from '../../../base/unit.ts';
import { severityAbove } from '../../reports/diagnosis.ts';
import type { RedisDiagnostic } from '../diagnostic.ts';
import { infoNumber } from '../redisFacts.ts';
import { REDIS_THRESHOLDS } from '../thresholds.ts';

/** The memory that the data takes, against the limit that is set. */
export const memory: RedisDiagnostic = {
  id: 'memory',
  command: 'INFO memory',
  judge(facts) {
    const used = infoNumber(facts, 'used_memory') ?? 0;
    const limit = infoNumber(facts, 'maxmemory') ?? 0;
    const policy = facts.info.get('maxmemory_policy') ?? '';
    const ratio = limit > 0 ? used / limit : undefined;
    const full = severityAbove(ratio, REDIS_THRESHOLDS.memoryRatio);
    return {
      // What evicts is meant to be full; what does not refuses writes then.
      severity: limit === 0 ? 'info' : policy === 'noeviction' ? full : full === 'ok' ? 'ok' : 'info',
      title:
        limit === 0
          ? `${formatQuantity(used, 'bytes')} are used, and there is no limit`
          : `${formatQuantity(used, 'bytes')} of ${formatQuantity(limit, 'bytes')} are used (${policy})`,
      detail:
        limit === 0
          ? 'Without a limit it grows until the operating system ends it. Set maxmemory below the memory of the machine, and a policy that says what goes when it is full.'
          : 'With noeviction writes are refused when it is full, with the other policies keys go. Raise the limit, shorten the life of keys, or look at the big ones.',
      value: ratio ?? used,
      unit: ratio === undefined ? 'bytes' : 'ratio',
      numbers: [
        { name: 'used', value: used, unit: 'bytes' },
        { name: 'peak', value: infoNumber(facts, 'used_memory_peak'), unit: 'bytes' },
        { name: 'resident', value: infoNumber(facts, 'used_memory_rss'), unit: 'bytes' },
        { name: 'limit', value: limit === 0 ? undefined : limit, unit: 'bytes' },
        { name: "the machine's", value: infoNumber(facts, 'total_system_memory'), unit: 'bytes' },
      ],
      ...(limit === 0 && { fix: 'CONFIG SET maxmemory 1gb\nCONFIG SET maxmemory-policy allkeys-lru' }),
    };
  },
};
