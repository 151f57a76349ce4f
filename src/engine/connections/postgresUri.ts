import { userInfo } from 'node:os';
import { t } from '../../base/l10n.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { type DatabaseAddress, decodePart, parseAuthority } from './databaseUri.ts';
import { databaseOrigin } from './origin.ts';

/** libpq's modes; `unset` is none in the URI: no TLS. */
export const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
export type SslMode = (typeof SSL_MODES)[number];

/** What stands in for what a URI does not say, by libpq's names. */
export type PostgresDefaults = Partial<Record<(typeof POSTGRES_PARAMETERS)[number], string>>;

/** The parameters of a connection that are used. */
export const POSTGRES_PARAMETERS = ['host', 'port', 'user', 'password', 'dbname', 'sslmode', 'sslrootcert'] as const;

export interface PostgresAddress extends DatabaseAddress {
  readonly user: string;
  readonly password: string | undefined;
  readonly database: string;
  readonly sslMode: SslMode | undefined;
  /** A file with the certificates to trust. */
  readonly sslRootCert: string | undefined;
}

/**
 * Reads a PostgreSQL connection URI as libpq does (PostgreSQL documentation, 34.1.1.2): `postgresql://user:password@host:port/database`
 * with `host` (a path for a Unix socket), `port`, `user`, `password`, `dbname`, `sslmode` and `sslrootcert` as parameters, which
 * win; other parameters are not used. Without a host it is `localhost`, without a user the one who runs Watchpost. The
 * environment (`PGHOST`, `PGPASSWORD`, `~/.pgpass`) is not looked at: it is not bound to an origin. `defaults` are for who
 * may say what it does not.
 */
export function parsePostgresUri(uri: string, defaults: PostgresDefaults = {}): Result<PostgresAddress, string> {
  const match = /^postgres(?:ql)?:\/\/([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/i.exec(uri.trim());
  if (match === null) return err(t('the URI must look like postgresql://user@host:5432/database'));
  const [, authorityText = '', path = '', query = ''] = match;
  const authority = parseAuthority(authorityText);
  if (!authority.ok) return authority;
  const parameters = parseParameters(query);
  const given = parameters.get('hostaddr') ?? parameters.get('host') ?? authority.value.host;
  const host = given === '' ? (defaults.host ?? '') : given;
  if (host.includes(',')) return err(t('several hosts in one URI are not supported'));
  const port = Number(parameters.get('port') ?? authority.value.port ?? defaults.port ?? 5432);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return err(t('the port is none'));
  const sslMode = parameters.get('sslmode') ?? defaults.sslmode;
  if (sslMode !== undefined && !isSslMode(sslMode)) return err(t('sslmode must be one of {0}', SSL_MODES.join(', ')));
  const user = parameters.get('user') ?? authority.value.user ?? '';
  const database = parameters.get('dbname') ?? decodePart(path);
  const effectiveUser = user === '' ? (defaults.user ?? userInfo().username) : user;
  const address = host === '' ? 'localhost' : host;
  return ok({
    origin: databaseOrigin('postgres', address, port),
    host: address,
    port,
    user: effectiveUser,
    password: parameters.get('password') ?? authority.value.password ?? defaults.password,
    database: database === '' ? (defaults.dbname ?? effectiveUser) : database,
    sslMode,
    sslRootCert: parameters.get('sslrootcert') ?? defaults.sslrootcert,
  });
}

function parseParameters(query: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const part of query.split('&')) {
    const at = part.indexOf('=');
    // An empty parameter is as good as none, as in libpq.
    if (at > 0 && at < part.length - 1) parameters.set(decodePart(part.slice(0, at)), decodePart(part.slice(at + 1)));
  }
  return parameters;
}

function isSslMode(text: string): text is SslMode {
  return (SSL_MODES as readonly string[]).includes(text);
}
