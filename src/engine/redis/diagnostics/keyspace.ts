import { formatQuantity } from '../../../base/unit.ts';
import { reportTable } from '../../../model/reportTable.ts';
import type { RedisDiagnostic } from '../diagnostic.ts';
import { infoParts, infoWith } from '../redisFacts.ts';

/** How many keys there are in each database, and how many of them end by themselves. */
export const keyspace: RedisDiagnostic = {
  id: 'keyspace',
  command: 'INFO keyspace',
  judge(facts) {
    const databases = infoWith(facts, 'db').flatMap(([name, text]) => {
      const parts = infoParts(text);
      const [keys, expires] = [parts.get('keys') ?? 0, parts.get('expires') ?? 0];
      return /^\d+$/.test(name) ? [{ name, keys, expires, ttl: (parts.get('avg_ttl') ?? 0) / 1000 }] : [];
    });
    const keys = databases.reduce((sum, database) => sum + database.keys, 0);
    const expires = databases.reduce((sum, database) => sum + database.expires, 0);
    const share = keys === 0 ? undefined : expires / keys;
    return {
      severity: 'ok',
      title:
        share === undefined
          ? 'there is no key'
          : `${formatQuantity(share, 'ratio')} of ${formatQuantity(keys, 'none')} keys have a TTL`,
      detail:
        'A key without a TTL stays until it is deleted or evicted. In a cache each key should have one; data that is to stay should not.',
      value: share,
      unit: 'ratio',
      numbers: [
        { name: 'keys', value: keys, unit: 'none' },
        { name: 'with a TTL', value: expires, unit: 'none' },
      ],
      table: reportTable(databases, [
        { title: 'database', cell: ({ name }) => name },
        { title: 'keys', cell: (database) => database.keys, unit: 'none' },
        { title: 'with a TTL', cell: (database) => database.expires, unit: 'none' },
        { title: 'average TTL', cell: ({ ttl }) => (ttl === 0 ? null : ttl), unit: 'seconds' },
      ]),
    };
  },
};
