import { parseAssertion } from '../assertions/parseAssertion.ts';
import { readHeaders } from '../headers.ts';
import type { Assertion } from '../../model/assertion.ts';
import type { Template } from '../../model/service.ts';
import * as problems from '../problems.ts';
import { readPlain, readTemplate } from '../template.ts';
import { readUrl, URL_KINDS } from '../url.ts';
import { child, isPresent, type Value } from '../value.ts';
import { withAuth } from './http.ts';
import type { ProbeForm } from './probeForm.ts';
import { readAuth, readProxy, readTls } from './requestOptions.ts';

export const WEBSOCKET_KEYS = ['url', 'headers', 'protocols', 'send', 'expect', 'auth', 'tls', 'proxy'] as const;
const TOKEN = /^[\w!#$%&'*+.^`|~-]{1,200}$/;

/** `websocket`: a URL, or an object with what is sent and must come. */
export const websocketForm: ProbeForm<'websocket'> = {
  kind: 'websocket',
  setting: 'websocket',
  leastDefaultIntervalMs: 0,
  keys: WEBSOCKET_KEYS,
  facts: ['STATUS', 'BODY', 'HEADER', 'CONNECTED', 'RESPONSE_TIME', 'CERTIFICATE_EXPIRATION', 'IP'],
  expected: `a URL such as "${URL_KINDS.ws.example}", an object with "url", or a list of these`,
  isShort: (raw) => typeof raw === 'string',
  readShort(at) {
    const url = readUrl(at, 'ws');
    return (
      url && {
        target: { kind: 'websocket', url: asHttp(url.template), method: 'GET', headers: [], protocols: [] },
        origin: httpOriginOf(url.origin),
      }
    );
  },
  readLong(at, field) {
    const [urlAt, headersAt, sendAt, authAt, tlsAt] = [
      field('url'),
      field('headers'),
      field('send'),
      field('auth'),
      field('tls'),
    ];
    if (!isPresent(urlAt)) at.context.report(problems.missingKey(at.path, 'url', `"url": "${URL_KINDS.ws.example}"`));
    const url = isPresent(urlAt) ? readUrl(urlAt, 'ws') : undefined;
    const headers = isPresent(headersAt) ? readHeaders(headersAt) : [];
    const protocols = readProtocols(field('protocols'));
    const send = isPresent(sendAt) ? readTemplate(sendAt, 'the message as a text') : null;
    const expected = readExpected(field('expect'));
    const auth = isPresent(authAt) ? readAuth(authAt) : {};
    const tls = isPresent(tlsAt) ? readTls(tlsAt) : null;
    const proxy = readProxy(field('proxy'));
    if (url === undefined || headers === undefined || protocols === undefined || send === undefined) return undefined;
    if (expected === undefined || auth === undefined || tls === undefined || proxy === null) return undefined;
    const who = withAuth(asHttp(url.template), headers, auth);
    if (who === undefined) {
      at.context.report(problems.authTwice(authAt.path));
      return undefined;
    }
    return {
      target: {
        kind: 'websocket',
        url: who.url,
        method: 'GET',
        headers: who.headers,
        protocols,
        ...(send !== null && { send }),
        ...(expected !== null && { expected }),
        ...(auth.oauth2 !== undefined && { oauth2: auth.oauth2 }),
        ...(tls !== null && { tls }),
        ...(proxy !== undefined && { proxy }),
      },
      origin: httpOriginOf(url.origin),
    };
  },
};

/** The handshake is an HTTP request (RFC 6455, 4.1), and so are its origin, its secrets and its proxies. */
function asHttp([first = '', ...rest]: Template): Template {
  return typeof first === 'string' ? [first.replace(/^\s*ws/i, 'http'), ...rest] : [first, ...rest];
}

function httpOriginOf(origin: string): string {
  return origin.replace(/^ws/, 'http');
}

function readProtocols(at: Value): string[] | undefined {
  const { raw } = at;
  if (!isPresent(at)) return [];
  if (!Array.isArray(raw)) {
    at.context.report(problems.wrongType(at.path, 'subprotocols as a list of texts', raw));
    return undefined;
  }
  const names = raw.map((_, i) => readPlain(child(at, i), 'a subprotocol such as "graphql-transport-ws"'));
  const wrong = names.findIndex((name) => name !== undefined && !TOKEN.test(name));
  if (wrong >= 0) at.context.report(problems.badHeaderName([...at.path, wrong]));
  return wrong < 0 && names.every((name) => name !== undefined) ? names : undefined;
}

/** Null where nothing is expected. */
function readExpected(at: Value): Assertion | null | undefined {
  if (!isPresent(at)) return null;
  const text = readPlain(at, 'the expected message as a text');
  if (text === undefined) return undefined;
  const parsed = parseAssertion(`[BODY] == ${text}`);
  if (parsed.ok) return { ...parsed.value, otherwise: 'down' };
  at.context.report(problems.badAssertion(at.path, parsed.error));
  return undefined;
}
