import { readAddress, readAddressFields } from './address.ts';
import type { ProbeForm } from './probeForm.ts';

export const TCP_KEYS = ['host', 'port'] as const;
const EXPECTED = 'an address such as "localhost:5432"';

/** `tcp`: `host:port`, or an object with both. */
export const tcpForm: ProbeForm<'tcp'> = {
  kind: 'tcp',
  setting: 'tcp',
  leastDefaultIntervalMs: 0,
  keys: TCP_KEYS,
  facts: ['CONNECTED', 'RESPONSE_TIME', 'IP'],
  expected: `${EXPECTED}, an object with "host" and "port", or a list of these`,
  isShort: (raw) => typeof raw === 'string',
  readShort(at) {
    const address = readAddress(at, EXPECTED);
    return address && { target: { kind: 'tcp', ...address } };
  },
  readLong(at, field) {
    const address = readAddressFields(at, field);
    return address && { target: { kind: 'tcp', ...address } };
  },
};
