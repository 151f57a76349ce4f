// `watchpost logs` on the logs of the real programs, field by field.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { Client } from 'pg';
import { freePort } from '../support/provision/freePort.ts';
import { need } from '../support/provision/need.ts';
import { spawnOwned } from '../support/provision/ownedProcess.ts';
import { startPostgres } from '../support/provision/postgres.ts';
import { PROJECT_ROOT } from '../support/provision/projectRoot.ts';
import { mustProvide } from '../support/provision/tools.ts';
import { waitFor } from '../support/provision/waitFor.ts';

const CLI = path.join(import.meta.dirname, '../../src/cli.ts');

interface Line {
  time: string | null;
  level: string | null;
  message: string;
  logger: string | null;
  requestId: string | null;
  fields: Record<string, unknown>;
  source: string;
  line: number;
}

describe('watchpost logs', function () {
  let folder: string;
  before(() => (folder = mkdtempSync(path.join(tmpdir(), 'watchpost-logs-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const run = (...args: string[]) =>
    spawnSync(process.execPath, [CLI, 'logs', ...args], { cwd: folder, encoding: 'utf8', maxBuffer: 1e9 });
  const read = (...args: string[]): Line[] => {
    const { stdout, stderr, status } = run('--json', ...args);
    assert.equal(status, 0, stderr);
    return stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line);
  };
  const write = (name: string, text: string | Buffer): string => {
    writeFileSync(path.join(folder, name), text);
    return name;
  };
  /** Runs a program of its own that uses a logger of this project's. */
  const node = (code: string): string =>
    execFileSync(process.execPath, ['--input-type=module', '-e', code], {
      cwd: PROJECT_ROOT,
      encoding: 'utf8',
      env: { ...process.env, FOLDER: folder },
    });
  const within = (time: string | null, fromMs: number): void => {
    const timeMs = Date.parse(time ?? '');
    assert.match(time ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.ok(timeMs >= fromMs - 1_000 && timeMs <= Date.now() + 1_000, `${time} is now`);
  };

  it("reads the real pino's lines", () => {
    const fromMs = Date.now();
    const text = node(`
      import pino from 'pino';
      const log = pino({ name: 'api', level: 'trace' });
      log.child({ reqId: 'r-1' }).info({ status: 200, path: '/payments' }, 'Request completed');
      log.error(new TypeError('broken'), 'failed');
      for (const level of ['trace', 'debug', 'warn', 'fatal']) log[level](level);
    `);
    const lines = read(write('pino.log', text));
    assert.deepEqual(
      lines.map(({ level }) => level),
      ['info', 'error', 'trace', 'debug', 'warn', 'fatal'],
    );
    const [first, failed] = lines as [Line, Line];
    within(first.time, fromMs);
    const { pid, hostname } = JSON.parse(text.split('\n')[0]!) as { pid: number; hostname: string };
    assert.deepEqual(first, {
      time: first.time,
      level: 'info',
      message: 'Request completed',
      logger: 'api',
      requestId: 'r-1',
      fields: { pid, hostname, status: 200, path: '/payments' },
      source: 'pino.log',
      line: 1,
    });
    assert.equal(failed.message, 'failed');
    const error = failed.fields['err'] as { type: string; message: string; stack: string };
    assert.deepEqual([error.type, error.message], ['TypeError', 'broken']);
    assert.match(error.stack, /^TypeError: broken\n\s+at /);
  });

  it("reads the real winston's lines, in files as ClawNet's guide sets it up, and its console's colours", () => {
    const fromMs = Date.now();
    const printed = node(`
      import winston from 'winston';
      const { combine, timestamp, errors, json, colorize, simple } = winston.format;
      const log = winston.createLogger({
        level: 'silly', format: combine(timestamp(), errors({ stack: true }), json()), defaultMeta: { service: 'clawnet' },
        transports: [
          new winston.transports.Console({ format: combine(colorize(), simple()) }),
          new winston.transports.File({ filename: process.env.FOLDER + '/error.log', level: 'error' }),
          new winston.transports.File({ filename: process.env.FOLDER + '/combined.log' }),
        ],
      });
      log.info('User created post', { userId: 7 });
      log.error(new Error('Database connection failed'));
      log.verbose('less');
    `);
    const [info, error, verbose] = read('combined.log') as [Line, Line, Line];
    within(info.time, fromMs);
    assert.deepEqual(info, {
      time: info.time,
      level: 'info',
      message: 'User created post',
      logger: null,
      requestId: null,
      fields: { service: 'clawnet', userId: 7 },
      source: 'combined.log',
      line: 1,
    });
    assert.deepEqual([error.level, error.message, error.line], ['error', 'Database connection failed', 2]);
    assert.match(String(error.fields['stack']), /^Error: Database connection failed\n\s+at /);
    assert.equal(verbose.level, 'debug');
    assert.deepEqual(
      read('error.log').map(({ message }) => message),
      ['Database connection failed'],
    );
    assert.ok(printed.includes('\u001b[32m'));
    const [simple] = read(write('console.log', printed)) as [Line];
    assert.deepEqual([simple.level, simple.message], ['info', 'User created post']);
    assert.equal(simple.fields['userId'], 7);
  });

  it("reads the real bunyan's lines", () => {
    const fromMs = Date.now();
    const text = node(`
      import bunyan from 'bunyan';
      const log = bunyan.createLogger({ name: 'app', level: 'trace', serializers: bunyan.stdSerializers });
      log.warn({ req_id: 'q9', lang: 'fr' }, 'au revoir');
      log.fatal(new RangeError('out'), 'over');
    `);
    const [warn, fatal] = read(write('bunyan.log', text)) as [Line, Line];
    within(warn.time, fromMs);
    const { pid, hostname } = JSON.parse(text.split('\n')[0]!) as { pid: number; hostname: string };
    assert.deepEqual(warn, {
      time: warn.time,
      level: 'warn',
      message: 'au revoir',
      logger: 'app',
      requestId: 'q9',
      fields: { hostname, pid, lang: 'fr', v: 0 },
      source: 'bunyan.log',
      line: 1,
    });
    assert.deepEqual(
      [fatal.level, fatal.message, (fatal.fields['err'] as { name: string }).name],
      ['fatal', 'over', 'RangeError'],
    );
  });

  it("reads the real PM2's logs, its own and those of a program, with times and as JSON", async function () {
    this.timeout(120_000);
    const home = path.join(folder, 'pm2');
    const pm2 = (...args: string[]): string =>
      execFileSync(path.join(PROJECT_ROOT, 'node_modules/.bin/pm2'), args, {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, PM2_HOME: home, PM2_DISABLE_VERSION_CHECK: 'true' },
      });
    const fromMs = Date.now();
    write(
      'app.js',
      `console.log('listening on 3000'); console.error('no disk'); setTimeout(() => console.log(JSON.stringify({ level: 40, time: ${fromMs}, msg: 'slow', reqId: 'p1' })), 300); setInterval(() => {}, 1000);`,
    );
    try {
      pm2('start', 'app.js', '--name', 'jsonApp', '--log-type', 'json');
      pm2('start', 'app.js', '--name', 'timeApp', '--time');
      const logOf = (name: string, kind: string) => path.join(home, 'logs', `${name}-${kind}.log`);
      const complete = (file: string, text: string) => () =>
        Promise.resolve(
          readdirSync(path.join(home, 'logs')).includes(path.basename(file)) &&
            readFileSync(file, 'utf8').includes(text),
        );
      for (const name of ['jsonApp', 'timeApp']) {
        await waitFor(name, complete(logOf(name, 'out'), 'slow'));
        await waitFor(name, complete(logOf(name, 'error'), 'no disk'));
      }
      const [listening, slow] = read(logOf('jsonApp', 'out')) as [Line, Line];
      within(listening.time, fromMs);
      assert.deepEqual(
        [listening.message, listening.logger, listening.fields],
        ['listening on 3000', 'jsonApp', { type: 'out', process_id: 0 }],
      );
      assert.deepEqual(
        [slow.level, slow.message, slow.requestId, slow.time],
        ['warn', 'slow', 'p1', new Date(fromMs).toISOString()],
      );
      const [error] = read(logOf('jsonApp', 'error')) as [Line];
      assert.deepEqual([error.level, error.message], ['error', 'no disk']);
      const timed = read(logOf('timeApp', 'out'));
      within(timed[0]!.time, fromMs);
      assert.deepEqual(
        timed.map(({ message, level }) => [level, message]),
        [
          [null, 'listening on 3000'],
          ['warn', 'slow'],
        ],
      );
      const own = read(path.join(home, 'pm2.log'));
      assert.ok(own.length > 3 && own.every(({ time }) => time !== null), JSON.stringify(own));
      assert.ok(own.some(({ message }) => message.includes('App [jsonApp:0] online')));
    } finally {
      pm2('kill');
    }
  });

  it("reads the real PostgreSQL's log", async function () {
    await need(this, 'postgresql');
    const fromMs = Date.now();
    const postgres = await startPostgres({
      settings: {
        log_min_duration_statement: '0',
        log_line_prefix: '%m [%p] %q%u@%d ',
      },
    });
    let text: string;
    try {
      const client = new Client({ connectionString: postgres.superuserUri });
      await client.connect();
      await client.query('SELECT 1\n  AS one');
      await client.query("INSERT INTO nowhere\nVALUES ('x')").catch(() => undefined);
      await client.query('CREATE TABLE t (a int PRIMARY KEY)');
      await client.query('INSERT INTO t VALUES (1)');
      await client.query('INSERT INTO t VALUES (1)').catch(() => undefined);
      await waitFor('the log', () => Promise.resolve(postgres.log().includes('already exists')));
      await client.end();
      text = postgres.log();
    } finally {
      await postgres.stop();
    }
    const lines = read(write('pg.log', text));
    const [nowhere, twice] = lines.filter(({ level }) => level === 'error') as [Line, Line];
    within(nowhere.time, fromMs);
    assert.equal(nowhere.message, 'relation "nowhere" does not exist at character 13');
    assert.deepEqual(nowhere.fields, {
      pid: nowhere.fields['pid'],
      user: 'postgres',
      database: 'postgres',
      statement: "INSERT INTO nowhere\nVALUES ('x')",
    });
    assert.equal(twice.message, 'duplicate key value violates unique constraint "t_pkey"');
    assert.equal(twice.fields['detail'], 'Key (a)=(1) already exists.');
    assert.equal(twice.fields['statement'], 'INSERT INTO t VALUES (1)');
    const slow = lines.find(({ message }) => message.includes('SELECT 1'));
    assert.match(slow!.message, /^duration: [\d.]+ ms {2}statement: SELECT 1\n {2}AS one$/);
    assert.ok(
      lines.some(
        ({ message, level }) => level === 'info' && message === 'database system is ready to accept connections',
      ),
    );
    assert.deepEqual(
      read('pg.log', '--where', 'database=postgres', '--level', 'error', '--grep', 'duplicate').map(({ line }) => line),
      [twice.line],
    );
  });

  it("reads the real Redis' log", async function () {
    await need(this, 'redis');
    const fromMs = Date.now();
    const { path: program } = await mustProvide('redis');
    const server = spawnOwned(program, [
      '--port',
      String(await freePort()),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--dir',
      folder,
      '--logfile',
      'redis.log',
    ]);
    await waitFor('Redis', () =>
      Promise.resolve(
        readdirSync(folder).includes('redis.log') &&
          readFileSync(path.join(folder, 'redis.log'), 'utf8').includes('Ready to accept'),
      ),
    );
    await server.stop();
    const lines = read('redis.log');
    const ready = lines.find(({ message }) => message.startsWith('Ready to accept connections'))!;
    within(ready.time, fromMs);
    assert.deepEqual([ready.level, ready.fields], ['info', { pid: server.pid, role: 'master' }]);
    const stopping = lines.find(({ message }) => message.includes('now ready to exit, bye bye'))!;
    assert.equal(stopping.level, 'warn');
  });

  it("reads the real nginx' logs", async function () {
    await need(this, 'nginx');
    const fromMs = Date.now();
    const { path: program } = await mustProvide('nginx');
    const port = await freePort();
    const prefix = path.join(folder, 'nginx');
    mkdirSync(prefix);
    chmodSync(folder, 0o755);
    write(
      'nginx/nginx.conf',
      `daemon off; worker_processes 1; pid ${prefix}/pid; error_log ${prefix}/error.log info; events {}
      http { access_log ${prefix}/access.log combined; client_body_temp_path ${prefix}/a; proxy_temp_path ${prefix}/b; fastcgi_temp_path ${prefix}/c; uwsgi_temp_path ${prefix}/d; scgi_temp_path ${prefix}/e;
      server { listen 127.0.0.1:${port}; location /ok { return 200 "hello"; } location /bad { return 503; } location / { root ${prefix}/none; } } }`,
    );
    const server = spawnOwned(program, [
      '-p',
      prefix,
      '-c',
      path.join(prefix, 'nginx.conf'),
      '-e',
      path.join(prefix, 'error.log'),
    ]);
    try {
      await waitFor(
        'nginx',
        () =>
          fetch(`http://127.0.0.1:${port}/ok`).then(
            ({ ok }) => ok,
            () => false,
          ),
        { program: server },
      );
      await fetch(`http://127.0.0.1:${port}/bad?x=1`, {
        method: 'POST',
        headers: { 'User-Agent': 'a "b"', Referer: 'http://r/' },
      });
      await fetch(`http://127.0.0.1:${port}/missing`);
      await waitFor('its log', () =>
        Promise.resolve(readFileSync(path.join(prefix, 'access.log'), 'utf8').includes('missing')),
      );
    } finally {
      await server.stop();
    }
    const access = read('nginx/access.log');
    const bad = access.find(({ fields }) => fields['status'] === 503)!;
    within(bad.time, fromMs);
    assert.deepEqual(
      { ...bad, fields: { ...bad.fields, sizeBytes: 0 } },
      {
        time: bad.time,
        level: 'error',
        message: 'POST /bad?x=1 HTTP/1.1 503',
        logger: null,
        requestId: null,
        fields: {
          client: '127.0.0.1',
          method: 'POST',
          path: '/bad?x=1',
          protocol: 'HTTP/1.1',
          status: 503,
          sizeBytes: 0,
          referer: 'http://r/',
          userAgent: 'a \\x22b\\x22',
        },
        source: 'nginx/access.log',
        line: bad.line,
      },
    );
    assert.deepEqual(
      read('nginx/access.log', '--where', 'status>=400', '--where', '-path:/bad').map(({ fields }) => fields['path']),
      ['/missing'],
    );
    const error = read('nginx/error.log', '--level', 'error').find(({ message }) => message.includes('missing'))!;
    within(error.time, fromMs);
    assert.match(error.message, /^open\(\) ".*missing" failed \(2: No such file or directory\)$/);
    assert.deepEqual([error.fields['client'], error.fields['request']], ['127.0.0.1', 'GET /missing HTTP/1.1']);
  });

  const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();
  const json = (level: string, timestamp: string, message: string, more: object = {}): string =>
    `${JSON.stringify({ level, message, timestamp, ...more })}\n`;

  it('filters by level, text, expression, field and time, joins by time, and reads gzip and patterns of names', () => {
    write(
      'a-2026-11-21.log',
      json('info', ago(3_600_000), 'old') + json('error', ago(60_000), 'a1 <b>', { status: 500 }),
    );
    write(
      'a-2026-11-22.log.gz',
      gzipSync(json('warn', ago(90_000), 'b1', { status: 404 }) + json('info', ago(30_000), 'b2')),
    );
    const messages = (...args: string[]): string[] => read('a-*', ...args).map(({ message }) => message);
    assert.deepEqual(messages(), ['old', 'b1', 'a1 <b>', 'b2']);
    assert.deepEqual(messages('--level', 'warn'), ['b1', 'a1 <b>']);
    assert.deepEqual(messages('--since', '10m'), ['b1', 'a1 <b>', 'b2']);
    assert.deepEqual(messages('--until', ago(600_000)), ['old']);
    assert.deepEqual(messages('--grep', '"b\\d"'), ['b1', 'b2']);
    assert.deepEqual(messages('--text', '<b>'), ['a1 <b>']);
    assert.deepEqual(messages('--where', 'status>=400', '--where', 'status<500'), ['b1']);
    assert.deepEqual(
      read('a-*', '--level', 'warn').map(({ source, line }) => [source, line]),
      [
        ['a-2026-11-22.log.gz', 1],
        ['a-2026-11-21.log', 2],
      ],
    );
  });

  it('counts by pattern', () => {
    write(
      'p.log',
      [1, 22, 333].map((n) => json('info', `2026-11-21T10:00:0${String(n)[0]}Z`, `took ${n} ms`)).join('') +
        json('error', '2026-11-21T11:00:00Z', 'no'),
    );
    const { stdout } = run('p.log', '--patterns', '--json');
    assert.deepEqual(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
      [
        {
          pattern: 'took <num> ms',
          count: 3,
          level: 'info',
          first: '2026-11-21T10:00:01.000Z',
          last: '2026-11-21T10:00:03.000Z',
        },
        {
          pattern: 'no',
          count: 1,
          level: 'error',
          first: '2026-11-21T11:00:00.000Z',
          last: '2026-11-21T11:00:00.000Z',
        },
      ],
    );
  });

  it('reads standard input and pipes, and shows no terminal sequence', () => {
    const evil = 'x \u001b]0;title\u0007 \u0007 <script> [a](command:b)\n';
    const piped = spawnSync(process.execPath, [CLI, 'logs', '-'], { input: evil, encoding: 'utf8' });
    assert.equal(piped.stdout.trim(), 'x  \\x07 <script> [a](command:b)');
    const fifo = spawnSync(
      '/bin/bash',
      ['-c', `exec "$0" "$1" logs --json <(printf 'one\\ntwo\\n')`, process.execPath, CLI],
      { encoding: 'utf8' },
    );
    assert.deepEqual(
      fifo.stdout
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as Line).message),
      ['one', 'two'],
    );
  });

  it('says what cannot be read, reads the rest, and ends', () => {
    write('fine.log', 'fine\n');
    mkdirSync(path.join(folder, 'directory'));
    for (const bad of ['directory', '/dev/zero', 'missing.log', 'nothing-*.txt']) {
      const { status, stdout, stderr } = run('fine.log', bad, '--json');
      if (bad !== 'nothing-*.txt') {
        assert.equal(status, 1, bad);
        assert.match(stderr, new RegExp(bad.replace('/dev/', '')));
      }
      assert.equal((JSON.parse(stdout) as Line).message, 'fine');
    }
    assert.equal(run('nothing-*.txt').status, 1);
    write('binary.log', Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 7919) % 256)));
    assert.equal(run('binary.log', '--json').status, 0);
    write('half.gz', gzipSync('whole line\n'.repeat(100_000)).subarray(0, 200));
    assert.equal(run('half.gz').status, 1);
    for (const args of [
      [],
      ['--level', 'x', 'fine.log'],
      ['--grep', '(', 'fine.log'],
      ['--where', 'x', 'fine.log'],
      ['--since', 'x', 'fine.log'],
      ['--format', 'x', 'fine.log'],
      ['--nope'],
    ])
      assert.equal(run(...args).status, 2, args.join(' '));
  });

  it('follows: a file that comes late, new lines, a rotation and a new file of a pattern', async () => {
    const child = spawn(
      process.execPath,
      [CLI, 'logs', '--json', '--follow', '--level', 'info', 'f-*.log', 'late.log'],
      { cwd: folder },
    );
    const seen: string[] = [];
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop()!;
      for (const line of lines) seen.push((JSON.parse(line) as Line).message);
    });
    const sees = (message: string) =>
      waitFor(message, () => Promise.resolve(seen.includes(message)), { timeoutMs: 15_000 });
    try {
      await waitFor('start', () => Promise.resolve(child.pid !== undefined));
      write('late.log', json('info', ago(0), 'one'));
      await sees('one');
      appendFileSync(path.join(folder, 'late.log'), json('debug', ago(0), 'hidden') + json('warn', ago(0), 'two'));
      await sees('two');
      renameSync(path.join(folder, 'late.log'), path.join(folder, 'late.log.1'));
      write('late.log', json('info', ago(0), 'three'));
      await sees('three');
      write('f-2.log', json('info', ago(0), 'four'));
      await sees('four');
      assert.deepEqual(seen, ['one', 'two', 'three', 'four']);
    } finally {
      child.kill();
    }
  });
});
