import { t } from '../../base/l10n.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { type DatabaseAddress, decodePart, parseAuthority } from './databaseUri.ts';
import { databaseOrigin } from './origin.ts';

/** Who knows where the master is. */
export interface RedisSentinels {
  /** What they call the master: `mymaster`. */
  readonly master: string;
  readonly nodes: readonly { readonly host: string; readonly port: number }[];
  /** Of the sentinels themselves, which have a password of their own where they have one. */
  readonly password: string | undefined;
}

export interface RedisAddress extends DatabaseAddress {
  readonly tls: boolean;
  /** Absent: the default user. */
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly database: number;
  /** Where the host and port are those of the first sentinel, and the server is the master that they name. */
  readonly sentinels?: RedisSentinels;
}

const PORT = 6379;
const SENTINEL_PORT = 26_379;

/**
 * Reads a Redis URI (IANA's `redis` and `rediss` schemes): `redis://user:password@host:port/0`, the number also as `?db=0`.
 * Without a host it is `localhost`, without a port 6379. With `?sentinel=mymaster` the hosts, several with commas between, are sentinels
 * (port 26379), and the login is for the master; theirs is `sentinelPassword`. The origin holds all of them: each may say where the
 * password goes. The error is a sentence.
 */
export function parseRedisUri(uri: string): Result<RedisAddress, string> {
  const match = /^(rediss?):\/\/([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/i.exec(uri.trim());
  if (match === null) return err(t('the URI must look like redis://host:6379/0 or rediss://host:6379/0'));
  const [, schemeText = '', authorityText = '', path = '', query = ''] = match;
  const parameters = parametersOf(query);
  const master = parameters.get('sentinel');
  const at = authorityText.lastIndexOf('@') + 1;
  const [first = '', ...others] = master === undefined ? [authorityText.slice(at)] : authorityText.slice(at).split(',');
  const authority = parseAuthority(authorityText.slice(0, at) + first);
  if (!authority.ok) return authority;
  const number = parameters.get('db') ?? decodePart(path);
  if (!/^\d{0,6}$/.test(number)) return err(t('"{0}" is no database number', number));
  const { user, password } = authority.value;
  const scheme = schemeText.toLowerCase() === 'rediss' ? 'rediss' : 'redis';
  const defaultPort = master === undefined ? PORT : SENTINEL_PORT;
  const nodes = [nodeOf(authority.value, defaultPort)];
  for (const other of others) {
    const node = parseAuthority(other);
    if (!node.ok) return node;
    nodes.push(nodeOf(node.value, defaultPort));
  }
  const [{ host, port } = { host: 'localhost', port: defaultPort }] = nodes;
  return ok({
    origin: nodes
      .map((node, i) => databaseOrigin(scheme, node.host, node.port).slice(i === 0 ? 0 : `${scheme}://`.length))
      .join(','),
    host,
    port,
    tls: scheme === 'rediss',
    // `redis://password@host` is not a thing; `redis://:password@host` is the default user.
    user: user === '' ? undefined : user,
    password,
    database: Number(number),
    ...(master !== undefined && { sentinels: { master, nodes, password: parameters.get('sentinelPassword') } }),
  });
}

function nodeOf(
  { host, port }: { readonly host: string; readonly port: number | undefined },
  defaultPort: number,
): { readonly host: string; readonly port: number } {
  return { host: host === '' ? 'localhost' : host, port: port ?? defaultPort };
}

function parametersOf(query: string): ReadonlyMap<string, string> {
  return new Map(
    query
      .split('&')
      .filter((part) => part.includes('='))
      .map((part) => [part.slice(0, part.indexOf('=')), decodePart(part.slice(part.indexOf('=') + 1))]),
  );
}
