import type { CapturedResponse } from '../../../model/probe.ts';
import type { ProbeContext } from '../probe.ts';
import { redactHeaders } from '../redact.ts';
import type { HttpRun } from './httpRun.ts';

/** What is kept of a body for the user to read. */
export const CAPTURED_BODY_MAX_BYTES = 64 * 1024;

const decoder = new TextDecoder('utf-8');

/**
 * The response of `run` as the user may read it: secrets redacted, the body cut. `truncated`: not all of it was read. `text`: what
 * `captureText` made of the same body before.
 */
export function captureResponse(
  run: HttpRun,
  body: Buffer,
  truncated: boolean,
  context: ProbeContext,
  text?: string,
): CapturedResponse | undefined {
  const { head, bodyBytes } = run.last;
  if (head === undefined) return undefined;
  const redact = (text: string): string => context.secrets.redact(text);
  return {
    atMs: context.clock.now(),
    url: run.url,
    code: head.code,
    statusText: redact(head.statusText),
    headers: redactHeaders(head.headers, redact),
    body: text ?? captureText(body, redact, truncated),
    bodyTruncated: truncated || body.length > CAPTURED_BODY_MAX_BYTES,
    bodyBytes,
  };
}

/** The first 64 kB of `body` as text, with secrets redacted, one that this cut or (`isCut`) an earlier one split included. */
export function captureText(body: Uint8Array, redact: (text: string) => string, isCut: boolean): string {
  if (body.length > CAPTURED_BODY_MAX_BYTES) {
    // Redacted before the cut: half a secret would not be recognised.
    const clean = redact(decoder.decode(body.subarray(0, CAPTURED_BODY_MAX_BYTES + 4096)));
    return clean.slice(0, CAPTURED_BODY_MAX_BYTES);
  }
  return redactCut(decoder.decode(body), redact, isCut);
}

/** `text` redacted; where it `isCut`, without the half of a secret that it may end in. */
export function redactCut(text: string, redact: (text: string) => string, isCut: boolean): string {
  // An ellipsis tells where the cut was.
  return isCut ? redact(`${text}…`).slice(0, -1) : redact(text);
}
