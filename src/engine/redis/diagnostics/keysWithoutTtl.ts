import { formatQuantity } from '../../../base/unit.ts';
import { reportTable } from '../../../model/reportTable.ts';
import type { RedisDiagnostic } from '../diagnostic.ts';
import { sampledPart, SCAN_COMMAND } from '../sampledPart.ts';

/** Which keys stay for ever, by prefix, among those that were looked at. */
export const keysWithoutTtl: RedisDiagnostic = {
  id: 'keys-without-ttl',
  command: SCAN_COMMAND,
  judge(facts, sample) {
    const { info } = facts;
    if (sample === undefined) return undefined;
    const lasting = sample.prefixes
      .filter(({ withoutTtl }) => withoutTtl > 0)
      .sort((a, b) => b.withoutTtl - a.withoutTtl);
    const share = sample.keys === 0 ? undefined : sample.withoutTtl / sample.keys;
    // Where the memory is bounded and keys go, this is a cache; a server without a limit may be a database.
    const isCache = (info.get('maxmemory') ?? '0') !== '0' && info.get('maxmemory_policy') !== 'noeviction';
    return {
      severity: sample.withoutTtl === 0 ? 'ok' : isCache ? 'warning' : 'info',
      title: share === undefined ? 'there is no key' : `${formatQuantity(share, 'ratio')} of the keys have no TTL`,
      detail:
        'They stay until they are deleted or evicted, whether anybody wants them or not. Set a TTL with each write (SET key value EX 3600), unless the data is to stay.',
      ...(lasting[0] !== undefined && { object: lasting[0].prefix }),
      value: share,
      unit: 'ratio',
      numbers: [{ name: 'without a TTL', value: sample.withoutTtl, unit: 'none' }, ...sampledPart(sample, facts)],
      ...(lasting.length > 0 && { fix: 'EXPIRE key 3600' }),
      table: reportTable(lasting, [
        { title: 'prefix', cell: ({ prefix }) => prefix },
        { title: 'without a TTL', cell: ({ withoutTtl }) => withoutTtl, unit: 'none' },
        { title: 'keys', cell: ({ keys }) => keys, unit: 'none' },
      ]),
    };
  },
};
