import type { Assertion, FactName } from '../../model/assertion.ts';
import type { ProbeKind } from '../../model/probe.ts';
import type { ProbeConfig, ProbeConfigOf } from '../../model/service.ts';
import type { Value } from '../value.ts';

/** What every probe has beside what it looks at. */
export type CommonField =
  | 'id'
  | 'name'
  | 'intervalMs'
  | 'timeoutMs'
  | 'failureThreshold'
  | 'successThreshold'
  | 'graceMs'
  | 'initialDelayMs'
  | 'role'
  | 'assertions';

/** What a probe looks at: its configuration without the common part. */
export type ProbeTarget<K extends ProbeKind = ProbeKind> = K extends ProbeKind
  ? Omit<ProbeConfigOf<K>, CommonField>
  : never;

/** A target with the origin that its secrets would go to; absent for a command. */
export interface FoundTarget<K extends ProbeKind> {
  readonly target: ProbeTarget<K>;
  readonly origin?: string;
  /** What the probe's own keys want to hold of each run. */
  readonly assertions?: readonly Assertion[];
}

/**
 * How one kind of probe is written in the settings. Adding one: a file here, a line in `registry.ts`, its schema in
 * `schema/probeSchemas.ts`, a row in the tests.
 */
export interface ProbeForm<K extends ProbeKind> {
  readonly kind: K;
  /** The service's key for it. */
  readonly setting: 'health' | Exclude<ProbeKind, 'http'>;
  /** Without an interval of its own or of its service, such a probe runs at most this often. */
  readonly leastDefaultIntervalMs: number;
  /** In the place of `watchpost.failureThreshold`. */
  readonly defaultFailureThreshold?: number;
  /** The keys of the long form, beside the common ones. */
  readonly keys: readonly string[];
  /** What an assertion on such a probe can speak of. */
  readonly facts: readonly FactName[];
  /** For messages: `a URL such as "…", an object or a list of these`. */
  readonly expected: string;
  /** Whether a value is one probe in its short form (and not a list of probes). */
  isShort(raw: unknown): boolean;
  readShort(at: Value): FoundTarget<K> | undefined;
  readLong(at: Value, field: (key: string) => Value): FoundTarget<K> | undefined;
}

/** A probe without its id, which is known once all services are. */
export type ProbeDraft = ProbeConfig extends infer P ? (P extends ProbeConfig ? Omit<P, 'id'> : never) : never;
