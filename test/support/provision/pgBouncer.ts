import { chown, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from './freePort.ts';
import { ownedFolder } from './ownedFolder.ts';
import { spawnOwned } from './ownedProcess.ts';
import { mustProvide } from './tools.ts';
import { waitFor } from './waitFor.ts';

export interface PgBouncer {
  /** As the one behind it, by way of it. */
  readonly uri: string;
  stop(): Promise<void>;
}

/** A real PgBouncer in transaction mode with one server connection, before the database at `uri`. Throws `ToolMissing`. */
export async function startPgBouncer(uri: string): Promise<PgBouncer> {
  const { path } = await mustProvide('pgbouncer');
  const folder = await ownedFolder('pgbouncer');
  const port = await freePort();
  const { hostname, port: serverPort, username, password, pathname } = new URL(uri);
  const name = pathname.slice(1);
  const file = join(folder.path, 'pgbouncer.ini');
  const lines = [
    '[databases]',
    `${name} = host=${hostname} port=${serverPort} user=${username} password=${password}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = any',
    'pool_mode = transaction',
    'default_pool_size = 1',
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
  // It refuses root, as PostgreSQL does.
  const owner = process.getuid?.() === 0 ? await nobody() : undefined;
  if (owner !== undefined) for (const one of [folder.path, file]) await chown(one, owner.uid, owner.gid);
  const bouncer = spawnOwned(path, [file], { ...owner, stopSignal: 'INT' });
  await waitFor('PgBouncer', () => Promise.resolve(/process up|listening on/.test(bouncer.output())), {
    program: bouncer,
  });
  const through = new URL(uri);
  through.port = String(port);
  return {
    uri: through.href,
    async stop() {
      await bouncer.stop();
      await folder.remove();
    },
  };
}

async function nobody(): Promise<{ readonly uid: number; readonly gid: number }> {
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const user = users.find(([name]) => name === 'nobody');
  return { uid: Number(user?.[2]), gid: Number(user?.[3]) };
}
