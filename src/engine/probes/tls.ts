import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';
import { t } from '../../base/l10n.ts';
import { formatSeconds } from '../../base/unit.ts';
import { printAddress } from '../../config/probes/address.ts';
import type { ProbeResult, ProbeSample } from '../../model/probe.ts';
import type { TlsProbeConfig } from '../../model/service.ts';
import { worstStatus } from '../../model/status.ts';
import { checkSamples } from './checkSeries.ts';
import { tlsFailure } from './netFailure.ts';
import { outcome } from './outcome.ts';
import type { Probe, ProbeContext, ProbeRun } from './probe.ts';
import { openTarget } from './stream.ts';
import { certificateChain, certificateChecks, chainText, commonName } from './tls/certificates.ts';

/** A TLS server's certificate: how long it is good, for whom, and whether its issuer is trusted. */
export const tlsProbe: Probe<'tls'> = {
  kind: 'tls',
  load: async (_config, { http }) => void (await http.secureContext()),
  run,
  target: printAddress,
};

async function run(config: TlsProbeConfig, context: ProbeContext, signal: AbortSignal): Promise<ProbeRun> {
  // Whatever certificate is shown is looked at first: what is wrong with it is the result.
  const opened = await openTarget(config, { secure: true, verify: false }, context, signal);
  const { phasesMs } = opened;
  if (opened.socket === undefined) return { ...(opened.failed ?? outcome('unknown', 'not looked')), phasesMs };
  const socket = opened.socket as TLSSocket;
  const chain = certificateChain(socket);
  const verdict = judge(config, socket, chain, context);
  const nowMs = context.clock.now();
  const expiryMs = Math.min(...chain.map(({ valid_to: to }) => Date.parse(to)));
  const result: ProbeRun = {
    ...verdict,
    phasesMs,
    keyNumbers: Number.isFinite(expiryMs)
      ? [{ name: t('certificate ends in'), value: (expiryMs - nowMs) / 1000, unit: 'seconds' }]
      : [],
    samples: [...tlsSamples(socket, chain, expiryMs), ...checkSamples(verdict.checks)],
    facts: {
      connected: true,
      ...(Number.isFinite(expiryMs) && { certificateExpiryMs: expiryMs }),
      ...(opened.address !== undefined && { ip: opened.address }),
    },
    response: {
      atMs: nowMs,
      url: printAddress(config),
      headers: [],
      body: chainText(socket, chain),
      bodyTruncated: false,
      bodyBytes: chain.reduce((sum, { raw }) => sum + raw.length, 0),
    },
  };
  socket.destroy();
  return result;
}

function judge(
  config: TlsProbeConfig,
  socket: TLSSocket,
  chain: readonly DetailedPeerCertificate[],
  { clock }: ProbeContext,
): ProbeResult {
  const where = printAddress(config);
  const [leaf] = chain;
  if (leaf === undefined) return outcome('unknown', t('{0} showed no certificate', where));
  const insecure = config.tls?.insecureSkipVerify === true;
  const name = config.tls?.serverName ?? config.host;
  const code = socket.authorized ? undefined : String(socket.authorizationError);
  const checks = certificateChecks({ chain, name, code, insecure, warnMs: config.warnMs, nowMs: clock.now() });
  const status = worstStatus(checks.map((check) => check.status)) as ProbeResult['status'];
  const worst = checks.find((check) => check.status === status);
  const refused = code === undefined ? undefined : tlsFailure({ code, cert: leaf }, where);
  if (refused !== undefined && !insecure) return { ...refused, checks };
  const skipped = refused === undefined ? '' : t('; not verified: {0}', refused.reason);
  if (status !== 'up') return outcome(status, `${worst?.name}: ${worst?.message}${skipped}`, { checks });
  const untilS = (Math.min(...chain.map(({ valid_to: to }) => Date.parse(to))) - clock.now()) / 1000;
  return outcome('up', t('the certificate of {0} is good for {1}', where, formatSeconds(untilS)) + skipped, { checks });
}

/** blackbox_exporter's names (prober/tls.go). */
function tlsSamples(
  socket: TLSSocket,
  chain: readonly DetailedPeerCertificate[],
  earliestExpiryMs: number,
): ProbeSample[] {
  const samples: ProbeSample[] = [];
  const version = socket.getProtocol();
  if (version !== null) {
    samples.push({ name: 'probe_tls_version_info', labels: { version: version.replace('v', ' ') }, value: 1 });
  }
  if (Number.isFinite(earliestExpiryMs)) {
    samples.push({ name: 'probe_ssl_earliest_cert_expiry', value: earliestExpiryMs / 1000 });
  }
  const [leaf] = chain;
  if (leaf !== undefined) {
    samples.push({
      name: 'probe_ssl_last_chain_info',
      labels: {
        fingerprint_sha256: leaf.fingerprint256.replaceAll(':', '').toLowerCase(),
        subject: `CN=${commonName(leaf.subject)}`,
        issuer: `CN=${commonName(leaf.issuer)}`,
        subjectalternative: (leaf.subjectaltname ?? '').replaceAll(/(?:DNS|IP Address):/g, '').replaceAll(', ', ','),
      },
      value: 1,
    });
  }
  return samples;
}
