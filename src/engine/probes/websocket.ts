import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { t } from '../../base/l10n.ts';
import { formatSeconds } from '../../base/unit.ts';
import type { ProbeResult, ProbeSample } from '../../model/probe.ts';
import type { WebsocketProbeConfig } from '../../model/service.ts';
import { checkAssertions } from '../assertions/checkAssertions.ts';
import type { Facts } from '../assertions/facts.ts';
import { netFailure } from './netFailure.ts';
import { endedBySignal, outcome, secretRefused, withinTime } from './outcome.ts';
import { type Probe, type ProbeContext, type ProbeRun, TIMED_OUT } from './probe.ts';
import { captureText } from './http/capture.ts';
import { hostAndPort } from './http/httpFailure.ts';
import { isSecure, printUrl } from './http/httpRequest.ts';
import { openRequest } from './http/openRequest.ts';
import { redactHeaders } from './redact.ts';
import { openTarget, targetOf } from './stream.ts';
import { certificateChain } from './tls/certificates.ts';
import { encodeFrame, OPCODES } from './websocket/frames.ts';
import { type Handshake, handshake } from './websocket/handshake.ts';
import { hangUp, type Heard, listen } from './websocket/listen.ts';

const DEFAULT_HEADERS = [['user-agent', 'Watchpost']] as const;
const SHOWN_MAX = 80;

/** A WebSocket: up when it can be opened and, where the settings say so, answers. */
export const websocketProbe: Probe<'websocket'> = {
  kind: 'websocket',
  load: async (config, { http }) => void (isSecure(config) && (await http.secureContext())),
  run,
  target: ({ url }) => printUrl(url).replace(/^http/, 'ws'),
};

async function run(config: WebsocketProbeConfig, context: ProbeContext, signal: AbortSignal): Promise<ProbeRun> {
  const request = await openRequest(config, context, DEFAULT_HEADERS, signal);
  if (!request.ok) return request.error;
  const { url, headers } = request.value;
  const send = config.send === undefined ? undefined : context.secrets.fill(config.send, url.origin);
  if (send !== undefined && !send.ok) return secretRefused(send.error);
  const target = targetOf(url, config);
  const { secure } = target;
  const opened = await openTarget(target, { secure, verify: true }, context, signal);
  if (opened.socket === undefined) {
    return { ...(opened.failed ?? outcome('unknown', 'not looked')), phasesMs: opened.phasesMs };
  }
  const { socket } = opened;
  socket.on('error', () => undefined); // whoever waits hears of it; afterwards nobody does
  const expiryMs = secure
    ? Math.min(...certificateChain(socket as TLSSocket).map(({ valid_to: to }) => Date.parse(to)))
    : NaN;
  const askedMs = context.clock.monotonic();
  const shaken = await handshake(socket, { url, headers, protocols: config.protocols }, signal);
  const processing = context.clock.monotonic() - askedMs;
  const heard =
    shaken.open === undefined ? undefined : await talk(config, socket, shaken.open.head, send?.value, signal);
  const transfer = context.clock.monotonic() - askedMs - processing;
  if (shaken.open === undefined || signal.aborted) socket.destroy();
  else hangUp(socket);

  const phasesMs = { ...opened.phasesMs, processing, ...(heard !== undefined && { transfer }) };
  const result = readTalk(config, url, shaken, heard, processing, transfer, signal);
  const body = heard?.message ?? heard?.last;
  const redact = (text: string): string => context.secrets.redact(text);
  const facts: Facts = {
    connected: shaken.code !== undefined,
    ...(shaken.code !== undefined && { status: shaken.code, headers: shaken.headers }),
    ...(body !== undefined && { body }),
    ...(Number.isFinite(expiryMs) && { certificateExpiryMs: expiryMs }),
    ...(opened.address !== undefined && { ip: opened.address }),
  };
  return {
    ...result,
    reason: redact(result.reason),
    phasesMs,
    samples: websocketSamples(shaken, phasesMs, expiryMs),
    facts,
    ...(shaken.code !== undefined && {
      response: {
        atMs: context.clock.now(),
        url: websocketProbe.target(config),
        code: shaken.code,
        headers: redactHeaders(shaken.headers, redact),
        body: captureText(body ?? Buffer.alloc(0), redact, false),
        bodyTruncated: false,
        bodyBytes: body?.length ?? 0,
      },
    }),
  };
}

/** Sends what is to be sent and waits for what must come; undefined where neither is said. */
async function talk(
  { expected }: WebsocketProbeConfig,
  socket: Socket,
  head: Buffer,
  send: string | undefined,
  signal: AbortSignal,
): Promise<Heard | undefined> {
  if (send !== undefined) socket.write(encodeFrame(OPCODES.text, Buffer.from(send, 'utf8')));
  if (send === undefined && expected === undefined) return undefined;
  const fits = (body: Buffer): boolean =>
    expected === undefined ||
    checkAssertions([expected], { body, connected: true, durationMs: 0, nowMs: 0 })[0]?.status === 'up';
  return listen(socket, head, fits, signal);
}

function readTalk(
  config: WebsocketProbeConfig,
  url: URL,
  shaken: Handshake,
  heard: Heard | undefined,
  processingMs: number,
  transferMs: number,
  signal: AbortSignal,
): ProbeResult {
  const where = hostAndPort(url);
  const { code, error } = shaken;
  if (shaken.aborted) {
    return endedBySignal(
      signal,
      config.timeoutMs,
      t('{0} accepted the connection but did not answer the handshake', where),
    );
  }
  if (code === undefined) {
    if (error !== undefined && 'code' in error && String(error.code).startsWith('HPE_'))
      return outcome('unknown', t('{0} does not answer in HTTP ({1})', where, String(error.code)));
    const failed = error && netFailure(error, url.hostname, where);
    return failed ?? outcome('down', t('the handshake with {0} failed: {1}', where, error?.message ?? t('no answer')));
  }
  if (shaken.wrong !== undefined) return outcome('down', t('{0} opened no WebSocket: {1}', where, shaken.wrong));
  if (shaken.open === undefined) {
    const refused = code === 401 || code === 403 || code === 407;
    return outcome(
      refused ? 'unknown' : 'down',
      refused
        ? t('{0}: reachable, but not authorised', `HTTP ${code}`)
        : t('answered HTTP {0} in place of opening a WebSocket', code),
    );
  }
  const openedIn = formatSeconds(processingMs / 1000);
  if (heard === undefined) return outcome('up', t('opened in {0}', openedIn));
  if (heard.message !== undefined) {
    return outcome('up', t('opened in {0}, answered in {1}', openedIn, formatSeconds(transferMs / 1000)));
  }
  if (heard.aborted && signal.reason !== TIMED_OUT) return outcome('unknown', t('the run was cancelled'));
  const wanted =
    config.expected === undefined
      ? t('it opened, but no message came')
      : t('it opened, but no message was {0}', config.expected.text.slice('[BODY] == '.length));
  const others = heard.passedOver === 0 ? '' : t('; the last of {0} was "{1}"', heard.passedOver, shown(heard.last));
  const failed = heard.failed === undefined ? withinTime(wanted, config.timeoutMs) : `${wanted}: ${heard.failed}`;
  return outcome('down', failed + others);
}

function shown(message: Buffer | undefined): string {
  const text = (message ?? Buffer.alloc(0)).subarray(0, SHOWN_MAX * 4).toString('utf8');
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text;
}

/** Under names like those that blackbox_exporter has for other probers; its own has `probe_is_upgraded` only. */
function websocketSamples(
  shaken: Handshake,
  phasesMs: Readonly<Record<string, number>>,
  expiryMs: number,
): ProbeSample[] {
  const samples: ProbeSample[] = Object.entries(phasesMs).map(([phase, ms]) => ({
    name: 'probe_websocket_duration_seconds',
    labels: { phase },
    value: ms / 1000,
  }));
  samples.push({ name: 'probe_is_upgraded', value: shaken.open === undefined ? 0 : 1 });
  if (shaken.code !== undefined) samples.push({ name: 'probe_http_status_code', value: shaken.code });
  if (Number.isFinite(expiryMs)) samples.push({ name: 'probe_ssl_earliest_cert_expiry', value: expiryMs / 1000 });
  return samples;
}
