import { randomBytes } from 'node:crypto';
import { access, chmod, chown, cp, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { freePort } from './freePort.ts';
import { type OwnedFolder, ownedFolder } from './ownedFolder.ts';
import { type OwnedProcess, spawnOwned } from './ownedProcess.ts';
import { runToEnd } from './runToEnd.ts';
import { findTool, mustProvide, ToolMissing } from './tools.ts';
import { waitFor } from './waitFor.ts';

export interface Postgres {
  /** An ordinary role and its own database. */
  readonly uri: string;
  readonly host: string;
  readonly port: number;
  readonly superuserUri: string;
  /** The last 64 kB of its log. */
  log(): string;
  /** Fast shutdown: sessions are cut, all is written, the folder is removed. */
  stop(): Promise<void>;
  /** As a crash: SIGKILL, and the folder is removed. */
  kill(): Promise<void>;
}

export interface PostgresOptions {
  /** Where the programs come from; the best of all unless told. */
  readonly source?: 'path' | 'npm';
  /** Is made a copy of this one, and follows it. */
  readonly replicaOf?: Postgres;
  /** The folder of the programs of another version; `source` is not asked then. */
  readonly programs?: string;
  /** It offers TLS with this certificate and key, in PEM. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** More lines for the server's command line: `{ log_min_duration_statement: '100' }`. */
  readonly settings?: Readonly<Record<string, string>>;
}

const HOST = '127.0.0.1';

/**
 * A real PostgreSQL on a free port, in a temporary folder, with password authentication (scram-sha-256) on every
 * connection. PostgreSQL refuses root, so root runs it as `postgres`, else as `nobody`. Throws `ToolMissing`.
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<Postgres> {
  const folder = await ownedFolder('postgres');
  try {
    return await startIn(folder, options);
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

async function startIn(folder: OwnedFolder, options: PostgresOptions): Promise<Postgres> {
  const owner = process.getuid?.() === 0 ? await unprivilegedUser() : {};
  const programs = await programsFor(owner, folder.path, options);
  const password = randomBytes(12).toString('hex');
  const passwordFile = join(folder.path, 'password');
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (owner.uid !== undefined && owner.gid !== undefined) {
    await chown(folder.path, owner.uid, owner.gid);
    await chown(passwordFile, owner.uid, owner.gid);
  }
  const data = join(folder.path, 'data');
  const initdbArgs = ['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`];
  const env = { ...process.env, LC_ALL: 'C' };
  const run = { ...owner, cwd: folder.path, env };
  if (options.replicaOf !== undefined && !(await exists(join(programs, 'pg_basebackup')))) {
    throw new ToolMissing('postgresql', 'postgresql: its programs are without pg_basebackup.');
  }
  const made =
    options.replicaOf === undefined
      ? await runToEnd(join(programs, 'initdb'), [...initdbArgs, '-E', 'UTF8', '--locale=C', '--no-sync'], run)
      : await runToEnd(
          join(programs, 'pg_basebackup'),
          ['-d', options.replicaOf.superuserUri, '-D', data, '-R', '-X', 'stream', '-c', 'fast', '--no-sync'],
          run,
        );
  if (made.code !== 0) throw new Error(`the database was not made\n${made.output}`);

  const { server, port } = await startServer(join(programs, 'postgres'), data, folder.path, run, {
    ...(await tlsSettings(folder.path, owner, options)),
    ...options.settings,
  });
  // A copy has the passwords of what it is a copy of.
  const superuserUri = ownUri(
    options.replicaOf?.superuserUri ?? `postgresql://postgres:${password}@${HOST}/postgres`,
    port,
  );
  const end = (how: () => Promise<void>) => async () => {
    await how();
    await folder.remove();
  };
  try {
    const { replicaOf } = options;
    const uri = replicaOf === undefined ? await createOrdinaryDatabase(superuserUri) : ownUri(replicaOf.uri, port);
    const log = (): string => server.output();
    return { uri, host: HOST, port, superuserUri, log, stop: end(() => server.stop()), kill: end(() => server.kill()) };
  } catch (error) {
    await server.kill();
    throw error;
  }
}

/** The server takes a key only where nobody else can read it. */
async function tlsSettings(
  folder: string,
  { uid, gid }: User,
  { tls }: PostgresOptions,
): Promise<Readonly<Record<string, string>>> {
  if (tls === undefined) return {};
  const files = { ssl_cert_file: join(folder, 'server.crt'), ssl_key_file: join(folder, 'server.key') };
  await writeFile(files.ssl_cert_file, tls.cert, { mode: 0o600 });
  await writeFile(files.ssl_key_file, tls.key, { mode: 0o600 });
  if (uid !== undefined && gid !== undefined) for (const file of Object.values(files)) await chown(file, uid, gid);
  return { ssl: 'on', ...files };
}

async function startServer(
  program: string,
  data: string,
  socketFolder: string,
  run: { uid?: number; gid?: number; cwd: string; env: NodeJS.ProcessEnv },
  settings: Readonly<Record<string, string>>,
): Promise<{ server: OwnedProcess; port: number }> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const all = { listen_addresses: HOST, port, unix_socket_directories: socketFolder, fsync: 'off', ...settings };
    const args = Object.entries(all).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
    const server = spawnOwned(program, ['-D', data, ...args], { ...run, stopSignal: 'INT' });
    try {
      const ready = () =>
        Promise.resolve(/ready to accept (?:read-?only |read only )?connections/.test(server.output()));
      await waitFor('PostgreSQL', ready, { program: server });
      return { server, port };
    } catch (error) {
      await server.kill();
      if (attempt === 3 || !server.output().includes('in use')) throw error;
    }
  }
}

function ownUri(uri: string, port: number): string {
  const own = new URL(uri);
  own.port = String(port);
  return own.href;
}

async function createOrdinaryDatabase(superuserUri: string): Promise<string> {
  const password = randomBytes(12).toString('hex');
  const client = new Client({ connectionString: superuserUri });
  await client.connect();
  try {
    await client.query(`CREATE ROLE watched LOGIN PASSWORD '${password}'`);
    await client.query('CREATE DATABASE watched OWNER watched');
  } finally {
    await client.end();
  }
  const uri = new URL(superuserUri);
  uri.username = 'watched';
  uri.password = password;
  uri.pathname = '/watched';
  return uri.href;
}

interface User {
  readonly uid?: number;
  readonly gid?: number;
}

async function unprivilegedUser(): Promise<User> {
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
  if (user === undefined) throw new ToolMissing('postgresql', 'postgresql: refuses root, and there is no user nobody.');
  return { uid: Number(user[2]), gid: Number(user[3]) };
}

/** The folder of the programs: a copy where the user that runs them cannot get at the original (below /root). */
async function programsFor(user: User, folder: string, { source, programs: given }: PostgresOptions): Promise<string> {
  const found =
    given !== undefined
      ? { path: join(given, 'postgres') }
      : source === undefined
        ? await mustProvide('postgresql')
        : await findTool('postgresql', source);
  if (found === undefined) throw new ToolMissing('postgresql', `postgresql: not there from ${source}.`);
  const programs = dirname(found.path);
  if ((await runToEnd(found.path, ['--version'], { ...user, cwd: '/' })).code === 0) return programs;
  const copy = join(folder, 'programs');
  await cp(dirname(programs), copy, { recursive: true, verbatimSymlinks: true });
  await chmod(folder, 0o755);
  return join(copy, 'bin');
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
