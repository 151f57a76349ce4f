import assert from 'node:assert/strict';
import type { Template } from '../../../src/model/service.ts';
import { type FaultServer, httpResponse, startFaultServer } from '../../support/faultServer.ts';
import { httpConfig, type Kit, probeKit } from './probeKit.ts';

const VALUE = 'p@ss/w?rd#1&x=y';

describe('http probe: secrets', () => {
  let kit: Kit;
  let server: FaultServer;
  before(async () => {
    kit = probeKit();
    // Answers with all that was sent, as a debugging endpoint does.
    server = await startFaultServer((socket, request) =>
      socket.write(
        httpResponse(
          request,
          { 'x-echo': /x-key: (.*)\r/i.exec(request)?.[1] ?? '', 'set-cookie': 'session=abc' },
          '500 Oh',
        ),
      ),
    );
  });
  beforeEach(() => kit.secrets.set([{ name: 'clawnet-admin', value: VALUE, origins: [server.origin] }]));
  after(async () => {
    kit.dispose();
    await server.close();
  });

  const secret = { secret: 'clawnet-admin' };

  it('sends nothing by way of a proxy of the settings that the secret may not go to', async () => {
    const seen: string[] = [];
    const proxy = await startFaultServer((socket, request) => {
      seen.push(request);
      socket.write(httpResponse('{"status":"ok"}'));
    });
    try {
      const config = { ...httpConfig([`${server.origin}/?key=`, secret]), proxy: { url: proxy.origin } };
      const refusedRun = await kit.run(config);
      assert.deepEqual(refusedRun.secretNeeded, { name: 'clawnet-admin', origin: proxy.origin, why: 'originRefused' });
      assert.deepEqual(seen, []);
      kit.secrets.set([{ name: 'clawnet-admin', value: VALUE, origins: [server.origin, proxy.origin] }]);
      await kit.run(config);
      assert.equal(seen.length, 1);
    } finally {
      await proxy.close();
    }
  });

  const refused: readonly [name: string, url: () => Template, reason: () => string][] = [
    ['is not set', () => [`${server.origin}/`, { secret: 'other' }], () => 'the secret "other" has not been set'],
    [
      'may not go there',
      () => [server.origin.replace('127.0.0.1', 'localhost'), '/', secret],
      () => `the secret "clawnet-admin" may not be sent to http://localhost:${server.port}`,
    ],
    [
      'is part of the host',
      () => [`http://127.0.0.1:${server.port}`, secret, '/'],
      () => `"http://127.0.0.1:${server.port}\${secret:clawnet-admin}/" is not a URL`,
    ],
    [
      'is the whole host',
      () => ['http://', secret, '/'],
      () => 'a secret may not be part of the host: it would choose where it is sent',
    ],
    [
      'is a part of the name',
      () => ['http://a.', secret, '.example/'],
      () => 'a secret may not be part of the host: it would choose where it is sent',
    ],
    [
      'is the scheme',
      () => [secret, `://127.0.0.1:${server.port}/`],
      () => `"\${secret:clawnet-admin}:" is not http: or https:`,
    ],
  ];
  for (const [name, url, reason] of refused) {
    it(`nothing leaves where the secret ${name}`, async () => {
      const [connections, requests] = [server.connections, server.requests.length];
      const result = await kit.run(httpConfig(url()));
      assert.equal(result.reason, reason());
      assert.equal(result.status, 'unknown');
      assert.deepEqual([server.connections, server.requests.length], [connections, requests]);
    });
  }

  it('says which secret is needed and where it would go', async () => {
    const missing = await kit.run(httpConfig(server.origin, { headers: [['x-key', [{ secret: 'nope' }]]] }));
    assert.deepEqual(missing.secretNeeded, { name: 'nope', origin: server.origin, why: 'missing' });
    kit.secrets.set([{ name: 'clawnet-admin', value: VALUE, origins: ['https://elsewhere.example'] }]);
    const elsewhere = await kit.run(httpConfig(server.origin, { body: [secret], method: 'POST' }));
    assert.deepEqual(elsewhere.secretNeeded, { name: 'clawnet-admin', origin: server.origin, why: 'originRefused' });
  });

  it('puts a secret into a URL as the text that it is, and keeps it out of all that is shown', async () => {
    const config = httpConfig([`http://me:`, secret, `@127.0.0.1:${server.port}/a/`, secret, '?plain=', secret], {
      headers: [['X-Key', ['v ', secret]]],
    });
    const result = await kit.run(config);
    const request = server.requests.at(-1) ?? '';
    assert.ok(
      request.startsWith('GET /a/p%40ss/w%3Frd%231%26x%3Dy?plain=p%40ss%2Fw%3Frd%231%26x%3Dy HTTP/1.1\r\n'),
      request,
    );
    assert.match(request, /x-key: v p@ss\/w\?rd#1&x=y\r\n/i);
    const basic = /authorization: Basic (.*)\r\n/i.exec(request)?.[1] ?? '';
    assert.equal(Buffer.from(basic, 'base64').toString(), `me:${VALUE}`);
    const shown = JSON.stringify(result);
    for (const form of [
      VALUE,
      encodeURIComponent(VALUE),
      'p%40ss/w%3Frd%231',
      Buffer.from(VALUE).toString('base64').slice(0, 12),
    ])
      assert.ok(!shown.includes(form), form);
    assert.ok(shown.includes('${secret:clawnet-admin}'));
    assert.deepEqual(
      result.response?.headers.find(([name]) => name.toLowerCase() === 'set-cookie'),
      ['set-cookie', '(redacted)'],
    );
    assert.equal(
      result.response?.url,
      `http://127.0.0.1:${server.port}/a/\${secret:clawnet-admin}?plain=\${secret:clawnet-admin}`,
    );
  });

  it('keeps a secret that the service repeats out of checks, their series and the reason', async () => {
    server.setFault((socket) =>
      socket.write(
        httpResponse(
          JSON.stringify({ status: `bad ${VALUE}`, checks: { [VALUE]: { status: 'down', message: `no ${VALUE}` } } }),
          {},
          '503 Oh',
        ),
      ),
    );
    const result = await kit.run(httpConfig(server.origin));
    assert.equal(result.status, 'down');
    assert.equal(result.checks.length, 1);
    assert.ok(!JSON.stringify(result).includes(JSON.stringify(VALUE).slice(1, -1)), JSON.stringify(result));
  });

  it('keeps the beginning of a long secret out of what was cut to length', async () => {
    const token = `eyJhbGciOiJSUzI1NiJ9.${'QWxhZGRpbjpvcGVuIHNlc2FtZQ'.repeat(20)}`;
    kit.secrets.set([{ name: 'jwt', value: token, origins: [server.origin] }]);
    const bodies = [
      JSON.stringify({ status: 'down', message: `invalid token ${token}` }),
      JSON.stringify({ status: 'down', checks: { [`auth ${token}`]: { status: 'down', message: `bad ${token}` } } }),
      JSON.stringify({ error: `unknown token ${token}` }),
      JSON.stringify({ status: token }),
      `<html><title>bad ${token}</title></html>`,
      `hello ${token}`,
    ];
    for (const status of ['200 OK', '503 Oh']) {
      for (const body of bodies) {
        server.setFault((socket) => socket.write(httpResponse(body, {}, status)));
        const result = await kit.run(httpConfig(server.origin));
        assert.ok(!JSON.stringify(result).includes(token.slice(0, 8)), `${body.slice(0, 30)}: ${result.reason}`);
      }
    }
  });

  it('lets no control character of an answer into a reason', async () => {
    for (const [body, headers, status] of [
      ['\u009b31m', { 'content-encoding': '\u009b31m' }, '200 OK'],
      ['', { location: 'ftp://\u009b31m' }, '302 Found'],
      [JSON.stringify({ status: 'down', message: 'a\u202eb\u001b[2Jc' }), {}, '503 Oh'],
    ] as const) {
      server.setFault((socket) => socket.write(httpResponse(body, headers, status)));
      const { reason } = await kit.run(httpConfig(server.origin));
      // oxlint-disable-next-line no-control-regex -- what must not be there
      assert.doesNotMatch(reason, /[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
    }
  });
});
