import { ok, type Result } from '../../../base/result.ts';
import type { ProbeResult } from '../../../model/probe.ts';
import type { HttpRequestConfig } from '../../../model/service.ts';
import type { ProbeContext } from '../probe.ts';
import { type HttpRequest, prepareRequest } from './httpRequest.ts';
import type { HttpRun } from './httpRun.ts';

/** As `prepareRequest`, with an access token where the request wants one, which may have to be fetched first. */
export async function openRequest(
  config: HttpRequestConfig & { readonly timeoutMs: number },
  context: ProbeContext,
  defaults: readonly (readonly [name: string, value: string])[],
  signal: AbortSignal,
): Promise<Result<HttpRequest, ProbeResult>> {
  const prepared = prepareRequest(config, context.secrets, defaults);
  if (!prepared.ok || config.oauth2 === undefined) return prepared;
  const token = await context.tokens.get(config.oauth2, config, context, signal, config.timeoutMs);
  if (!token.ok) return token;
  const authorization = { name: 'authorization', value: `Bearer ${token.value}`, confidential: true };
  return ok({ ...prepared.value, headers: [...prepared.value.headers, authorization] });
}

/** The next run fetches another token where the target did not take this one. */
export function forgetRefusedToken(config: HttpRequestConfig, { last }: HttpRun, { tokens }: ProbeContext): void {
  if (config.oauth2 !== undefined && last.head?.code === 401) tokens.forget(config.oauth2);
}
