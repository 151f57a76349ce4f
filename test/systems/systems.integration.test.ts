import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Client } from 'pg';
import { readConfig } from '../../src/config/readConfig.ts';
import { need } from '../support/provision/need.ts';
import { waitFor } from '../support/provision/waitFor.ts';
import { at, canConnect, hostAndPort, redisCommand, tlsAnswer } from './asking.ts';
import { startSystems, type Systems } from './startSystems.ts';

type Json = Record<string, unknown>;

let systems: Systems;

describe('the sample systems', function () {
  before(async function () {
    await need(this, 'postgresql', 'redis');
    systems = await startSystems();
    assert.deepEqual(systems.leftOut, []);
  });
  after(() => systems?.stop());
  afterEach(() => systems.clear());

  describe('ClawNet', () => {
    it('has flat health with memory as text', async () => {
      const { code, body, headers } = await ask('clawnet', 'health');
      assert.equal(code, 200);
      assert.deepEqual(
        [at(body, 'status'), at(body, 'database'), at(body, 'cache')],
        ['healthy', 'connected', 'connected'],
      );
      for (const key of ['heapUsed', 'heapTotal', 'rss']) assert.match(String(at(body, `memory.${key}`)), /^\d+MB$/);
      assert.match(headers.get('x-response-time') ?? '', /^\d+ms$/);
    });
    it('shows metrics and cache stats to the admin only', async () => {
      for (const url of ['metrics', 'cacheStats']) {
        const { code, body } = await ask('clawnet', url);
        assert.deepEqual([code, body], [403, { error: 'Admin access required' }]);
      }
      const headers = { Cookie: secret('clawnet-admin') };
      const { body: metrics } = await ask('clawnet', 'metrics', headers);
      assert.equal(typeof at(metrics, 'process.memoryUsage.heapUsed'), 'number');
      assert.equal(typeof at(metrics, 'process.cpuUsage.user'), 'number');
      assert.deepEqual([at(metrics, 'database.users'), at(metrics, 'database.bots')], [250, 40]);
      const { body: cache } = await ask('clawnet', 'cacheStats', headers);
      assert.equal(at(cache, 'success'), true);
      assert.deepEqual(Object.keys(at(cache, 'stats') as Json), [
        'keys',
        'memory',
        'hits',
        'misses',
        'hitRate',
        'enabled',
      ]);
      assert.match(String(at(cache, 'stats.hitRate')), /^(6|7|8)\d\.\d\d%$/);
      assert.match(String(at(cache, 'stats.memory')), /^[\d.]+[KM]$/);
    });
    it('is unhealthy and 503 without its database, writes that down, and recovers', async () => {
      await systems.fault('clawnet', 'databaseGone');
      const { code, body } = await ask('clawnet', 'health');
      assert.deepEqual([code, at(body, 'status'), at(body, 'database')], [503, 'unhealthy', 'disconnected']);
      const client = new Client({ connectionString: url('clawnet', 'postgres') });
      await assert.rejects(client.connect(), { code: 'ECONNREFUSED' });
      await systems.clear('clawnet');
      assert.equal((await ask('clawnet', 'health')).code, 200);
      const line = JSON.parse((await log('clawnet/error.log'))[0]!) as Json;
      assert.deepEqual(
        [line['service'], line['level'], line['message']],
        ['clawnet', 'error', 'Database connection failed'],
      );
    });
    it('has a cache that is gone or cold', async () => {
      const headers = { Cookie: secret('clawnet-admin') };
      await systems.fault('clawnet', 'cacheGone');
      const { code, body } = await ask('clawnet', 'health');
      assert.deepEqual([code, at(body, 'cache')], [200, 'disconnected']);
      await systems.fault('clawnet', 'cacheCold');
      await recovered('clawnet');
      const hitRate = async () =>
        Number.parseFloat(String(at((await ask('clawnet', 'cacheStats', headers)).body, 'stats.hitRate')));
      assert.ok((await hitRate()) < 40);
      await systems.clear('clawnet');
      assert.ok((await hitRate()) > 60);
    });
  });

  describe('Twinkle', () => {
    for (const [service, checks] of [
      ['twinkle-api', ['redis', 'database']],
      ['twinkle-facilitator', ['redis', 'rpc']],
    ] as const) {
      it(`${service} has checks with status and latency`, async () => {
        const { code, body } = await ask(service, 'health');
        assert.deepEqual([code, at(body, 'status'), at(body, 'service')], [200, 'healthy', service.slice(8)]);
        assert.deepEqual(Object.keys(at(body, 'checks') as Json), checks);
        for (const check of checks) {
          assert.equal(at(body, `checks.${check}.status`), 'ok');
          assert.ok(Number.isInteger(at(body, `checks.${check}.latency`)));
        }
      });
    }
    it('has the metrics of its guide', async () => {
      const { origin } = new URL(url('twinkle-api', 'health'));
      await (await fetch(`${origin}/payments`)).arrayBuffer();
      await ask('twinkle-api', 'health');
      const api = await metrics('twinkle-api');
      assert.match(api, /^http_request_duration_seconds_bucket\{.*method="GET",route="\/health",status_code="200"\} /m);
      assert.match(api, /^http_requests_total\{method="GET",route="\/payments",status_code="200"\} /m);
      for (const name of [
        'process_cpu_user_seconds_total',
        'nodejs_eventloop_lag_seconds',
        'nodejs_active_handles_total',
      ]) {
        assert.match(api, new RegExp(`^${name} `, 'm'));
      }
      await waitFor('a settlement', async () => {
        const facilitator = await metrics('twinkle-facilitator');
        return (
          /^twinkle_settlements_total\{status="success",type="\w+"\} /m.test(facilitator) &&
          /^twinkle_settlement_duration_seconds_bucket\{le="0.5",status="success"\} /m.test(facilitator)
        );
      });
    });
    it('limits the rate with headers and keys in Redis', async () => {
      const { origin } = new URL(url('twinkle-api', 'health'));
      const response = await fetch(`${origin}/payments`, { headers: { 'X-Forwarded-For': '10.1.2.3' } });
      await response.arrayBuffer();
      assert.equal(response.headers.get('x-ratelimit-limit'), '200');
      assert.equal(response.headers.get('x-ratelimit-remaining'), '199');
      assert.match(response.headers.get('x-ratelimit-reset') ?? '', /^\d{10}$/);
      assert.match(await redisCommand(url('twinkle-api', 'redis'), 'GET api:ratelimit:10.1.2.3'), /^\$1\r\n1\r\n$/);
    });
    it('is unhealthy without Redis', async () => {
      await systems.fault('twinkle-api', 'cacheGone');
      const { code, body } = await ask('twinkle-api', 'health');
      assert.deepEqual(
        [code, at(body, 'status'), at(body, 'checks.redis.status'), at(body, 'checks.database.status')],
        [503, 'unhealthy', 'error', 'ok'],
      );
      await systems.clear('twinkle-api');
      await recovered('twinkle-api');
    });
    it('is unhealthy without its RPC node', async () => {
      await systems.fault('twinkle-facilitator', 'rpcGone');
      assert.equal(at((await ask('twinkle-facilitator', 'health')).body, 'checks.rpc.status'), 'error');
    });
    it('logs as Pino does', async () => {
      const entry = JSON.parse((await log('twinkle/api.log'))[0]!) as Json;
      assert.equal(entry['level'], 30);
      assert.equal(entry['service'], 'api');
      for (const key of ['time', 'pid', 'hostname', 'reqId', 'msg', 'method', 'path', 'status', 'duration']) {
        assert.ok(key in entry, key);
      }
    });
    it('has a certificate that can expire', async () => {
      const ca = await readFile(systems.caFile!, 'utf8');
      assert.equal(await tlsAnswer(url('twinkle-tls', 'health'), ca), 200);
      await systems.fault('twinkle-tls', 'expiredCertificate');
      await assert.rejects(tlsAnswer(url('twinkle-tls', 'health'), ca), { code: 'CERT_HAS_EXPIRED' });
      await systems.clear('twinkle-tls');
      assert.equal(await tlsAnswer(url('twinkle-tls', 'health'), ca), 200);
    });
  });

  describe('Asset Forge', () => {
    it('has services as booleans and memory in megabytes', async () => {
      const { code, body } = await ask('asset-forge-api', 'health');
      assert.deepEqual([code, at(body, 'status')], [200, 'healthy']);
      assert.deepEqual(at(body, 'services'), { meshy: true, openai: true, database: true, imageServer: true });
      for (const key of ['used', 'total', 'rss']) {
        const megabytes = Number(at(body, `memory.${key}`));
        assert.ok(megabytes > 1 && megabytes < 4_000, key);
      }
    });
    for (const [fault, service] of [
      ['databaseGone', 'database'],
      ['imageServerGone', 'imageServer'],
    ] as const) {
      it(`is degraded behind a 503 with ${fault}`, async () => {
        await systems.fault('asset-forge-api', fault);
        const { code, body } = await ask('asset-forge-api', 'health');
        assert.deepEqual([code, at(body, 'status'), at(body, `services.${service}`)], [503, 'degraded', false]);
      });
    }
    it('logs in daily files, the old ones compressed', async () => {
      const files = await readdir(join(systems.logsFolder, 'assetForge'));
      const old = files.find((name) => /^app-\d{4}-\d\d-\d\d\.log\.gz$/.test(name));
      const today = files.find((name) => /^app-\d{4}-\d\d-\d\d\.log$/.test(name));
      const entry = JSON.parse((await log(`assetForge/${today}`))[0]!) as Json;
      assert.deepEqual(Object.keys(entry), ['timestamp', 'level', 'context', 'message', 'data']);
      assert.match(
        gunzipSync(await readFile(join(systems.logsFolder, 'assetForge', old!))).toString(),
        /"context":"API"/,
      );
    });
  });

  describe('MoAI-Flow', () => {
    it('is healthy as a command', async () => {
      assert.deepEqual(await health(), { code: 0, output: '✅ Healthy - 3 active agents\n' });
      const { code, output } = await health('--comprehensive');
      assert.equal(code, 0);
      assert.match(output, /^✅ database: Database size \d+ bytes\n(✅ .+\n){4}\n✅ All health checks passed\n$/);
    });
    it('is unhealthy without its database', async () => {
      await systems.fault('moai-flow', 'databaseGone');
      assert.deepEqual(await health(), { code: 1, output: '❌ Unhealthy - unable to open database file\n' });
      const { code, output } = await health('--comprehensive');
      assert.equal(code, 1);
      assert.match(output, /^❌ database: failed\n {3}Details: .+\n/);
      await systems.clear('moai-flow');
      assert.equal((await health()).code, 0);
    });
    it('fails every other time', async () => {
      await systems.fault('moai-flow', 'flapping');
      assert.notEqual((await health()).code, (await health()).code);
    });
    it('has metrics as Flask and Python write them', async () => {
      await waitFor('an event', async () => (await metrics('moai-flow')).includes('moai_flow_events_total{'));
      const text = await metrics('moai-flow');
      assert.match(text, /^moai_flow_agents_active 3\.0$/m);
      assert.match(text, /^# TYPE moai_flow_query_duration_seconds histogram$/m);
      assert.match(text, /^moai_flow_events_created\{event_type="\w+"\} 1\.\d+e\+09$/m);
      const { headers } = await ask('moai-flow', 'metrics');
      assert.equal(headers.get('content-type'), 'text/plain; charset=utf-8');
    });
    it('logs as its JSONFormatter does', async () => {
      await waitFor('a log line', () =>
        Promise.resolve(existsSync(join(systems.logsFolder, 'moaiFlow', 'moai-flow.log'))),
      );
      const [line = ''] = await log('moaiFlow/moai-flow.log');
      assert.match(
        line,
        /^\{"timestamp": "\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}", "level": "[A-Z]+", "logger": "moai_flow", /,
      );
    });
  });

  describe('CodeSync', () => {
    it('has /metrics behind a bearer token', async () => {
      assert.equal((await ask('codesync-backend', 'metrics')).code, 401);
      const text = await metrics('codesync-backend', { Authorization: `Bearer ${secret('codesync-metrics')}` });
      for (const name of [
        'http_requests_total',
        'http_request_duration_seconds',
        'http_request_size_bytes',
        'http_response_size_bytes',
        'ws_connections_active',
        'ws_connections_total',
        'ws_messages_total',
        'sessions_active',
        'session_participants',
        'yjs_documents_active',
        'yjs_operations_total',
        'rate_limit_hits_total',
        'process_cpu_seconds_total',
        'process_resident_memory_bytes',
      ]) {
        assert.match(text, new RegExp(`^# TYPE ${name} `, 'm'));
      }
    });
    it('has two health endpoints and the port of its database', async () => {
      assert.equal(at((await ask('codesync-backend', 'health')).body, 'status'), 'ok');
      assert.equal(at((await ask('codesync-frontend', 'health')).body, 'status'), 'ok');
      assert.equal(await canConnect(url('codesync-database', 'tcp')), true);
      await systems.fault('codesync-database', 'refused');
      assert.equal(await canConnect(url('codesync-database', 'tcp')), false);
      assert.equal((await ask('codesync-backend', 'health')).code, 503);
      await systems.clear('codesync-database');
      assert.equal(await canConnect(url('codesync-database', 'tcp')), true);
      assert.equal((await ask('codesync-backend', 'health')).code, 200);
    });
  });

  describe('all of them', () => {
    it('have settings without a problem, and secrets for the origins that they name', () => {
      const { problems, config, secrets } = readConfig({
        folders: [{ values: { services: systems.settings() }, env: () => undefined }],
      });
      assert.deepEqual(problems, []);
      assert.deepEqual(config.services.map(({ name }) => name).sort(), Object.keys(systems.services).sort());
      const wanted = secrets.map(({ name, usedBy }) => [name, [...new Set(usedBy.map(({ origin }) => origin))]]);
      const given = systems.secrets.map(({ name, origins }) => [name, origins]);
      assert.deepEqual(Object.fromEntries(given), Object.fromEntries(wanted));
      assert.doesNotMatch(
        JSON.stringify(systems.settings()),
        new RegExp(systems.secrets.map(({ value }) => value).join('|')),
      );
    });

    it('refuse faults and services that they do not have, with a sentence', async () => {
      await assert.rejects(
        systems.fault('clawnet', 'nonsense'),
        /clawnet has no fault nonsense\. It has refused, slow, /,
      );
      await assert.rejects(
        systems.fault('nobody', 'slow'),
        /There is no service nobody\. There are clawnet, twinkle-api, /,
      );
    });

    it('write a workspace', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'watchpost-workspace-'));
      try {
        await systems.writeWorkspace(folder, { interval: '1s' });
        const settings = JSON.parse(await readFile(join(folder, '.vscode', 'settings.json'), 'utf8')) as Json;
        const values = { interval: settings['watchpost.interval'], services: settings['watchpost.services'] };
        const { problems, config } = readConfig({ folders: [{ values, env: () => undefined }] });
        assert.deepEqual(problems, []);
        const intervals = new Set(config.services.flatMap(({ probes }) => probes.map(({ intervalMs }) => intervalMs)));
        assert.deepEqual([...intervals], [1_000]);
        assert.ok((await readdir(join(folder, 'logs'))).includes('twinkle'));
        assert.equal((await readdir(join(folder, 'monitoring/dashboards'))).length, 4);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });

    it('leave nothing when they stop', async () => {
      const folder = join(systems.logsFolder, '..');
      const addresses = Object.values(systems.services).flatMap(({ urls }) => Object.values(urls).map(hostAndPort));
      assert.ok(addresses.length > 10);
      await systems.stop();
      assert.equal(existsSync(folder), false);
      assert.deepEqual((await Promise.all(addresses.map(canConnect))).filter(Boolean), []);
      systems = await startSystems({ only: ['moaiFlow'] });
      assert.deepEqual(Object.keys(systems.services), ['moai-flow']);
    });
  });
});

function url(service: string, key: string): string {
  return systems.services[service]!.urls[key]!;
}

function secret(name: string): string {
  return systems.secrets.find((one) => one.name === name)!.value;
}

async function ask(service: string, key: string, headers: Record<string, string> = {}) {
  const response = await fetch(url(service, key), { headers, signal: AbortSignal.timeout(5_000) });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return { code: response.status, headers: response.headers, text, body: (isJson ? JSON.parse(text) : {}) as Json };
}

async function metrics(service: string, headers?: Record<string, string>): Promise<string> {
  return (await ask(service, 'metrics', headers)).text;
}

async function log(file: string): Promise<string[]> {
  const path = join(systems.logsFolder, file);
  let lines: string[] = [];
  await waitFor(file, async () => {
    lines = existsSync(path) ? (await readFile(path, 'utf8')).trimEnd().split('\n') : [];
    return (lines[0] ?? '') !== '';
  });
  return lines;
}

async function recovered(service: string): Promise<void> {
  await waitFor(`${service} to recover`, async () => {
    const { code, body } = await ask(service, 'health');
    return code === 200 && at(body, 'cache') !== 'disconnected';
  });
}

function health(...more: readonly string[]): Promise<{ code: number; output: string }> {
  const { command } = systems.services['moai-flow']!.settings['command'] as { command: [string, ...string[]] };
  const [program, ...args] = command;
  return new Promise((resolve) => {
    execFile(program, [...args, ...more], (error, output) => resolve({ code: Number(error?.code ?? 0), output }));
  });
}
