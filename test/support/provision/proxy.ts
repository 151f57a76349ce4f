import { writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import path from 'node:path';
import { freePort } from './freePort.ts';
import { ownedFolder } from './ownedFolder.ts';
import { spawnOwned } from './ownedProcess.ts';
import { mustProvide } from './tools.ts';
import { waitFor } from './waitFor.ts';

export interface RealProxy {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';

/** A real tinyproxy on a free port, with a user and password where given. Throws `ToolMissing`. */
export async function startProxy(login?: { readonly user: string; readonly password: string }): Promise<RealProxy> {
  const { path: program } = await mustProvide('tinyproxy');
  const folder = await ownedFolder('proxy');
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const file = path.join(folder.path, 'tinyproxy.conf');
    const lines = [`Port ${port}`, `Listen ${HOST}`, 'Timeout 30', `Allow ${HOST}`, 'MaxClients 20'];
    if (login !== undefined) lines.push(`BasicAuth ${login.user} ${login.password}`);
    await writeFile(file, `${lines.join('\n')}\n`);
    const proxy = spawnOwned(program, ['-d', '-c', file]);
    try {
      await waitFor('the proxy', () => accepts(port), { program: proxy });
      return {
        url: `http://${HOST}:${port}`,
        port,
        stop: async () => {
          await proxy.stop();
          await folder.remove();
        },
      };
    } catch (error) {
      await proxy.kill();
      if (attempt === 3) {
        await folder.remove();
        throw error;
      }
    }
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: HOST, port });
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
