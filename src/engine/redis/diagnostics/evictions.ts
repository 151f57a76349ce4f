import { counted } from '../../../base/counted.ts';
import type { RedisDiagnostic } from '../diagnostic.ts';
import { infoNumber } from '../redisFacts.ts';

/** Keys that had to go because memory was full. */
export const evictions: RedisDiagnostic = {
  id: 'evictions',
  command: 'INFO stats',
  judge(facts) {
    const evicted = infoNumber(facts, 'evicted_keys') ?? 0;
    const uptime = infoNumber(facts, 'uptime_in_seconds') ?? 0;
    return {
      severity: evicted > 0 ? 'warning' : 'ok',
      title: evicted > 0 ? `${counted(evicted, 'key')} evicted` : 'no key was evicted',
      detail:
        'The memory was full, and keys went before their time, by the policy that is set. A cache may live with it as long as its hit ratio is good; else raise maxmemory or shorten the life of keys.',
      value: evicted,
      unit: 'none',
      numbers: [
        { name: 'evicted', value: evicted, unit: 'none' },
        { name: 'a second', value: uptime > 0 ? evicted / uptime : undefined, unit: 'perSecond' },
        { name: 'expired', value: infoNumber(facts, 'expired_keys'), unit: 'none' },
      ],
      ...(evicted > 0 && { fix: '# in bytes, below the memory of the machine\nCONFIG SET maxmemory 2gb' }),
    };
  },
};
