import { PHASES, type Phase, type ProbeSample } from '../../../model/probe.ts';
import { headerValue } from './bodyBuffer.ts';
import type { HttpRun } from './httpRun.ts';

const PHASE_LABELS: Readonly<Record<Phase, { readonly phase: string }>> = {
  resolve: { phase: 'resolve' },
  connect: { phase: 'connect' },
  tls: { phase: 'tls' },
  processing: { phase: 'processing' },
  transfer: { phase: 'transfer' },
};

/**
 * The series of a request under blackbox_exporter's names (prober/http.go): on a connection that was kept, resolve,
 * connect and tls are 0. `uncompressedBytes` is absent where the body was not read to its end.
 */
export function httpSamples(run: HttpRun, ssl: boolean, uncompressedBytes: number | undefined): ProbeSample[] {
  const samples: ProbeSample[] = [];
  for (const phase of PHASES) {
    const value = (run.phasesMs[phase] ?? 0) / 1000;
    samples.push({ name: 'probe_http_duration_seconds', labels: PHASE_LABELS[phase], value });
  }
  const { head, certificateExpiryMs } = run.last;
  samples.push(
    { name: 'probe_dns_lookup_time_seconds', value: (run.phasesMs.resolve ?? 0) / 1000 },
    { name: 'probe_http_status_code', value: head?.code ?? 0 },
    { name: 'probe_http_redirects', value: run.redirects },
    { name: 'probe_http_ssl', value: ssl ? 1 : 0 },
  );
  if (head !== undefined) {
    const length = headerValue(head, 'content-length');
    samples.push(
      // undici speaks HTTP/1.1 and does not tell a 1.0 answer apart.
      { name: 'probe_http_version', value: 1.1 },
      { name: 'probe_http_content_length', value: /^\d+$/.test(length) ? Number(length) : -1 },
    );
  }
  if (uncompressedBytes !== undefined) {
    samples.push({ name: 'probe_http_uncompressed_body_length', value: uncompressedBytes });
  }
  if (certificateExpiryMs !== undefined) {
    samples.push({ name: 'probe_ssl_earliest_cert_expiry', value: certificateExpiryMs / 1000 });
  }
  return samples;
}
