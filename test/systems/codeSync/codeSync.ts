import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import express from 'express';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { httpMetrics, metricsHandler } from '../httpMetrics.ts';
import { pick, startLoad } from '../load.ts';
import type { Database } from '../sampleDatabase.ts';
import { SampleService } from '../sampleService.ts';
import type { RunningService, SampleSystem } from '../sampleSystem.ts';
import { startCollaboration } from './collaboration.ts';
import { createDockerLog } from './dockerLog.ts';

/** CodeSync: a backend with `/metrics` behind a bearer token, a frontend, and the TCP port of its database. */
export const codeSync: SampleSystem = {
  needs: ['postgresql'],
  async start(context) {
    const database = await context.database('codesync', 'codesync');
    const token = randomBytes(24).toString('base64url');
    const log = createDockerLog(join(context.logsFolder, 'codesync-backend.log'));
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    const collaboration = startCollaboration(registry);
    const common = { group: 'CodeSync', environment: 'local' };

    const backend: SampleService = await SampleService.start({
      name: 'codesync-backend',
      app: createBackend(registry, database, token, log),
      watched: ['/health', '/metrics'],
      health: '/health',
      failing: { body: JSON.stringify({ status: 'error', database: 'unreachable' }) },
      info(origin) {
        const urls = { health: `${origin}/health`, metrics: `${origin}/metrics` };
        const headers = { Authorization: 'Bearer ${secret:codesync-metrics}' };
        const logs = [{ file: join(context.logsFolder, 'codesync-backend.log') }];
        // Uptime Kuma's "retries: 3"
        const health = { url: urls.health, retries: 3 };
        return {
          urls,
          settings: { ...common, health, metrics: { url: urls.metrics, headers }, logs },
          secrets: [{ name: 'codesync-metrics', value: token, origins: [origin] }],
        };
      },
      faults: { databaseGone: database.gone },
    });
    const frontend: SampleService = await SampleService.start({
      name: 'codesync-frontend',
      app: createFrontend(),
      watched: ['/api/health'],
      health: '/api/health',
      failing: { body: JSON.stringify({ status: 'error' }) },
      info(origin) {
        const urls = { health: `${origin}/api/health` };
        return { urls, settings: { ...common, health: { url: urls.health, retries: 3 } }, secrets: [] };
      },
    });
    const load = startLoad(backend.origin, 3, () =>
      pick([{ path: '/api/sessions' }, { method: 'POST', path: '/api/files' }]),
    );
    return {
      services: [backend, frontend, databasePort(database)],
      async stop() {
        load.stop();
        collaboration.stop();
        await backend.stop();
        await frontend.stop();
        await database.stop();
      },
    };
  },
};

/** What Uptime Kuma's TCP monitor looks at: the database's port. */
function databasePort({ host, port, gone }: Database): RunningService {
  const tcp = `${host}:${port}`;
  return {
    info: {
      name: 'codesync-database',
      urls: { tcp },
      settings: { group: 'CodeSync', environment: 'local', tcp },
      secrets: [],
      faults: { refused: 'nobody listens on the port' },
    },
    async fault(name) {
      if (name !== 'refused') return false;
      await gone.on();
      return true;
    },
    async clear() {
      await gone.off();
    },
    stop: () => Promise.resolve(),
  };
}

function createBackend(
  registry: Registry,
  { pool }: Database,
  token: string,
  log: (message: string) => void,
): express.Express {
  const app = express();
  app.use(
    httpMetrics(registry, ['method', 'path', 'status'], (request, response) => {
      log(`${request.method} ${request.path} ${response.statusCode}`);
      return { method: request.method, path: request.path, status: String(response.statusCode) };
    }),
  );
  app.get('/health', async (_request, response) => {
    const timestamp = new Date().toISOString();
    try {
      await pool.query('SELECT 1');
      response.json({ status: 'ok', timestamp, uptime: process.uptime() });
    } catch {
      response.status(503).json({ status: 'error', timestamp, database: 'unreachable' });
    }
  });
  app.use('/metrics', (request, response, next) => {
    if (request.get('authorization') === `Bearer ${token}`) next();
    else response.status(401).json({ error: 'Unauthorized' });
  });
  app.get('/metrics', metricsHandler(registry));
  app.get('/api/sessions', (_request, response) => response.json({ sessions: [] }));
  app.post('/api/files', (_request, response) => response.status(Math.random() < 0.02 ? 500 : 201).json({}));
  return app;
}

function createFrontend(): express.Express {
  const app = express();
  app.get('/api/health', (_request, response) => response.json({ status: 'ok', timestamp: new Date().toISOString() }));
  return app;
}
