import type { LabelSet } from '../../../model/labelSet.ts';
import type { VectorMatching } from '../ast.ts';
import { matchingKey } from '../labels.ts';

/** A number for each row of both sides; rows match where their numbers are equal. */
export interface Signatures {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly count: number;
}

/** Finds, once for the whole query, which rows of two vectors match. */
export function matchRows(left: readonly LabelSet[], right: readonly LabelSet[], matching: VectorMatching): Signatures {
  const names = [...new Set(matching.labels)].sort();
  const byKey = new Map<string, number>();
  const number = (labels: LabelSet): number => {
    const key = matchingKey(labels, matching.on, names);
    let signature = byKey.get(key);
    if (signature === undefined) byKey.set(key, (signature = byKey.size));
    return signature;
  };
  const numbers = (rows: readonly LabelSet[]): Int32Array => Int32Array.from(rows, number);
  return { left: numbers(left), right: numbers(right), count: byKey.size };
}

/** For each signature the rows that have it. */
export function rowsBySignature(signatures: Int32Array, count: number): number[][] {
  const rows: number[][] = Array.from({ length: count }, () => []);
  signatures.forEach((signature, row) => rows[signature]?.push(row));
  return rows;
}
