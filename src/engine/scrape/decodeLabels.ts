import type { Labels } from '../../model/series.ts';
import type { LabelRanges } from './statement.ts';
import { unescape } from './symbolTable.ts';

/** The labels at `ranges` as an object, escapes resolved; of a name that is there twice the last. */
export function decodeLabels(ranges: LabelRanges, bytes: Buffer): Labels {
  const labels: Record<string, string> = {};
  for (let i = 0; i < ranges.count; i++) {
    const [nameStart, nameEnd, valueStart, valueEnd] = ranges.offsets.subarray(i * 4, i * 4 + 4);
    labels[unescape(bytes.toString('utf8', nameStart, nameEnd))] = unescape(
      bytes.toString('utf8', valueStart, valueEnd),
    );
  }
  return labels;
}
