import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { PushBeat, PushBeats } from './pushBeat.ts';
import { type PushState, readPushState, writePushState } from './pushState.ts';
import { readPush } from './readPush.ts';

export interface PushListenerOptions {
  readonly clock: Clock;
  /** Where the port and tokens are kept; absent: they change with each session. */
  readonly file?: string;
  /** A call came for this probe, or it is listened for from now on. */
  readonly changed: (probeId: string) => void;
  readonly log: (level: 'info' | 'warn', message: string) => void;
  readonly onBug: (error: unknown, where: string) => void;
}

/** A call is one short line: whatever is more, or slower, is cut off. */
const MAX_HEADER_BYTES = 8 * 1024;
const MAX_CONNECTIONS = 50;
const REQUEST_TIMEOUT_MS = 5_000;
const WRITE_AFTER_MS = 500;
/** Of a job that calls without a pause not each call is a run of its probe. */
const REST_MS = 250;
const HOST = '127.0.0.1';
/** By which a window knows another one's listener. */
const SERVER = 'Watchpost';

/**
 * Hears the calls of jobs on loopback: an address with an unguessable token for each probe. It listens while there is such a
 * probe, on the port of the last session where that is free. What it heard outlives the session.
 */
export class PushListener implements PushBeats, Disposable {
  readonly #options: PushListenerOptions;
  readonly #tokens = new Map<string, string>();
  readonly #beats = new Map<string, PushBeat>();
  /** The probes of the settings, with the time since when their calls are heard. */
  #wanted = new Map<string, number>();
  #server: Server | undefined;
  #port: number | undefined;
  #read: Promise<void> | undefined;
  #work: Promise<void> = Promise.resolve();
  #writing: Disposable | undefined;
  /** Probes of which a call was told a moment ago, and whether another one came since. */
  readonly #resting = new Map<string, { isCalled: boolean; readonly timer: Disposable }>();
  /** Another window keeps the state; this one only reads it. */
  #isSecond = false;
  #disposed = false;

  constructor(options: PushListenerOptions) {
    this.#options = options;
  }

  /** Hears the calls for these probes and no others from now on. */
  configure(probeIds: readonly string[]): Promise<void> {
    const nowMs = this.#options.clock.now();
    const added = probeIds.filter((id) => !this.#wanted.has(id));
    this.#wanted = new Map(probeIds.map((id) => [id, this.#wanted.get(id) ?? nowMs]));
    // One after the other: a server that is just starting is not started twice.
    this.#work = this.#work
      .then(() => this.#arrange(added))
      .catch((error: unknown) => this.#options.onBug(error, 'push'));
    return this.#work;
  }

  /** Where the job of this probe calls; undefined where nobody listens for it. */
  async address(probeId: string): Promise<string | undefined> {
    await this.#work;
    const token = this.#wanted.has(probeId) ? this.#tokens.get(probeId) : undefined;
    return token === undefined || this.#server === undefined ? undefined : `http://${HOST}:${this.#port}/push/${token}`;
  }

  last(probeId: string): PushBeat | undefined {
    return this.#beats.get(probeId);
  }

  sinceMs(probeId: string): number | undefined {
    return this.#server === undefined ? undefined : this.#wanted.get(probeId);
  }

  dispose(): void {
    void this.end();
  }

  /** Lets go of the port and writes what has not been written; a second call does nothing. */
  async end(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#close();
    const waiting = this.#writing;
    waiting?.dispose();
    if (waiting !== undefined) await this.#write();
  }

  async #arrange(added: readonly string[]): Promise<void> {
    if (this.#disposed) return;
    if (this.#wanted.size === 0) return this.#close();
    await (this.#read ??= this.#restore());
    let changed = false;
    for (const id of this.#wanted.keys()) {
      if (this.#tokens.has(id)) continue;
      this.#tokens.set(id, randomBytes(32).toString('base64url'));
      changed = true;
    }
    if (this.#server === undefined) changed = (await this.#listen()) || changed;
    if (changed) this.#writeSoon();
    // A probe that ran before there was somebody who listens runs again.
    if (this.#server !== undefined) for (const id of added) this.#options.changed(id);
  }

  async #restore(): Promise<void> {
    if (this.#options.file === undefined) return;
    const { port, probes } = await readPushState(this.#options.file);
    this.#port = port;
    for (const [id, { token, last }] of probes) {
      this.#tokens.set(id, token);
      if (last !== undefined) this.#beats.set(id, last);
    }
  }

  /** True where the port is another one than before, and is to be kept. */
  async #listen(): Promise<boolean> {
    const before = this.#port;
    const kept = before === undefined ? undefined : await this.#open(before);
    // Another window on the same folder listens already: its address is the one that jobs know, and it keeps what it hears.
    if (kept === undefined && before !== undefined) this.#isSecond = await isWatchpost(before);
    const server = kept ?? (await this.#open(0));
    if (server === undefined) return false;
    if (this.#disposed) {
      server.close();
      return false;
    }
    const address = server.address();
    this.#port = typeof address === 'object' && address !== null ? address.port : 0;
    this.#server = server;
    if (before === undefined || before === this.#port) return before === undefined;
    const why = this.#isSecond ? 'another window listens there' : `port ${before} is taken`;
    this.#options.log(
      'warn',
      `${why}: jobs that call this window with a heartbeat need port ${this.#port} in place of ${before}`,
    );
    return true;
  }

  async #open(port: number): Promise<Server | undefined> {
    const server = createServer(
      {
        maxHeaderSize: MAX_HEADER_BYTES,
        requestTimeout: REQUEST_TIMEOUT_MS,
        headersTimeout: REQUEST_TIMEOUT_MS,
        keepAlive: false,
      },
      (request, response) => this.#answer(request, response),
    );
    server.maxConnections = MAX_CONNECTIONS;
    server.listen(port, HOST);
    try {
      await once(server, 'listening');
    } catch {
      return undefined; // the port is taken
    }
    server.on('error', (error) => this.#options.onBug(error, 'push'));
    // An editor that closes is not kept for the sake of a job that might call.
    server.unref();
    return server;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    // Nothing is read of a body.
    const end = (code: number): void => void response.writeHead(code, { connection: 'close', server: SERVER }).end();
    request.on('error', () => undefined);
    // A page that a browser shows may have the name of its server led here (DNS rebinding).
    const host = request.headers.host ?? '';
    if (host !== `${HOST}:${this.#port}` && host !== `localhost:${this.#port}`) return end(404);
    const call = readPush(request.method ?? '', request.url ?? '', this.#options.clock.now());
    if ('refused' in call) return end(call.refused);
    const probeId = this.#probeOf(call.token);
    if (probeId === undefined) return end(404);
    this.#beats.set(probeId, call.beat);
    this.#writeSoon();
    end(204);
    this.#tell(probeId);
  }

  /** Tells of a call at once, and of those that come right after it together: the last one counts. */
  #tell(probeId: string): void {
    const resting = this.#resting.get(probeId);
    if (resting !== undefined) {
      resting.isCalled = true;
      return;
    }
    const timer = this.#options.clock.setTimeout(() => {
      const isCalled = this.#resting.get(probeId)?.isCalled === true;
      this.#resting.delete(probeId);
      if (isCalled && this.#wanted.has(probeId)) this.#tell(probeId);
    }, REST_MS);
    this.#resting.set(probeId, { isCalled: false, timer });
    this.#options.changed(probeId);
  }

  /** Each token is compared in the same time, whatever it shares with what came. */
  #probeOf(token: string): string | undefined {
    const digest = sha256(token);
    let found: string | undefined;
    for (const id of this.#wanted.keys()) {
      if (timingSafeEqual(digest, sha256(this.#tokens.get(id) ?? ''))) found = id;
    }
    return found;
  }

  #writeSoon(): void {
    if (this.#options.file === undefined || this.#isSecond || this.#disposed) return;
    this.#writing ??= this.#options.clock.setTimeout(() => {
      this.#writing = undefined;
      void this.#write();
    }, WRITE_AFTER_MS);
  }

  async #write(): Promise<void> {
    const { file } = this.#options;
    if (file === undefined || this.#isSecond) return;
    // Probes of settings that are away for now (another branch) keep their address.
    const probes: PushState['probes'] = new Map(
      [...this.#tokens].map(([id, token]) => {
        const last = this.#beats.get(id);
        return [id, { token, ...(last !== undefined && { last }) }];
      }),
    );
    try {
      await writePushState(file, { probes, ...(this.#port !== undefined && { port: this.#port }) });
    } catch (error) {
      this.#options.log(
        'warn',
        `the addresses of heartbeats could not be kept: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  #close(): void {
    this.#server?.close();
    this.#server?.closeAllConnections();
    this.#server = undefined;
    for (const { timer } of this.#resting.values()) timer.dispose();
    this.#resting.clear();
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Whether a listener of ours is at that port of this machine. */
function isWatchpost(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request({ host: HOST, port, path: '/', agent: false, timeout: 1_000 }, (response) => {
      response.resume();
      resolve(response.headers['server'] === SERVER);
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(false));
    asked.end();
  });
}
