// What Add Service finds at an address: real HTTP servers, and what speaks no HTTP.
import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../../src/base/clock.ts';
import { findEndpoints } from '../../../src/engine/discover/findEndpoints.ts';
import { KNOWN_PATHS } from '../../../src/engine/discover/knownPaths.ts';
import { makeCertificates } from '../../support/certificates.ts';
import { freePort } from '../../support/provision/freePort.ts';
import { type Kit, probeKit } from '../probes/probeKit.ts';

const EXPOSITION = '# TYPE requests_total counter\nrequests_total{code="200"} 5\nrequests_total{code="500"} 1\n';

describe('findEndpoints', () => {
  const certificates = makeCertificates(Date.now());
  const servers: Server[] = [];
  let kit: Kit;
  before(() => {
    kit = probeKit({ ca: [certificates.ca] });
  });
  after(() => {
    kit.dispose();
    assert.deepEqual(kit.bugs, []);
  });
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.close();
      if ('closeAllConnections' in server) (server as unknown as { closeAllConnections(): void }).closeAllConnections();
    }
  });

  const find = (url: string, signal = new AbortController().signal) =>
    findEndpoints(url, { clock: systemClock, run: (config, stop) => kit.run(config, stop) }, signal);
  async function open(server: Server): Promise<number> {
    servers.push(server);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()));
    return (server.address() as AddressInfo).port;
  }
  /** A server that answers these paths, and 404 else. */
  function serving(
    paths: Readonly<Record<string, readonly [type: string, body: string, code?: number]>>,
    seen: string[] = [],
  ): RequestListener {
    return (request, response) => {
      seen.push(request.url ?? '');
      const [type, body, code = 200] = paths[request.url ?? ''] ?? ['text/html', '<h1>Not found</h1>', 404];
      response.writeHead(code, { 'content-type': type }).end(body);
    };
  }
  const JSON_TYPE = 'application/json';

  it('finds health, metrics and cache statistics, and picks one of each', async () => {
    const seen: string[] = [];
    const port = await open(
      createServer(
        serving(
          {
            '/healthz': ['text/plain', 'ok'],
            '/api/health': [JSON_TYPE, '{"status":"ok","database":"connected"}'],
            '/readyz': [JSON_TYPE, '{"status":"error","database":"gone"}', 503],
            '/metrics': ['text/plain; version=0.0.4', EXPOSITION],
            '/api/cache/stats': [JSON_TYPE, '{"hits":90,"misses":10,"keys":5}'],
            '/api/metrics': [JSON_TYPE, '{"error":"who are you?"}', 401],
            '/status': ['text/html', '<html><body>a page</body></html>'],
          },
          seen,
        ),
      ),
    );
    const origin = `http://127.0.0.1:${port}`;
    const found = await find(origin);
    assert.deepEqual(
      found.map(({ setting, value, picked }) => [setting, value.slice(origin.length), picked]),
      [
        ['health', '/healthz', true],
        ['health', '/api/health', false],
        ['health', '/readyz', false],
        ['metrics', '/metrics', true],
        ['metrics', '/api/metrics', false],
        ['cacheStats', '/api/cache/stats', true],
      ],
    );
    assert.match(found[2]?.what ?? '', /^down: /);
    assert.match(found[4]?.what ?? '', /^needs a login \(HTTP 401\)$/);
    assert.equal(seen.length, KNOWN_PATHS.length + 1);
  });

  it('puts what was typed first, and picks it', async () => {
    const port = await open(
      createServer(serving({ '/v1/alive': [JSON_TYPE, '{"status":"ok"}'], '/health': [JSON_TYPE, '{"status":"up"}'] })),
    );
    const found = await find(`http://127.0.0.1:${port}/v1/alive`);
    assert.deepEqual(
      found.map(({ value, picked }) => [new URL(value).pathname, picked]),
      [
        ['/v1/alive', true],
        ['/health', false],
      ],
    );
  });

  it('takes no page and no answer to everything for an endpoint', async () => {
    const page = await open(
      createServer((_request, response) => response.setHeader('content-type', 'text/html').end('<html>app</html>')),
    );
    assert.deepEqual(await find(`http://127.0.0.1:${page}`), []);
    const any = await open(
      createServer((_request, response) => response.setHeader('content-type', JSON_TYPE).end('{"status":"ok"}')),
    );
    assert.deepEqual(await find(`http://127.0.0.1:${any}`), []);
    const typed = await find(`http://127.0.0.1:${any}/mine`);
    assert.deepEqual(
      typed.map(({ value }) => new URL(value).pathname),
      ['/mine'],
    );
  });

  it('asks the typed origin only: no redirect is followed', async () => {
    const elsewhere: string[] = [];
    const other = await open(createServer(serving({ '/health': [JSON_TYPE, '{"status":"ok"}'] }, elsewhere)));
    const port = await open(
      createServer((request, response) =>
        response.writeHead(302, { location: `http://127.0.0.1:${other}${request.url}` }).end(),
      ),
    );
    assert.deepEqual(await find(`http://127.0.0.1:${port}`), []);
    assert.deepEqual(elsewhere, []);
  });

  it('asks four at once at most, and stops where it is told to', async () => {
    let running = 0;
    let most = 0;
    let count = 0;
    const stop = new AbortController();
    let stopAt = Infinity;
    const port = await open(
      createServer((_request, response) => {
        if (++count === stopAt) stop.abort();
        most = Math.max(most, ++running);
        setTimeout(() => {
          running--;
          response.writeHead(404).end();
        }, 30);
      }),
    );
    await find(`http://127.0.0.1:${port}`);
    assert.equal(most, 4);
    assert.ok(count > 5 + 4, 'there is more to be asked');
    count = 0;
    stopAt = 5;
    await find(`http://127.0.0.1:${port}`, stop.signal);
    await sleep(50);
    // Those that were on their way may have arrived.
    assert.ok(count < 5 + 4, String(count));
  });

  it('finds https behind a bare port', async () => {
    const port = await open(
      createTlsServer(certificates.valid, serving({ '/health': [JSON_TYPE, '{"status":"ok"}'] })),
    );
    assert.deepEqual(
      (await find(`http://localhost:${port}`)).map(({ value }) => value),
      [`https://localhost:${port}/health`],
    );
  });

  it('tells what speaks no HTTP', async () => {
    const answering = (answer: (asked: Buffer) => string) =>
      open(
        createTcpServer((socket) => {
          socket.on('error', () => undefined);
          socket.on('data', (asked) => {
            const said = answer(asked);
            if (said !== '') socket.write(said);
            else socket.destroy();
          });
        }),
      );
    // Fakes: what Redis and PostgreSQL answer to the two questions. The real ones are in findEndpoints.integration.test.ts.
    const redis = await answering((asked) =>
      asked.toString().startsWith('PING') ? '+PONG\r\n' : '-ERR unknown command\r\n',
    );
    const postgres = await answering((asked) => (asked.readUInt32BE(0) === 8 ? 'N' : ''));
    const other = await answering(() => '');
    const where = (port: number): Promise<unknown> =>
      find(`http://localhost:${port}`).then((found) => found.map(({ setting, value }) => `${setting} ${value}`));
    assert.deepEqual(await where(redis), [`redis redis://localhost:${redis}`]);
    assert.deepEqual(await where(postgres), [`postgres postgresql://localhost:${postgres}/postgres`]);
    assert.deepEqual(await where(other), [`tcp localhost:${other}`]);
    assert.deepEqual(await where(await freePort()), []);
  });

  it('looks nowhere without an http URL, or where one has a password', async () => {
    for (const url of ['', 'ftp://localhost', 'http://ann:sesame@localhost:1', 'file:///etc'])
      assert.deepEqual(await find(url), [], url);
  });
});
