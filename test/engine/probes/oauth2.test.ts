import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OAuth2Config } from '../../../src/model/request.ts';
import { httpConfig, type Kit, probeKit } from './probeKit.ts';

/** A named fake of an authorization server and of what it protects, as RFC 6749 (4.4, 5.1, 5.2) has them. */
class FakeAuthorization {
  readonly forms: URLSearchParams[] = [];
  readonly bearers: string[] = [];
  valid = 'token-1-abcdef';
  answer: { readonly code: number; readonly body: unknown } | undefined;

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === '/token') {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      this.forms.push(new URLSearchParams(body));
      const { code, body: answer } = this.answer ?? {
        code: 200,
        body: { access_token: this.valid, token_type: 'bearer', expires_in: 3600 },
      };
      response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
      return;
    }
    const bearer = request.headers.authorization ?? 'none';
    this.bearers.push(bearer);
    const allowed = bearer === `Bearer ${this.valid}`;
    response.writeHead(allowed ? 200 : 401, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ status: 'ok', echo: bearer }));
  }
}

describe('http probe: OAuth 2.0 client credentials', () => {
  let fake: FakeAuthorization;
  let server: Server;
  let kit: Kit;
  let origin: string;
  let oauth2: OAuth2Config;
  beforeEach(async () => {
    fake = new FakeAuthorization();
    kit = probeKit();
    server = createServer((request, response) => void fake.handle(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    oauth2 = {
      tokenUrl: [`${origin}/token`],
      clientId: ['watch post'],
      clientSecret: [{ secret: 'client' }],
      scope: 'a b',
    };
    kit.secrets.set([{ name: 'client', value: 'p&ss=word', origins: [origin] }]);
  });
  afterEach(() => {
    kit.dispose();
    server.close();
    server.closeAllConnections();
  });

  const run = () => kit.run({ ...httpConfig(`${origin}/health`), oauth2 });

  it('fetches a token once and sends it as a bearer', async () => {
    const result = await run();
    assert.equal(result.status, 'up', result.reason);
    await run();
    assert.equal(fake.forms.length, 1);
    assert.deepEqual(Object.fromEntries(fake.forms[0]!), {
      grant_type: 'client_credentials',
      scope: 'a b',
      client_id: 'watch post',
      client_secret: 'p&ss=word',
    });
    assert.deepEqual(fake.bearers, ['Bearer token-1-abcdef', 'Bearer token-1-abcdef']);
    assert.ok(!JSON.stringify(result).includes('token-1-abcdef'), 'the token is shown');
  });

  it('fetches another one when the target no longer takes it', async () => {
    await run();
    fake.valid = 'token-2-abcdef';
    assert.notEqual((await run()).status, 'up');
    assert.equal((await run()).status, 'up');
    assert.equal(fake.forms.length, 2);
  });

  it('fetches one for many runs at once', async () => {
    await Promise.all(Array.from({ length: 8 }, run));
    assert.equal(fake.forms.length, 1);
  });

  for (const [title, code, body, reason] of [
    ['a refusal', 401, { error: 'invalid_client' }, /no access token from .*\/token: HTTP 401, invalid_client/],
    ['no token', 200, { hello: 1 }, /HTTP 200/],
    ['nonsense', 200, 'x', /HTTP 200/],
    ['a token that no header can carry', 200, { access_token: 'a\r\nb: c' }, /none that a header can carry/],
  ] as const) {
    it(`says why there is none: ${title}`, async () => {
      fake.answer = { code, body };
      const result = await run();
      assert.equal(result.status, 'unknown');
      assert.match(result.reason, reason);
      assert.deepEqual(fake.bearers, []);
    });
  }

  it('sends no token to where its secret may not go', async () => {
    const bearers: string[] = [];
    const stranger = createServer((request, response) => {
      bearers.push(request.headers.authorization ?? 'none');
      response.end();
    });
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    const elsewhere = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
    const result = await kit.run({ ...httpConfig(`${elsewhere}/`), oauth2 });
    const byProxy = await kit.run({ ...httpConfig(`${origin}/health`), oauth2, proxy: { url: elsewhere } });
    stranger.close();
    for (const { secretNeeded } of [result, byProxy]) {
      assert.deepEqual(secretNeeded, { name: 'client', origin: elsewhere, why: 'originRefused' });
    }
    assert.deepEqual(bearers, []);
    assert.equal(fake.forms.length, 0);
  });

  it('sends the client’s secret nowhere but to where it may go', async () => {
    kit.secrets.set([{ name: 'client', value: 'p&ss=word', origins: ['https://elsewhere.example'] }]);
    const result = await run();
    assert.deepEqual(result.secretNeeded, { name: 'client', origin, why: 'originRefused' });
    assert.equal(fake.forms.length, 0);
  });
});
