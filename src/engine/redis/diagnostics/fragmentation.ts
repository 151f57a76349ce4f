import { formatQuantity } from '../../../base/unit.ts';
import type { RedisDiagnostic } from '../diagnostic.ts';
import { infoNumber } from '../redisFacts.ts';
import { REDIS_THRESHOLDS } from '../thresholds.ts';

/** Memory that is taken from the system and holds no data. */
export const fragmentation: RedisDiagnostic = {
  id: 'fragmentation',
  command: 'INFO memory',
  judge(facts) {
    const ratio = infoNumber(facts, 'mem_fragmentation_ratio');
    const bytes = infoNumber(facts, 'mem_fragmentation_bytes') ?? 0;
    const isBad =
      (ratio ?? 0) >= REDIS_THRESHOLDS.fragmentationRatio.warning &&
      bytes >= REDIS_THRESHOLDS.fragmentationBytes.warning;
    return {
      severity: isBad ? 'warning' : 'ok',
      title: isBad
        ? `${formatQuantity(bytes, 'bytes')} are lost to fragmentation`
        : 'little memory is lost to fragmentation',
      detail:
        'After many deletes and changes the memory between the values that are left cannot be given back. Active defragmentation moves values together while the server works.',
      value: ratio,
      unit: 'none',
      numbers: [
        { name: 'resident for each used', value: ratio, unit: 'none' },
        { name: 'lost', value: bytes, unit: 'bytes' },
      ],
      ...(isBad && { fix: 'CONFIG SET activedefrag yes' }),
    };
  },
};
