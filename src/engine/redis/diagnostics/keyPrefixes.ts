import { formatQuantity } from '../../../base/unit.ts';
import { reportTable } from '../../../model/reportTable.ts';
import type { RedisDiagnostic } from '../diagnostic.ts';
import { sampledPart, SCAN_COMMAND } from '../sampledPart.ts';

/** What the memory is used for: by the part of the keys before the first colon. */
export const keyPrefixes: RedisDiagnostic = {
  id: 'key-prefixes',
  command: SCAN_COMMAND,
  judge(facts, sample) {
    if (sample === undefined) return undefined;
    const { prefixes, bytes } = sample;
    const first = prefixes[0];
    return {
      severity: 'ok',
      title:
        first === undefined
          ? 'there is no key'
          : `${first.prefix} takes ${formatQuantity(bytes === 0 ? 0 : first.bytes / bytes, 'ratio')} of the memory of the keys`,
      detail:
        'Keys are grouped by what stands before their first colon. Where one prefix takes most, look there first for what can be shorter, fewer or end sooner.',
      ...(first !== undefined && { object: first.prefix }),
      value: first === undefined || bytes === 0 ? undefined : first.bytes / bytes,
      unit: 'ratio',
      numbers: sampledPart(sample, facts),
      table: reportTable(prefixes, [
        { title: 'prefix', cell: ({ prefix }) => prefix },
        { title: 'keys', cell: ({ keys }) => keys, unit: 'none' },
        { title: 'memory', cell: (one) => one.bytes, unit: 'bytes' },
        { title: 'share', cell: (one) => (bytes === 0 ? null : one.bytes / bytes), unit: 'ratio' },
      ]),
    };
  },
};
