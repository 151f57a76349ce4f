import * as problems from '../problems.ts';
import { readPlain } from '../template.ts';
import { isPort } from '../url.ts';
import { isPresent, type Value } from '../value.ts';
import type { FoundTarget, ProbeForm } from './probeForm.ts';

export const TCP_KEYS = ['host', 'port'] as const;
const EXPECTED = 'an address such as "localhost:5432"';
const IPV6 = /^[\da-f]*:[\da-f]*:[\da-f:.]*(?:%[\w.-]+)?$/i;
const HOST = /^[^\s:/\\@[\]?#\p{Cc}]{1,255}$/u;

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
    const text = readPlain(at, EXPECTED);
    if (text === undefined) return undefined;
    const [, host, port = ''] = /^(.*):([^:\]]*)$/s.exec(text) ?? [];
    if (host === undefined) at.context.report(problems.badAddress(at.path));
    return host === undefined ? undefined : toTarget(at, host, at, port);
  },
  readLong(at, field) {
    const [hostAt, portAt] = [field('host'), field('port')];
    if (!isPresent(hostAt)) at.context.report(problems.missingKey(at.path, 'host', '"host": "localhost"'));
    if (!isPresent(portAt)) at.context.report(problems.missingKey(at.path, 'port', '"port": 5432'));
    const host = isPresent(hostAt) ? readPlain(hostAt, 'a host such as "localhost"') : undefined;
    const port = isPresent(portAt) ? readPort(portAt) : undefined;
    return host === undefined || port === undefined ? undefined : toTarget(hostAt, host, portAt, port);
  },
};

/** A number, or a text for the sake of `${env:PORT}`. */
function readPort(at: Value): string | undefined {
  return typeof at.raw === 'number' ? String(at.raw) : readPlain(at, 'a port such as 5432');
}

function toTarget(hostAt: Value, host: string, portAt: Value, port: string): FoundTarget<'tcp'> | undefined {
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
  return { target: { kind: 'tcp', host: bare ?? host, port: Number(port) } };
}
