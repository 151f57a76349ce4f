import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { pino, type Logger } from 'pino';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { httpMetrics, metricsHandler } from '../httpMetrics.ts';
import type { Cache } from '../sampleCache.ts';

export interface TwinkleParts {
  readonly cache: Cache;
  readonly logsFolder: string;
}

/** What both services have: metrics, logs with request ids and `/health`. */
export interface TwinkleBase {
  readonly app: express.Express;
  readonly registry: Registry;
  readonly logger: Logger;
}

/** A check resolves where the dependency is well. */
export type Checks = Readonly<Record<string, () => Promise<void>>>;

export function createService(
  service: string,
  { logsFolder }: TwinkleParts,
  checks: Checks,
  activeFault: () => string | undefined,
): TwinkleBase {
  const file = pino.destination({ dest: join(logsFolder, `${service}.log`), sync: true, mkdir: true });
  const logger = pino({ level: 'info', base: { pid: process.pid, hostname: hostname(), service } }, file);
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const app = express();
  app.set('trust proxy', true);
  app.use(requestLog(logger));
  app.use(
    httpMetrics(registry, ['method', 'route', 'status_code'], (request, response) => ({
      method: request.method,
      route: request.route?.path ?? 'unknown',
      status_code: String(response.statusCode),
    })),
  );
  app.get('/metrics', metricsHandler(registry));
  app.get('/health', async (_request, response) => {
    const entries = Object.entries(checks).map(async ([name, check]) => [name, await runCheck(check)] as const);
    const results = Object.fromEntries(await Promise.all(entries));
    const healthy = Object.values(results).every(({ status }) => status === 'ok');
    response.status(healthy ? 200 : 503).json({
      status: healthy ? 'healthy' : 'unhealthy',
      timestamp: new Date().toISOString(),
      uptime: Math.floor(process.uptime()),
      checks: results,
      service,
    });
  });
  app.use((_request, response, next) => {
    // A service in trouble is one for its users too: some of their requests fail or are slow.
    const fault = activeFault();
    if (fault === 'slow') setTimeout(next, 1_500);
    else if (fault === 'status503' && Math.random() < 0.3) response.status(500).json({ error: 'internal' });
    else setTimeout(next, Math.random() ** 4 * 200);
  });
  return { app, registry, logger };
}

async function runCheck(
  check: () => Promise<void>,
): Promise<{ status: 'ok' | 'error'; latency: number; error?: string }> {
  const startedAt = performance.now();
  const latency = () => Math.round(performance.now() - startedAt);
  try {
    await check();
    return { status: 'ok', latency: latency() };
  } catch (error) {
    return { status: 'error', latency: latency(), error: (error as Error).message };
  }
}

function requestLog(logger: Logger): express.Handler {
  return (request, response, next) => {
    const reqId = request.get('x-request-id') ?? randomUUID();
    const child = logger.child({ reqId });
    const startedAt = performance.now();
    response.setHeader('X-Request-Id', reqId);
    response.once('finish', () => {
      const { statusCode: status } = response;
      const duration = Math.round(performance.now() - startedAt) / 1_000;
      const entry = { method: request.method, path: request.path, status, duration };
      if (status >= 500) child.error(entry, 'Request failed');
      else if (status === 429) child.warn(entry, 'Rate limit exceeded');
      else child.info(entry, 'Request completed');
    });
    next();
  };
}
