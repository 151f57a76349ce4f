import type { TLSSocket } from 'node:tls';
import { t } from '../../base/l10n.ts';
import { formatSeconds } from '../../base/unit.ts';
import { printAddress } from '../../config/probes/address.ts';
import type { ProbeResult, ProbeSample } from '../../model/probe.ts';
import type { GrpcProbeConfig } from '../../model/service.ts';
import { ownProxyOrigin } from '../connections/proxyFor.ts';
import {
  decodeHealthResponse,
  encodeHealthRequest,
  SERVING_STATUSES,
  type ServingStatus,
} from './grpc/healthMessages.ts';
import { type CallEnd, unaryCall } from './grpc/unaryCall.ts';
import { netFailure } from './netFailure.ts';
import { endedBySignal, outcome, secretRefused } from './outcome.ts';
import type { Probe, ProbeContext, ProbeRun } from './probe.ts';
import { openTarget, streamUrl } from './stream.ts';
import { certificateChain } from './tls/certificates.ts';

const PATH = '/grpc.health.v1.Health/Check';

/** gRPC's names of the codes that a health check may end with (grpc/status.proto). */
const CODES = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
] as const;

/** A gRPC server that offers the standard health service (grpc.health.v1): up when it is SERVING. */
export const grpcProbe: Probe<'grpc'> = {
  kind: 'grpc',
  load: async ({ tls }, { http }) => {
    await import('node:http2');
    if (tls !== undefined) await http.secureContext();
  },
  run,
  target: (config) => `${printAddress(config)}${config.service === '' ? '' : ` ${config.service}`}`,
};

async function run(config: GrpcProbeConfig, context: ProbeContext, signal: AbortSignal): Promise<ProbeRun> {
  const secure = config.tls !== undefined;
  const { origin } = streamUrl(config, secure);
  const headers: Record<string, string> = {
    'user-agent': 'Watchpost',
    'grpc-timeout': `${Math.min(config.timeoutMs, 99_999_999)}m`,
  };
  const proxyOrigin = ownProxyOrigin(config.proxy);
  for (const [name, template] of config.headers) {
    const value = context.secrets.fill(template, origin);
    if (!value.ok) return secretRefused(value.error);
    const onTheWay = proxyOrigin === undefined ? undefined : context.secrets.refusedFor([template], proxyOrigin);
    if (onTheWay !== undefined) return secretRefused(onTheWay);
    headers[name.toLowerCase()] = value.value;
  }
  // Plain HTTP/2 inside a tunnel is what a proxy is asked for too.
  const opened = await openTarget(config, { secure, verify: true, alpn: ['h2'] }, context, signal);
  if (opened.socket === undefined) {
    return { ...(opened.failed ?? outcome('unknown', 'not looked')), phasesMs: opened.phasesMs };
  }
  const { socket } = opened;
  const chain = secure ? certificateChain(socket as TLSSocket) : [];
  const expiryMs = Math.min(...chain.map(({ valid_to: to }) => Date.parse(to)));
  const startMs = context.clock.monotonic();
  const end = await unaryCall(
    socket,
    { origin, path: PATH, headers, message: encodeHealthRequest(config.service) },
    signal,
  );
  const phasesMs = { ...opened.phasesMs, processing: context.clock.monotonic() - startMs };
  const reading = readCall(config, end, phasesMs.processing, signal);
  return {
    ...reading.result,
    reason: context.secrets.redact(reading.result.reason),
    phasesMs,
    samples: grpcSamples(end, reading.serving, secure, phasesMs, expiryMs),
    facts: {
      connected: end.grpcStatus !== undefined,
      ...(Number.isFinite(expiryMs) && { certificateExpiryMs: expiryMs }),
      ...(opened.address !== undefined && { ip: opened.address }),
    },
  };
}

interface Reading {
  readonly result: ProbeResult;
  readonly serving?: ServingStatus;
}

function readCall(config: GrpcProbeConfig, end: CallEnd, tookMs: number, signal: AbortSignal): Reading {
  const where = printAddress(config);
  if (end.aborted) {
    return {
      result: endedBySignal(signal, config.timeoutMs, t('{0} accepted the connection but did not answer', where)),
    };
  }
  const said = end.grpcMessage === '' ? '' : `: ${end.grpcMessage.slice(0, 200)}`;
  const { grpcStatus: status, code } = end;
  if (status === undefined) {
    if (end.error !== undefined) return { result: failure(end.error, config, where) };
    if (code === undefined) return { result: outcome('down', t('{0} closed the connection without an answer', where)) };
    return { result: outcome('unknown', t('{0} answers over HTTP/2, but not in gRPC (HTTP {1})', where, code)) };
  }
  const subject = config.service === '' ? t('the server') : t('the service "{0}"', config.service);
  switch (CODES[status]) {
    case 'OK':
      break;
    case 'NOT_FOUND':
      return {
        result: outcome('down', t('{0} does not know {1} ({2})', where, subject, `NOT_FOUND${said}`)),
        serving: 'SERVICE_UNKNOWN',
      };
    case 'UNIMPLEMENTED':
      return {
        result: outcome('unknown', t('{0} does not offer grpc.health.v1.Health ({1})', where, `UNIMPLEMENTED${said}`)),
      };
    case 'UNAUTHENTICATED':
    case 'PERMISSION_DENIED':
      return { result: outcome('unknown', t('{0} does not let us ask ({1})', where, `${CODES[status]}${said}`)) };
    default:
      return {
        result: outcome('down', t('the health check of {0} failed ({1})', where, `${CODES[status] ?? status}${said}`)),
      };
  }
  const serving = decodeHealthResponse(end.body);
  switch (serving) {
    case 'SERVING':
      return {
        result: outcome('up', t('{0} is SERVING, said in {1}', subject, formatSeconds(tookMs / 1000))),
        serving,
      };
    case 'NOT_SERVING':
      return { result: outcome('down', t('{0} is NOT_SERVING', subject)), serving };
    case 'SERVICE_UNKNOWN':
      return { result: outcome('down', t('{0} does not know {1} ({2})', where, subject, serving)), serving };
    case 'UNKNOWN':
      return { result: outcome('unknown', t('{0} says of itself that its health is UNKNOWN', subject)), serving };
    case undefined:
      return { result: outcome('unknown', t('the answer of {0} is no HealthCheckResponse', where)) };
  }
}

function failure(error: Error, { host }: GrpcProbeConfig, where: string): ProbeResult {
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'ERR_HTTP2_ERROR') return outcome('unknown', t('{0} does not speak HTTP/2 ({1})', where, error.message));
  return netFailure(error, host, where) ?? outcome('down', t('the call to {0} failed: {1}', where, error.message));
}

/** blackbox_exporter's names (prober/grpc.go). */
function grpcSamples(
  end: CallEnd,
  serving: ServingStatus | undefined,
  secure: boolean,
  phasesMs: Readonly<Record<string, number>>,
  expiryMs: number,
): ProbeSample[] {
  const samples: ProbeSample[] = [{ name: 'probe_grpc_ssl', value: secure ? 1 : 0 }];
  for (const [phase, ms] of Object.entries(phasesMs))
    samples.push({ name: 'probe_grpc_duration_seconds', labels: { phase }, value: ms / 1000 });
  if (end.grpcStatus !== undefined) samples.push({ name: 'probe_grpc_status_code', value: end.grpcStatus });
  if (serving !== undefined) {
    for (const status of SERVING_STATUSES)
      samples.push({
        name: 'probe_grpc_healthcheck_response',
        labels: { serving_status: status },
        value: status === serving ? 1 : 0,
      });
  }
  if (Number.isFinite(expiryMs)) samples.push({ name: 'probe_ssl_earliest_cert_expiry', value: expiryMs / 1000 });
  return samples;
}
