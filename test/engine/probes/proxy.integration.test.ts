// Requests through a real proxy (tinyproxy): plain ones as whole URLs, https ones through a tunnel.
import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { ProbeSession } from '../../../src/engine/probeSession.ts';
import { makeCertificates } from '../../support/certificates.ts';
import { need } from '../../support/provision/need.ts';
import { type RealProxy, startProxy } from '../../support/provision/proxy.ts';
import { BASE, httpConfig, type Kit, probeKit } from './probeKit.ts';

describe('http probe: through a real proxy', function () {
  const certificates = makeCertificates(Date.now());
  const servers: (Server & { closeAllConnections(): void })[] = [];
  let proxy: RealProxy;
  let guarded: RealProxy;
  let kit: Kit;
  let plain: string;
  let secure: string;
  let heads: IncomingHttpHeaders[] = [];

  before(async function () {
    await need(this, 'tinyproxy');
    proxy = await startProxy();
    guarded = await startProxy({ user: 'ann', password: 'sesame' });
    kit = probeKit({ ca: [certificates.ca] });
    const answer: Parameters<typeof createServer>[1] = (request, response) => {
      heads.push(request.headers);
      if (request.url === '/moved') response.writeHead(302, { location: '/' }).end();
      else response.setHeader('content-type', 'application/json').end('{"status":"ok"}');
    };
    const open = async (server: Server & { closeAllConnections(): void }): Promise<number> => {
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return (server.address() as AddressInfo).port;
    };
    plain = `http://127.0.0.1:${await open(createServer(answer))}`;
    secure = `https://localhost:${await open(createTlsServer(certificates.valid, answer))}`;
  });
  after(async () => {
    kit?.dispose();
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
    await proxy?.stop();
    await guarded?.stop();
  });
  beforeEach(() => {
    heads = [];
  });

  const through = (url: string, via: string) => kit.run({ ...httpConfig(url), timeoutMs: 20_000, proxy: { url: via } });

  it('asks for a plain target by its whole URL', async () => {
    const result = await through(`${plain}/`, proxy.url);
    assert.equal(result.status, 'up', result.reason);
    assert.match(heads[0]?.via ?? '', /tinyproxy/);
    assert.equal(heads[0]?.host, new URL(plain).host);
    assert.equal((await through(`${plain}/moved`, proxy.url)).status, 'up');
  });

  it('goes to an https target through a tunnel, and verifies its certificate', async () => {
    const result = await through(`${secure}/`, proxy.url);
    assert.equal(result.status, 'up', result.reason);
    assert.equal(heads[0]?.via, undefined);
    assert.ok((result.phasesMs?.connect ?? -1) >= 0 && (result.phasesMs?.tls ?? 0) > 0);
    const stranger = probeKit({ ca: [certificates.selfSigned.cert] });
    const refused = await stranger.run({ ...httpConfig(`${secure}/`), timeoutMs: 20_000, proxy: { url: proxy.url } });
    stranger.dispose();
    assert.match(refused.reason, /^the certificate of localhost:\d+ /);
  });

  it('goes through a tunnel for certificates, WebSockets and gRPC, too', async () => {
    const { hostname, port } = new URL(secure);
    const via = { timeoutMs: 20_000, proxy: { url: proxy.url } };
    const certificate = await kit.run({ ...BASE, kind: 'tls', host: hostname, port: Number(port), warnMs: 0, ...via });
    assert.equal(certificate.status, 'up', certificate.reason);
    const login = { url: `http://ann:sesame@127.0.0.1:${guarded.port}` };
    const guardedToo = await kit.run({
      ...BASE,
      kind: 'tls',
      host: hostname,
      port: Number(port),
      warnMs: 0,
      timeoutMs: 20_000,
      proxy: login,
    });
    assert.equal(guardedToo.status, 'up', guardedToo.reason);
    for (const url of [plain, secure]) {
      const socket = await kit.run({ ...httpConfig(`${url}/`), kind: 'websocket', protocols: [], ...via });
      // The other side was reached, and is none.
      assert.equal(socket.reason, 'answered HTTP 200 in place of opening a WebSocket');
      assert.equal(heads.at(-1)?.via, undefined);
    }
    const grpc = await kit.run({ ...BASE, kind: 'grpc', host: 'localhost', port: 1, service: '', headers: [], ...via });
    assert.match(grpc.reason, /^the proxy 127\.0\.0\.1:\d+ could not reach localhost:1 \(HTTP 50\d\)/);
  });

  it('tells the proxy who asks, and shows nobody the password', async () => {
    const login = `http://ann:sesame@127.0.0.1:${guarded.port}`;
    for (const url of [plain, secure]) {
      assert.equal((await through(`${url}/`, login)).status, 'up', url);
      assert.equal(heads.at(-1)?.['proxy-authorization'], undefined);
      const refused = await through(`${url}/`, guarded.url);
      assert.equal(refused.status, 'unknown', url);
      assert.match(refused.reason, /407/);
      assert.ok(!JSON.stringify(await through('https://localhost:1/', login)).includes('sesame'));
    }
  });

  it('takes the proxy of the editor and the environment, as it is set and set anew', async () => {
    // A name that nobody can look up: only the proxy can have been asked for it.
    const config = { ...httpConfig('http://service.invalid/'), timeoutMs: 20_000 };
    const session = new ProbeSession();
    try {
      assert.match((await session.runOnce(config)).reason, /has no address|could not be looked up/);
      session.setProxy({ http: proxy.url, noProxy: [], strictTls: true });
      assert.match((await session.runOnce(config)).reason, /^HTTP 5\d\d/);
      assert.match(
        (await session.runOnce({ ...config, proxy: 'none' })).reason,
        /has no address|could not be looked up/,
      );
      session.setProxy(undefined);
      assert.match((await session.runOnce(config)).reason, /has no address|could not be looked up/);
    } finally {
      session.dispose();
    }
  });

  it('asks a proxy over TLS, and takes whatever certificate it has only where http.proxyStrictSSL is off', async () => {
    const forward = createTlsServer(certificates.selfSigned);
    forward.on('connect', ({ url = '' }: { url?: string }, socket: Duplex) => {
      const target = connect(Number(url.split(':')[1]), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        target.pipe(socket).pipe(target);
      });
      for (const end of [socket, target]) end.on('error', () => undefined).on('close', () => target.destroy());
    });
    servers.push(forward);
    await new Promise<void>((resolve) => forward.listen(0, '127.0.0.1', resolve));
    const via = { url: `https://localhost:${(forward.address() as AddressInfo).port}` };
    const ask = async (strictTls: boolean) => {
      const own = probeKit({ ca: [certificates.ca], proxy: { noProxy: [], strictTls } });
      const result = await own.run({ ...httpConfig(`${secure}/`), timeoutMs: 20_000, proxy: via });
      own.dispose();
      return result;
    };
    const refused = await ask(true);
    assert.match(refused.reason, /^the certificate of the proxy localhost:\d+ is self-signed/);
    assert.equal(refused.status, 'down');
    assert.equal((await ask(false)).status, 'up');
  });

  it('tells a proxy that is not there from a target that is not', async () => {
    const nowhere = await through(`${secure}/`, 'http://127.0.0.1:1');
    assert.match(nowhere.reason, /^nothing listens on the proxy 127\.0\.0\.1:1/);
    const target = await through('https://localhost:1/', proxy.url);
    assert.equal(target.status, 'down');
    assert.match(target.reason, /^the proxy 127\.0\.0\.1:\d+ could not reach localhost:1 \(HTTP 50\d\)/);
    assert.deepEqual(kit.bugs, []);
  });
});
