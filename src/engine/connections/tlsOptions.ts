import { readFile } from 'node:fs/promises';
import type { SecureContext, SecureContextOptions } from 'node:tls';
import { t } from '../../base/l10n.ts';
import type { TlsConfig } from '../../model/request.ts';
import { errorCode } from './errorCode.ts';
import type { SecretVault } from './secretVault.ts';

/** A file of certificates that cannot be used; the message is a sentence for people. */
export class TlsFileError extends Error {}

/**
 * What `config` says of a connection to `origin`; `standard` gives whom to trust where it names no authority of its own.
 * The files are read anew at each call. Throws `TlsFileError`.
 */
export async function tlsOptions(
  config: TlsConfig,
  origin: string,
  secrets: SecretVault,
  standard: () => Promise<SecureContextOptions>,
): Promise<SecureContext> {
  const tls = await import('node:tls');
  const ca = config.caFile === undefined ? await standard() : { ca: await readPem(config.caFile) };
  const cert = config.certFile === undefined ? undefined : await readPem(config.certFile);
  const key = config.keyFile === undefined ? cert : await readPem(config.keyFile);
  const passphrase = config.passphrase === undefined ? undefined : secrets.fill(config.passphrase, origin);
  if (passphrase !== undefined && !passphrase.ok) {
    throw new TlsFileError(
      t('the secret "{0}" of the client\'s key may not be used for {1}', passphrase.error.name, origin),
    );
  }
  try {
    return tls.createSecureContext({
      ...ca,
      ...(cert !== undefined && { cert, key }),
      ...(passphrase !== undefined && { passphrase: passphrase.value }),
    });
  } catch (error) {
    const files = [config.caFile, config.certFile, config.keyFile].filter((file) => file !== undefined).join(', ');
    throw new TlsFileError(t('{0} cannot be used: {1}', files, errorCode(error) ?? t('not understood')), {
      cause: error,
    });
  }
}

async function readPem(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new TlsFileError(t('the file {0} cannot be read ({1})', file, errorCode(error) ?? t('not understood')), {
      cause: error,
    });
  }
}
