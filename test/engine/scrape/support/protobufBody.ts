// Writes bodies of Prometheus' protobuf format (client_model's metrics.proto), as client libraries do.

type Part = Uint8Array;

function varint(value: number | bigint): Part {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest === 0n ? low : low | 0x80);
  } while (rest !== 0n);
  return Uint8Array.from(bytes);
}

function zigzag(value: number): bigint {
  const wide = BigInt(value);
  return BigInt.asUintN(64, (wide << 1n) ^ (wide >> 63n));
}

export function whole(number: number, value: number | bigint): Part {
  return Buffer.concat([varint(number * 8), varint(value)]);
}

export function signed(number: number, value: number): Part {
  return whole(number, zigzag(value));
}

export function double(number: number, value: number): Part {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([varint(number * 8 + 1), bytes]);
}

export function text(number: number, value: string): Part {
  return message(number, Buffer.from(value));
}

export function message(number: number, ...parts: readonly Part[]): Part {
  const body = Buffer.concat(parts);
  return Buffer.concat([varint(number * 8 + 2), varint(body.length), body]);
}

/** The numbers of a repeated field packed into one. */
export function packed(number: number, values: readonly number[]): Part {
  return message(number, ...values.map((value) => varint(zigzag(value))));
}

export function label(name: string, value: string): Part {
  return message(1, text(1, name), text(2, value));
}

export function metric(...parts: readonly Part[]): Part {
  return message(4, ...parts);
}

/** A family with the length before it. */
export function family(name: string, help: string, type: number, ...metrics: readonly Part[]): Part {
  const body = Buffer.concat([text(1, name), text(2, help), whole(3, type), ...metrics]);
  return Buffer.concat([varint(body.length), body]);
}

export function span(number: number, offset: number, length: number): Part {
  return message(number, signed(1, offset), whole(2, length));
}

export const PROTOBUF = 'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited';

/** One of each type; `latency` is native with gaps, `both` is classic and native, `idle` has no observation. `legacy`: without names that Prometheus 2 refuses. */
export function body(names: 'utf8' | 'legacy' = 'utf8'): Buffer {
  return Buffer.concat([
    family('requests_total', 'Lines:\n\\', 0, metric(label('route', '/"x"\n'), message(3, double(1, 7)))),
    family('temperature', '', 1, metric(message(2, double(1, -Infinity)), whole(6, 1500))),
    family('strange', '', 3, metric(message(5, double(1, NaN)))),
    ...(names === 'legacy' ? [] : [family('é.ü', '', 1, metric(label('a.b', 'c'), message(2, double(1, 0.1))))]),
    family(
      'pause_seconds',
      '',
      2,
      metric(message(4, whole(1, 3), double(2, 1.5), message(3, double(1, 0.5), double(2, 0.4)))),
    ),
    family(
      'sizes',
      '',
      4,
      metric(
        message(
          7,
          whole(1, 5),
          double(2, 12.5),
          message(3, whole(1, 2), double(2, 1)),
          message(3, whole(1, 4), double(2, 2.5)),
        ),
      ),
    ),
    family(
      'latency',
      'How long.',
      4,
      metric(
        label('route', '/'),
        message(
          7,
          whole(1, 20),
          double(2, 5.25),
          signed(5, 3),
          double(6, 0.001),
          whole(7, 2),
          span(12, -3, 2),
          span(12, 4, 3),
          packed(13, [1, 2, -1, 0, 1]),
          span(9, 0, 1),
          signed(10, 8),
        ),
      ),
    ),
    family(
      'both',
      '',
      4,
      metric(
        message(
          7,
          whole(1, 3),
          double(2, 4),
          message(3, whole(1, 1), double(2, 1)),
          message(3, whole(1, 3), double(2, Infinity)),
          signed(5, 0),
          double(6, 2.938735877055719e-39),
          span(12, 0, 2),
          packed(13, [1, 1]),
        ),
      ),
    ),
    family('idle', '', 4, metric(message(7, whole(1, 0), double(2, 0), signed(5, 3), span(12, 0, 0)))),
    family(
      'queue',
      '',
      5,
      metric(message(7, double(4, 2.5), double(2, 1), signed(5, 0), span(12, 1, 1), double(14, 2.5))),
    ),
  ]);
}
