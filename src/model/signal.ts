import type { Unit } from '../base/unit.ts';
import type { KeyNumber } from './probe.ts';
import type { MetricType } from './series.ts';

/** What a golden signal is about, in the order in which they are shown; `pinned` and `own` are the user's. */
export const SIGNAL_GROUPS = ['own', 'traffic', 'errors', 'latency', 'saturation', 'pinned'] as const;
export type SignalGroup = (typeof SIGNAL_GROUPS)[number];

/** A number that tells how a service is, computed by a query that the user can see and change. */
export interface Signal extends KeyNumber {
  /** Unique in its service; the key of the setting that changes it: `p95`. */
  readonly name: string;
  readonly group: SignalGroup;
  /** PromQL. */
  readonly query: string;
  /** Series that the query gave; `value` is NaN unless it is one. */
  readonly series: number;
  /** Whether it stands for the service where there is room for a few numbers only. */
  readonly key: boolean;
  /** Whether the query is that of the settings. */
  readonly configured: boolean;
  /** The last values, oldest first; NaN where there was none. */
  readonly sparkline: readonly number[];
  /** Why there is no value: a sentence. */
  readonly failure?: string;
}

/** What the settings say of a signal of a service. */
export interface SignalSetting {
  readonly name: string;
  /** PromQL; absent where only the unit is set, or the signal is switched off. */
  readonly query?: string;
  readonly unit?: Unit;
  /** Not shown. */
  readonly off?: true;
}

/** A metric that the user wants beside its service, by the name of its family. */
export interface MetricPin {
  readonly serviceId: string;
  readonly metric: string;
}

/** A metric family of a service as a list shows it. */
export interface MetricFamilySummary {
  /** As queries name it; of a histogram or summary without the suffix. */
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  /** What its samples are in. */
  readonly unit: Unit;
  readonly series: number;
  /** Label names with the number of their values. */
  readonly labels: readonly { readonly name: string; readonly values: number }[];
  /** What `value` is of the samples. */
  readonly measure: 'value' | 'rate' | 'info';
  readonly value: number;
  readonly valueUnit: Unit;
  readonly query: string;
  /** The last values, oldest first. */
  readonly sparkline: readonly number[];
}
