import { connect, isIP, type Socket } from 'node:net';
import type { ProbeSample } from '../../model/probe.ts';
import type { TcpProbeConfig } from '../../model/service.ts';
import { formatSeconds } from '../../base/unit.ts';
import { lookup } from '../connections/lookup.ts';
import { netFailure } from './netFailure.ts';
import { endedBySignal, outcome } from './outcome.ts';
import type { Probe, ProbeContext, ProbeRun } from './probe.ts';

/** A TCP port: up when it accepts a connection. */
export const tcpProbe: Probe<'tcp'> = { kind: 'tcp', run, target };

function target({ host, port }: TcpProbeConfig): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function run(config: TcpProbeConfig, { clock }: ProbeContext, signal: AbortSignal): Promise<ProbeRun> {
  const where = target(config);
  if (signal.aborted)
    return Promise.resolve(endedBySignal(signal, config.timeoutMs, `${where} did not accept a connection`));
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
      const what = looking ? `the name "${config.host}" was not looked up` : `${where} did not accept a connection`;
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
          `${where} is no address to connect to: ${error instanceof Error ? error.message : String(error)}`,
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
        outcome('up', `accepted a connection in ${formatSeconds((connectedMs - startedMs) / 1000)}`, {
          phasesMs: resolvedMs === undefined ? { connect: connectMs } : { resolve: resolveMs, connect: connectMs },
          samples: tcpSamples(resolveMs, connectMs),
          facts: { connected: true, ...(socket?.remoteAddress !== undefined && { ip: socket.remoteAddress }) },
        }),
      );
    });
    socket.on('error', (error) => {
      end(
        netFailure(error, config.host, where) ??
          outcome('down', `${where} could not be connected to: ${error.message}`),
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
