import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express from 'express';
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';
import { metricsHandler } from '../httpMetrics.ts';
import { pick, startLoad } from '../load.ts';
import { SampleService } from '../sampleService.ts';
import type { FaultSwitch, SampleSystem } from '../sampleSystem.ts';
import { createLogger, type JsonLogger, writeOldLog } from './logger.ts';

const HEALTH = '/api/health';

/** Asset Forge: `degraded` behind a 503, services as booleans, memory in megabytes, and a log of its own in daily files. */
export const assetForge: SampleSystem = {
  needs: ['postgresql'],
  async start(context) {
    const database = await context.database('asset_forge', 'asset_forge');
    const imageServer = await startImageServer();
    const logger = createLogger('API', context.logsFolder);
    await writeOldLog(context.logsFolder, Date.now());
    const checks = {
      database: () => database.pool.query('SELECT 1').then(() => true),
      imageServer: () => fetch(imageServer.url, { signal: AbortSignal.timeout(1_000) }).then(({ ok }) => ok),
    };
    const service: SampleService = await SampleService.start({
      name: 'asset-forge-api',
      app: createApp(logger, checks, () => service.activeFault),
      watched: [HEALTH, '/metrics'],
      health: HEALTH,
      failing: {
        body: JSON.stringify({
          status: 'degraded',
          uptime: 60,
          memory: { used: 45.2, total: 80.1, rss: 120.4 },
          services: { meshy: true, openai: true, database: false, imageServer: true },
        }),
      },
      info: (origin) => {
        const urls = { health: origin + HEALTH, metrics: `${origin}/metrics` };
        const logs = [{ file: join(context.logsFolder, 'app-*.log') }];
        return { urls, settings: { group: 'Asset Forge', environment: 'local', ...urls, logs }, secrets: [] };
      },
      faults: { databaseGone: database.gone, imageServerGone: imageServer.gone },
    });
    const load = startLoad(service.origin, 3, () => pick([{ path: '/api/assets' }, { path: '/api/assets/sword' }]));
    return {
      services: [service],
      async stop() {
        load.stop();
        await service.stop();
        await imageServer.stop();
        await database.stop();
      },
    };
  },
};

function createApp(
  logger: JsonLogger,
  checks: Readonly<Record<'database' | 'imageServer', () => Promise<boolean>>>,
  activeFault: () => string | undefined,
): express.Express {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const app = express();
  app.use(requestLogging(logger, registry));
  app.get('/metrics', metricsHandler(registry));

  app.get(HEALTH, async (_request, response) => {
    const { heapUsed, heapTotal, rss } = process.memoryUsage();
    const [database, imageServer] = await Promise.all([
      checks.database().catch(() => false),
      checks.imageServer().catch(() => false),
    ]);
    const health = {
      status: 'healthy',
      timestamp: new Date().toISOString(),
      uptime: process.uptime(),
      memory: { used: heapUsed / 1024 / 1024, total: heapTotal / 1024 / 1024, rss: rss / 1024 / 1024 },
      services: { meshy: true, openai: true, database, imageServer },
    };
    if (!Object.values(health.services).every(Boolean)) {
      health.status = 'degraded';
      response.status(503);
    }
    response.json(health);
  });

  app.get('/api/assets', async (_request, response) => {
    if (activeFault() === 'slow') await new Promise((resolve) => setTimeout(resolve, 1_500));
    response.json({ assets: ['sword', 'shield'] });
  });
  app.get('/api/assets/:id', (request, response) => {
    const id = request.path.split('/').at(-1);
    if (activeFault() === 'status503' && Math.random() < 0.3) {
      logger.error('Failed to load asset', new Error('Network timeout'), { assetId: id });
      response.status(500).json({ error: 'Failed to load asset' });
    } else response.json({ id });
  });
  return app;
}

function requestLogging(logger: JsonLogger, registry: Registry): express.Handler {
  const common = { labelNames: ['endpoint', 'method', 'status'], registers: [registry] };
  const count = new Counter({ name: 'api_request_count', help: 'Requests', ...common });
  const duration = new Histogram({
    name: 'api_request_duration',
    help: 'Request duration in milliseconds',
    buckets: [5, 10, 50, 100, 500, 1_000, 5_000],
    ...common,
  });
  return (request, response, next) => {
    const startedAt = Date.now();
    const { method, path } = request;
    logger.info('Incoming request', { method, path, ip: request.ip, userAgent: request.get('user-agent') });
    response.on('finish', () => {
      const durationMs = Date.now() - startedAt;
      const labels = { endpoint: path, method, status: String(response.statusCode) };
      logger.info('Request completed', { method, path, status: response.statusCode, duration: `${durationMs}ms` });
      count.inc(labels);
      duration.observe(labels, durationMs);
    });
    next();
  };
}

interface ImageServer {
  readonly url: string;
  readonly gone: FaultSwitch;
  stop(): Promise<void>;
}

async function startImageServer(): Promise<ImageServer> {
  let isGone = false;
  const server = createServer((_request, response) => response.writeHead(isGone ? 500 : 200).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/health`,
    gone: {
      about: 'the image server answers 500',
      on: () => void (isGone = true),
      off: () => void (isGone = false),
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
