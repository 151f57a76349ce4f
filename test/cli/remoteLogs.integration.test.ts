// `watchpost logs` on what servers keep (fakes of Loki and Elasticsearch, shaped by their documented API) and on a service's logs.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type FakeElasticsearch, startFakeElasticsearch } from '../support/fakeElasticsearch.ts';
import { type FakeLoki, startFakeLoki } from '../support/fakeLoki.ts';
import { waitFor } from '../support/provision/waitFor.ts';

const CLI = path.join(import.meta.dirname, '../../src/cli.ts');
const NOW_MS = 2_000_000_000_000;

describe('watchpost logs of servers and services', function () {
  let folder: string;
  let loki: FakeLoki;
  let elasticsearch: FakeElasticsearch;
  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'watchpost-remote-'));
    loki = await startFakeLoki();
    elasticsearch = await startFakeElasticsearch();
    loki.nowNs = BigInt(NOW_MS) * 1_000_000n;
    elasticsearch.nowMs = NOW_MS;
    for (let i = 0; i < 3; i++) {
      loki.lines.push({
        ns: loki.nowNs - BigInt(10 - i) * 1_000_000_000n,
        line: `{"level":${i === 1 ? 50 : 30},"msg":"loki ${i}"}`,
      });
      const timeMs = NOW_MS - (10 - i) * 1_000 + 500;
      const source = { '@timestamp': new Date(timeMs).toISOString(), message: `elastic ${i}`, 'log.level': 'info' };
      elasticsearch.documents.push({ id: String(i), timeMs, source });
    }
  });
  afterEach(async () => {
    await loki.close();
    await elasticsearch.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = (...args: string[]) => {
    // The folder for files of ours is one that can be looked into.
    const child = spawn(process.execPath, [CLI, 'logs', ...args], {
      cwd: folder,
      env: { ...process.env, TMPDIR: folder },
    });
    const run = {
      child,
      stdout: '',
      stderr: '',
      code: new Promise<number | null>((resolve) => child.on('close', resolve)),
    };
    child.stdout.on('data', (chunk: Buffer) => (run.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (run.stderr += chunk.toString()));
    return run;
  };
  const read = async (...args: string[]) => {
    const run = start(...args);
    return { code: await run.code, stdout: run.stdout, stderr: run.stderr };
  };
  const leftFiles = (): string[] => readdirSync(folder).filter((name) => name.startsWith('watchpost-log-'));

  it('reads and filters what Loki keeps', async () => {
    const { code, stdout, stderr } = await read(
      '--loki',
      loki.url,
      '--query',
      '{app="api"}',
      '--level',
      'error',
      '--json',
    );
    assert.equal(stderr, '');
    assert.equal(code, 0);
    const [line, ...more] = stdout.trim().split('\n');
    assert.deepEqual(more, []);
    assert.deepEqual(JSON.parse(line ?? ''), {
      time: new Date(NOW_MS - 9_000).toISOString(),
      level: 'error',
      message: 'loki 1',
      logger: null,
      requestId: null,
      fields: { app: 'api' },
      source: 'loki {app="api"}',
      line: 2,
    });
    assert.deepEqual(leftFiles(), []);
  });

  it('reads what Elasticsearch keeps, also by patterns', async () => {
    const { code, stdout } = await read(
      '--elasticsearch',
      elasticsearch.url,
      '--index',
      'logs-*',
      '--patterns',
      '--json',
    );
    assert.equal(code, 0);
    const { pattern, count } = JSON.parse(stdout) as { pattern: string; count: number };
    assert.deepEqual([pattern, count], ['elastic <num>', 3]);
    assert.equal(elasticsearch.asked[0]?.path, '/logs-*/_search?ignore_unavailable=true');
  });

  it('joins all logs of a service of the settings by time, with its secrets', async () => {
    writeFileSync(
      path.join(folder, 'settings.json'),
      JSON.stringify({
        'watchpost.services': {
          shop: {
            tcp: '127.0.0.1:9',
            logs: [
              { loki: { url: loki.url, query: '{app="api"}', headers: { Authorization: '${secret:token}' } } },
              { elasticsearch: { url: elasticsearch.url, index: 'logs' } },
              { file: 'app.log' },
            ],
          },
        },
      }),
    );
    writeFileSync(path.join(folder, 'app.log'), `{"level":30,"time":${NOW_MS - 8_900},"msg":"file"}\n`);
    const secrets = [{ name: 'token', value: 's3cr3t-value', origins: [loki.url] }];
    writeFileSync(path.join(folder, 'secrets.json'), JSON.stringify(secrets));
    const args = ['--service', 'shop', '--settings', 'settings.json', '--secrets', 'secrets.json', '--json'];
    const { code, stdout, stderr } = await read(...args);
    assert.deepEqual([code, stderr], [0, '']);
    const messages = stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { message: string }).message);
    assert.deepEqual(messages, ['loki 0', 'elastic 0', 'loki 1', 'file', 'elastic 1', 'loki 2', 'elastic 2']);
    assert.equal(loki.asked[0]?.headers.authorization, 's3cr3t-value');
  });

  it('follows until it is interrupted, and leaves nothing behind', async () => {
    loki.tailing = true;
    const run = start('--loki', loki.url, '--query', '{app="api"}', '--follow');
    await waitFor('the past', () => Promise.resolve(run.stdout.includes('loki 2')));
    await waitFor('the tail', () => Promise.resolve(loki.tails.length === 1));
    loki.tell({ ns: loki.nowNs, line: 'told' });
    await waitFor('the line', () => Promise.resolve(/ told/.test(run.stdout)));
    assert.equal(leftFiles().length, 1);
    run.child.kill('SIGINT');
    assert.equal(await run.code, 0);
    assert.deepEqual(leftFiles(), []);
  });

  it('says why there is nothing', async () => {
    loki.fault = (response) => {
      response.writeHead(401).end('no');
      return true;
    };
    const { code, stderr } = await read('--loki', loki.url, '--query', '{app="api"}');
    assert.equal(code, 1);
    assert.match(stderr, /Loki answered with HTTP 401 \(who asks is not let in\): no/);
    assert.deepEqual(leftFiles(), []);
  });

  for (const [args, reason] of [
    [[], /name at least one file, or one of --service, --loki and --elasticsearch/],
    [['a.log', '--loki', 'http://x', '--query', '{}'], /name at least one file, or one of/],
    [['--loki', 'http://127.0.0.1:9'], /query/],
    [['--elasticsearch', 'http://127.0.0.1:9'], /index/],
    [['--loki', 'not a url', '--query', '{a="b"}'], /url|URL/],
    [['--service', 'none', '--settings', 'empty.json'], /no service "none" has logs in the settings; none has/],
  ] as const) {
    it(`refuses ${args.join(' ')}`, async () => {
      writeFileSync(path.join(folder, 'empty.json'), '{}');
      const { code, stderr } = await read(...args);
      assert.equal(code, 2);
      assert.match(stderr, reason);
    });
  }
});
