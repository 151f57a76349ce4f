import assert from 'node:assert/strict';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { ProbeResult } from '../../../src/model/probe.ts';
import { type Fault, type FaultServer, httpResponse, startFaultServer } from '../../support/faultServer.ts';
import { httpConfig, type Kit, probeKit, sampleOf } from './probeKit.ts';
import { SOON_MS } from '../../support/soon.ts';

const UP = '{"status":"ok"}';
const JSON_TYPE = { 'content-type': 'application/json' };

interface Expected {
  readonly status: ProbeResult['status'];
  readonly reason: RegExp;
  readonly timeoutMs?: number;
}

describe('http probe: what can go wrong on the way', () => {
  let kit: Kit;
  let server: FaultServer;
  before(async () => {
    kit = probeKit();
    server = await startFaultServer('');
  });
  after(async () => {
    kit.dispose();
    await server.close();
  });

  async function check(fault: Fault, { status, reason, timeoutMs = 20_000 }: Expected): Promise<ProbeResult> {
    server.setFault(fault);
    const config = httpConfig(`${server.origin}/health`, { timeoutMs });
    const result = await kit.run(config);
    assert.match(result.reason, reason);
    assert.equal(result.status, status, result.reason);
    assert.deepEqual(kit.bugs, []);
    return result;
  }

  const where = () => `127\\.0\\.0\\.1:${server.port}`;
  const cases: readonly [name: string, fault: Fault, expected: () => Expected][] = [
    ['a good answer', httpResponse(UP, JSON_TYPE), () => ({ status: 'up', reason: /./ })],
    ['204', 'HTTP/1.1 204 No Content\r\n\r\n', () => ({ status: 'up', reason: /204/ })],
    [
      'no content-length, ended by close',
      (s) => s.end(`HTTP/1.1 200 OK\r\n\r\n${UP}`),
      () => ({ status: 'up', reason: /./ }),
    ],
    ['HTTP/1.0', (s) => s.end(`HTTP/1.0 200 OK\r\n\r\n${UP}`), () => ({ status: 'up', reason: /./ })],
    [
      'chunked',
      `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n${UP.slice(0, 5)}\r\na\r\n${UP.slice(5)}\r\n0\r\n\r\n`,
      () => ({ status: 'up', reason: /./ }),
    ],
    [
      '100 Continue before the answer',
      Buffer.concat([Buffer.from('HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n'), httpResponse(UP)]),
      () => ({ status: 'up', reason: /./ }),
    ],
    ['gzip', httpResponse(gzipSync(UP), { 'content-encoding': 'gzip' }), () => ({ status: 'up', reason: /./ })],
    [
      'deflate',
      httpResponse(deflateSync(UP), { 'content-encoding': 'deflate' }),
      () => ({ status: 'up', reason: /./ }),
    ],
    [
      'bare deflate',
      httpResponse(deflateRawSync(UP), { 'content-encoding': 'deflate' }),
      () => ({ status: 'up', reason: /./ }),
    ],
    [
      'Brotli',
      httpResponse(brotliCompressSync(UP), { 'content-encoding': 'br' }),
      () => ({ status: 'up', reason: /./ }),
    ],
    [
      'gzip in gzip',
      httpResponse(gzipSync(gzipSync(UP)), { 'content-encoding': 'gzip, gzip' }),
      () => ({ status: 'up', reason: /./ }),
    ],
    [
      'gzip that is none',
      httpResponse(UP, { 'content-encoding': 'gzip' }),
      () => ({ status: 'unknown', reason: /not the gzip/ }),
    ],
    [
      'an encoding that nobody knows',
      httpResponse(UP, { 'content-encoding': 'rot13' }),
      () => ({ status: 'unknown', reason: /"rot13", which is not understood/ }),
    ],
    [
      'a gzip bomb',
      httpResponse(gzipSync(Buffer.alloc(50_000_000)), { 'content-encoding': 'gzip' }),
      () => ({ status: 'unknown', reason: /gzip body of .* kB unpacks to more than 1 MB/ }),
    ],
    [
      'a gzip bomb behind a 500',
      httpResponse(gzipSync(Buffer.alloc(50_000_000)), { 'content-encoding': 'gzip' }, '500 Oh'),
      () => ({ status: 'down', reason: /500/ }),
    ],
    [
      'invalid UTF-8',
      httpResponse(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a])),
      () => ({ status: 'unknown', reason: /./ }),
    ],
    [
      'headers only, then silence',
      'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"sta',
      () => ({
        status: 'down',
        reason: /^headers came after .*s, the body stalled after 5 B \(timeout of 60ms\)$/,
        timeoutMs: 60,
      }),
    ],
    [
      'silence',
      () => undefined,
      () => ({
        status: 'down',
        reason: new RegExp(`^${where()} accepted the connection but did not answer within 60ms$`),
        timeoutMs: 60,
      }),
    ],
    [
      'reset before an answer',
      (s) => s.resetAndDestroy(),
      () => ({ status: 'down', reason: new RegExp(`^${where()} reset the connection without an answer$`) }),
    ],
    [
      'closed before an answer',
      (s) => s.end(),
      () => ({ status: 'down', reason: new RegExp(`^${where()} closed the connection without an answer$`) }),
    ],
    [
      'reset within the body',
      (s) =>
        s.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n12345', () => setTimeout(() => s.resetAndDestroy(), 10)),
      () => ({ status: 'down', reason: /in the middle of its answer, after 5 B of body$/ }),
    ],
    [
      'closed within the body',
      (s) => s.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n12345'),
      () => ({ status: 'down', reason: /in the middle of its answer, after 5 B of body$/ }),
    ],
    ['garbage', 'SSH-2.0-OpenSSH_9.2\r\n', () => ({ status: 'unknown', reason: /does not answer in HTTP/ })],
    [
      'TLS where HTTP was asked for',
      Buffer.from([0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46]),
      () => ({ status: 'unknown', reason: /speaks TLS; is it https:\/\/\?$/ }),
    ],
    [
      'too many headers',
      `HTTP/1.1 200 OK\r\nx-long: ${'x'.repeat(200_000)}\r\n\r\n`,
      () => ({ status: 'unknown', reason: /more than 64 kB of headers/ }),
    ],
    [
      'HTML',
      httpResponse('<html><title>Hi</title></html>', { 'content-type': 'text/html' }),
      () => ({ status: 'unknown', reason: /./ }),
    ],
    ['401', httpResponse('no', {}, '401 Unauthorized'), () => ({ status: 'unknown', reason: /not authorised/ })],
    [
      '503',
      httpResponse('{"status":"down"}', JSON_TYPE, '503 Service Unavailable'),
      () => ({ status: 'down', reason: /503/ }),
    ],
  ];
  for (const [name, fault, expected] of cases) {
    it(name, async () => {
      await check(fault, expected());
    });
  }

  it('reads up to 1 MiB, drops the connection of a longer body, and keeps 64 kB', async () => {
    let sent = 0;
    const result = await check(
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100000000\r\n\r\n');
        const block = Buffer.alloc(256 * 1024, 'x');
        const more = (): void => {
          while (sent < 100_000_000 && !socket.destroyed && socket.write(block)) sent += block.length;
          if (!socket.destroyed) socket.once('drain', more);
        };
        more();
      },
      { status: 'unknown', reason: /^HTTP 200, but the body is longer than 1 MiB$/ },
    );
    assert.ok(sent < 20_000_000, `${sent} bytes were sent`);
    assert.equal(result.response?.body.length, 65_536);
    assert.equal(result.response?.bodyTruncated, true);
  });

  it('uses one connection for many runs, and reports its phases once', async () => {
    const fresh = probeKit();
    server.setFault(httpResponse(UP, JSON_TYPE));
    const before = server.connections;
    const config = httpConfig(`http://localhost:${server.port}/health`);
    const first = await fresh.run(config);
    const second = await fresh.run(config);
    assert.equal(server.connections - before, 1);
    assert.deepEqual(Object.keys(first.phasesMs ?? {}).sort(), ['connect', 'processing', 'resolve', 'transfer']);
    assert.deepEqual(Object.keys(second.phasesMs ?? {}).sort(), ['processing', 'transfer']);
    assert.equal(sampleOf(second, 'probe_http_duration_seconds', { phase: 'connect' }), 0);
    assert.ok((sampleOf(first, 'probe_http_duration_seconds', { phase: 'connect' }) ?? 0) > 0);
    fresh.dispose();
  });

  it('asks again, once, where a kept connection was closed meanwhile', async () => {
    server.setFault(httpResponse(UP, JSON_TYPE));
    const config = httpConfig(`${server.origin}/again`, {});
    await kit.run(config);
    const asked = server.requests.length;
    // The request is read and the connection closed without a byte of an answer, as by a server that had just given up on it.
    server.setFault((socket, _request, index) => {
      if (index === asked) socket.destroy();
      else socket.write(httpResponse(UP, JSON_TYPE));
    });
    assert.equal((await kit.run(config)).status, 'up');
    assert.equal(server.requests.length - asked, 2);
    server.setFault((socket) => socket.destroy());
    assert.equal((await kit.run(config)).status, 'down');
    assert.equal(server.requests.length - asked, 4);
  });

  it('does not ask again with a POST', async () => {
    server.setFault(httpResponse(UP, JSON_TYPE));
    const config = httpConfig(`${server.origin}/post`, { method: 'POST', body: ['{}'], id: 'post' });
    await kit.run(config);
    const asked = server.requests.length;
    server.setFault((socket) => socket.destroy());
    assert.equal((await kit.run(config)).status, 'down');
    assert.equal(server.requests.length - asked, 1);
  });

  it('reconnects quietly after the server closed an idle connection', async () => {
    server.setFault((socket) => socket.end(httpResponse(UP, JSON_TYPE)));
    const config = httpConfig(`${server.origin}/idle`, { id: 'idle' });
    for (let i = 0; i < 3; i++) assert.equal((await kit.run(config)).status, 'up');
  });

  it('names who does not listen, also where a name has two addresses', async () => {
    const gone = await startFaultServer('');
    await gone.close();
    const one = await kit.run(httpConfig(`http://127.0.0.1:${gone.port}/`));
    assert.equal(one.reason, `nothing listens on 127.0.0.1:${gone.port} (connection refused)`);
    assert.equal(one.status, 'down');
    const two = await kit.run(httpConfig(`http://localhost:${gone.port}/`));
    assert.equal(two.reason, `nothing listens on localhost:${gone.port} (connection refused)`);
    assert.equal(sampleOf(two, 'probe_success'), 0);
    assert.equal(two.response, undefined);
  });

  it('reaches localhost on IPv6 only', async function () {
    const six = await startFaultServer(httpResponse(UP, JSON_TYPE), { host: '::1' }).catch(() => undefined);
    if (six === undefined) return this.skip();
    assert.equal((await kit.run(httpConfig(`http://localhost:${six.port}/`))).status, 'up');
    assert.equal((await kit.run(httpConfig(`http://[::1]:${six.port}/`))).status, 'up');
    await six.close();
  });

  it('says that a name has no address', async () => {
    // The machine's own look-up takes as long as it takes.
    const result = await kit.run(httpConfig('http://nowhere.invalid/', { timeoutMs: 60_000 }));
    assert.match(result.reason, /^the name "nowhere\.invalid" (?:has no address|could not be looked up)/);
    assert.notEqual(result.status, 'up');
  }).timeout(60_000);

  it('is unknown where the settings cannot be sent', async () => {
    for (const [config, reason] of [
      [httpConfig('ftp://127.0.0.1/'), /is not http: or https:/],
      [httpConfig('not a url'), /is not a URL/],
      [httpConfig(server.origin, { headers: [['x-a', ['a\r\nb: c']]] }), /the request cannot be sent/],
    ] as const) {
      const result = await kit.run(config);
      assert.match(result.reason, reason);
      assert.equal(result.status, 'unknown');
    }
  });

  it('ends at once when it is cancelled, whatever it waits for, and closes its connection', async () => {
    for (const fault of ['', 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n1']) {
      server.setFault(fault);
      const controller = new AbortController();
      const run = kit.run(
        httpConfig(`${server.origin}/cancel`, { id: 'cancel', timeoutMs: 60_000 }),
        controller.signal,
      );
      await new Promise((resolve) => setTimeout(resolve, 20));
      const cancelled = performance.now();
      controller.abort();
      assert.equal((await run).reason, 'the run was cancelled');
      assert.ok(performance.now() - cancelled < SOON_MS);
    }
    kit.dispose();
    await server.allClosed();
  });
});
