import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import { type FailingBody, HTTP_FAULTS, type HttpFaultName, LOGIN_PAGE } from './faults.ts';
import type { FaultSwitch, RunningService, ServiceInfo } from './sampleSystem.ts';

export interface SampleServiceOptions {
  readonly name: string;
  readonly app: RequestListener;
  /** The paths that Watchpost asks for; only they show HTTP faults. The load on the other paths goes on. */
  readonly watched: readonly string[];
  /** The health endpoint among them, which `status503`, `failing200` and `flapping` are about. */
  readonly health?: string;
  readonly failing: FailingBody;
  /** What belongs in `watchpost.services`, made once the origin is known. */
  readonly info: (origin: string) => Omit<ServiceInfo, 'name' | 'faults'>;
  /** Faults that only this service has. */
  readonly faults?: Readonly<Record<string, FaultSwitch>>;
  readonly tls?: ServerOptions;
}

/** An HTTP service that listens on a free port of 127.0.0.1 and can be made to fail in every way that `faults.ts` lists. */
export class SampleService implements RunningService {
  readonly #options: SampleServiceOptions;
  readonly #server: Server;
  #port = 0;
  #fault: string | undefined;
  #healthCount = 0;

  private constructor(options: SampleServiceOptions) {
    this.#options = options;
    const answer = (request: IncomingMessage, response: ServerResponse) => this.#answer(request, response);
    this.#server = options.tls === undefined ? createServer(answer) : createTlsServer(options.tls, answer);
    this.#server.keepAliveTimeout = 5_000;
  }

  static async start(options: SampleServiceOptions): Promise<SampleService> {
    const service = new SampleService(options);
    await service.#listen();
    return service;
  }

  get origin(): string {
    return `${this.#options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${this.#port}`;
  }

  /** The fault that is switched on. */
  get activeFault(): string | undefined {
    return this.#fault;
  }

  get server(): Server {
    return this.#server;
  }

  get info(): ServiceInfo {
    const faults: Record<string, string> = { refused: 'nobody listens on the port' };
    for (const [name, { about }] of Object.entries({ ...HTTP_FAULTS, ...this.#options.faults })) faults[name] = about;
    return { name: this.#options.name, faults, ...this.#options.info(this.origin) };
  }

  async fault(name: string): Promise<boolean> {
    const own = this.#options.faults?.[name];
    if (own === undefined && name !== 'refused' && !(name in HTTP_FAULTS)) return false;
    await this.clear();
    this.#fault = name;
    this.#healthCount = 0;
    if (name === 'refused') await this.#close();
    await own?.on();
    return true;
  }

  async clear(): Promise<void> {
    const before = this.#fault;
    this.#fault = undefined;
    if (before === undefined) return;
    if (before === 'refused') await this.#listen();
    else if (before === 'hang') this.#server.closeAllConnections();
    await this.#options.faults?.[before]?.off();
  }

  stop(): Promise<void> {
    return this.#close();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = new URL(request.url ?? '/', 'http://service').pathname;
    response.on('error', () => response.destroy()); // the client went away in the middle
    if (path === '/login') {
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(LOGIN_PAGE);
      return;
    }
    const pass = () => this.#options.app(request, response);
    const fault = this.#fault;
    if (fault === undefined || !(fault in HTTP_FAULTS) || !this.#options.watched.includes(path)) {
      pass();
      return;
    }
    const isHealth = path === this.#options.health;
    if (isHealth) this.#healthCount++;
    const { failing } = this.#options;
    HTTP_FAULTS[fault as HttpFaultName].answer(request, response, {
      isHealth,
      failing,
      count: this.#healthCount,
      pass,
    });
  }

  #listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#port, '127.0.0.1', () => {
        this.#server.off('error', reject);
        const address = this.#server.address();
        if (typeof address === 'object' && address !== null) this.#port = address.port;
        resolve();
      });
    });
  }

  #close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}
