import * as problems from '../problems.ts';
import { readChoice } from '../quantities.ts';
import { readPlain } from '../template.ts';
import { isPort } from '../url.ts';
import { child, isPresent, type Value } from '../value.ts';
import type { ProbeForm } from './probeForm.ts';

export const DNS_KEYS = ['query', 'type', 'server', 'expect'] as const;
export const RECORD_TYPES = ['A', 'AAAA', 'CAA', 'CNAME', 'MX', 'NS', 'PTR', 'SOA', 'SRV', 'TXT'] as const;
const EXPECTED = 'a name such as "example.com"';
const NAME = /^[^\s/\\@[\]?#\p{Cc}]{1,255}$/u;
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;
const IPV6 = /^[\da-f]*:[\da-f]*:[\da-f:.]*$/i;

/** `dns`: a name, or an object with what is looked up where. */
export const dnsForm: ProbeForm<'dns'> = {
  kind: 'dns',
  setting: 'dns',
  leastDefaultIntervalMs: 30_000,
  keys: DNS_KEYS,
  facts: ['BODY', 'CONNECTED', 'RESPONSE_TIME'],
  expected: `${EXPECTED}, an object with "query", or a list of these`,
  isShort: (raw) => typeof raw === 'string',
  readShort(at) {
    const query = readName(at);
    return query === undefined ? undefined : { target: { kind: 'dns', query, type: 'A', expected: [] } };
  },
  readLong(at, field) {
    const [queryAt, typeAt, serverAt] = [field('query'), field('type'), field('server')];
    if (!isPresent(queryAt)) at.context.report(problems.missingKey(at.path, 'query', '"query": "example.com"'));
    const query = isPresent(queryAt) ? readName(queryAt) : undefined;
    const type = isPresent(typeAt) ? readChoice(typeAt, RECORD_TYPES) : 'A';
    const server = isPresent(serverAt) ? readServer(serverAt) : null;
    const expected = readExpected(field('expect'));
    if (query === undefined || type === undefined || server === undefined || expected === undefined) return undefined;
    return { target: { kind: 'dns', query, type, expected, ...(server !== null && { server }) } };
  },
};

function readName(at: Value): string | undefined {
  const name = readPlain(at, EXPECTED);
  if (name === undefined || NAME.test(name)) return name;
  at.context.report(problems.wrongType(at.path, EXPECTED, at.raw));
  return undefined;
}

/** An address as the resolver takes it: `127.0.0.1`, `127.0.0.1:5353`, `[::1]:53`. */
function readServer(at: Value): string | undefined {
  const text = readPlain(at, 'an IP address such as "1.1.1.1"');
  if (text === undefined) return undefined;
  const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?$/.exec(text) ?? [];
  const good =
    (bracketed !== undefined ? IPV6.test(bracketed) : plain !== undefined ? IPV4.test(plain) : IPV6.test(text)) &&
    (port === undefined || isPort(port));
  if (good) return text;
  at.context.report(problems.badServer(at.path));
  return undefined;
}

function readExpected(at: Value): string[] | undefined {
  if (!isPresent(at)) return [];
  const { raw } = at;
  const items = Array.isArray(raw) ? raw.map((_, i) => child(at, i)) : [at];
  const texts = items.map((item) => readPlain(item, 'what must be among the answers, as a text'));
  return texts.every((text) => text !== undefined) ? texts : undefined;
}
