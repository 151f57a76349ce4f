import type { Labels } from './series.ts';
import type { HttpRequestConfig } from './service.ts';

/** Where alerts are told beyond the editor, without an Alertmanager. */
export const NOTIFICATION_TARGETS = ['webhook', 'slack'] as const;
export type NotificationTarget = (typeof NOTIFICATION_TARGETS)[number];

export type NotificationTargets = { readonly [K in NotificationTarget]?: HttpRequestConfig };

/** What was told of a firing, kept over a reload so that nothing is told twice and every end is told. */
export interface ToldAlert {
  readonly target: NotificationTarget;
  /** See `firingKey`. */
  readonly key: string;
  /** When it was last told, in Unix milliseconds. */
  readonly atMs: number;
  readonly resolved: boolean;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly startsAtMs: number;
}

/** All that was told to a target. */
export interface ToldTarget {
  readonly target: NotificationTarget;
  readonly told: readonly ToldAlert[];
}
