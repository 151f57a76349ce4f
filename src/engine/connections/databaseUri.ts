import { t } from '../../base/l10n.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { SecretNeed } from '../../model/probe.ts';
import type { Template } from '../../model/service.ts';
import { hasSecret, holdsPlaceholder, withPlaceholders } from './origin.ts';
import { percentEncode } from './secretForms.ts';
import type { SecretVault } from './secretVault.ts';

/** Where a database's URI leads; what the secrets are bound to. */
export interface DatabaseAddress {
  readonly origin: string;
  readonly host: string;
  readonly port: number;
}

/**
 * The URI of a database with its secrets put in, read by `parse`, whose error is a sentence. The address is read from
 * what the settings have literally: a secret in it is refused, and nothing that a secret holds can change it.
 */
export function fillDatabaseUri<T extends DatabaseAddress>(
  template: Template,
  secrets: SecretVault,
  parse: (uri: string) => Result<T, string>,
): Result<T, SecretNeed | string> {
  const literal = parse(withPlaceholders(template));
  if (!literal.ok) return literal;
  if (hasSecret(template) && holdsPlaceholder(literal.value.origin)) {
    return err(t('a secret may not be part of the host: it would choose where it is sent'));
  }
  const text = secrets.fill(template, literal.value.origin, percentEncode);
  if (!text.ok) return text;
  const filled = parse(text.value);
  if (!filled.ok) return filled;
  if (filled.value.origin !== literal.value.origin) return err(t('a secret would change the host'));
  return ok(filled.value);
}

/** The part of a URI between its scheme and its path. */
export interface Authority {
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** Without the brackets of an IPv6 address. */
  readonly host: string;
  readonly port: number | undefined;
}

/** Reads `user:password@host:port`; each part may be missing. The error is a sentence. */
export function parseAuthority(text: string): Result<Authority, string> {
  const at = text.lastIndexOf('@');
  const login = at < 0 ? undefined : text.slice(0, at);
  const address = text.slice(at + 1);
  const match = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(\d*))?$/.exec(address);
  if (match === null) {
    return err(
      address.includes(',') ? t('several hosts in one URI are not supported') : t('"{0}" is no host and port', address),
    );
  }
  const port = match[3] === undefined || match[3] === '' ? undefined : Number(match[3]);
  if (port !== undefined && (port < 1 || port > 65_535)) return err(t('{0} is no port', port));
  const host = decodePart(match[1] ?? match[2] ?? '');
  if (host.includes(',')) return err(t('several hosts in one URI are not supported'));
  const colon = login?.indexOf(':') ?? -1;
  return ok({
    user: login === undefined ? undefined : decodePart(colon < 0 ? login : login.slice(0, colon)),
    password: login === undefined || colon < 0 ? undefined : decodePart(login.slice(colon + 1)),
    host,
    port,
  });
}

/** `text` with its percent-encoding undone; as it stands where it has none that holds together. */
export function decodePart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A password that was typed unencoded: it is meant as it stands.
    return text;
  }
}
