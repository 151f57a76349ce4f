import { formatQuantity } from '../../../base/unit.ts';
import type { RedisDiagnostic } from '../diagnostic.ts';
import { infoNumber } from '../redisFacts.ts';
import { REDIS_THRESHOLDS } from '../thresholds.ts';

/** How many lookups found their key; not defined where there was none. */
export const hitRatio: RedisDiagnostic = {
  id: 'hit-ratio',
  command: 'INFO stats',
  judge(facts) {
    const [hits, misses] = [infoNumber(facts, 'keyspace_hits') ?? 0, infoNumber(facts, 'keyspace_misses') ?? 0];
    const lookups = hits + misses;
    const ratio = lookups === 0 ? undefined : hits / lookups;
    const { warning, lookupsMin } = REDIS_THRESHOLDS.hitRatio;
    return {
      severity: lookups >= lookupsMin && (ratio ?? 1) < warning ? 'warning' : 'ok',
      title:
        ratio === undefined
          ? 'nothing was looked up yet: the hit ratio is not defined'
          : `${formatQuantity(ratio, 'ratio')} of ${formatQuantity(lookups, 'none')} lookups found their key`,
      detail:
        'Each miss is work that the cache was to save. Look whether keys live too short, are evicted, or are asked for under another name than they are kept.',
      value: ratio,
      unit: 'ratio',
      numbers: [
        { name: 'hits', value: hits, unit: 'none' },
        { name: 'misses', value: misses, unit: 'none' },
      ],
    };
  },
};
