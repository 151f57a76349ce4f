/** grpc.health.v1.HealthCheckResponse.ServingStatus, by number. */
export const SERVING_STATUSES = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'] as const;
export type ServingStatus = (typeof SERVING_STATUSES)[number];

/** A HealthCheckRequest (`string service = 1`) as gRPC frames it: not compressed, its length, the message. */
export function encodeHealthRequest(service: string): Buffer {
  const name = Buffer.from(service, 'utf8');
  const message = name.length === 0 ? name : Buffer.concat([Buffer.from([0x0a, ...varint(name.length)]), name]);
  const frame = Buffer.alloc(5);
  frame.writeUInt32BE(message.length, 1);
  return Buffer.concat([frame, message]);
}

/** The status in a framed HealthCheckResponse (`ServingStatus status = 1`); undefined where the bytes are none. */
export function decodeHealthResponse(bytes: Buffer): ServingStatus | undefined {
  if (bytes.length < 5 || bytes[0] !== 0) return undefined; // a compressed answer was not asked for
  const message = bytes.subarray(5);
  if (message.length !== bytes.readUInt32BE(1)) return undefined;
  let status = 0;
  for (let at = 0; at < message.length;) {
    const tag = readVarint(message, at);
    if (tag === undefined) return undefined;
    at = tag.next;
    const value = skipOrRead(message, at, tag.value & 7);
    if (value === undefined) return undefined;
    if (tag.value === 0x08) status = value.value;
    at = value.next;
  }
  return SERVING_STATUSES[status];
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return [...bytes, rest];
}

interface Read {
  readonly value: number;
  readonly next: number;
}

function readVarint(bytes: Buffer, from: number): Read | undefined {
  let value = 0;
  for (let i = 0; i < 10; i++) {
    const byte = bytes[from + i];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 128 ** i;
    if (byte < 0x80) return { value, next: from + i + 1 };
  }
  return undefined;
}

/** A field's value where it is a number, and where the next field begins. */
function skipOrRead(bytes: Buffer, from: number, wireType: number): Read | undefined {
  switch (wireType) {
    case 0:
      return readVarint(bytes, from);
    case 1:
    case 5: {
      const next = from + (wireType === 1 ? 8 : 4);
      return next <= bytes.length ? { value: 0, next } : undefined;
    }
    case 2: {
      const length = readVarint(bytes, from);
      return length !== undefined && length.next + length.value <= bytes.length
        ? { value: 0, next: length.next + length.value }
        : undefined;
    }
    default:
      return undefined;
  }
}
