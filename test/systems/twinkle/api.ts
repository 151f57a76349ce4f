import type express from 'express';
import type { Cache } from '../sampleCache.ts';
import type { TwinkleBase } from './service.ts';

const LIMIT = 200;
const WINDOW_SECONDS = 60;

/** The API: payments and paywalls behind a rate limit that counts in Redis under `api:ratelimit:<ip>`. */
export function createApi({ app }: TwinkleBase, cache: Cache): express.Express {
  app.use(rateLimit(cache));
  app.get('/payments', (_request, response) => response.json({ payments: [] }));
  app.get('/payments/:id', (request, response) =>
    response.json({ id: request.path.split('/').at(-1), status: 'settled' }),
  );
  app.get('/paywalls', (_request, response) => response.json({ paywalls: [] }));
  return app;
}

function rateLimit({ client }: Cache): express.Handler {
  return async (request, response, next) => {
    const key = `api:ratelimit:${request.ip}`;
    let used = 0;
    let leftSeconds = WINDOW_SECONDS;
    try {
      used = await client.incr(key);
      if (used === 1) await client.expire(key, WINDOW_SECONDS);
      else leftSeconds = await client.ttl(key);
    } catch {
      // without Redis nothing is limited: better than nothing served
    }
    response.setHeader('X-RateLimit-Limit', LIMIT);
    response.setHeader('X-RateLimit-Remaining', Math.max(0, LIMIT - used));
    response.setHeader('X-RateLimit-Reset', Math.floor(Date.now() / 1_000) + leftSeconds);
    if (used > LIMIT) response.status(429).json({ error: 'Too many requests' });
    else next();
  };
}
