import type { ReportNumber } from '../../model/report.ts';
import type { RedisFacts } from './redisFacts.ts';
import type { KeySample } from './sampleKeys.ts';

/** What the findings about keys come from. */
export const SCAN_COMMAND =
  'SCAN 0 COUNT 500\n# and of each key; PTTL counts as a hit in the statistics of the server\nPTTL key\nMEMORY USAGE key';

/** How much of the database a sample is; of a cluster only the keys of the node that was asked can be looked at. */
export function sampledPart(
  { keys, databaseKeys, isComplete }: KeySample,
  { info }: Pick<RedisFacts, 'info'>,
): readonly ReportNumber[] {
  const whole = info.get('cluster_enabled') === '1' ? 'of those of this node' : 'of all';
  return [
    { name: 'keys looked at', value: keys, unit: 'none' },
    { name: whole, value: isComplete || databaseKeys === 0 ? 1 : Math.min(1, keys / databaseKeys), unit: 'ratio' },
  ];
}
