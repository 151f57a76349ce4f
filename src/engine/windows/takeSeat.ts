import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import type { Port } from '../../protocol/rpc.ts';
import { greetGuest, greetPolling } from './greeting.ts';
import { socketPort } from './socketPort.ts';
import { Switchboard } from './switchboard.ts';

/** How long a window waits for one that polls to answer, or to be gone; after that it polls by itself, as a window alone. */
const WAIT_MS = 5_000;
const RETRY_MS = 100;
/** How long one that polls may be silent while it is greeted. */
const GREETING_MS = 1_000;
const TOKEN_BYTES = 32;

/** What a window is to the others on the same folder. */
export type Seat =
  /** It polls, and others may join it at `port`. */
  | { readonly kind: 'polling'; readonly port: Port; readonly leave: () => void }
  /** It polls beside one that does not answer, and so leaves what is kept in `folder` alone. */
  | { readonly kind: 'alone'; readonly leave: () => void }
  /** Another one polls; `ended` comes when that one is gone. */
  | { readonly kind: 'guest'; readonly ended: Promise<void>; readonly leave: () => void };

/**
 * Finds out whether a window polls or joins one that does. Who polls holds a lock on a file in `folder` (which the system frees
 * with the process, however it ends) and listens on a socket that only this user reaches; both sides prove that they know
 * a token from `folder`, so that nobody else is let in, or joined, where a socket's rights do not count.
 */
export async function takeSeat(own: Port, folder: string, waitMs = WAIT_MS): Promise<Seat> {
  mkdirSync(folder, { recursive: true });
  const address = addressOf(folder);
  const tokenFile = path.join(folder, 'polling.token');
  const endMs = performance.now() + waitMs;
  for (;;) {
    const lock = tryLock(path.join(folder, 'polling.lock'));
    if (lock !== undefined) return poll(own, lock, address, tokenFile);
    const socket = address === undefined ? undefined : await join(address, tokenFile);
    if (socket !== undefined) return relay(own, socket);
    if (performance.now() > endMs) return { kind: 'alone', leave: () => undefined };
    await setTimeout(RETRY_MS);
  }
}

async function poll(own: Port, lock: DatabaseSync, address: string | undefined, tokenFile: string): Promise<Seat> {
  const switchboard = new Switchboard();
  const owner = switchboard.add(own, true);
  const token = randomBytes(TOKEN_BYTES);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    void welcome(socket, token, switchboard);
  });
  if (address !== undefined) {
    writeFileSync(tokenFile, token, { mode: 0o600 });
    await listen(server, address);
  }
  return {
    kind: 'polling',
    port: switchboard,
    leave: () => {
      owner.dispose();
      server.close();
      for (const socket of sockets) socket.destroy();
      if (lock.isOpen) lock.close();
    },
  };
}

/** Lets in who knows the token. */
async function welcome(socket: Socket, token: Buffer, switchboard: Switchboard): Promise<void> {
  socket.on('error', () => socket.destroy());
  socket.setTimeout(WAIT_MS, () => socket.destroy());
  if (!(await greetGuest(socket, token))) {
    socket.destroy();
    return;
  }
  socket.setTimeout(0);
  const client = switchboard.add(socketPort(socket), false);
  socket.on('close', () => client.dispose());
  socket.resume();
}

/** A connection to the window that polls; undefined where it does not answer (yet), or another one does in its place. */
async function join(address: string, tokenFile: string): Promise<Socket | undefined> {
  let token: Buffer;
  try {
    token = readFileSync(tokenFile);
  } catch {
    return undefined;
  }
  const socket = connect(address);
  socket.on('error', () => socket.destroy());
  socket.setTimeout(GREETING_MS, () => socket.destroy());
  if (await greetPolling(socket, token)) {
    socket.setTimeout(0);
    return socket;
  }
  socket.destroy();
  return undefined;
}

function relay(own: Port, socket: Socket): Seat {
  const theirs = socketPort(socket);
  theirs.onMessage((message) => own.post(message, []));
  own.onMessage((message) => theirs.post(message, []));
  const ended = new Promise<void>((resolve) => {
    socket.on('error', () => socket.destroy());
    socket.on('close', () => resolve());
  });
  socket.resume();
  return { kind: 'guest', ended, leave: () => socket.destroy() };
}

/** The lock, as long as it is open; undefined where another one holds it. */
function tryLock(file: string): DatabaseSync | undefined {
  const database = new DatabaseSync(file);
  try {
    database.exec('PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT');
    return database;
  } catch {
    database.close();
    return undefined;
  }
}

async function listen(server: Server, address: string): Promise<void> {
  // Who holds the lock is the only one: what lies there was left behind.
  if (process.platform !== 'win32') rmSync(address, { force: true });
  await new Promise<void>((resolve) => {
    // Without a socket the window polls, and the others poll for themselves.
    server.once('error', () => resolve());
    server.listen(address, resolve);
  });
  if (process.platform !== 'win32' && server.listening) chmodSync(address, 0o600);
  server.unref();
}

/** Where the one that polls listens: short, since a socket's path may have some hundred bytes only; undefined where no place is safe. */
function addressOf(folder: string): string | undefined {
  const name = createHash('sha256').update(path.resolve(folder)).digest('hex').slice(0, 24);
  if (process.platform === 'win32') return `\\\\.\\pipe\\watchpost-${name}`;
  const { uid } = userInfo();
  const place = path.join(process.env['XDG_RUNTIME_DIR'] ?? tmpdir(), `watchpost-${uid}`);
  try {
    mkdirSync(place, { recursive: true, mode: 0o700 });
    const { mode, uid: owner } = lstatSync(place);
    const isOurs = lstatSync(place).isDirectory() && owner === uid && (mode & 0o077) === 0;
    return isOurs ? path.join(place, `${name}.sock`) : undefined;
  } catch {
    return undefined;
  }
}
