import { err, ok, type Result } from '../../base/result.ts';
import { type DatabaseAddress, decodePart, parseAuthority } from './databaseUri.ts';
import { databaseOrigin } from './origin.ts';

export interface RedisAddress extends DatabaseAddress {
  readonly tls: boolean;
  /** Absent: the default user. */
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly database: number;
}

/**
 * Reads a Redis URI (IANA's `redis` and `rediss` schemes): `redis://user:password@host:port/0`, the number also as `?db=0`.
 * Without a host it is `localhost`, without a port 6379. The error is a sentence.
 */
export function parseRedisUri(uri: string): Result<RedisAddress, string> {
  const match = /^(rediss?):\/\/([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/i.exec(uri.trim());
  if (match === null) return err('the URI must look like redis://host:6379/0 or rediss://host:6379/0');
  const [, schemeText = '', authorityText = '', path = '', query = ''] = match;
  const authority = parseAuthority(authorityText);
  if (!authority.ok) return authority;
  const { user, password, port = 6379 } = authority.value;
  const number = /(?:^|&)db=([^&]*)/.exec(query)?.[1] ?? decodePart(path);
  if (!/^\d{0,6}$/.test(number)) return err(`"${number}" is no database number`);
  const host = authority.value.host === '' ? 'localhost' : authority.value.host;
  const scheme = schemeText.toLowerCase() === 'rediss' ? 'rediss' : 'redis';
  return ok({
    origin: databaseOrigin(scheme, host, port),
    host,
    port,
    tls: scheme === 'rediss',
    // `redis://password@host` is not a thing; `redis://:password@host` is the default user.
    user: user === '' ? undefined : user,
    password,
    database: Number(number),
  });
}
