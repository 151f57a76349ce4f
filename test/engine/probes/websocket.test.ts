// The websocket probe against real servers (ws).
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, createServer as createNetServer } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { parseAssertion } from '../../../src/config/assertions/parseAssertion.ts';
import { FrameReader } from '../../../src/engine/probes/websocket/frames.ts';
import { listen } from '../../../src/engine/probes/websocket/listen.ts';
import { websocketProbe } from '../../../src/engine/probes/websocket.ts';
import type { WebsocketProbeConfig } from '../../../src/model/service.ts';
import { makeCertificates } from '../../support/certificates.ts';
import { httpResponse, startFaultServer } from '../../support/faultServer.ts';
import { httpConfig, type Kit, probeKit, sampleOf } from './probeKit.ts';
import { assertComputed } from '../../support/cpuTime.ts';

const BODY = { kind: 'fact', fact: { name: 'BODY' }, written: '[BODY]' } as const;

function expected(text: string) {
  const parsed = parseAssertion(`[BODY] == ${text}`);
  assert.ok(parsed.ok);
  return { ...parsed.value, otherwise: 'down' } as const;
}

const websocket = (url: string, rest: Partial<WebsocketProbeConfig> = {}): WebsocketProbeConfig => ({
  ...httpConfig(url),
  kind: 'websocket',
  protocols: [],
  timeoutMs: 20_000,
  ...rest,
});

describe('websocket probe', () => {
  const certificates = makeCertificates(Date.now());
  const http = createServer((_request, response) => response.writeHead(404).end('no'));
  const https = createTlsServer(certificates.valid);
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => (offered.has('chat.v2') ? 'chat.v2' : false),
  });
  const closes: number[] = [];
  let kit: Kit;
  let plain: string;
  let secure: string;

  before(async () => {
    kit = probeKit({ ca: [certificates.ca] });
    const behave = (socket: WebSocket, path: string): void => {
      socket.on('close', (code) => closes.push(code));
      if (path === '/chatty') for (let i = 0; i < 3; i++) socket.send(`news ${i}`);
      if (path === '/bye') socket.close(4001, 'go away');
      if (path === '/long') socket.send('x'.repeat(2 * 1024 * 1024));
      if (path === '/parts') {
        socket.send('he', { fin: false });
        socket.ping('are you there');
        socket.on('pong', (data) => socket.send(`llo ${data.toString()}`, { fin: true }));
      }
      socket.on('message', (data: Buffer) => socket.send(`you said ${data.toString()}`));
    };
    for (const server of [http, https]) {
      server.on('upgrade', (request, socket, head) => {
        if (request.url === '/private') {
          socket.end('HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
          return;
        }
        sockets.handleUpgrade(request, socket, head, (open) => behave(open, request.url ?? ''));
      });
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()));
    }
    plain = `http://localhost:${(http.address() as AddressInfo).port}`;
    secure = `https://localhost:${(https.address() as AddressInfo).port}`;
  });
  after(() => {
    kit.dispose();
    for (const client of sockets.clients) client.terminate();
    for (const server of [http, https]) {
      server.close();
      server.closeAllConnections();
    }
    assert.deepEqual(kit.bugs, []);
  });

  it('is up where it opens, plain and over TLS, and says goodbye', async () => {
    for (const origin of [plain, secure]) {
      closes.length = 0;
      const result = await kit.run(websocket(`${origin}/`));
      assert.equal(result.status, 'up', result.reason);
      assert.match(result.reason, /^opened in /);
      assert.equal(sampleOf(result, 'probe_is_upgraded'), 1);
      assert.equal(sampleOf(result, 'probe_http_status_code'), 101);
      assert.equal(result.phasesMs?.tls === undefined, origin === plain);
      await new Promise((resolve) => setTimeout(resolve, 40));
      assert.deepEqual(closes, [1000]);
      assert.equal(sockets.clients.size, 0);
    }
  });

  it('sends a message and waits for the answer', async () => {
    const any = await kit.run(websocket(`${plain}/`, { send: ['ping'] }));
    assert.match(any.reason, /^opened in .*, answered in /);
    assert.equal(any.response?.body, 'you said ping');
    const right = await kit.run(websocket(`${plain}/`, { send: ['ping'], expected: expected('pat(*ping)') }));
    assert.equal(right.status, 'up', right.reason);
    const wrong = await kit.run(websocket(`${plain}/`, { send: ['ping'], expected: expected('pong'), timeoutMs: 150 }));
    assert.equal(wrong.status, 'down');
    assert.equal(wrong.reason, 'it opened, but no message was pong within 150ms; the last of 1 was "you said ping"');
  });

  it('passes over other messages, puts parts together and answers pings', async () => {
    const news = await kit.run(websocket(`${plain}/chatty`, { expected: expected('news 2') }));
    assert.equal(news.status, 'up', news.reason);
    const parts = await kit.run(websocket(`${plain}/parts`, { expected: expected('hello are you there') }));
    assert.equal(parts.status, 'up', parts.reason);
  });

  it('holds what is asserted of the answer', async () => {
    const assertions = [
      { text: '[BODY] == x', left: BODY, comparison: '==', right: { kind: 'text', text: 'x' }, otherwise: 'degraded' },
    ] as const;
    const result = await kit.run(websocket(`${plain}/`, { send: ['ping'], assertions }));
    assert.equal(result.status, 'degraded');
    assert.match(result.reason, /^\[BODY\] == x: is "you said ping"$/);
  });

  it('asks for a subprotocol', async () => {
    assert.equal((await kit.run(websocket(`${plain}/`, { protocols: ['chat.v2'] }))).status, 'up');
    const none = await kit.run(websocket(`${plain}/`, { protocols: ['chat.v1'] }));
    assert.equal(none.status, 'down');
    assert.match(none.reason, /opened no WebSocket: it takes none of the subprotocols$/);
  });

  it('says why it did not open, or was closed', async () => {
    const rows = [
      ['/private', 'unknown', /^HTTP 401: reachable, but not authorised$/],
      ['/bye', 'down', /^it opened, but no message came: the server closed the connection with 4001 \(go away\)$/],
      ['/long', 'down', /^it opened, but no message came: a message is longer than 1024 kB$/],
    ] as const;
    for (const [path, status, reason] of rows) {
      const result = await kit.run(websocket(`${plain}${path}`, path === '/private' ? {} : { send: ['x'] }));
      assert.match(result.reason, reason);
      assert.equal(result.status, status);
    }
    const page = await startFaultServer(httpResponse('hello'));
    const lie = await startFaultServer(
      'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-accept: x\r\n\r\n',
    );
    const gone = await startFaultServer('');
    await gone.close();
    const mute = await startFaultServer('', { onConnect: true });
    try {
      assert.match(
        (await kit.run(websocket(page.origin))).reason,
        /^answered HTTP 200 in place of opening a WebSocket$/,
      );
      assert.match((await kit.run(websocket(lie.origin))).reason, /opened no WebSocket: its key does not fit$/);
      assert.match((await kit.run(websocket(gone.origin))).reason, /^nothing listens on /);
      const late = await kit.run(websocket(mute.origin, { timeoutMs: 50 }));
      assert.match(late.reason, /did not answer the handshake within 50ms$/);
      await new Promise((resolve) => setTimeout(resolve, 20));
      assert.deepEqual([page.open, lie.open, mute.open], [0, 0, 0]);
    } finally {
      await Promise.all([page.close(), lie.close(), mute.close()]);
    }
  });

  it('sends secrets to where they may go, and shows none', async () => {
    const config = websocket(`${plain}/`, { send: ['login ', { secret: 'door' }] });
    assert.equal((await kit.run(config)).secretNeeded?.origin, plain);
    kit.secrets.set([{ name: 'door', value: 'sesame-open', origins: [plain] }]);
    const result = await kit.run(config);
    assert.equal(result.status, 'up');
    assert.equal(result.response?.body, 'you said login ${secret:door}');
    assert.ok(!JSON.stringify(result).includes('sesame-open'));
  });

  it('names its target as a WebSocket', () => {
    assert.equal(websocketProbe.target(websocket('https://a/s?token=x')), 'wss://a/s?token=(redacted)');
  });

  it('reads no frames that break the protocol', () => {
    const rows = [
      ['c100', /extension/],
      ['8180', /masked/],
      ['8001', /out of order/],
      ['890100'.replace('89', '09'), /control frame/],
      ['817f0000000100000000', /longer than/],
    ] as const;
    for (const [hex, error] of rows)
      assert.match(new FrameReader(1024).push(Buffer.from(`${hex}00`, 'hex')).error ?? '', error, hex);
    const reader = new FrameReader(1024);
    const bytes = Buffer.from('0101618900800162', 'hex');
    const messages = [...bytes].flatMap((byte) => reader.push(Buffer.from([byte])).messages);
    assert.deepEqual(
      messages.map(({ opcode, payload }) => [opcode, payload.toString()]),
      [
        [9, ''],
        [1, 'ab'],
      ],
    );
  });

  it('reads a long frame that comes in small pieces, and what comes with its end', () => {
    const text = 'x'.repeat(2_000_000);
    const head = Buffer.from('817f00000000001e8480', 'hex');
    const bytes = Buffer.concat([head, Buffer.from(text), Buffer.from('890161', 'hex'), Buffer.from('8101', 'hex')]);
    const reader = new FrameReader(4_000_000);
    const messages = [];
    const before = process.threadCpuUsage();
    for (let at = 0; at < bytes.length; at += 50) messages.push(...reader.push(bytes.subarray(at, at + 50)).messages);
    messages.push(...reader.push(Buffer.from('b')).messages);
    assert.deepEqual(
      messages.map(({ opcode, payload }) => [opcode, payload.length, payload.at(-1)]),
      [
        [1, 2_000_000, 0x78],
        [9, 1, 0x61],
        [1, 1, 0x62],
      ],
    );
    assertComputed(2_000, before);
  });

  it('keeps no parts of a message without an end', () => {
    const parts = Buffer.concat([Buffer.from('0100', 'hex'), Buffer.from('0000'.repeat(10_000), 'hex')]);
    assert.match(new FrameReader(1024).push(parts).error ?? '', /too many parts/);
  });

  it('leaves a server that pings and does not read the answers', async () => {
    const server = createNetServer((socket) => {
      socket.on('error', () => undefined);
      socket.pause();
      const pings = Buffer.concat(
        Array<Buffer>(500).fill(Buffer.concat([Buffer.from('897d', 'hex'), Buffer.alloc(125)])),
      );
      const ping = (): void => void socket.write(pings, (error) => error ?? ping());
      ping();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const heard = await listen(socket, Buffer.alloc(0), () => false, AbortSignal.timeout(5_000));
    const unread = socket.writableLength;
    socket.destroy();
    server.close();
    assert.match(heard.failed ?? '', /does not read/);
    assert.ok(unread < 1024 * 1024, `${unread} bytes`);
  });
});
