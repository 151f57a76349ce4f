import type { Unit } from '../../base/unit.ts';
import type { ProbeSample } from '../../model/probe.ts';

/** A sample whose unit is known beside its name. */
export interface MetricSample extends ProbeSample {
  readonly unit: Unit;
}

/** The suffix that Prometheus' naming gives a unit, without its underscore; undefined where it gives none. */
export function suffixOf(unit: Unit): string | undefined {
  switch (unit) {
    case 'bytes':
    case 'seconds':
    case 'ratio':
    case 'celsius':
      return unit;
    case 'bytesPerSecond':
      return 'bytes_per_second';
    case 'perSecond':
      return 'per_second';
    case 'timestamp':
      return 'timestamp_seconds';
    case 'none':
    case 'boolean':
      return undefined;
  }
}
