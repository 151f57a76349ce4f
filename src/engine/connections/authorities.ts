import { readFile } from 'node:fs/promises';

/** What of `node:tls` is asked; `getCACertificates` is there from Node 22.15 on. */
export interface TlsStores {
  readonly rootCertificates: readonly string[];
  readonly getCACertificates?: (store: 'default' | 'system') => string[];
}

/** Where Linux distributions and BSDs keep the system's certificates in one file, as OpenSSL and Go look for them. */
const BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/**
 * The certificates (PEM) that TLS connections trust: Node's own, those of `NODE_EXTRA_CA_CERTS`, and the system's, since that
 * is where a company or mkcert puts its own authority. An older Node is helped out by the files of the system.
 */
export async function trustedAuthorities(
  tls: TlsStores,
  env: (name: string) => string | undefined,
  read: (file: string) => Promise<string> = (file) => readFile(file, 'utf8'),
): Promise<string[]> {
  if (tls.getCACertificates !== undefined) {
    return [...new Set([...tls.getCACertificates('default'), ...tls.getCACertificates('system')])];
  }
  const extra = await firstReadable([env('NODE_EXTRA_CA_CERTS')], read);
  const system = await firstReadable([env('SSL_CERT_FILE'), ...BUNDLES], read);
  return [...new Set([...tls.rootCertificates, ...certificatesIn(extra), ...certificatesIn(system)])];
}

async function firstReadable(
  files: readonly (string | undefined)[],
  read: (file: string) => Promise<string>,
): Promise<string> {
  for (const file of files) {
    if (file === undefined || file === '') continue;
    try {
      return await read(file);
    } catch {
      // Another system keeps them elsewhere.
    }
  }
  return '';
}

function certificatesIn(text: string): string[] {
  return text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
}
