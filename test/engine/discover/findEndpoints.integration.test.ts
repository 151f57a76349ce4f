// What Add Service makes of a port where a real database listens.
import assert from 'node:assert/strict';
import { systemClock } from '../../../src/base/clock.ts';
import { findEndpoints } from '../../../src/engine/discover/findEndpoints.ts';
import { need } from '../../support/provision/need.ts';
import { type Postgres, startPostgres } from '../../support/provision/postgres.ts';
import { type Redis, startRedis } from '../../support/provision/redis.ts';
import { type Kit, probeKit } from '../probes/probeKit.ts';

describe('findEndpoints, at real databases', function () {
  let kit: Kit;
  let postgres: Postgres;
  let redis: Redis;
  let locked: Redis;

  before(async function () {
    await need(this, 'postgresql', 'redis');
    kit = probeKit();
    [postgres, redis, locked] = await Promise.all([startPostgres(), startRedis(), startRedis({ password: 'sesame' })]);
  });
  after(async () => {
    kit?.dispose();
    await Promise.all([postgres?.stop(), redis?.stop(), locked?.stop()]);
  });

  it('tells Redis, with and without a password, and PostgreSQL', async () => {
    for (const [uri, setting, value] of [
      [redis.uri, 'redis', 'redis://'],
      [locked.uri, 'redis', 'redis://'],
      [postgres.uri, 'postgres', 'postgresql://'],
    ] as const) {
      const { host } = new URL(uri);
      const found = await findEndpoints(
        `http://${host}`,
        { clock: systemClock, run: (config, signal) => kit.run(config, signal) },
        new AbortController().signal,
      );
      assert.equal(found.length, 1, host);
      assert.equal(found[0]?.setting, setting);
      assert.ok(found[0].value.startsWith(`${value}${host}`), found[0].value);
      assert.ok(found[0].picked);
    }
    assert.deepEqual(kit.bugs, []);
  });
});
