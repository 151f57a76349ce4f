import { STATUS_CODES } from 'node:http';
import { t } from '../../../base/l10n.ts';
import { formatSeconds } from '../../../base/unit.ts';
import { assertsOf } from '../../../model/assertion.ts';
import type { CapturedResponse, Check, Phase, ProbeResult } from '../../../model/probe.ts';
import type { SuiteStep, Template } from '../../../model/service.ts';
import { checkAssertions, factText } from '../../assertions/checkAssertions.ts';
import type { RunFacts } from '../../assertions/facts.ts';
import { BodyBuffer } from '../http/bodyBuffer.ts';
import { captureResponse } from '../http/capture.ts';
import { httpFacts } from '../http/httpFacts.ts';
import { type HttpRun, runHttp } from '../http/httpRun.ts';
import { forgetRefusedToken, openRequest } from '../http/openRequest.ts';
import { outcome } from '../outcome.ts';
import type { ProbeContext } from '../probe.ts';
import type { SuiteSecrets } from './suiteSecrets.ts';

const BODY_MAX_BYTES = 1024 * 1024;
const BODY_TOO_LONG = 'the body is longer than 1 MiB';
const TAKEN_MAX = 16 * 1024;
/** As a part of a URL's path these lead to another one, encoded too. */
const DOTS = /^\.{1,2}$/;
const DEFAULT_HEADERS = [
  ['accept', 'application/json, text/plain;q=0.9, */*;q=0.8'],
  ['user-agent', 'Watchpost'],
] as const;

/** What became of one step; `result` is worse than up where it failed. */
export interface StepEnd {
  readonly result: ProbeResult;
  readonly tookMs: number;
  readonly phasesMs: Readonly<Partial<Record<Phase, number>>>;
  readonly response?: CapturedResponse;
  readonly certificateExpiryMs?: number;
}

/** Asks one step, takes what it is to take, and judges the answer. `timeoutMs` is for what a timeout is called. */
export async function runStep(
  step: SuiteStep,
  timeoutMs: number,
  context: ProbeContext & { readonly secrets: SuiteSecrets },
  signal: AbortSignal,
): Promise<StepEnd> {
  const { clock, secrets } = context;
  const startMs = clock.monotonic();
  const request = await openRequest({ ...step, timeoutMs }, context, DEFAULT_HEADERS, signal);
  if (!request.ok) return { result: request.error, tookMs: clock.monotonic() - startMs, phasesMs: {} };
  secrets.use(templatesOf(step));
  const sink = new BodyBuffer(BODY_MAX_BYTES);
  const done = await runHttp(request.value, context, signal, { timeoutMs, sink });
  forgetRefusedToken(step, done, context);
  const tookMs = clock.monotonic() - startMs;
  const decoded = sink.decoded(BODY_MAX_BYTES);
  const body = decoded.ok ? decoded.value : Buffer.alloc(0);
  const facts: RunFacts = { ...httpFacts(done, body), durationMs: tookMs, nowMs: clock.now() };
  // Taken before anything is shown or judged: an answer that fails may hold a token as well.
  const missing = step.take.find(({ name, fact, secret }) => {
    const value = factText(fact, facts);
    if (value === undefined || value === '' || value.length > TAKEN_MAX || DOTS.test(value)) return true;
    secrets.take(name, value, request.value.url.origin, secret);
    return false;
  });
  const response = captureResponse(done, body, !done.last.complete, context);
  const unread = decoded.ok ? (sink.truncated && asksBody(step) ? BODY_TOO_LONG : undefined) : decoded.error;
  const result = judge(step, done, facts, unread, missing?.name, tookMs);
  return {
    result: { ...result, reason: secrets.redact(result.reason) },
    tookMs,
    phasesMs: done.phasesMs,
    ...(response !== undefined && { response }),
    ...(done.last.certificateExpiryMs !== undefined && { certificateExpiryMs: done.last.certificateExpiryMs }),
  };
}

function judge(
  step: SuiteStep,
  { failed, last }: HttpRun,
  facts: RunFacts,
  unread: string | undefined,
  missing: string | undefined,
  tookMs: number,
): ProbeResult {
  if (failed !== undefined) return failed;
  const code = last.head?.code ?? 0;
  const said = `HTTP ${code}${STATUS_CODES[code] === undefined ? '' : ` ${STATUS_CODES[code]}`}`;
  if (!assertsOf(step.assertions, 'STATUS') && (code < 200 || code >= 400)) return outcome('down', said);
  if (unread !== undefined) return outcome('unknown', t('{0}, but {1}', said, unread));
  const checks = checkAssertions(step.assertions, facts);
  const broken = (status: Check['status']) => checks.find((check) => check.status === status);
  const wrong = broken('down') ?? broken('unknown');
  if (wrong !== undefined)
    return outcome(wrong.status === 'unknown' ? 'unknown' : 'down', `${wrong.name}: ${wrong.message ?? ''}`);
  if (missing !== undefined) return outcome('down', t('{0}, but there is nothing to take as {1}', said, missing));
  const poor = broken('degraded');
  if (poor !== undefined) return outcome('degraded', `${poor.name}: ${poor.message ?? ''}`);
  const took = formatSeconds(tookMs / 1000);
  const taken = step.take.map(({ name }) => name).join(', ');
  return outcome('up', taken === '' ? t('{0} in {1}', said, took) : t('{0} in {1}, took {2}', said, took, taken));
}

/** Whether what the body says matters: of one that is cut off nothing is known. */
function asksBody({ assertions, take }: SuiteStep): boolean {
  return assertsOf(assertions, 'BODY') || take.some(({ fact }) => fact.name === 'BODY');
}

function templatesOf({ url, headers, body, oauth2, tls }: SuiteStep): readonly Template[] {
  return [
    url,
    ...headers.map(([, value]) => value),
    ...(body === undefined ? [] : [body]),
    ...(oauth2 === undefined ? [] : [oauth2.clientId, oauth2.clientSecret]),
    ...(tls?.passphrase === undefined ? [] : [tls.passphrase]),
  ];
}
