import { t } from '../../../base/l10n.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { ProbeResult } from '../../../model/probe.ts';
import type { ProxyChoice, TlsConfig } from '../../../model/request.ts';
import type { HttpRequestConfig, Template } from '../../../model/service.ts';
import { hasSecret, httpOrigin, withoutPlaceholders, withPlaceholders } from '../../connections/origin.ts';
import { ownProxyOrigin } from '../../connections/proxyFor.ts';
import { percentEncode } from '../../connections/secretForms.ts';
import type { SecretVault } from '../../connections/secretVault.ts';
import { outcome, secretRefused } from '../outcome.ts';
import { isSecretHeader, redactUrl } from '../redact.ts';
import { decodePart } from '../../connections/databaseUri.ts';

/** A header of a request; a confidential one never leaves for another origin than the configured one. */
export interface RequestHeader {
  readonly name: string;
  readonly value: string;
  readonly confidential: boolean;
}

/** A request with its secrets put in: ready to leave for the origin of `url`, which has no user and password any more. */
export interface HttpRequest {
  readonly url: URL;
  /** The URL as `redactUrl` leaves it. */
  readonly shownUrl: string;
  readonly method: string;
  readonly headers: readonly RequestHeader[];
  readonly body?: string;
  readonly bodyHasSecret: boolean;
  readonly tls?: TlsConfig;
  readonly proxy: ProxyChoice;
  /** Redirects that are followed; one more is a failure. */
  readonly maxRedirects: number;
}

const MAX_REDIRECTS = 5;

/** Requests without a secret are the same at every run. */
const prepared = new WeakMap<HttpRequestConfig, HttpRequest>();

/**
 * The request of `config`, with `defaults` for the headers that it does not set. The error is a result that says which
 * secret is missing or refused, or what is wrong with the URL; nothing may leave then.
 */
export function prepareRequest(
  config: HttpRequestConfig,
  secrets: SecretVault,
  defaults: readonly (readonly [name: string, value: string])[],
): Result<HttpRequest, ProbeResult> {
  const known = prepared.get(config);
  if (known !== undefined) return ok(known);
  const request = build(config, secrets, defaults);
  if (request.ok && !hasSecrets(config)) prepared.set(config, request.value);
  return request;
}

/** The URL for people: without user and password, secret parameters redacted, secrets as `${secret:NAME}`. */
export function printUrl(template: Template): string {
  return withoutPlaceholders(redactUrl(withPlaceholders(template)), template);
}

/** Whether the URL is one of https. */
export function isSecure(config: HttpRequestConfig): boolean {
  const [first] = config.url;
  return typeof first === 'string' && /^https:/i.test(first.trimStart());
}

function build(
  config: HttpRequestConfig,
  secrets: SecretVault,
  defaults: readonly (readonly [name: string, value: string])[],
): Result<HttpRequest, ProbeResult> {
  const literal = httpOrigin(config.url);
  if (!literal.ok) return err(outcome('unknown', literal.error));
  const { origin } = literal.value;
  const text = secrets.fill(config.url, origin, encodeInUrl);
  if (!text.ok) return err(secretRefused(text.error));
  const url = URL.canParse(text.value) ? new URL(text.value) : undefined;
  // Encoded as it is, a secret cannot change the origin; this says so even if the encoding were wrong.
  if (url?.origin !== origin) return err(outcome('unknown', t('a secret would change the host of the URL')));

  const proxyOrigin = ownProxyOrigin(config.proxy);
  const onTheWay = proxyOrigin === undefined ? undefined : secrets.refusedFor(templatesOf(config), proxyOrigin);
  if (onTheWay !== undefined) return err(secretRefused(onTheWay));

  const headers: RequestHeader[] = [];
  for (const [name, template] of config.headers) {
    const value = secrets.fill(template, origin);
    if (!value.ok) return err(secretRefused(value.error));
    headers.push({ name, value: value.value, confidential: hasSecret(template) || isSecretHeader(name) });
  }
  const body = config.body === undefined ? undefined : secrets.fill(config.body, origin);
  if (body !== undefined && !body.ok) return err(secretRefused(body.error));

  const has = (name: string): boolean => headers.some((header) => header.name.toLowerCase() === name);
  if (url.username !== '' || url.password !== '') {
    if (!has('authorization')) headers.push({ name: 'authorization', value: basic(url), confidential: true });
    url.username = '';
    url.password = '';
  }
  for (const [name, value] of defaults) if (!has(name)) headers.push({ name, value, confidential: false });
  return ok({
    url,
    shownUrl: redactUrl(url.href),
    method: config.method.toUpperCase(),
    headers,
    ...(body === undefined ? undefined : { body: body.value }),
    bodyHasSecret: config.body !== undefined && hasSecret(config.body),
    ...(config.tls !== undefined && { tls: config.tls }),
    proxy: config.proxy ?? 'inherit',
    maxRedirects: config.maxRedirects ?? MAX_REDIRECTS,
  });
}

/**
 * A secret is put into a URL as the text that it is: whatever it holds is encoded, so that it neither ends the part that
 * it stands in nor chooses the host. Only in the path a slash stays one, but for what a step of a suite took of an answer: a
 * server chooses no path.
 */
function encodeInUrl(value: string, before: string, name: string): string {
  const encoded = percentEncode(value);
  if (name.startsWith('take:')) return encoded;
  return /^[^/]*\/\/[^/?#]*\/[^?#]*$/.test(before) ? encoded.replaceAll('%2F', '/') : encoded;
}

function basic(url: URL): string {
  const pair = `${decodePart(url.username)}:${decodePart(url.password)}`;
  return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
}

function hasSecrets(config: HttpRequestConfig): boolean {
  return templatesOf(config).some(hasSecret);
}

function templatesOf({ url, headers, body }: HttpRequestConfig): readonly Template[] {
  return [url, ...headers.map(([, value]) => value), ...(body === undefined ? [] : [body])];
}
