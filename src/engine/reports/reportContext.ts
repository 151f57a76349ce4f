import type { SecureContext } from 'node:tls';
import type { Clock } from '../../base/clock.ts';
import type { ProbeSample } from '../../model/probe.ts';
import type { ReportProgress } from '../../model/report.ts';

/** What every report may use. */
export interface ReportContext {
  readonly clock: Clock;
  /** What is looked at, for people: no user, password or secret in it. */
  readonly target: string;
  /** Whom to trust where TLS is spoken. */
  readonly trust: () => Promise<SecureContext>;
  readonly connectTimeoutMs: number;
  /** Is given the server's numbers as series, under its exporter's names; absent: they are not asked for. */
  readonly samples?: (samples: readonly ProbeSample[]) => void;
  readonly progress?: (progress: ReportProgress) => void;
}
