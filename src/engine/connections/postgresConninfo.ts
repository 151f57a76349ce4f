import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { err, type Result } from '../../base/result.ts';
import { parsePostgresUri, POSTGRES_PARAMETERS, type PostgresAddress, type PostgresDefaults } from './postgresUri.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads what psql takes: a URI, `host=… dbname=…`, or nothing, with the `PG…` variables of `environment` and the password file
 * for what it does not say (PostgreSQL documentation, 34.1.1, 34.15, 34.16). For who types it in himself: settings use
 * `parsePostgresUri`. The error is a sentence.
 */
export async function readPostgresConninfo(
  text: string,
  environment: Environment,
): Promise<Result<PostgresAddress, string>> {
  const isUri = /^postgres(?:ql)?:\/\//i.test(text.trim());
  const uri = isUri ? text : keywordsToUri(text);
  if (uri === undefined) return err('say postgresql://user@host:5432/database, or host=… port=… dbname=… user=…');
  const address = parsePostgresUri(uri, defaultsOf(environment));
  if (!address.ok || address.value.password !== undefined) return address;
  const password = await passwordFor(address.value, environment);
  return password === undefined ? address : { ok: true, value: { ...address.value, password } };
}

function defaultsOf(environment: Environment): PostgresDefaults {
  const names = { dbname: 'PGDATABASE' } as Readonly<Record<string, string>>;
  return Object.fromEntries(
    POSTGRES_PARAMETERS.flatMap((parameter) => {
      const value = environment[names[parameter] ?? `PG${parameter.toUpperCase()}`];
      return value === undefined || value === '' ? [] : [[parameter, value]];
    }),
  );
}

/** `host=a password='b c'` as a URI; undefined where it is none. */
function keywordsToUri(text: string): string | undefined {
  const pairs: string[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const match = /^(\w+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s'\\]|\\.)*))(?:\s+|$)/s.exec(rest);
    if (match === null) return undefined;
    const [all, name = '', quoted, bare = ''] = match;
    pairs.push(`${name}=${encodeURIComponent((quoted ?? bare).replaceAll(/\\(.)/gs, '$1'))}`);
    rest = rest.slice(all.length);
  }
  return `postgresql://?${pairs.join('&')}`;
}

/** The password that the password file has; like libpq, only of a file that nobody else can read. */
async function passwordFor(
  { host, port, database, user }: PostgresAddress,
  { PGPASSFILE }: Environment,
): Promise<string | undefined> {
  const file = PGPASSFILE ?? join(homedir(), '.pgpass');
  const info = await stat(file).catch(() => undefined);
  if (info === undefined || !info.isFile()) return undefined;
  if (process.platform !== 'win32' && (info.mode & 0o077) !== 0) return undefined;
  const text = await readFile(file, 'utf8').catch(() => '');
  const wanted = [host.startsWith('/') ? 'localhost' : host, String(port), database, user];
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('#')) continue;
    const fields = [...line.matchAll(/((?:[^:\\]|\\.)*)(?::|$)/gs)].map(([, field = '']) =>
      field.replaceAll(/\\(.)/gs, '$1'),
    );
    if (fields.length >= 5 && wanted.every((value, i) => fields[i] === '*' || fields[i] === value)) return fields[4];
  }
  return undefined;
}
