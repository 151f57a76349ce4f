import type { LabelSet } from '../../model/labelSet.ts';
import type { TargetLabelOptions } from './labelBuilder.ts';

/** How one target is scraped. Breaking a limit fails the whole scrape with a reason, as in Prometheus. */
export interface ScrapeOptions extends TargetLabelOptions {
  readonly maxBodyBytes: number;
  /** One line, with the line ends that its label values may hold. */
  readonly maxLineBytes: number;
  /** Samples that relabelling leaves. */
  readonly maxSamples: number;
  /** Labels of a series, with the metric's name and the target's labels. */
  readonly maxLabels: number;
  /** In UTF-16 units. */
  readonly maxLabelNameLength: number;
  readonly maxLabelValueLength: number;
  /** How far after and before the scrape a sample's own timestamp may lie; others are refused and counted. */
  readonly maxAheadMs: number;
  readonly maxBehindMs: number;
  /** Rewrites the labels of a series, or drops it with undefined. Asked once for each series. */
  readonly relabel?: (labels: LabelSet) => LabelSet | undefined;
}

export const DEFAULT_SCRAPE_OPTIONS: ScrapeOptions = {
  targetLabels: {},
  honorLabels: false,
  maxBodyBytes: 64 * 1024 * 1024,
  maxLineBytes: 1024 * 1024,
  maxSamples: 500_000,
  maxLabels: 100,
  maxLabelNameLength: 1024,
  maxLabelValueLength: 64 * 1024,
  maxAheadMs: 10 * 60_000,
  maxBehindMs: 60 * 60_000,
};
