import { assertsOf } from '../../../model/assertion.ts';
import type { Check, ProbeSample } from '../../../model/probe.ts';
import type { HttpProbeConfig } from '../../../model/service.ts';
import type { HealthInput, HealthReading } from '../../health/health.ts';
import { readHealth } from '../../health/readHealth.ts';
import { checkSamples, redactChecks } from '../checkSeries.ts';
import type { ProbeContext } from '../probe.ts';
import { captureText } from './capture.ts';

/** What a health endpoint's answer says, for people and as series: secrets redacted. */
export interface ReadAnswer extends Pick<HealthReading, 'status' | 'reason' | 'format'> {
  readonly checks: readonly Check[];
  readonly samples: readonly ProbeSample[];
}

/** What a whole answer says, with its body as `captureText` leaves it. */
export interface WholeAnswer extends ReadAnswer {
  readonly text: string;
}

interface KeptAnswer {
  readonly code: number;
  readonly contentType: string;
  readonly body: Uint8Array;
  readonly secretsVersion: number;
  readonly read: WholeAnswer;
}

/** Longer bodies are read anew each time, so that what is kept of a thousand services stays small. */
const KEPT_MAX_BYTES = 16 * 1024;

/** The last answer of each endpoint: most say the same bytes run after run, and are then read once. */
const kept = new WeakMap<HttpProbeConfig, KeptAnswer>();

/** Reads a whole answer that was not redirected. What it says depends on nothing but what is compared here. */
export function readAnswer(
  config: HttpProbeConfig,
  input: HealthInput & { readonly body: Buffer },
  context: ProbeContext,
): WholeAnswer {
  const { code, contentType, body } = input;
  const { secrets } = context;
  const last = kept.get(config);
  if (
    last !== undefined &&
    last.code === code &&
    last.contentType === contentType &&
    last.secretsVersion === secrets.version &&
    body.equals(last.body)
  )
    return last.read;
  const text = captureText(body, (all) => secrets.redact(all), false);
  const read = { ...readAnew(config, input, context), text };
  if (body.length > KEPT_MAX_BYTES) kept.delete(config);
  else {
    // A copy: the body is a piece of the much larger buffer that the socket was read into.
    kept.set(config, { code, contentType, body: Uint8Array.from(body), secretsVersion: secrets.version, read });
  }
  return read;
}

/** Reads an answer, whole or not. */
export function readAnew(config: HttpProbeConfig, input: HealthInput, { secrets }: ProbeContext): ReadAnswer {
  const { status, reason, format, checks } = readAsserted(config, input);
  const clean = redactChecks(checks, secrets);
  return {
    status,
    reason: secrets.redact(reason),
    format,
    checks: clean,
    samples: checkSamples(clean),
  };
}

/**
 * What the response says by itself, as far as the user has not taken it upon himself: with an assertion on `[STATUS]` the code
 * is as good as 200, with one on `[BODY]` the body is not read.
 */
function readAsserted({ assertions }: HttpProbeConfig, input: HealthInput): HealthReading {
  const code = assertsOf(assertions, 'STATUS') ? 200 : input.code;
  const body = assertsOf(assertions, 'BODY') ? Buffer.alloc(0) : input.body;
  if (code === input.code && body === input.body) return readHealth(input);
  const reading = readHealth({ ...input, code, body });
  return reading.status === 'unknown' ? { ...reading, status: 'up', reason: `HTTP ${input.code}` } : reading;
}
