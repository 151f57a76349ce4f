import * as problems from '../problems.ts';
import { readPlain } from '../template.ts';
import { isPort } from '../url.ts';
import { isPresent, type Value } from '../value.ts';

/** Where a connection goes. */
export interface Address {
  /** A name, or an address without brackets. */
  readonly host: string;
  readonly port: number;
}

const IPV6 = /^[\da-f]*:[\da-f]*:[\da-f:.]*(?:%[\w.-]+)?$/i;
const HOST = /^[^\s:/\\@[\]?#\p{Cc}]{1,255}$/u;

/** `host:port` at `at`, or `host` alone where there is a `defaultPort`; undefined (and reported) where it is none. */
export function readAddress(at: Value, expected: string, defaultPort?: number): Address | undefined {
  const text = readPlain(at, expected);
  if (text === undefined) return undefined;
  const [, host, port = ''] = /^(.*):([^:\]]*)$/s.exec(text) ?? [];
  if (defaultPort !== undefined && (host === undefined || /^\[[^\]]*\]$/.test(text))) {
    return toAddress(at, text, at, String(defaultPort));
  }
  // A URL would else be told that its port is wrong.
  if (host === undefined || port.startsWith('//')) {
    at.context.report(problems.badAddress(at.path));
    return undefined;
  }
  return toAddress(at, host, at, port);
}

/** The fields `host` and `port`; the port may be absent where there is a `defaultPort`. */
export function readAddressFields(at: Value, field: (key: string) => Value, defaultPort?: number): Address | undefined {
  const [hostAt, portAt] = [field('host'), field('port')];
  if (!isPresent(hostAt)) at.context.report(problems.missingKey(at.path, 'host', '"host": "localhost"'));
  if (!isPresent(portAt) && defaultPort === undefined) {
    at.context.report(problems.missingKey(at.path, 'port', '"port": 5432'));
  }
  const host = isPresent(hostAt) ? readPlain(hostAt, 'a host such as "localhost"') : undefined;
  const port = isPresent(portAt) ? readPort(portAt) : defaultPort === undefined ? undefined : String(defaultPort);
  return host === undefined || port === undefined ? undefined : toAddress(hostAt, host, portAt, port);
}

/** `host:port`, an IPv6 address in brackets. */
export function printAddress({ host, port }: Address): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** A number, or a text for the sake of `${env:PORT}`. */
function readPort(at: Value): string | undefined {
  return typeof at.raw === 'number' ? String(at.raw) : readPlain(at, 'a port such as 5432');
}

function toAddress(hostAt: Value, host: string, portAt: Value, port: string): Address | undefined {
  // An IPv6 address has brackets before a port; as a value of its own it may go without.
  const [, literal] = /^\[(.*)\]$/.exec(host) ?? [];
  const address = literal ?? (hostAt === portAt ? undefined : host);
  const bare = address !== undefined && IPV6.test(address) ? address : undefined;
  if (bare === undefined && !HOST.test(host)) {
    hostAt.context.report(problems.badAddress(hostAt.path));
    return undefined;
  }
  if (!isPort(port)) {
    portAt.context.report(problems.badPort(portAt.path));
    return undefined;
  }
  return { host: bare ?? host, port: Number(port) };
}
