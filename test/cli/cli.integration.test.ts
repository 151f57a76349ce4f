import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeCertificates } from '../support/certificates.ts';

const CLI = path.join(import.meta.dirname, '../../src/cli.ts');

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

describe('watchpost on the command line', function () {
  let folder: string;
  let server: Server;
  let origin: string;
  const cookies: (string | undefined)[] = [];

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'watchpost-cli-'));
    server = createServer((request, response) => {
      cookies.push(request.headers.cookie);
      if (request.url === '/metrics') {
        response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end('a_total 1\nb{x="y"} 2\n');
      } else if (request.url === '/bad') {
        response.writeHead(503, { 'content-type': 'application/json' }).end('{"status":"error","database":"down"}');
      } else {
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok","checks":{"redis":"ok"}}');
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const watchpost = (...args: string[]): Promise<Run> => watchpostIn({}, ...args);
  const watchpostIn = (env: Readonly<Record<string, string>>, ...args: string[]): Promise<Run> =>
    new Promise((resolve) => {
      execFile(
        process.execPath,
        [CLI, ...args],
        { cwd: folder, env: { ...process.env, ...env } },
        (error, stdout, stderr) => {
          resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, stdout, stderr });
        },
      );
    });
  const file = (name: string, content: string): string => {
    const full = path.join(folder, name);
    mkdirSync(path.dirname(full), { recursive: true });
    writeFileSync(full, content);
    return full;
  };
  const settings = (services: unknown): string => JSON.stringify({ 'watchpost.services': services }, undefined, 2);

  describe('check', () => {
    it('runs every probe once, prints a table and exits with 0 where all is well', async () => {
      file('.vscode/settings.json', settings({ api: { health: `${origin}/health`, metrics: `${origin}/metrics` } }));
      const { code, stdout } = await watchpost('check');
      assert.equal(code, 0, stdout);
      assert.match(stdout, /^SERVICE +PROBE +STATUS +TOOK +TARGET +REASON\napi +health +up /);
      assert.match(stdout, /\napi +metrics +up .* 2 samples in /);
    });

    it('exits with 1 where something is down, and says all as JSON', async () => {
      const at = file(
        'down.json',
        settings({ good: { health: `${origin}/health` }, bad: { health: `${origin}/bad` } }),
      );
      const { code, stdout } = await watchpost('check', '--settings', at, '--json');
      assert.equal(code, 1);
      const { status, services } = JSON.parse(stdout) as { status: string; services: Record<string, unknown>[] };
      assert.equal(status, 'down');
      assert.deepEqual(
        services.map(({ name, status: each }) => [name, each]),
        [
          ['good', 'up'],
          ['bad', 'down'],
        ],
      );
      const [probe] = services[1]!['probes'] as Record<string, unknown>[];
      assert.equal(probe?.['kind'], 'http');
      assert.equal(probe['target'], `${origin}/bad`);
      assert.match(String(probe['reason']), /^HTTP 503: database/);
      assert.equal(typeof probe['durationMs'], 'number');
    });

    it('exits with 2 on wrong settings, says where, and runs the valid rest', async () => {
      const at = file(
        'wrong.json',
        `{\n  // a comment\n  "watchpost.services": {\n    "api": { "health": "${origin}/health", "helth": 1 },\n    "bad": 7\n  }\n}\n`,
      );
      const { code, stdout, stderr } = await watchpost('check', '--settings', at);
      assert.equal(code, 2);
      assert.match(stdout, /api +health +up/);
      assert.match(stderr, /wrong\.json:5:12: error: /);
      assert.match(stderr, /wrong\.json:4:\d+: warning: .*Did you mean `health`/);
    });

    it('exits with 2 where there are no settings, or no JSON', async () => {
      assert.equal((await watchpost('check', '--settings', 'nothing.json')).code, 2);
      assert.equal((await watchpost('check', '--settings', file('broken.json', '{ "watchpost.services": { '))).code, 2);
    });

    it('sends a secret only to the origins that its file allows', async () => {
      const at = file(
        'secret.json',
        settings({ api: { health: { url: `${origin}/health`, headers: { Cookie: '${secret:admin}' } } } }),
      );
      const secrets = (origins: string[]) =>
        file('secrets', JSON.stringify([{ name: 'admin', value: 'opensesame', origins }]));
      cookies.length = 0;
      const refused = await watchpost(
        'check',
        '--settings',
        at,
        '--secrets',
        secrets(['https://elsewhere.example']),
        '--json',
      );
      assert.equal((JSON.parse(refused.stdout) as { status: string }).status, 'unknown');
      assert.deepEqual(cookies, []);
      const allowed = await watchpost('check', '--settings', at, '--secrets', secrets([origin]), '--json');
      assert.equal(allowed.code, 0);
      assert.deepEqual(cookies, ['opensesame']);
      assert.doesNotMatch(allowed.stdout + allowed.stderr + refused.stdout + refused.stderr, /opensesame/);
    });

    it('finds the services of a workspace file, and reads the .env beside it', async () => {
      file('ws/.env', `ORIGIN=${origin}\n`);
      const at = file(
        'ws/team.code-workspace',
        JSON.stringify({
          folders: [],
          settings: { 'watchpost.services': { api: { health: '${env:ORIGIN}/health' } } },
        }),
      );
      assert.equal((await watchpost('check', '--settings', at)).code, 0);
    });
  });

  describe('health', () => {
    it('says what it understood of an address', async () => {
      const { code, stdout } = await watchpost('health', `${origin}/health`);
      assert.equal(code, 0);
      const { status, checks } = JSON.parse(stdout) as { status: string; checks: unknown[] };
      assert.equal(status, 'up');
      assert.deepEqual(checks, [{ name: 'redis', status: 'up' }]);
    });

    it('says what it understood of a body in a file', async () => {
      const body = file('body', '{"status":"UP","components":{"db":{"status":"DOWN","details":{"error":"refused"}}}}');
      const { stdout } = await watchpost(
        'health',
        '--file',
        body,
        '--status',
        '503',
        '--content-type',
        'application/json',
      );
      const read = JSON.parse(stdout) as Record<string, unknown>;
      assert.equal(read['status'], 'down');
      assert.equal(read['format'], 'spring-boot');
      assert.deepEqual(read['checks'], [{ name: 'db', status: 'down', message: 'refused' }]);
    });

    it('refuses arguments that make no sense', async () => {
      for (const args of [
        [],
        ['ftp://x'],
        ['--file', 'nothing'],
        ['--file', CLI, '--status', '7'],
        ['http://a', 'http://b'],
      ]) {
        const { code, stderr } = await watchpost('health', ...args);
        assert.equal(code, 2, args.join(' '));
        assert.match(stderr, /usage: watchpost health/);
      }
    });
  });

  describe('scrape', () => {
    it('counts what a scrape finds at an address', async () => {
      const { code, stdout } = await watchpost('scrape', `${origin}/metrics`, '--json');
      assert.equal(code, 0);
      assert.deepEqual(JSON.parse(stdout), {
        format: 'text',
        samples: 2,
        series: 2,
        families: 2,
        exemplars: 0,
        problems: [],
      });
    });

    it('exits with 1 where a scrape would be refused, and names the line', async () => {
      const { code, stdout } = await watchpost('scrape', file('bad.prom', 'a 1\nb{x="y" 2\n'));
      assert.equal(code, 1);
      assert.match(stdout, /bad\.prom:2:9: /);
    });

    it('exits with 1 where lint finds what a scrape forgives', async () => {
      const lenient = file('lenient.om', '# TYPE a counter\na_total -1\n# EOF\n');
      const type = ['--content-type', 'application/openmetrics-text; version=1.0.0'];
      assert.equal((await watchpost('scrape', lenient, ...type)).code, 0);
      assert.equal((await watchpost('scrape', lenient, ...type, '--lint')).code, 1);
    });
  });

  it('prints its usage', async () => {
    assert.equal((await watchpost()).code, 2);
    const help = await watchpost('--help');
    assert.equal(help.code, 0);
    for (const name of ['check', 'health', 'scrape']) assert.match(help.stdout, new RegExp(`watchpost ${name} `));
    assert.equal((await watchpost('check', '--nonsense')).code, 2);
  });

  it('prints the usage of one command, and runs nothing', async () => {
    const { code, stdout } = await watchpost('report', 'postgres', 'host=nowhere', '--help');
    assert.equal(code, 0);
    assert.match(stdout, /^usage: watchpost report postgres URI .*\n {2}diagnose a database/);
    assert.doesNotMatch(stdout, /watchpost check/);
  });

  it('says its version', async () => {
    assert.deepEqual(await watchpost('--version'), { code: 0, stdout: 'watchpost development\n', stderr: '' });
  });

  it('says that there is no such command, and which was meant', async () => {
    const { code, stdout, stderr } = await watchpost('chekc', '--settings', 'x.json');
    assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
    assert.equal(stderr, 'there is no command "chekc"; did you mean "check"?\nwatchpost --help lists them\n');
  });

  it('says which Node it needs to one that could not load it', async () => {
    // A static import would be linked before the first line runs, and fail with a stack.
    assert.doesNotMatch(readFileSync(CLI, 'utf8'), /^import /m);
    const old = file('old.mjs', 'Object.defineProperty(process.versions, "node", { value: "22.18.0" });');
    const { code, stdout, stderr } = await watchpostIn({ NODE_OPTIONS: `--import ${old}` }, '--version');
    assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
    assert.equal(stderr, 'watchpost needs Node 22.19 or later; this is Node 22.18.0\n');
  });

  it('tells the programs of probes nothing of the editor that runs it', async () => {
    const say = 'console.log("run as node: " + process.env.ELECTRON_RUN_AS_NODE)';
    const at = file('env.json', settings({ job: { command: [process.execPath, '-e', say] } }));
    const { stdout } = await watchpostIn({ ELECTRON_RUN_AS_NODE: '1' }, 'check', '--settings', at);
    assert.match(stdout, /run as node: undefined/);
  });

  it('trusts the certificates of the system, and those that Node is told of', async () => {
    const certificates = makeCertificates(Date.now());
    const secure = createTlsServer(certificates.valid, (_request, response) => response.end('{"status":"ok"}'));
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
    try {
      const url = `https://localhost:${(secure.address() as AddressInfo).port}/`;
      const ca = file('ca.pem', certificates.ca);
      assert.match((await watchpost('health', url)).stdout, /an issuer that this machine does not know/);
      for (const name of ['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS']) {
        const { stdout } = await watchpostIn({ [name]: ca }, 'health', url);
        assert.match(stdout, /"status":"up"/, `${name}: ${stdout}`);
      }
    } finally {
      secure.close();
      secure.closeAllConnections();
    }
  });
});
