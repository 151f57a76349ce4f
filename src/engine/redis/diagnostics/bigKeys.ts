import { formatQuantity } from '../../../base/unit.ts';
import { reportTable } from '../../../model/reportTable.ts';
import { severityAbove } from '../../reports/diagnosis.ts';
import type { RedisDiagnostic } from '../diagnostic.ts';
import { sampledPart, SCAN_COMMAND } from '../sampledPart.ts';
import { REDIS_THRESHOLDS } from '../thresholds.ts';

/** The keys that take most memory, among those that were looked at. */
export const bigKeys: RedisDiagnostic = {
  id: 'big-keys',
  command: SCAN_COMMAND,
  judge(facts, sample) {
    if (sample === undefined) return undefined;
    const worst = sample.largest[0];
    const severity = severityAbove(worst?.bytes, REDIS_THRESHOLDS.bigKeyBytes);
    return {
      severity,
      title: worst === undefined ? 'there is no key' : `the largest key takes ${formatQuantity(worst.bytes, 'bytes')}`,
      detail:
        'A command over a large key keeps all other clients waiting, and in a cluster it cannot be divided. Split it into several, and delete it with UNLINK.',
      ...(worst !== undefined && { object: worst.key.slice(0, 200) }),
      value: worst?.bytes ?? 0,
      unit: 'bytes',
      numbers: sampledPart(sample, facts),
      table: reportTable(sample.largest, [
        { title: 'key', cell: ({ key }) => key },
        { title: 'type', cell: ({ type }) => type },
        { title: 'memory', cell: ({ bytes }) => bytes, unit: 'bytes' },
        { title: 'TTL', cell: ({ hasTtl }) => (hasTtl ? 'yes' : 'no') },
      ]),
    };
  },
};
