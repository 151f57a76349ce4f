import type { TlsConfig } from '../../model/request.ts';
import { readHeaders } from '../headers.ts';
import { readPlain } from '../template.ts';
import { isPresent, type Value } from '../value.ts';
import { type Address, printAddress, readAddress, readAddressFields } from './address.ts';
import type { FoundTarget, ProbeForm } from './probeForm.ts';
import { readProxy, readTls } from './requestOptions.ts';

export const GRPC_KEYS = ['host', 'port', 'service', 'headers', 'tls', 'proxy'] as const;
const EXPECTED = 'an address such as "localhost:50051"';

/** `grpc`: `host:port`, or an object with both, and which service's health is asked for. */
export const grpcForm: ProbeForm<'grpc'> = {
  kind: 'grpc',
  setting: 'grpc',
  leastDefaultIntervalMs: 0,
  keys: GRPC_KEYS,
  facts: ['CONNECTED', 'RESPONSE_TIME', 'IP', 'CERTIFICATE_EXPIRATION'],
  expected: `${EXPECTED}, an object with "host" and "port", or a list of these`,
  isShort: (raw) => typeof raw === 'string',
  readShort(at) {
    const address = readAddress(at, EXPECTED);
    return address && found(address, undefined, { service: '', headers: [] });
  },
  readLong(at, field) {
    const address = readAddressFields(at, field);
    const [serviceAt, headersAt] = [field('service'), field('headers')];
    const service = isPresent(serviceAt) ? readPlain(serviceAt, 'a service such as "shop.v1.Orders"') : '';
    const headers = isPresent(headersAt) ? readHeaders(headersAt) : [];
    const tls = readTlsOrFlag(field('tls'));
    const proxy = readProxy(field('proxy'));
    if (address === undefined || service === undefined || headers === undefined || tls === undefined) return undefined;
    if (proxy === null) return undefined;
    return found(address, tls ?? undefined, { service, headers, ...(proxy !== undefined && { proxy }) });
  },
};

function found(
  { host, port }: Address,
  tls: TlsConfig | undefined,
  rest: Omit<FoundTarget<'grpc'>['target'], 'kind' | 'host' | 'port' | 'tls'>,
): FoundTarget<'grpc'> {
  const { origin } = new URL(`${tls === undefined ? 'http' : 'https'}://${printAddress({ host, port })}`);
  return { target: { kind: 'grpc', host, port, ...rest, ...(tls !== undefined && { tls }) }, origin };
}

/** `true`, or how the connection is made; null where it is plain, undefined (and reported) where it is wrong. */
function readTlsOrFlag(at: Value): TlsConfig | null | undefined {
  if (!isPresent(at) || at.raw === false) return null;
  return at.raw === true ? {} : readTls(at);
}
