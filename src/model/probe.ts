import type { Quantity } from '../base/unit.ts';
import type { Labels } from './series.ts';
import type { Status } from './status.ts';

/** The ways of looking at a service. */
export const PROBE_KINDS = [
  'http',
  'tcp',
  'tls',
  'grpc',
  'websocket',
  'dns',
  'push',
  'suite',
  'command',
  'metrics',
  'cacheStats',
  'postgres',
  'redis',
] as const;
export type ProbeKind = (typeof PROBE_KINDS)[number];

/** What a probe stands for, as Kubernetes has it; a probe without a role looks at the service as a whole. */
export const PROBE_ROLES = ['liveness', 'readiness', 'startup'] as const;
export type ProbeRole = (typeof PROBE_ROLES)[number];

/** One named part of what a probe saw. Nested parts carry their path in the name: `db/replica`. */
export interface Check {
  readonly name: string;
  readonly status: Status;
  readonly latencyMs?: number;
  readonly message?: string;
}

/** The phases of a request, as blackbox_exporter names them. */
export const PHASES = ['resolve', 'connect', 'tls', 'processing', 'transfer'] as const;
export type Phase = (typeof PHASES)[number];

/** A response as it was met, for the user to read: secrets redacted, the body cut at 64 kB. */
export interface CapturedResponse {
  readonly atMs: number;
  /** Without user, password and secrets. */
  readonly url: string;
  /** HTTP status, or a process' exit code. */
  readonly code?: number;
  readonly statusText?: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  readonly bodyTruncated: boolean;
  /** Bytes that arrived, before the cut. */
  readonly bodyBytes: number;
}

/** A number that a probe found and that is worth showing beside the service: `hit ratio 78.9 %`. */
export interface KeyNumber extends Quantity {
  readonly name: string;
}

/** A value for the store: without `job`, `instance` and a timestamp, which the engine adds. */
export interface ProbeSample {
  readonly name: string;
  readonly labels?: Labels;
  readonly value: number;
}

/**
 * What one run of a probe saw. An expected failure (refused, timed out, not understood) is such a result too; it is
 * never thrown.
 */
export interface ProbeResult {
  readonly status: Exclude<Status, 'paused'>;
  /** One sentence: why this status. Free of secrets. */
  readonly reason: string;
  readonly durationMs: number;
  readonly checks: readonly Check[];
  readonly samples: readonly ProbeSample[];
  readonly keyNumbers: readonly KeyNumber[];
  readonly phasesMs?: Readonly<Partial<Record<Phase, number>>>;
  /** The name of the health format that was recognised. */
  readonly format?: string;
  readonly response?: CapturedResponse;
  /** Set where the run stopped because a secret was missing or may not go to this origin: the editor asks. */
  readonly secretNeeded?: SecretNeed;
}

/** A secret that a probe could not use: never typed in, or not allowed for the origin that it would have gone to. */
export interface SecretNeed {
  readonly name: string;
  readonly origin: string;
  readonly why: 'missing' | 'originRefused';
}
