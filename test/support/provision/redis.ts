import { writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { freePort } from './freePort.ts';
import { ownedFolder } from './ownedFolder.ts';
import type { RedisProgram } from './otherRedis.ts';
import { spawnOwned } from './ownedProcess.ts';
import { mustProvide } from './tools.ts';
import { waitFor } from './waitFor.ts';

export interface Redis {
  /** With the password, where there is one. */
  readonly uri: string;
  readonly host: string;
  readonly port: number;
  stop(): Promise<void>;
  /** As a crash: SIGKILL. */
  kill(): Promise<void>;
}

const HOST = '127.0.0.1';

export interface RedisOptions {
  readonly password?: string;
  /** More arguments, such as `--sentinel` or `--cluster-enabled yes`. */
  readonly args?: readonly string[];
  /** The text of a configuration file, which a sentinel writes to; `%port` stands for its port. */
  readonly config?: string;
  /** Where the program comes from; the best of this system's unless told. */
  readonly program?: RedisProgram;
}

/** A real Redis (or Valkey) on a free port that keeps nothing on disk. Throws `ToolMissing`. */
export async function startRedis({ password, args: more = [], config, program }: RedisOptions = {}): Promise<Redis> {
  const { path, before, env } = program ?? {
    path: (await mustProvide('redis')).path,
    before: [],
    env: process.env,
  };
  const folder = await ownedFolder('redis');
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const plain = ['--port', String(port), '--bind', HOST, '--save', '', '--appendonly', 'no', '--dir', folder.path];
    const file = join(folder.path, 'redis.conf');
    if (config !== undefined) await writeFile(file, config.replaceAll('%port', String(port)));
    const login = password === undefined ? [] : ['--requirepass', password];
    const args = config === undefined ? [...plain, ...login, ...more] : [file, ...more];
    const server = spawnOwned(path, [...before, ...args], { env });
    const end = (how: () => Promise<void>) => async () => {
      await how();
      await folder.remove();
    };
    try {
      await waitFor('Redis', () => answersPing(port), { program: server });
      const credentials = password === undefined ? '' : `:${encodeURIComponent(password)}@`;
      const uri = `redis://${credentials}${HOST}:${port}`;
      return { uri, host: HOST, port, stop: end(() => server.stop()), kill: end(() => server.kill()) };
    } catch (error) {
      await server.kill();
      if (attempt === 3 || !server.output().includes('in use')) {
        await folder.remove();
        throw error;
      }
    }
  }
}

/** Whether somebody there speaks Redis: `+PONG`, or `-NOAUTH` where a password is due. */
function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: HOST, port });
    const done = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(1_000, () => done(false));
    socket.once('error', () => done(false));
    socket.once('close', () => resolve(false));
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (data) => done(/^(\+PONG|-NOAUTH)/.test(data.toString('latin1'))));
  });
}
