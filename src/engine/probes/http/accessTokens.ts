import { t } from '../../../base/l10n.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { ProbeResult } from '../../../model/probe.ts';
import type { OAuth2Config } from '../../../model/request.ts';
import type { HttpRequestConfig, Template } from '../../../model/service.ts';
import { httpOrigin } from '../../connections/origin.ts';
import { ownProxyOrigin } from '../../connections/proxyFor.ts';
import { outcome, secretRefused } from '../outcome.ts';
import type { ProbeContext } from '../probe.ts';
import { BodyBuffer } from './bodyBuffer.ts';
import { type HttpRequest, prepareRequest, printUrl } from './httpRequest.ts';
import { runHttp } from './httpRun.ts';

const ANSWER_MAX_BYTES = 64 * 1024;
/** For a token of which nobody says how long it is good (RFC 6749, 5.1, leaves that to documentation). */
const DEFAULT_LIFETIME_S = 300;
/** A token is not used in the last moments of its life: the request has its way to go yet. */
const MARGIN_MS = 10_000;

interface Token {
  readonly value: string;
  /** Monotonic milliseconds. */
  readonly expiresMs: number;
}

/** The access tokens of a session, each fetched once and kept in memory for as long as it is good. */
export class AccessTokens {
  readonly #tokens = new Map<string, Token>();
  readonly #underWay = new Map<string, Promise<Result<Token, ProbeResult>>>();

  /** A token for `config`, fetched where there is none; the error is a result that says why there is none. */
  async get(
    config: OAuth2Config,
    request: HttpRequestConfig,
    context: ProbeContext,
    signal: AbortSignal,
    timeoutMs: number,
  ): Promise<Result<string, ProbeResult>> {
    const refused = refusedToken(config, request, context);
    if (refused !== undefined) return err(refused);
    const key = JSON.stringify(config);
    const known = this.#tokens.get(key);
    if (known !== undefined && known.expiresMs > context.clock.monotonic()) return ok(known.value);
    let fetching = this.#underWay.get(key);
    if (fetching === undefined) {
      fetching = fetchToken(config, request, context, signal, timeoutMs).finally(() => this.#underWay.delete(key));
      this.#underWay.set(key, fetching);
    }
    const token = await fetching;
    if (!token.ok) return token;
    this.#tokens.set(key, token.value);
    return ok(token.value.value);
  }

  /** The target did not take the token: the next run fetches another one. */
  forget(config: OAuth2Config): void {
    this.#tokens.delete(JSON.stringify(config));
  }
}

/**
 * A token is as good as the secret that it was got with: where the one goes, the other must be allowed to go, or settings
 * could have a token fetched from where the secret may go and sent to somebody else.
 */
function refusedToken(
  { clientId, clientSecret }: OAuth2Config,
  request: HttpRequestConfig,
  { secrets }: ProbeContext,
): ProbeResult | undefined {
  const target = httpOrigin(request.url);
  if (!target.ok) return outcome('unknown', target.error);
  for (const origin of [target.value.origin, ownProxyOrigin(request.proxy)]) {
    const need = origin === undefined ? undefined : secrets.refusedFor([clientId, clientSecret], origin);
    if (need !== undefined) return secretRefused(need);
  }
  return undefined;
}

async function fetchToken(
  config: OAuth2Config,
  request: HttpRequestConfig,
  context: ProbeContext,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<Result<Token, ProbeResult>> {
  const asked = tokenRequest(config, request, context);
  if (!asked.ok) return asked;
  const sink = new BodyBuffer(ANSWER_MAX_BYTES);
  const startedMs = context.clock.monotonic();
  const done = await runHttp(asked.value, context, signal, { timeoutMs, sink });
  const where = printUrl(config.tokenUrl);
  if (done.failed !== undefined) {
    return err(outcome(done.failed.status, t('no access token from {0}: {1}', where, done.failed.reason)));
  }
  const body = sink.decoded(ANSWER_MAX_BYTES);
  const answer = body.ok ? parseObject(body.value.toString('utf8')) : {};
  const code = done.last.head?.code ?? 0;
  const { access_token: value, expires_in: lifetime, error } = answer;
  if (code !== 200 || typeof value !== 'string' || value === '') {
    const said = typeof error === 'string' ? `, ${context.secrets.redact(error).slice(0, 200)}` : '';
    return err(outcome('unknown', t('no access token from {0}: HTTP {1}{2}', where, code, said)));
  }
  if (!/^[\x21-\x7e]+$/.test(value)) {
    return err(outcome('unknown', t('the access token from {0} is none that a header can carry', where)));
  }
  context.secrets.learn('access token', value);
  const seconds = Number(lifetime);
  const lifetimeMs = (Number.isFinite(seconds) && seconds > 0 ? seconds : DEFAULT_LIFETIME_S) * 1000;
  return ok({ value, expiresMs: startedMs + lifetimeMs - Math.min(MARGIN_MS, lifetimeMs / 2) });
}

/** The request for a token, with the credentials in its form (RFC 6749, 2.3.1), which all servers that were met take. */
function tokenRequest(
  config: OAuth2Config,
  { tls, proxy }: HttpRequestConfig,
  context: ProbeContext,
): Result<HttpRequest, ProbeResult> {
  const { tokenUrl, clientId, clientSecret, scope, audience } = config;
  const form: Template = [
    'grant_type=client_credentials',
    ...(scope === undefined ? [] : [`&scope=${encodeURIComponent(scope)}`]),
    ...(audience === undefined ? [] : [`&audience=${encodeURIComponent(audience)}`]),
  ];
  const prepared = prepareRequest(
    {
      url: tokenUrl,
      method: 'POST',
      headers: [],
      body: form,
      // The client's certificate and a check that is left out are for the target alone.
      ...(tls?.caFile !== undefined && { tls: { caFile: tls.caFile } }),
      ...(proxy !== undefined && { proxy }),
    },
    context.secrets,
    [
      ['content-type', 'application/x-www-form-urlencoded'],
      ['accept', 'application/json'],
      ['user-agent', 'Watchpost'],
    ],
  );
  const origin = httpOrigin(tokenUrl);
  if (!prepared.ok) return prepared;
  if (!origin.ok) return err(outcome('unknown', origin.error));
  let body = prepared.value.body ?? '';
  for (const [name, template] of [
    ['client_id', clientId],
    ['client_secret', clientSecret],
  ] as const) {
    const value = context.secrets.fill(template, origin.value.origin);
    if (!value.ok) return err(secretRefused(value.error));
    body += `&${name}=${encodeURIComponent(value.value)}`;
  }
  return ok({ ...prepared.value, body, bodyHasSecret: true });
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {}; // what is no JSON holds no token
  }
}
