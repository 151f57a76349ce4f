import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';

const LOOPBACK: readonly LookupAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

/**
 * Looks a name up as the system does, but `localhost` and what ends in `.localhost` is always both loopback addresses
 * (RFC 6761, 6.3), whatever a hosts file leaves out: a server that listens on one of them only is found.
 */
export const lookup: LookupFunction = (hostname, options, callback) => {
  const isLocalhost = /(?:^|\.)localhost\.?$/i.test(hostname);
  if (!isLocalhost || options.all !== true) {
    systemLookup(hostname, options, callback);
    return;
  }
  systemLookup(hostname, { ...options, all: true }, (error, addresses) => {
    const known = error === null ? addresses : [];
    const missing = LOOPBACK.filter((one) => !known.some((other) => other.address === one.address));
    callback(null, [...known, ...missing]);
  });
};
