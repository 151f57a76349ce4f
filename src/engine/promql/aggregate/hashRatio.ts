import type { LabelSet } from '../../../model/labelSet.ts';

/** A number in [0, 1) that depends on nothing but the labels, evenly spread. */
export function hashRatio(labels: LabelSet): number {
  let hash = 0x811c9dc5;
  const { key } = labels;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  // The last rounds of MurmurHash3: FNV alone leaves the upper bits of short texts alike.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
