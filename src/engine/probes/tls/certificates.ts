import { checkServerIdentity, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import { t } from '../../../base/l10n.ts';
import { formatSeconds } from '../../../base/unit.ts';
import type { Check } from '../../../model/probe.ts';
import { oneLine } from '../../health/checkList.ts';

/** A chain is short; one that goes on is cut. */
const MAX_CHAIN = 10;
const MAX_NAMES = 200;

/** Codes that speak of time or of the name, and so say nothing about the issuer. */
const NOT_OF_TRUST = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'ERR_TLS_CERT_ALTNAME_INVALID']);

/** The certificates that the other side showed, its own one first, as far as each one's issuer is known. */
export function certificateChain(socket: TLSSocket): DetailedPeerCertificate[] {
  const chain: DetailedPeerCertificate[] = [];
  let certificate: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  // The chain ends in one that is its own issuer; without one there is an empty object.
  while (certificate?.valid_to !== undefined && chain.length < MAX_CHAIN) {
    const { fingerprint256 } = certificate;
    if (chain.some((other) => other.fingerprint256 === fingerprint256)) break;
    chain.push(certificate);
    certificate = certificate.issuerCertificate;
  }
  return chain;
}

export interface CertificateQuestion {
  /** At least one. */
  readonly chain: readonly DetailedPeerCertificate[];
  /** What the certificate must be for. */
  readonly name: string;
  /** Why TLS would refuse it, by OpenSSL's code; absent: it would not. */
  readonly code: string | undefined;
  /** Whether the user takes any issuer and name. */
  readonly insecure: boolean;
  /** With less than this to its end a certificate is degraded. */
  readonly warnMs: number;
  readonly nowMs: number;
}

/** What is right and wrong with a chain, each on its own: its times, the name that it is for, and who issued it. */
export function certificateChecks(question: CertificateQuestion): Check[] {
  const { chain, name, insecure, code } = question;
  const [leaf] = chain;
  if (leaf === undefined) return [];
  const checks = chain.map((certificate, i) => validity(certificate, i, question));
  const wrong = checkServerIdentity(name, leaf);
  const names = oneLine(leaf.subjectaltname ?? commonName(leaf.subject)).slice(0, MAX_NAMES);
  checks.push({
    name: 'host name',
    status: wrong === undefined || insecure ? 'up' : 'down',
    message: wrong === undefined ? t('is for {0}: {1}', name, names) : t('is not for {0}: {1}', name, names),
  });
  // OpenSSL stops at the first thing that it does not like: an expired certificate's issuer was not looked at.
  if (code === undefined || !NOT_OF_TRUST.has(code)) {
    checks.push({
      name: 'issuer',
      status: code === undefined || insecure ? 'up' : 'down',
      message: issuer(leaf, code),
    });
  }
  return checks;
}

function validity(certificate: DetailedPeerCertificate, i: number, { warnMs, nowMs }: CertificateQuestion): Check {
  const name = i === 0 ? 'certificate' : `chain ${i}: ${commonName(certificate.subject)}`;
  const [fromMs, toMs] = [Date.parse(certificate.valid_from), Date.parse(certificate.valid_to)];
  const day = (ms: number): string =>
    Number.isNaN(ms) ? t('an unknown day') : new Date(ms).toISOString().slice(0, 10);
  const leftMs = toMs - nowMs;
  if (fromMs > nowMs) return { name, status: 'down', message: t('is good only from {0} on', day(fromMs)) };
  if (leftMs <= 0) return { name, status: 'down', message: t('ended on {0}', day(toMs)) };
  return {
    name,
    status: leftMs < warnMs ? 'degraded' : 'up',
    message: t('ends on {0}, in {1}', day(toMs), formatSeconds(leftMs / 1000)),
  };
}

function issuer(leaf: DetailedPeerCertificate, code: string | undefined): string {
  if (code === undefined) return t('{0}, trusted', commonName(leaf.issuer));
  return code === 'DEPTH_ZERO_SELF_SIGNED_CERT'
    ? t('the certificate signed itself')
    : t('{0}, not known to this machine ({1})', commonName(leaf.issuer), code);
}

/** The chain for people to read. */
export function chainText(socket: TLSSocket, chain: readonly DetailedPeerCertificate[]): string {
  const { name, version } = socket.getCipher();
  const parts = chain.map((certificate, i) =>
    [
      `${i}  ${distinguished(certificate.subject)}`,
      `   issued by    ${distinguished(certificate.issuer)}`,
      `   good from    ${certificate.valid_from}`,
      `   to           ${certificate.valid_to}`,
      ...(certificate.subjectaltname === undefined ? [] : [`   for          ${certificate.subjectaltname}`]),
      `   serial       ${certificate.serialNumber}`,
      `   SHA-256      ${certificate.fingerprint256}`,
    ].join('\n'),
  );
  return [`${socket.getProtocol() ?? version}, ${name}`, ...parts].join('\n\n');
}

function distinguished(name: DetailedPeerCertificate['subject']): string {
  return Object.entries(name)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(', ');
}

/** What a subject or issuer is called. */
export function commonName(name: DetailedPeerCertificate['subject']): string {
  return oneLine(String(name?.CN ?? name?.O ?? 'without a name'));
}
