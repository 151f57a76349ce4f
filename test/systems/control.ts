import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RunningService, ServiceInfo } from './sampleSystem.ts';

/** What the host says about itself when all is up. */
export interface HostDescription {
  /** Of the control server. */
  readonly port: number;
  readonly services: readonly ServiceInfo[];
}

/**
 * `POST /fault/SERVICE/FAULT`, `POST /clear/SERVICE` and `POST /clear`, each with `Authorization: Bearer TOKEN`: 204, or 404
 * with a sentence.
 */
export async function startControlServer(
  token: string,
  services: readonly RunningService[],
): Promise<{ port: number }> {
  const server = createServer((request, response) => {
    const answer = (code: number, text = '') => response.writeHead(code, { 'Content-Type': 'text/plain' }).end(text);
    if (request.headers.authorization !== `Bearer ${token}`) {
      answer(401);
      return;
    }
    handle(request, services).then(
      (problem) => answer(problem === undefined ? 204 : 404, problem),
      (error: unknown) => answer(500, String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port };
}

async function handle(request: IncomingMessage, services: readonly RunningService[]): Promise<string | undefined> {
  const [, action, name, fault = ''] = (request.url ?? '').split('/').map(decodeURIComponent);
  if (action === 'clear' && name === undefined) {
    for (const service of services) await service.clear();
    return undefined;
  }
  const service = services.find(({ info }) => info.name === name);
  if (service === undefined)
    return `There is no service ${name}. There are ${services.map(({ info }) => info.name).join(', ')}.`;
  if (action === 'clear') await service.clear();
  else if (action !== 'fault') return `There is no action ${action}.`;
  else if (!(await service.fault(fault))) {
    return `${name} has no fault ${fault}. It has ${Object.keys(service.info.faults).join(', ')}.`;
  }
  return undefined;
}
