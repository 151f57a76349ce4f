import { type Assertion, FACT_NAMES } from '../../model/assertion.ts';
import type { HttpRequestConfig, Template } from '../../model/service.ts';
import { readExpectedStatus } from '../assertions/readAssertions.ts';
import { readHeaders } from '../headers.ts';
import * as problems from '../problems.ts';
import { readChoice, readFlag } from '../quantities.ts';
import { readTemplate } from '../template.ts';
import { readUrl, URL_KINDS } from '../url.ts';
import { isPresent, type Value } from '../value.ts';
import type { ProbeForm } from './probeForm.ts';
import { type Auth, readAuth, readMaxRedirects, readProxy, readTls } from './requestOptions.ts';

type HttpKind = 'http' | 'metrics' | 'cacheStats';

export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
export const HTTP_KEYS = ['url', 'method', 'headers', 'body', 'auth', 'tls', 'maxRedirects', 'proxy'] as const;
export const HEALTH_KEYS = [...HTTP_KEYS, 'expectedStatus'] as const;
export const METRICS_KEYS = [...HTTP_KEYS, 'honorLabels', 'nativeHistograms'] as const;

/** `health`: a URL, or an object with what is to be asked. */
export const httpForm: ProbeForm<'http'> = { ...requestForm('http', 'health', 0), keys: HEALTH_KEYS };

/** `metrics`, as `health`. */
export const metricsForm: ProbeForm<'metrics'> = {
  ...requestForm('metrics', 'metrics', 15_000),
  keys: METRICS_KEYS,
  readLong(at, field) {
    const found = readRequest(at, field);
    const honorLabels = readFlag(field('honorLabels'));
    const nativeHistograms = readFlag(field('nativeHistograms'));
    return (
      found && {
        target: {
          kind: 'metrics',
          ...found.request,
          ...(honorLabels && { honorLabels }),
          ...(nativeHistograms && { nativeHistograms }),
        },
        origin: found.origin,
        assertions: found.assertions,
      }
    );
  },
};

/** `cacheStats`, as `health`. */
export const cacheStatsForm: ProbeForm<'cacheStats'> = requestForm('cacheStats', 'cacheStats', 15_000);

/** What is asked, with where its secrets go. */
export interface Request {
  readonly request: HttpRequestConfig;
  readonly origin: string;
  readonly assertions: readonly Assertion[];
}

function requestForm<K extends HttpKind>(
  kind: K,
  setting: ProbeForm<K>['setting'],
  leastDefaultIntervalMs: number,
): ProbeForm<K> {
  const toTarget = (found: Request | undefined) =>
    found && { target: { kind, ...found.request }, origin: found.origin, assertions: found.assertions };
  const form = {
    kind,
    setting,
    leastDefaultIntervalMs,
    keys: HTTP_KEYS,
    facts: kind === 'metrics' ? FACT_NAMES.filter((name) => name !== 'BODY') : FACT_NAMES,
    expected: `a URL such as "${URL_KINDS.http.example}", an object with "url", or a list of these`,
    isShort: (raw: unknown) => typeof raw === 'string',
    readShort: (at: Value) => toTarget(readUrlRequest(at)),
    readLong: (at: Value, field: (key: string) => Value) => toTarget(readRequest(at, field)),
  };
  return form as ProbeForm<HttpKind> as ProbeForm<K>;
}

/** The request of a URL alone. */
export function readUrlRequest(at: Value): Request | undefined {
  const url = readUrl(at, 'http');
  return url && { request: { url: url.template, method: 'GET', headers: [] }, origin: url.origin, assertions: [] };
}

/** The request of an object with the keys of `health`; undefined (and reported) where something of it is wrong. */
export function readRequest(at: Value, field: (key: string) => Value): Request | undefined {
  const [urlAt, methodAt, headersAt, bodyAt] = [field('url'), field('method'), field('headers'), field('body')];
  if (!isPresent(urlAt)) at.context.report(problems.missingKey(at.path, 'url', `"url": "${URL_KINDS.http.example}"`));
  const url = isPresent(urlAt) ? readUrl(urlAt, 'http') : undefined;
  const body = isPresent(bodyAt) ? readTemplate(bodyAt, 'the body as a text') : null;
  const method = isPresent(methodAt) ? readChoice(methodAt, METHODS) : body === null ? 'GET' : 'POST';
  const headers = isPresent(headersAt) ? readHeaders(headersAt) : [];
  const [authAt, tlsAt] = [field('auth'), field('tls')];
  const auth = isPresent(authAt) ? readAuth(authAt) : {};
  const tls = isPresent(tlsAt) ? readTls(tlsAt) : null;
  const maxRedirects = readMaxRedirects(field('maxRedirects'));
  const proxy = readProxy(field('proxy'));
  // Asking for something else than the user meant would give a wrong status: such a probe does not run.
  if (url === undefined || method === undefined || headers === undefined || body === undefined) return undefined;
  if (auth === undefined || tls === undefined || proxy === null) return undefined;
  const who = withAuth(url.template, headers, auth);
  if (who === undefined) {
    at.context.report(problems.authTwice(authAt.path));
    return undefined;
  }
  return {
    request: {
      url: who.url,
      method,
      headers: who.headers,
      ...(body !== null && { body }),
      ...(auth.oauth2 !== undefined && { oauth2: auth.oauth2 }),
      ...(tls !== null && { tls }),
      ...(maxRedirects !== undefined && { maxRedirects }),
      ...(proxy !== undefined && { proxy }),
    },
    origin: url.origin,
    assertions: readExpectedStatus(field('expectedStatus')),
  };
}

type Headers = readonly (readonly [name: string, value: Template])[];

/** URL and headers with what tells who asks; undefined where they tell it already. */
export function withAuth(url: Template, headers: Headers, auth: Auth): { url: Template; headers: Headers } | undefined {
  const { userInfo, header, query } = auth;
  const [first = '', ...rest] = url;
  if (typeof first !== 'string') return { url, headers };
  const name = (
    header?.[0] ?? (userInfo !== undefined || auth.oauth2 !== undefined ? 'Authorization' : '')
  ).toLowerCase();
  const hasUser = /^[^/]*\/\/[^/?#]*@/.test(url.map((piece) => (typeof piece === 'string' ? piece : 'x')).join(''));
  if (
    name !== '' &&
    (headers.some(([other]) => other.toLowerCase() === name) || (name === 'authorization' && hasUser))
  ) {
    return undefined;
  }
  let asked: Template = url;
  if (userInfo !== undefined) {
    const host = first.indexOf('//') + 2;
    asked = [first.slice(0, host), ...userInfo, first.slice(host), ...rest];
  }
  if (query !== undefined) {
    const joint = url.some((piece) => typeof piece === 'string' && piece.includes('?')) ? '&' : '?';
    asked = [...asked, `${joint}${query[0]}=`, ...query[1].map(encodePiece)];
  }
  return { url: asked, headers: header === undefined ? headers : [...headers, header] };
}

function encodePiece(piece: Template[number]): Template[number] {
  return typeof piece === 'string' ? encodeURIComponent(piece) : piece;
}
