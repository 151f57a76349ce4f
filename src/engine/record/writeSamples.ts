import { LabelSet } from '../../model/labelSet.ts';
import type { ProbeSample } from '../../model/probe.ts';
import type { ProbeLabels, SampleStore } from './probeSeries.ts';

/** Writes samples that are taken now and then, under the labels of their probe: no series is ended where the next ones lack it. */
export function writeSamples<Ref>(
  store: SampleStore<Ref>,
  labels: ProbeLabels,
  samples: readonly ProbeSample[],
  timestampMs: number,
): void {
  for (const { name, labels: own, value } of samples) {
    store.append(store.ref(LabelSet.from({ ...own, ...labels, __name__: name })), timestampMs, value);
  }
}
