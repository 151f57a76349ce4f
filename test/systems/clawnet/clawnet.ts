import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import express from 'express';
import { Client } from 'pg';
import type { Logger } from 'winston';
import { pick, startLoad } from '../load.ts';
import type { Cache } from '../sampleCache.ts';
import type { Database } from '../sampleDatabase.ts';
import { SampleService } from '../sampleService.ts';
import type { FaultSwitch, SampleSystem, ServiceInfo } from '../sampleSystem.ts';
import { cacheStats, createCacheTraffic } from './cacheTraffic.ts';
import { createLogger } from './logger.ts';

const HEALTH = '/api/health';
const METRICS = '/api/metrics';
const CACHE_STATS = '/api/cache/stats';
const WATCHED = [HEALTH, METRICS, CACHE_STATS];

interface State {
  readonly database: Database;
  readonly cache: Cache;
  readonly logger: Logger;
  readonly adminCookie: string;
  /** The fault that is switched on, for the routes that are not watched: users notice it as well. */
  fault(): string | undefined;
}

/** ClawNet: one Express service with flat JSON health, JSON metrics and cache stats behind an admin cookie. */
export const clawnet: SampleSystem = {
  needs: ['postgresql', 'redis'],
  async start(context) {
    const database = await context.database('clawnet', 'clawnet_user');
    const cache = await context.cache(randomBytes(12).toString('hex'));
    const logger = createLogger(context.logsFolder);
    const adminCookie = `payload-token=${randomBytes(16).toString('hex')}`;
    await createTables(database);
    const traffic = await createCacheTraffic(cache);
    const state: State = { database, cache, logger, adminCookie, fault: () => service.activeFault };
    const service = await SampleService.start({
      name: 'clawnet',
      app: createApp(state, () => traffic.lookUp()),
      watched: WATCHED,
      health: HEALTH,
      failing: { body: JSON.stringify({ status: 'unhealthy', database: 'disconnected', cache: 'connected' }) },
      info: (origin) => describeService(origin, state, context.logsFolder),
      faults: {
        databaseGone: database.gone,
        cacheGone: cache.gone,
        cacheCold: {
          about: 'the cache finds little, so that its hit rate falls',
          on: () => traffic.setCold(true),
          off: () => traffic.setCold(false),
        } satisfies FaultSwitch,
      },
    });
    const load = startLoad(service.origin, 4, () =>
      pick([
        { path: '/api/feed' },
        { path: '/api/feed' },
        { path: '/api/posts' },
        { method: 'POST', path: '/api/posts' },
      ]),
    );
    return {
      services: [service],
      async stop() {
        load.stop();
        await service.stop();
        await database.stop();
        await cache.stop();
        await new Promise((resolve) => logger.once('finish', resolve).end());
      },
    };
  },
};

function describeService(origin: string, state: State, logsFolder: string): Omit<ServiceInfo, 'name' | 'faults'> {
  const { database, cache, adminCookie } = state;
  const urls = {
    health: origin + HEALTH,
    metrics: origin + METRICS,
    cacheStats: origin + CACHE_STATS,
    postgres: database.uri,
    redis: cache.uri,
  };
  const headers = { Cookie: '${secret:clawnet-admin}' };
  const redisPassword = decodeURIComponent(new URL(cache.uri).password);
  return {
    urls,
    settings: {
      group: 'ClawNet',
      environment: 'local',
      health: { url: urls.health },
      metrics: { url: urls.metrics, headers },
      cacheStats: { url: urls.cacheStats, headers },
      postgres: `postgresql://${database.role}:\${secret:clawnet-db}@${database.host}:${database.port}/${database.name}`,
      redis: `redis://:\${secret:clawnet-redis}@${cache.host}:${cache.port}`,
      logs: [{ file: join(logsFolder, 'error.log') }, { file: join(logsFolder, 'combined.log') }],
      thresholds: { cache_hit_ratio: { warn: '< 0.6' } },
    },
    secrets: [
      { name: 'clawnet-admin', value: adminCookie, origins: [origin] },
      { name: 'clawnet-db', value: database.password, origins: [`postgres://${database.host}:${database.port}`] },
      { name: 'clawnet-redis', value: redisPassword, origins: [`redis://${cache.host}:${cache.port}`] },
    ],
  };
}

/** Patiently: on a busy machine a connection may take longer than the service itself waits for one. */
async function createTables({ uri }: Database): Promise<void> {
  const client = new Client({ connectionString: uri });
  await client.connect();
  try {
    await client.query(TABLES);
  } finally {
    await client.end();
  }
}

const TABLES = `
    CREATE TABLE users (id serial PRIMARY KEY, name text NOT NULL, role text NOT NULL DEFAULT 'user');
    CREATE TABLE bots (id serial PRIMARY KEY, owner int REFERENCES users, name text NOT NULL);
    CREATE TABLE posts (id serial PRIMARY KEY, author int REFERENCES users, content text, created_at timestamptz DEFAULT now());
    CREATE INDEX posts_author ON posts (author);
    INSERT INTO users (name) SELECT 'user ' || i FROM generate_series(1, 250) i;
    INSERT INTO bots (owner, name) SELECT i, 'bot ' || i FROM generate_series(1, 40) i;
    INSERT INTO posts (author, content) SELECT 1 + i % 250, repeat('post ', 20) FROM generate_series(1, 2000) i;`;

function createApp(state: State, lookUp: () => Promise<boolean>): express.Express {
  const { database, cache, logger } = state;
  const app = express();
  app.use(performanceMonitoring(logger));
  app.use((request, response, next) => {
    // A service in trouble is one for its users too: some of their requests fail or are slow. What Watchpost asks for
    // fails by the fault itself, and not by chance.
    const fault = WATCHED.includes(request.path) ? undefined : state.fault();
    if (fault === 'slow') setTimeout(next, 1_500);
    else if (fault === 'status503' && Math.random() < 0.3)
      response.status(500).json({ error: 'Internal server error' });
    else next();
  });

  app.get(HEALTH, async (_request, response) => {
    const health: Record<string, unknown> = {
      status: 'healthy',
      timestamp: new Date().toISOString(),
      uptime: process.uptime(),
      environment: 'production',
    };
    try {
      await database.pool.query('SELECT id FROM users LIMIT 1');
      health['database'] = 'connected';
    } catch (error) {
      logError(logger, 'Database connection failed', error);
      health['database'] = 'disconnected';
      health['status'] = 'unhealthy';
    }
    try {
      await cache.client.set('health-check-test', 'ok', 'EX', 10);
      health['cache'] = (await cache.client.get('health-check-test')) === 'ok' ? 'connected' : 'disconnected';
    } catch {
      health['cache'] = 'disconnected';
    }
    const megabytes = (bytes: number) => `${Math.round(bytes / 1024 / 1024)}MB`;
    const { heapUsed, heapTotal, rss } = process.memoryUsage();
    health['memory'] = { heapUsed: megabytes(heapUsed), heapTotal: megabytes(heapTotal), rss: megabytes(rss) };
    response.status(health['status'] === 'healthy' ? 200 : 503).json(health);
  });

  const adminOnly: express.Handler = (request, response, next) => {
    if (request.get('cookie')?.includes(state.adminCookie)) next();
    else response.status(403).json({ error: 'Admin access required' });
  };
  app.use(METRICS, adminOnly);
  app.use(CACHE_STATS, adminOnly);
  app.get(METRICS, async (_request, response) => {
    response.json({
      timestamp: new Date().toISOString(),
      uptime: process.uptime(),
      process: { pid: process.pid, memoryUsage: process.memoryUsage(), cpuUsage: process.cpuUsage() },
      database: await countDocuments(database).catch(() => ({ error: 'Failed to fetch counts' })),
      cache: await cacheStats(cache).catch(() => ({ error: 'Failed to fetch cache stats' })),
    });
  });
  app.get(CACHE_STATS, async (_request, response) => {
    try {
      response.json({ success: true, stats: await cacheStats(cache) });
    } catch {
      response.status(500).json({ success: false, error: 'Failed to fetch cache stats' });
    }
  });

  app.get('/api/feed', async (_request, response) => {
    const found = await lookUp().catch(() => false);
    if (!found)
      await database.pool.query('SELECT id, content FROM posts ORDER BY created_at DESC LIMIT 20').catch(noteSlow);
    response.json({ cached: found });
  });
  app.get('/api/posts', async (_request, response) => {
    const author = 1 + Math.floor(Math.random() * 250);
    const posts = await database.pool.query('SELECT count(*) FROM posts WHERE author = $1', [author]).catch(noteSlow);
    response.status(posts === undefined ? 500 : 200).json({ author });
  });
  app.post('/api/posts', async (_request, response) => {
    const author = 1 + Math.floor(Math.random() * 250);
    const insert = 'INSERT INTO posts (author, content) VALUES ($1, $2) RETURNING id';
    const done = await database.pool.query<{ id: number }>(insert, [author, 'a new post']).catch(noteSlow);
    if (done === undefined) {
      response.status(500).json({ error: 'Could not create the post' });
      return;
    }
    const postId = done.rows[0]?.id;
    logger.info('User created post', { userId: author, postId, contentLength: 10 });
    response.status(201).json({ id: postId });
  });
  const noteSlow = (error: unknown): undefined => logError(logger, 'Query failed', error);
  return app;
}

function performanceMonitoring(logger: Logger): express.Handler {
  return (request, response, next) => {
    const startedAt = Date.now();
    const originalJson = response.json.bind(response);
    response.json = (data) => {
      const duration = Date.now() - startedAt;
      if (duration > 1_000) logger.warn(`Slow request: ${request.method} ${request.path} - ${duration}ms`);
      response.setHeader('X-Response-Time', `${duration}ms`);
      return originalJson(data);
    };
    next();
  };
}

async function countDocuments({ pool }: Database): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of ['users', 'posts', 'bots']) {
    const { rows } = await pool.query<{ count: string }>(`SELECT count(*) FROM ${table}`);
    counts[table] = Number(rows[0]?.count);
  }
  return counts;
}

function logError(logger: Logger, message: string, error: unknown): undefined {
  const { message: reason, stack } = error as Error;
  logger.error(message, { error: reason, stack });
}
