import type { HttpRequestConfig } from '../model/service.ts';
import { httpForm } from './probes/http.ts';
import * as problems from './problems.ts';
import { readUrl } from './url.ts';
import { isObject, readObject, type Value } from './value.ts';

export const WEBHOOK_KEYS = ['url', 'headers', 'auth', 'tls', 'proxy'] as const;
const EXAMPLE = 'a URL such as "http://localhost:5001/alerts", or an object with "url", "headers" or "auth",';

/** Where messages about alerts are posted to; empty: nowhere. Its secrets are bound to the origin of the URL. */
export function readWebhook(at: Value): HttpRequestConfig | 'none' | undefined {
  if (at.raw === '') return 'none';
  if (typeof at.raw === 'string') return readPostUrl(at);
  if (!isObject(at.raw)) {
    at.context.report(problems.wrongType(at.path, EXAMPLE, at.raw));
    return undefined;
  }
  const field = readObject(at, WEBHOOK_KEYS, EXAMPLE);
  if (field === undefined) return undefined;
  const absent: Value = { raw: undefined, path: at.path, context: at.context };
  const known = new Map<string, Value>(WEBHOOK_KEYS.map((key) => [key, field(key)]));
  return bound(at, () => {
    const found = httpForm.readLong(at, (key) => known.get(key) ?? absent);
    if (found === undefined) return undefined;
    const { kind: _kind, ...request } = found.target;
    return { request: toPost(request), origin: found.origin };
  });
}

/** The URL of a Slack incoming webhook; empty: none. */
export function readSlack(at: Value): HttpRequestConfig | 'none' | undefined {
  return at.raw === '' ? 'none' : readPostUrl(at);
}

function readPostUrl(at: Value): HttpRequestConfig | undefined {
  return bound(at, () => {
    const url = readUrl(at, 'http');
    return url && { request: toPost({ url: url.template, method: 'POST', headers: [] }), origin: url.origin };
  });
}

/** A message goes where it is meant to go and nowhere else: no redirect is followed. */
function toPost(request: HttpRequestConfig): HttpRequestConfig {
  return { ...request, method: 'POST', maxRedirects: 0 };
}

/** Reads a request, whose secrets go to its origin; where it is wrong, none is asked for. */
function bound(
  { context }: Value,
  read: () => { readonly request: HttpRequestConfig; readonly origin: string | undefined } | undefined,
): HttpRequestConfig | undefined {
  const firstUse = context.secretUses.length;
  const found = read();
  const uses = context.secretUses.splice(firstUse);
  if (found === undefined) return undefined;
  for (const use of uses) {
    const origin = use.origin ?? found.origin;
    context.secretUses.push({ ...use, ...(origin !== undefined && { origin }) });
  }
  return found.request;
}
