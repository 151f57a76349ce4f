import { type Bounds, readDuration } from '../quantities.ts';
import { isPresent } from '../value.ts';
import { readAddress, readAddressFields } from './address.ts';
import type { ProbeForm } from './probeForm.ts';
import { readProxy, readTls } from './requestOptions.ts';

export const TLS_PROBE_KEYS = ['host', 'port', 'warn', 'tls', 'proxy'] as const;
const EXPECTED = 'an address such as "example.com:443"';
const PORT = 443;
/** Certificates that renew themselves do so thirty days before their end: what is left of two weeks was forgotten. */
const WARN_MS = 14 * 86_400_000;
const WARN_BOUNDS: Bounds = { least: [0, '0'], most: [400 * 86_400_000, '400d'] };

/** `tls`: `host:port` (`host` alone: 443), or an object with both, when to warn and whom to trust. */
export const tlsForm: ProbeForm<'tls'> = {
  kind: 'tls',
  setting: 'tls',
  // A certificate does not change by the second.
  leastDefaultIntervalMs: 60_000,
  keys: TLS_PROBE_KEYS,
  facts: ['CONNECTED', 'RESPONSE_TIME', 'IP', 'CERTIFICATE_EXPIRATION'],
  expected: `${EXPECTED}, an object with "host" and "port", or a list of these`,
  isShort: (raw) => typeof raw === 'string',
  readShort(at) {
    const address = readAddress(at, EXPECTED, PORT);
    return address && { target: { kind: 'tls', ...address, warnMs: WARN_MS } };
  },
  readLong(at, field) {
    const address = readAddressFields(at, field, PORT);
    const [warnAt, tlsAt] = [field('warn'), field('tls')];
    const warnMs = isPresent(warnAt) ? readDuration(warnAt, WARN_BOUNDS) : undefined;
    const tls = isPresent(tlsAt) ? readTls(tlsAt) : null;
    const proxy = readProxy(field('proxy'));
    if (address === undefined || tls === undefined || proxy === null) return undefined;
    return {
      target: {
        kind: 'tls',
        ...address,
        warnMs: warnMs ?? WARN_MS,
        ...(tls !== null && { tls }),
        ...(proxy !== undefined && { proxy }),
      },
      origin: originOfTls(address.host, address.port),
    };
  },
};

/** What a passphrase of the client's key is bound to. */
function originOfTls(host: string, port: number): string {
  return new URL(`https://${host.includes(':') ? `[${host}]` : host}:${port}`).origin;
}
