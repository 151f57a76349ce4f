import type { Diagnosis } from '../reports/diagnosis.ts';
import type { RedisFacts } from './redisFacts.ts';
import type { KeySample } from './sampleKeys.ts';

/**
 * One judgement of what a Redis says of itself. Adding one: a file in `diagnostics/`, a line in `registry.ts`, a row in the tests
 * that makes the situation and one that has it not.
 */
export interface RedisDiagnostic {
  readonly id: string;
  /** The command that its numbers come from. */
  readonly command: string;
  /** Undefined where what it needs could not be read; that is told elsewhere. */
  judge(facts: RedisFacts, sample: KeySample | undefined): Diagnosis | undefined;
}
