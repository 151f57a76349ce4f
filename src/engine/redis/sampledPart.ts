import type { ReportNumber } from '../../model/report.ts';
import type { KeySample } from './sampleKeys.ts';

/** What the findings about keys come from. */
export const SCAN_COMMAND =
  'SCAN 0 COUNT 500\n# and of each key; PTTL counts as a hit in the statistics of the server\nPTTL key\nMEMORY USAGE key';

/** How much of the database a sample is. */
export function sampledPart({ keys, databaseKeys, isComplete }: KeySample): readonly ReportNumber[] {
  return [
    { name: 'keys looked at', value: keys, unit: 'none' },
    { name: 'of all', value: isComplete || databaseKeys === 0 ? 1 : Math.min(1, keys / databaseKeys), unit: 'ratio' },
  ];
}
