import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { startLoad, pick } from '../load.ts';
import { makeCertificates } from '../../support/certificates.ts';
import { SampleService } from '../sampleService.ts';
import type { SampleSystem, ServiceInfo } from '../sampleSystem.ts';
import { writeFile } from 'node:fs/promises';
import { createApi } from './api.ts';
import { createFacilitator } from './facilitator.ts';
import { startRpcNode } from './rpcNode.ts';
import { createService, type TwinkleParts } from './service.ts';

/** Twinkle: the API and the facilitator, and the API once more behind TLS with a certificate that can expire. */
export const twinkle: SampleSystem = {
  needs: ['postgresql', 'redis'],
  async start(context) {
    const database = await context.database('twinkle', 'twinkle');
    const cache = await context.cache();
    const rpcNode = await startRpcNode();
    const certificates = makeCertificates(Date.now());
    await writeFile(join(context.folder, 'ca.pem'), certificates.ca);

    const redis = async () => void (await cache.client.ping());
    const query = async () => void (await database.pool.query('SELECT 1'));
    const fault = (service: () => SampleService) => () => service().activeFault;
    const parts: TwinkleParts = { cache, logsFolder: context.logsFolder };
    const apiBase = createService(
      'api',
      parts,
      { redis, database: query },
      fault(() => api),
    );
    const facilitatorBase = createService(
      'facilitator',
      parts,
      { redis, rpc: () => rpcNode.ask() },
      fault(() => facilitator),
    );
    const common = { watched: ['/health', '/metrics'], health: '/health' };
    const gone = { databaseGone: database.gone, cacheGone: cache.gone };

    const api: SampleService = await SampleService.start({
      ...common,
      name: 'twinkle-api',
      app: createApi(apiBase, cache),
      failing: failingBody('api', 'database'),
      info: (origin) => ({
        ...describeService(origin, join(context.logsFolder, 'api*.log'), cache.uri),
        secrets: [],
      }),
      faults: gone,
    });
    const facilitator: SampleService = await SampleService.start({
      ...common,
      name: 'twinkle-facilitator',
      app: createFacilitator(facilitatorBase, cache, rpcNode),
      failing: failingBody('facilitator', 'rpc'),
      info: (origin) => ({
        ...describeService(origin, join(context.logsFolder, 'facilitator*.log')),
        secrets: [],
      }),
      faults: { cacheGone: cache.gone, rpcGone: rpcNode.gone },
    });
    const tls: SampleService = await SampleService.start({
      ...common,
      name: 'twinkle-tls',
      app: apiBase.app,
      failing: failingBody('api', 'database'),
      tls: certificates.valid,
      info: (origin) => ({
        urls: { health: `${origin}/health` },
        settings: { group: 'Twinkle', environment: 'local', health: `${origin}/health` },
        secrets: [],
      }),
      faults: {
        expiredCertificate: {
          about: 'the certificate expired yesterday',
          on: () => useCertificate(tls, certificates.expired),
          off: () => useCertificate(tls, certificates.valid),
        },
      },
    });

    const loads = [
      startLoad(api.origin, 4, () => ({
        path: pick(['/payments', '/payments', `/payments/${randomUUID()}`, '/paywalls']),
        headers: { 'X-Forwarded-For': `192.168.1.${1 + Math.floor(Math.random() * 8)}` },
      })),
      startLoad(facilitator.origin, 2, () => ({ method: 'POST', path: '/settle' })),
    ];
    return {
      services: [api, facilitator, tls],
      async stop() {
        for (const load of loads) load.stop();
        await Promise.all([api, facilitator, tls].map((service) => service.stop()));
        await Promise.all([rpcNode.stop(), database.stop(), cache.stop()]);
      },
    };
  },
};

function describeService(origin: string, logs: string, redis?: string): Pick<ServiceInfo, 'urls' | 'settings'> {
  const urls = { health: `${origin}/health`, metrics: `${origin}/metrics`, ...(redis !== undefined && { redis }) };
  return {
    urls,
    settings: { group: 'Twinkle', environment: 'local', ...urls, logs: [{ file: logs }] },
  };
}

function failingBody(service: string, failingCheck: string) {
  const checks = { redis: { status: 'ok', latency: 1 }, [failingCheck]: { status: 'error', latency: 5000 } };
  return { body: JSON.stringify({ status: 'unhealthy', uptime: 3600, checks, service }) };
}

function useCertificate({ server }: SampleService, certificate: { cert: string; key: string }): void {
  if ('setSecureContext' in server && typeof server.setSecureContext === 'function') {
    server.setSecureContext(certificate);
  }
  server.closeAllConnections();
}
