import { connect, isIP, type Socket } from 'node:net';
import type { ProbeSample } from '../../model/probe.ts';
import type { TcpProbeConfig } from '../../model/service.ts';
import { t } from '../../base/l10n.ts';
import { formatSeconds } from '../../base/unit.ts';
import { printAddress } from '../../config/probes/address.ts';
import { lookup } from '../connections/lookup.ts';
import { netFailure } from './netFailure.ts';
import { endedBySignal, outcome } from './outcome.ts';
import type { Probe, ProbeContext, ProbeRun } from './probe.ts';

/** A TCP port: up when it accepts a connection. */
export const tcpProbe: Probe<'tcp'> = { kind: 'tcp', run, target: printAddress };

function run(config: TcpProbeConfig, { clock }: ProbeContext, signal: AbortSignal): Promise<ProbeRun> {
  const where = printAddress(config);
  if (signal.aborted)
    return Promise.resolve(endedBySignal(signal, config.timeoutMs, t('{0} did not accept a connection', where)));
  return new Promise((resolve) => {
    const startedMs = clock.monotonic();
    let resolvedMs: number | undefined;
    let socket: Socket | undefined;
    const end = (result: ProbeRun): void => {
      signal.removeEventListener('abort', onAbort);
      socket?.destroy();
      resolve(result);
    };
    const onAbort = (): void => {
      const looking = resolvedMs === undefined && isIP(config.host) === 0;
      const what = looking
        ? t('the name "{0}" was not looked up', config.host)
        : t('{0} did not accept a connection', where);
      end(endedBySignal(signal, config.timeoutMs, what));
    };
    signal.addEventListener('abort', onAbort);
    try {
      // Both address families of a name are tried (RFC 8305).
      socket = connect({ host: config.host, port: config.port, autoSelectFamily: true, lookup });
    } catch (error) {
      end(
        outcome(
          'unknown',
          t('{0} is no address to connect to: {1}', where, error instanceof Error ? error.message : String(error)),
        ),
      );
      return;
    }
    socket.once('lookup', () => (resolvedMs = clock.monotonic()));
    socket.once('connect', () => {
      const connectedMs = clock.monotonic();
      const resolveMs = resolvedMs === undefined ? 0 : resolvedMs - startedMs;
      const connectMs = connectedMs - (resolvedMs ?? startedMs);
      end(
        outcome('up', t('accepted a connection in {0}', formatSeconds((connectedMs - startedMs) / 1000)), {
          phasesMs: resolvedMs === undefined ? { connect: connectMs } : { resolve: resolveMs, connect: connectMs },
          samples: tcpSamples(resolveMs, connectMs),
          facts: { connected: true, ...(socket?.remoteAddress !== undefined && { ip: socket.remoteAddress }) },
        }),
      );
    });
    socket.on('error', (error) => {
      end(
        netFailure(error, config.host, where) ??
          outcome('down', t('{0} could not be connected to: {1}', where, error.message)),
      );
    });
  });
}

/** blackbox_exporter has `probe_dns_lookup_time_seconds` for TCP; the phases are named as it names those of HTTP. */
function tcpSamples(resolveMs: number, connectMs: number): ProbeSample[] {
  return [
    { name: 'probe_dns_lookup_time_seconds', value: resolveMs / 1000 },
    { name: 'probe_tcp_duration_seconds', labels: { phase: 'resolve' }, value: resolveMs / 1000 },
    { name: 'probe_tcp_duration_seconds', labels: { phase: 'connect' }, value: connectMs / 1000 },
  ];
}
