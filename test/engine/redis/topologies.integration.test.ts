// Sentinel, Cluster, TLS with an ACL user, and other versions of Redis and Valkey: real ones, as Debian's releases have them.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { Redis as Client } from 'ioredis';
import { systemClock } from '../../../src/base/clock.ts';
import type { ProbeSample } from '../../../src/model/probe.ts';
import type { Finding, Report } from '../../../src/model/report.ts';
import { parseRedisUri } from '../../../src/engine/connections/redisUri.ts';
import { monitorRedis } from '../../../src/engine/redis/live/monitorRedis.ts';
import { lookAtRedis } from '../../../src/engine/redis/live/lookAtRedis.ts';
import { REDIS_DIAGNOSTICS } from '../../../src/engine/redis/registry.ts';
import { reportRedis, SCAN_BUDGET } from '../../../src/engine/redis/reportRedis.ts';
import { makeCertificates } from '../../support/certificates.ts';
import { freePort } from '../../support/provision/freePort.ts';
import { need, skipTest } from '../../support/provision/need.ts';
import { provideOtherRedis, REDIS_FLAVOURS } from '../../support/provision/otherRedis.ts';
import { ownedFolder } from '../../support/provision/ownedFolder.ts';
import { type Redis, startRedis } from '../../support/provision/redis.ts';
import { runToEnd } from '../../support/provision/runToEnd.ts';
import { waitFor } from '../../support/provision/waitFor.ts';
import { BASE, probeKit } from '../probes/probeKit.ts';

const never = new AbortController().signal;
const noTls = (): never => assert.fail('no TLS here');

async function tryReport(uri: string, trust: () => Promise<ReturnType<typeof createSecureContext>> = noTls) {
  const address = parseRedisUri(uri);
  assert.ok(address.ok);
  let samples: readonly ProbeSample[] = [];
  const result = await reportRedis(
    address.value,
    {
      clock: systemClock,
      target: 'test',
      trust,
      connectTimeoutMs: 5_000,
      scan: SCAN_BUDGET,
      samples: (all) => (samples = all),
    },
    never,
  );
  return { result, samples };
}

async function report(...args: Parameters<typeof tryReport>): Promise<Report> {
  const { result } = await tryReport(...args);
  assert.ok(result.ok, result.ok ? '' : result.error);
  return result.value;
}

function finding(from: Report, id: string): Finding {
  return from.findings.find((one) => one.id === id) ?? assert.fail(`no finding ${id}`);
}

describe('a Redis behind Sentinel', function () {
  const password = 'master-secret';
  let master: Redis;
  let replica: Redis;
  let sentinel: Redis;
  let uri: string;
  before(async function () {
    await need(this, 'redis');
    const auth = ['--masterauth', password];
    master = await startRedis({ password, args: auth });
    replica = await startRedis({ password, args: [...auth, '--replicaof', master.host, String(master.port)] });
    sentinel = await startRedis({
      args: ['--sentinel'],
      config: `port %port
bind 127.0.0.1
requirepass sentinel-secret
sentinel monitor mymaster ${master.host} ${master.port} 1
sentinel auth-pass mymaster ${password}
sentinel down-after-milliseconds mymaster 300
sentinel failover-timeout mymaster 2000
`,
    });
    const hosts = `127.0.0.1:1,127.0.0.1:${sentinel.port}`;
    uri = `redis://:${password}@${hosts}/?sentinel=mymaster&sentinelPassword=sentinel-secret`;
    const client = new Client(master.uri, { retryStrategy: null });
    const inSync = async (): Promise<boolean> => (await client.info('replication')).includes('state=online');
    await waitFor('the replica', inSync, {});
    client.disconnect();
  });
  after(async () => {
    await sentinel?.stop();
    await replica?.stop();
    await master?.stop();
  });

  it('is reached by the name of its master, past a sentinel that does not answer', async () => {
    const seen = await report(uri);
    assert.match(finding(seen, 'replication').title, /^a master with 1 replica/);
    assert.ok(!JSON.stringify(seen).includes('secret'));
    const kit = probeKit();
    const result = await kit.run({ ...BASE, kind: 'redis', uri: [uri], timeoutMs: 5_000 });
    assert.equal(result.status, 'up', result.reason);
    assert.ok(result.samples.some(({ name, value }) => name === 'redis_connected_slaves' && value === 1));
    kit.dispose();
  });

  it('says why no sentinel gave a master', async () => {
    const unknown = await tryReport(uri.replace('sentinel=mymaster', 'sentinel=other'));
    assert.match(
      unknown.result.ok ? '' : unknown.result.error,
      /no sentinel names the master "other".*knows no master/,
    );
    const refused = await tryReport(uri.replace('sentinel-secret', 'wrong'));
    assert.match(refused.result.ok ? '' : refused.result.error, /WRONGPASS/);
    const none = await tryReport('redis://127.0.0.1:1/?sentinel=mymaster');
    assert.match(none.result.ok ? '' : none.result.error, /127\.0\.0\.1:1.*ECONNREFUSED/);
    const noSentinel = await tryReport(
      `redis://:${password}@127.0.0.1:${master.port}/?sentinel=m&sentinelPassword=${password}`,
    );
    assert.match(noSentinel.result.ok ? '' : noSentinel.result.error, /unknown command/i);
  });

  it('is reached at its new master after a failover', async () => {
    await master.kill();
    let found = '';
    await waitFor(
      'the new master',
      async () => {
        const { result } = await tryReport(uri);
        found = result.ok ? finding(result.value, 'replication').title : result.error;
        return result.ok && found.startsWith('a master with');
      },
      {},
    );
    assert.match(found, /^a master with 0 replicas/);
  });
});

describe('a node of a Redis Cluster', function () {
  this.timeout(120_000);
  const nodes: Redis[] = [];
  before(async function () {
    await need(this, 'redis');
    for (let i = 0; i < 4; i++) {
      const bus = await freePort();
      nodes.push(
        await startRedis({
          args: ['--cluster-enabled', 'yes', '--cluster-port', String(bus), '--cluster-node-timeout', '500'],
        }),
      );
    }
    const addresses = nodes.slice(0, 3).map(({ host, port }) => `${host}:${port}`);
    const made = await runToEnd('redis-cli', ['--cluster', 'create', ...addresses, '--cluster-yes'], {
      timeoutMs: 60_000,
    });
    assert.equal(made.code, 0, made.output);
    const isServing = async (): Promise<boolean> => finding(await report(nodes[0]!.uri), 'cluster').severity === 'info';
    await waitFor('the cluster', isServing, {});
  });
  after(async () => {
    for (const node of nodes) await node.stop();
  });

  it('tells of the cluster: masters, slots, and which has no replica', async () => {
    const { result, samples } = await tryReport(nodes[0]!.uri);
    assert.ok(result.ok);
    const seen = finding(result.value, 'cluster');
    assert.deepEqual([seen.severity, seen.value, seen.title], ['info', 1, '3 masters without a replica']);
    assert.equal(
      seen.table?.rows.reduce((sum, row) => sum + Number(row[2]), 0),
      16_384,
    );
    assert.deepEqual(result.value.unread, []);
    assert.ok(samples.some(({ name }) => name === 'redis_connected_clients'));
  });

  it('is well where each master has a replica, and reads the keys of a replica too', async () => {
    const extra = nodes[3]!;
    const first = new Client(nodes[0]!.uri, { retryStrategy: null });
    const id = String(await first.call('CLUSTER', 'MYID'));
    const added = await runToEnd(
      'redis-cli',
      `--cluster add-node ${extra.host}:${extra.port} ${nodes[0]!.host}:${nodes[0]!.port} --cluster-slave --cluster-master-id ${id}`.split(
        ' ',
      ),
      { timeoutMs: 60_000 },
    );
    assert.equal(added.code, 0, added.output);
    for (let i = 0; i < 50; i++) await first.set(`key:${i}`, 'x').catch(() => undefined);
    const hasReplica = async (): Promise<boolean> => (await first.info('replication')).includes('state=online');
    await waitFor('the replica', hasReplica, {});
    const seen = finding(await report(nodes[0]!.uri), 'cluster');
    assert.equal(seen.title, '2 masters without a replica');
    const ofReplica = await report(extra.uri);
    assert.match(finding(ofReplica, 'replication').title, /^a replica of/);
    assert.deepEqual(ofReplica.unread, []);
    const bigKeys = finding(ofReplica, 'big-keys');
    assert.ok((bigKeys.table?.rows.length ?? 0) > 0);
    // Two thirds of the keys are elsewhere.
    assert.ok(bigKeys.numbers.some(({ name, value }) => name === 'of those of this node' && value === 1));
    first.disconnect();
  });

  it('is critical where slots are without a master', async () => {
    await nodes[2]!.kill();
    await waitFor(
      'the failure',
      async () => finding(await report(nodes[1]!.uri), 'cluster').severity === 'critical',
      {},
    );
    const seen = finding(await report(nodes[1]!.uri), 'cluster');
    assert.equal(seen.object, `${nodes[2]!.host}:${nodes[2]!.port}`);
    assert.ok(seen.value! > 0.6 && seen.value! < 0.7, String(seen.value));
  });
});

describe('a Redis with TLS and a user of an ACL', function () {
  it('is reached by rediss and its own authority, and no other', async function () {
    await need(this, 'redis');
    const folder = await ownedFolder('redisTls');
    const { ca, valid } = makeCertificates(Date.now());
    const files = { ca, cert: valid.cert, key: valid.key };
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder.path, `${name}.pem`), text);
    const tlsPort = await freePort();
    const redis = await startRedis({
      args: `--tls-port ${tlsPort} --tls-auth-clients no --tls-cert-file ${join(folder.path, 'cert.pem')} --tls-key-file ${join(folder.path, 'key.pem')}
--tls-ca-cert-file ${join(folder.path, 'ca.pem')}`.split(/\s+/),
    });
    try {
      const trust = (): Promise<ReturnType<typeof createSecureContext>> => Promise.resolve(createSecureContext({ ca }));
      const client = new Client(redis.uri, { retryStrategy: null });
      const rights = 'on >pw ~* +@read +@admin +@connection +info +memory|usage -monitor'.split(' ');
      await client.call('ACL', 'SETUSER', 'watcher', ...rights);
      client.disconnect();
      const uri = `rediss://watcher:pw@localhost:${tlsPort}`;
      assert.deepEqual((await report(uri, trust)).unread, []);
      const distrusted = await tryReport(uri, () => Promise.resolve(createSecureContext()));
      assert.match(distrusted.result.ok ? '' : distrusted.result.error, /certificate/);
      const wrong = await tryReport(uri.replace(':pw@', ':no@'), trust);
      assert.match(wrong.result.ok ? '' : wrong.result.error, /refuses the user or password/);
      const address = parseRedisUri(uri);
      assert.ok(address.ok);
      const context = { clock: systemClock, trust, connectTimeoutMs: 5_000 };
      const refused = await monitorRedis(address.value, 1, context, never);
      assert.match(refused.ok ? '' : refused.error, /MONITOR is refused \(NOPERM/);
    } finally {
      await redis.stop();
      await folder.remove();
    }
  });
});

for (const flavour of REDIS_FLAVOURS) {
  describe(`the report of ${flavour}`, function () {
    let redis: Redis;
    before(async function () {
      this.timeout(600_000);
      const program = await provideOtherRedis(flavour);
      if (!program.ok) skipTest(this, program.error);
      redis = await startRedis({ password: 'pw', program: program.value });
    });
    after(() => redis?.stop());

    it('has every finding, the version and the series', async () => {
      const client = new Client(redis.uri, { retryStrategy: null });
      await client.mset('a:1', 'x', 'a:2', 'y');
      await client.get('a:1');
      const { result, samples } = await tryReport(redis.uri);
      assert.ok(result.ok, result.ok ? '' : result.error);
      const { findings, unread, version } = result.value;
      assert.deepEqual(unread, []);
      const expected = REDIS_DIAGNOSTICS.map(({ id }) => id).filter((id) => id !== 'cluster');
      assert.deepEqual(findings.map(({ id }) => id).sort(), expected.sort());
      assert.match(version, { redis6: /^6\.0\./, redis8: /^8\.0\./, valkey8: /^8\.0\./ }[flavour]);
      // No number that could not be read, and none that is not one.
      for (const { id, numbers, value } of findings) {
        for (const number of [value, ...numbers.map((one) => one.value)])
          assert.ok(number === undefined || Number.isFinite(number), `${id}: ${number}`);
      }
      const keys = samples.find(({ name, labels }) => name === 'redis_db_keys' && labels?.['db'] === 'db0');
      assert.equal(keys?.value, 2);
      const look = await lookAtRedis(client, 3, systemClock);
      assert.deepEqual([look.stat.keys, look.pings.length, look.refused], [2, 3, []]);
      const address = parseRedisUri(redis.uri);
      assert.ok(address.ok);
      const monitored = monitorRedis(
        address.value,
        2,
        { clock: systemClock, trust: noTls, connectTimeoutMs: 5_000 },
        never,
      );
      await waitFor('MONITOR', async () => String(await client.call('CLIENT', 'LIST')).includes('cmd=monitor'));
      await client.call('AUTH', 'pw');
      await client.set('b:1', 'z');
      const told = await monitored;
      assert.ok(told.ok && told.value.commands.some(({ command, key }) => command === 'SET' && key === 'b:1'));
      assert.ok(!JSON.stringify(told).includes('"pw"'));
      client.disconnect();
    });
  });
}
