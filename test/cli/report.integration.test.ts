// `watchpost report` on real databases: exit codes, the shape of its JSON, and what it keeps to itself.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { need } from '../support/provision/need.ts';
import { type Postgres, startPostgres } from '../support/provision/postgres.ts';
import { type Redis, startRedis } from '../support/provision/redis.ts';

const CLI = path.join(import.meta.dirname, '../../src/cli.ts');

interface Output {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Output> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [CLI, 'report', ...args], { env: { ...process.env, ...env } });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

describe('watchpost report', function () {
  let postgres: Postgres;
  let redis: Redis;
  let folder: string;
  before(async function () {
    await need(this, 'postgresql', 'redis');
    // fsync is off in tests, which is a critical finding: here it is what is wanted.
    postgres = await startPostgres({ settings: { fsync: 'on' } });
    redis = await startRedis({ password: 'kept-to-itself' });
    folder = mkdtempSync(path.join(tmpdir(), 'watchpost-report-'));
  });
  after(async () => {
    await postgres?.stop();
    await redis?.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  it('prints the JSON that was agreed, for each database', async () => {
    new DatabaseSync(path.join(folder, 'a.db')).exec('CREATE TABLE t (x)');
    const targets = { postgres: postgres.uri, redis: redis.uri, sqlite: path.join(folder, 'a.db') };
    for (const [engine, target] of Object.entries(targets)) {
      const { code, stdout, stderr } = await run([engine, target, '--json']);
      assert.deepEqual([code, stderr], [0, ''], `${engine}: ${stdout}`);
      const printed = JSON.parse(stdout) as Record<string, unknown> & { findings: Record<string, unknown>[] };
      assert.equal(printed['engine'], engine);
      assert.match(String(printed['version']), /^\d+\.\d+/);
      assert.ok(printed.findings.length > 5);
      for (const finding of printed.findings) {
        const { id, severity, title, detail, sql } = finding;
        for (const text of [id, title, detail, sql]) assert.ok(typeof text === 'string' && text !== '', String(id));
        assert.ok(['ok', 'info', 'warning', 'critical'].includes(String(severity)));
        assert.ok(['undefined', 'number'].includes(typeof finding['value']), String(id));
        for (const name of ['object', 'unit', 'fix'])
          assert.ok(['undefined', 'string'].includes(typeof finding[name]), `${String(id)} ${name}`);
      }
    }
  });

  it('ends with 1 at a warning, 2 at a critical finding and 3 without a connection', async () => {
    const warned = new DatabaseSync(path.join(folder, 'warned.db'));
    warned.exec(
      'PRAGMA foreign_keys = OFF; CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p REFERENCES p); INSERT INTO c VALUES (1)',
    );
    warned.close();
    assert.equal((await run(['sqlite', path.join(folder, 'warned.db')])).code, 1);
    const unsafe = await startPostgres();
    try {
      assert.equal((await run(['postgres', unsafe.superuserUri])).code, 2);
    } finally {
      await unsafe.stop();
    }
    writeFileSync(path.join(folder, 'text.db'), 'x'.repeat(1_000));
    for (const args of [
      ['postgres', 'postgresql://a@127.0.0.1:1/b'],
      ['redis', 'redis://127.0.0.1:1'],
      ['sqlite', path.join(folder, 'text.db')],
    ]) {
      const { code, stdout, stderr } = await run([...args, '--json']);
      assert.equal(code, 3);
      assert.equal((JSON.parse(stdout) as { error: string }).error, stderr.trim());
    }
  });

  it('shows no password, wherever it stood', async () => {
    const secret = new URL(postgres.uri).password;
    const outputs = [
      await run(['postgres', postgres.uri]),
      await run(['postgres', `${postgres.uri.replace(`:${secret}@`, '@')}?password=${secret}`]),
      await run(['postgres', postgres.uri, '--markdown']),
      await run(['postgres', postgres.uri.replace(secret, `${secret}/x`), '--json']),
      await run(['redis', redis.uri]),
      await run(['redis', redis.uri, '--markdown']),
      await run(['redis', redis.uri.replace('kept-to-itself', 'kept-to-itself/x'), '--json']),
      await run(['redis', redis.uri.replace('kept-to-itself', 'kept-to-itself-not')]),
    ];
    for (const { stdout, stderr } of outputs)
      assert.ok(!`${stdout}${stderr}`.includes(secret) && !`${stdout}${stderr}`.includes('kept-to-itself'), stdout);
  });

  it('takes what psql takes: keywords, variables and a password file', async () => {
    const { hostname, port, password } = new URL(postgres.uri);
    const keywords = `host=${hostname} port=${port} user=watched dbname=watched`;
    assert.equal((await run(['postgres', keywords], { PGPASSWORD: password })).code, 0);
    const file = path.join(folder, 'pgpass');
    writeFileSync(file, `*:*:*:watched:${password}\n`, { mode: 0o600 });
    const { code, stdout } = await run(['postgres', keywords], { PGPASSFILE: file, PGPASSWORD: '' });
    assert.equal(code, 0);
    assert.match(stdout, new RegExp(`^postgres 1\\d.* at postgresql://127.0.0.1:${port}/watched, `));
  });

  it('prints Markdown', async () => {
    const { stdout } = await run(['redis', redis.uri, '--markdown']);
    assert.match(stdout, /^# redis report: redis:\/\/127\.0\.0\.1:\d+/);
    assert.match(stdout, /\n## ok: /);
    assert.match(stdout, /\n```\nINFO memory\n```\n/);
  });

  it('says how it is called', async () => {
    for (const args of [
      [],
      ['oracle', 'x'],
      ['sqlite'],
      ['sqlite', 'a', 'b'],
      ['sqlite', 'a', '--json', '--markdown'],
    ]) {
      const { code, stderr } = await run(args);
      assert.equal(code, 2);
      assert.match(stderr, /usage: watchpost report postgres URI \| redis URI \| sqlite FILE \[--json\|--markdown\]/);
    }
  });
});
