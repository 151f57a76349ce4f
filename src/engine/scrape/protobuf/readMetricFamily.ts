import { type ProtoField, ProtoError, ProtoReader, zigzag } from './protoReader.ts';

/** `io.prometheus.client.MetricFamily` (client_model's metrics.proto), as far as a scrape wants it. */
export interface ProtoFamily {
  name: string;
  help: string;
  type: number;
  /** Read one by one: two bytes can be a metric, and a body of them would fill the memory. Throws `ProtoError` meanwhile. */
  readonly metrics: Iterable<ProtoMetric>;
}

export interface ProtoMetric {
  readonly labels: [name: string, value: string][];
  /** Of counters, gauges and untyped metrics. */
  value: number;
  summary: ProtoSummary | undefined;
  histogram: ProtoHistogram | undefined;
  timestampMs: number | undefined;
}

export interface ProtoSummary {
  count: number;
  sum: number;
  readonly quantiles: (readonly [quantile: number, value: number])[];
}

/** Buckets of both kinds. `…Float` counts take precedence where they are there, as in Prometheus. */
export interface ProtoHistogram {
  count: number;
  countFloat: number;
  sum: number;
  /** Upper bounds and cumulative counts of the classic buckets. */
  readonly buckets: (readonly [bound: number, count: number])[];
  schema: number;
  zeroThreshold: number;
  zeroCount: number;
  zeroCountFloat: number;
  readonly positive: ProtoSide;
  readonly negative: ProtoSide;
}

export interface ProtoSide {
  readonly spans: (readonly [offset: number, length: number])[];
  /** Each bucket's count less the one before. */
  readonly deltas: number[];
  readonly counts: number[];
}

export const TYPE = { counter: 0, gauge: 1, summary: 2, untyped: 3, histogram: 4, gaugeHistogram: 5 } as const;

/** Labels, quantiles, buckets or spans of one metric. */
const MAX_PARTS = 10_000;

const decoder = new TextDecoder('utf-8', { fatal: true });

function text({ value }: ProtoField): string {
  try {
    return decoder.decode(bytes({ number: 0, value }));
  } catch {
    // What TextDecoder throws says no more than this.
    throw new ProtoError('a text is not UTF-8');
  }
}

function bytes({ value }: ProtoField): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new ProtoError('a field is of another type than it should be');
  return value;
}

function number({ value }: ProtoField): number {
  if (value instanceof Uint8Array) throw new ProtoError('a field is of another type than it should be');
  return Number(value);
}

function signed({ value }: ProtoField): number {
  if (typeof value !== 'bigint') throw new ProtoError('a field is of another type than it should be');
  return zigzag(value);
}

function add<T>(into: T[], part: T): void {
  if (into.length >= MAX_PARTS) throw new ProtoError(`a metric has more than ${MAX_PARTS} parts of a kind`);
  into.push(part);
}

/** Adds a repeated number, which may come by itself or packed with its fellows. */
function addNumbers(field: ProtoField, into: number[], isDouble: boolean): void {
  if (!(field.value instanceof Uint8Array)) add(into, isDouble ? number(field) : signed(field));
  else {
    const packed = new ProtoReader(field.value);
    while (!packed.done) add(into, isDouble ? packed.double() : zigzag(packed.varint()));
  }
}

function read(of: Uint8Array, visit: (field: ProtoField) => void): void {
  for (const field of new ProtoReader(of).fields()) visit(field);
}

/** Reads a message without the length before it. Throws `ProtoError`. */
export function readMetricFamily(message: Uint8Array): ProtoFamily {
  const family: ProtoFamily = { name: '', help: '', type: TYPE.counter, metrics: metricsOf(message) };
  read(message, (field) => {
    if (field.number === 1) family.name = text(field);
    else if (field.number === 2) family.help = text(field);
    else if (field.number === 3) family.type = number(field);
  });
  return family;
}

function* metricsOf(message: Uint8Array): Generator<ProtoMetric> {
  for (const field of new ProtoReader(message).fields()) if (field.number === 4) yield readMetric(bytes(field));
}

function readMetric(message: Uint8Array): ProtoMetric {
  const metric: ProtoMetric = {
    labels: [],
    value: 0,
    summary: undefined,
    histogram: undefined,
    timestampMs: undefined,
  };
  read(message, (field) => {
    if (field.number === 1) add(metric.labels, readPair(bytes(field)));
    else if (field.number === 2 || field.number === 3 || field.number === 5) metric.value = readValue(bytes(field));
    else if (field.number === 4) metric.summary = readSummary(bytes(field));
    else if (field.number === 7) metric.histogram = readHistogram(bytes(field));
    else if (field.number === 6 && typeof field.value === 'bigint')
      metric.timestampMs = Number(BigInt.asIntN(64, field.value));
  });
  return metric;
}

function readPair(message: Uint8Array): [string, string] {
  const pair: [string, string] = ['', ''];
  read(message, (field) => {
    if (field.number === 1 || field.number === 2) pair[field.number - 1] = text(field);
  });
  return pair;
}

/** Counter, gauge and untyped: the value is their first field. */
function readValue(message: Uint8Array): number {
  let value = 0;
  read(message, (field) => {
    if (field.number === 1) value = number(field);
  });
  return value;
}

function readTwo(message: Uint8Array, first: number, second: number): [number, number] {
  const two: [number, number] = [0, 0];
  read(message, (field) => {
    if (field.number === first) two[0] = number(field);
    else if (field.number === second) two[1] = number(field);
  });
  return two;
}

function readSummary(message: Uint8Array): ProtoSummary {
  const summary: ProtoSummary = { count: 0, sum: 0, quantiles: [] };
  read(message, (field) => {
    if (field.number === 1) summary.count = number(field);
    else if (field.number === 2) summary.sum = number(field);
    else if (field.number === 3) add(summary.quantiles, readTwo(bytes(field), 1, 2));
  });
  return summary;
}

function readBucket(message: Uint8Array): [bound: number, count: number] {
  let [bound, count, float] = [0, 0, 0];
  read(message, (field) => {
    if (field.number === 1) count = number(field);
    else if (field.number === 2) bound = number(field);
    else if (field.number === 4) float = number(field);
  });
  return [bound, float > 0 ? float : count];
}

function readSpan(message: Uint8Array): [offset: number, length: number] {
  const span: [number, number] = [0, 0];
  read(message, (field) => {
    if (field.number === 1) span[0] = signed(field);
    else if (field.number === 2) span[1] = number(field);
  });
  return span;
}

function emptySide(): ProtoSide {
  return { spans: [], deltas: [], counts: [] };
}

function readHistogram(message: Uint8Array): ProtoHistogram {
  const histogram: ProtoHistogram = {
    count: 0,
    countFloat: 0,
    sum: 0,
    buckets: [],
    schema: 0,
    zeroThreshold: 0,
    zeroCount: 0,
    zeroCountFloat: 0,
    positive: emptySide(),
    negative: emptySide(),
  };
  read(message, (field) => HISTOGRAM_FIELDS[field.number]?.(histogram, field));
  return histogram;
}

const HISTOGRAM_FIELDS: Readonly<Record<number, (into: ProtoHistogram, field: ProtoField) => void>> = {
  1: (into, field) => (into.count = number(field)),
  2: (into, field) => (into.sum = number(field)),
  3: (into, field) => add(into.buckets, readBucket(bytes(field))),
  4: (into, field) => (into.countFloat = number(field)),
  5: (into, field) => (into.schema = signed(field)),
  6: (into, field) => (into.zeroThreshold = number(field)),
  7: (into, field) => (into.zeroCount = number(field)),
  8: (into, field) => (into.zeroCountFloat = number(field)),
  9: ({ negative }, field) => add(negative.spans, readSpan(bytes(field))),
  10: ({ negative }, field) => addNumbers(field, negative.deltas, false),
  11: ({ negative }, field) => addNumbers(field, negative.counts, true),
  12: ({ positive }, field) => add(positive.spans, readSpan(bytes(field))),
  13: ({ positive }, field) => addNumbers(field, positive.deltas, false),
  14: ({ positive }, field) => addNumbers(field, positive.counts, true),
};
