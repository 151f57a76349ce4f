import type { BucketCounts, NativeHistogram } from '../../../model/nativeHistogram.ts';
import { ProtoError } from './protoReader.ts';
import type { ProtoHistogram, ProtoSide } from './readMetricFamily.ts';

/** Buckets of one histogram; Prometheus' clients keep to 160. */
const MAX_BUCKETS = 10_000;

/** The native histogram of a message, or undefined where it has classic buckets only. Throws `ProtoError` on nonsense. */
export function nativeOf(histogram: ProtoHistogram, isGauge: boolean): NativeHistogram | undefined {
  const { schema, zeroThreshold, positive, negative } = histogram;
  const zeroCount = histogram.zeroCountFloat > 0 ? histogram.zeroCountFloat : histogram.zeroCount;
  // One without observations has an empty span, by which it is known.
  if (positive.spans.length + negative.spans.length === 0 && zeroThreshold === 0 && zeroCount === 0) return undefined;
  if (schema < -4 || schema > 8) throw new ProtoError(`a native histogram has the unknown schema ${schema}`);
  return {
    schema,
    count: histogram.countFloat > 0 ? histogram.countFloat : histogram.count,
    sum: histogram.sum,
    zeroThreshold,
    zeroCount,
    positive: bucketsOf(positive),
    negative: bucketsOf(negative),
    customBounds: [],
    resetHint: isGauge ? 'gauge' : 'unknown',
  };
}

function bucketsOf({ spans, deltas, counts: floats }: ProtoSide): BucketCounts {
  const indexes: number[] = [];
  let index = 0;
  spans.forEach(([offset, length], i) => {
    if (i > 0 && offset < 0)
      throw new ProtoError('a native histogram has a span that begins before the end of another');
    if (indexes.length + length > MAX_BUCKETS) throw new ProtoError('a native histogram has too many buckets');
    index += offset;
    for (let n = 0; n < length; n++) indexes.push(index++);
  });
  let count = 0;
  const counts = floats.length > 0 ? floats : deltas.map((delta) => (count += delta));
  if (counts.length !== indexes.length) {
    throw new ProtoError(`a native histogram has ${counts.length} buckets where its spans need ${indexes.length}`);
  }
  if (counts.some((one) => one < 0)) throw new ProtoError('a native histogram has a bucket with a count below zero');
  return { indexes, counts };
}
