import assert from 'node:assert/strict';
import { Redis as Client } from 'ioredis';
import { need } from './need.ts';
import { startRedis } from './redis.ts';

describe('startRedis', function () {
  before(async function () {
    await need(this, 'redis');
  });

  for (const password of [undefined, 'p:ss word/1']) {
    it(`runs a real Redis ${password === undefined ? 'without' : 'with'} a password and ends it`, async () => {
      const redis = await startRedis(password === undefined ? {} : { password });
      try {
        assert.equal(await ping(redis.uri), 'PONG');
        if (password !== undefined) await assert.rejects(ping(`redis://127.0.0.1:${redis.port}`));
      } finally {
        await redis.stop();
      }
      await assert.rejects(ping(redis.uri));
    });
  }
});

async function ping(uri: string): Promise<string> {
  const client = new Client(uri, {
    lazyConnect: true,
    enableReadyCheck: false,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await client.ping();
  } finally {
    client.disconnect();
  }
}
