import type { NativeHistogram } from '../../model/nativeHistogram.ts';

/**
 * What a template computes with, as far as Go's types matter to it: an integer is a bigint and a float64 a number, since
 * they print and compare differently; `undefined` is nil.
 */
export type Value =
  | undefined
  | string
  | boolean
  | bigint
  | number
  | readonly Value[]
  | GoMap
  | Sample
  | GoTime
  | GoHistogram
  | GoDuration;

/** A `map[string]…`; a key that is not there gives `zero`. */
export class GoMap {
  readonly entries: ReadonlyMap<string, Value>;
  readonly zero: Value;
  readonly typeName: string;
  constructor(entries: Iterable<readonly [string, Value]>, zero: Value = '', typeName = 'map[string]string') {
    this.entries = new Map(entries);
    this.zero = zero;
    this.typeName = typeName;
  }
}

/** One sample of a query's result. */
export class Sample {
  readonly labels: GoMap;
  readonly value: number | GoHistogram;
  constructor(labels: Readonly<Record<string, string>>, value: number | GoHistogram) {
    this.labels = new GoMap(Object.entries(labels));
    this.value = value;
  }
}

/** `*histogram.FloatHistogram`: it can be printed, and is no number to compute with. */
export class GoHistogram {
  readonly histogram: NativeHistogram;
  constructor(histogram: NativeHistogram) {
    this.histogram = histogram;
  }
}

/** `time.Time` in UTC; milliseconds, as Prometheus makes them. */
export class GoTime {
  readonly unixMs: number;
  constructor(unixMs: number) {
    this.unixMs = unixMs;
  }
}

/** `time.Duration`; nanoseconds. */
export class GoDuration {
  readonly nanoseconds: number;
  constructor(nanoseconds: number) {
    this.nanoseconds = nanoseconds;
  }
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** The type's name in Go's messages. */
export function typeName(value: Value): string {
  if (value === undefined) return '<nil>';
  if (isList(value)) return value.every((item) => item instanceof Sample) ? 'template.queryResult' : '[]interface {}';
  if (value instanceof GoMap) return value.typeName;
  if (value instanceof Sample) return '*template.sample';
  if (value instanceof GoHistogram) return '*histogram.FloatHistogram';
  if (value instanceof GoTime) return 'time.Time';
  if (value instanceof GoDuration) return 'time.Duration';
  switch (typeof value) {
    case 'bigint':
      return 'int';
    case 'number':
      return 'float64';
    case 'boolean':
      return 'bool';
    default:
      return 'string';
  }
}

/** Whether `if` takes it for true: not nil, false, zero or empty. */
export function isTrue(value: Value): boolean {
  if (value === undefined || value === false || value === '' || value === 0 || value === 0n) return false;
  if (typeof value === 'number') return true;
  if (isList(value)) return value.length > 0;
  return !(value instanceof GoMap) || value.entries.size > 0;
}
