// Suites against a real HTTP server that hands out tokens.
import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { parseAssertion } from '../../../src/config/assertions/parseAssertion.ts';
import { suiteProbe } from '../../../src/engine/probes/suite.ts';
import type { SuiteProbeConfig, SuiteStep } from '../../../src/model/service.ts';
import { BASE, type Kit, probeKit, sampleOf } from './probeKit.ts';

const TOKEN = 'token-of-a-session-1234';
const PASSWORD = 'correct-horse';

function asserting(text: string) {
  const parsed = parseAssertion(text);
  assert.ok(parsed.ok);
  return { ...parsed.value, otherwise: 'down' } as const;
}

const step = (name: string, url: string, rest: Partial<SuiteStep> = {}): SuiteStep => ({
  name,
  url: [url],
  method: 'GET',
  headers: [],
  assertions: [],
  take: [],
  ...rest,
});

const TAKE_TOKEN = { name: 'token', fact: { name: 'BODY', path: '$.token' }, secret: true } as const;
const BEARER = ['Authorization', ['Bearer ', { secret: 'take:token' }]] as const;

describe('suite probe', () => {
  let kit: Kit;
  let server: Server & { closeAllConnections(): void };
  let other: Server & { closeAllConnections(): void };
  let origin: string;
  let elsewhere: string;
  let asked: string[] = [];
  let heard: string[] = [];

  before(async () => {
    const answer = (request: IncomingMessage, response: ServerResponse): void => {
      asked.push(`${request.method} ${request.url}`);
      const json = (code: number, body: unknown): void =>
        void response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const { url = '' } = request;
        if (url === '/login') {
          if (body.includes(PASSWORD)) json(200, { token: TOKEN, user: { id: 7 } });
          else json(401, { error: 'who are you?' });
        } else if (url === '/me') {
          if (request.headers.authorization === `Bearer ${TOKEN}`) json(200, { name: 'ann', orders: 3 });
          else json(403, { error: `not with ${request.headers.authorization ?? 'nothing'}` });
        } else if (url === '/slow') setTimeout(() => json(200, {}), 30_000).unref();
        else if (url === '/away') response.writeHead(302, { location: `${elsewhere}/x?t=${TOKEN}` }).end();
        else if (url === '/hostile') json(200, { up: '..', path: '../../admin?x=1#', line: 'a\r\nX-Admin: yes' });
        else if (url === '/large') json(200, { token: TOKEN, pad: 'x'.repeat(1024 * 1024) });
        else if (url === '/echo') json(500, { said: request.headers.authorization });
        else json(200, { path: url });
      });
    };
    server = createServer(answer);
    other = createServer((request, response) => {
      heard.push(`${request.url} ${request.headers.authorization ?? ''}`);
      response.end('{}');
    });
    for (const one of [server, other]) await new Promise<void>((done) => one.listen(0, '127.0.0.1', () => done()));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    kit = probeKit();
    kit.secrets.set([{ name: 'password', value: PASSWORD, origins: [origin] }]);
  });
  after(() => {
    kit.dispose();
    for (const one of [server, other]) {
      one.close();
      one.closeAllConnections();
    }
    assert.deepEqual(kit.bugs, []);
  });
  beforeEach(() => {
    asked = [];
    heard = [];
  });

  const login = (rest: Partial<SuiteStep> = {}): SuiteStep =>
    step('log in', `${origin}/login`, {
      method: 'POST',
      body: ['{"password":"', { secret: 'password' }, '"}'],
      take: [TAKE_TOKEN],
      ...rest,
    });
  const suite = (steps: readonly SuiteStep[], timeoutMs = 20_000): SuiteProbeConfig => ({
    ...BASE,
    kind: 'suite',
    steps,
    timeoutMs,
  });

  it('logs in, takes the token and calls with it; each step has its row', async () => {
    const id = { name: 'id', fact: { name: 'BODY', path: '$.user.id' }, secret: false } as const;
    const result = await kit.run(
      suite([
        login({ take: [TAKE_TOKEN, id] }),
        step('me', `${origin}/me`, { headers: [BEARER], assertions: [asserting('[BODY].orders > 2')] }),
        { ...step('user', ''), url: [`${origin}/users/`, { secret: 'take:id' }] },
      ]),
    );
    assert.equal(result.status, 'up', result.reason);
    assert.equal(result.reason, 'all 3 steps succeeded');
    assert.deepEqual(asked, ['POST /login', 'GET /me', 'GET /users/7']);
    assert.deepEqual(
      result.checks.map(({ name, status }) => `${name} ${status}`),
      ['log in up', 'me up', 'user up'],
    );
    assert.match(result.checks[0]?.message ?? '', /^HTTP 200 OK in .*, took token, id$/);
    assert.ok(result.checks.every(({ latencyMs = -1 }) => latencyMs > 0));
    assert.ok((sampleOf(result, 'health_check_duration_seconds', { check: 'me' }) ?? 0) > 0);
    assert.ok((result.phasesMs?.processing ?? 0) > 0);
    assert.ok(!JSON.stringify(result).includes(TOKEN));
  });

  it('stops at the step that fails, and says which and why', async () => {
    const result = await kit.run(
      suite([
        login(),
        step('me', `${origin}/me`, { headers: [BEARER], assertions: [asserting('[BODY].orders > 5')] }),
        step('out', `${origin}/out`),
      ]),
    );
    assert.equal(result.status, 'down');
    assert.equal(result.reason, 'me: [BODY].orders > 5: is 3');
    assert.deepEqual(
      result.checks.map(({ name, status, message }) => `${name} ${status}: ${message}`),
      [`log in up: ${result.checks[0]?.message}`, 'me down: [BODY].orders > 5: is 3', 'out unknown: not asked'],
    );
    assert.deepEqual(asked, ['POST /login', 'GET /me']);
    assert.equal(JSON.parse(result.response?.body ?? '{}').name, 'ann');
    const forbidden = await kit.run(suite([step('me', `${origin}/me`)]));
    assert.equal(forbidden.reason, 'me: HTTP 403 Forbidden');
    const wanted = await kit.run(suite([step('me', `${origin}/me`, { assertions: [asserting('[STATUS] == 403')] })]));
    assert.equal(wanted.status, 'up', wanted.reason);
    assert.equal(wanted.reason, 'the step succeeded');
    const nothing = await kit.run(suite([step('x', `${origin}/x`, { take: [TAKE_TOKEN] })]));
    assert.equal(nothing.reason, 'x: HTTP 200 OK, but there is nothing to take as token');
  });

  it('keeps what it took out of every text, of an answer that fails too', async () => {
    const echoed = await kit.run(suite([login(), step('echo', `${origin}/echo`, { headers: [BEARER] })]));
    assert.equal(echoed.reason, 'echo: HTTP 500 Internal Server Error');
    assert.equal(echoed.response?.body, '{"said":"Bearer ${take:token}"}');
    const refused = await kit.run(suite([login({ assertions: [asserting('[BODY].user.id == 8')] })]));
    assert.equal(refused.status, 'down');
    assert.ok(!JSON.stringify([echoed, refused]).includes(TOKEN));
    assert.match(refused.response?.body ?? '', /"token":"\$\{take:token\}"/);
    const open = await kit.run(
      suite([
        login({ take: [{ ...TAKE_TOKEN, secret: false }] }),
        step('echo', `${origin}/echo`, { headers: [BEARER] }),
      ]),
    );
    assert.match(open.response?.body ?? '', new RegExp(TOKEN));
  });

  it('hands a token to nobody that the password may not go to', async () => {
    const leak = suite([login(), step('leak', `${elsewhere}/x`, { headers: [BEARER] })]);
    const refused = await kit.run(leak);
    assert.equal(refused.status, 'unknown');
    assert.equal(refused.reason, `leak: the secret "take:token" may not be sent to ${elsewhere}`);
    assert.equal(refused.secretNeeded, undefined);
    const inUrl = suite([login(), { ...step('leak', ''), url: [`${elsewhere}/`, { secret: 'take:token' }] }]);
    assert.equal((await kit.run(inUrl)).status, 'unknown');
    const unmarked = suite([
      login({ take: [{ ...TAKE_TOKEN, secret: false }] }),
      step('leak', `${elsewhere}/x`, { headers: [BEARER] }),
    ]);
    assert.equal((await kit.run(unmarked)).status, 'unknown', 'a token that is called no secret went away');
    const redirected = await kit.run(suite([login(), step('away', `${origin}/away`)]));
    assert.match(redirected.reason, /not followed, it would carry the secret "take:token" there$/);
    assert.deepEqual(heard, []);
    kit.secrets.set([{ name: 'password', value: PASSWORD, origins: [origin, elsewhere] }]);
    assert.equal((await kit.run(leak)).status, 'up');
    assert.deepEqual(heard, [`/x Bearer ${TOKEN}`]);
    kit.secrets.set([{ name: 'password', value: PASSWORD, origins: [origin] }]);
  });

  it('asks for a secret that is missing, and takes of an open service what it wants', async () => {
    const config = suite([step('x', `${origin}/x`, { body: [{ secret: 'none' }] })]);
    assert.deepEqual((await kit.run(config)).secretNeeded, { name: 'none', origin, why: 'missing' });
    const path = { name: 'p', fact: { name: 'BODY', path: '$.path' }, secret: false } as const;
    const open = suite([
      step('x', `${origin}/x`, { take: [path] }),
      { ...step('y', ''), url: [`${elsewhere}/?p=`, { secret: 'take:p' }] },
    ]);
    assert.equal((await kit.run(open)).status, 'up');
    assert.deepEqual(heard, ['/?p=%2Fx ']);
  });

  it('asks no other path and sends no other header, whatever it took', async () => {
    const take = (name: string) => ({ name, fact: { name: 'BODY', path: `$.${name}` }, secret: false }) as const;
    const using = async (name: string, rest: (value: { secret: string }) => Partial<SuiteStep>) => {
      asked = [];
      const steps = [
        step('get', `${origin}/hostile`, { take: [take(name)] }),
        step('use', '', rest({ secret: `take:${name}` })),
      ];
      const config: SuiteProbeConfig = { ...BASE, kind: 'suite', steps };
      return kit.run(config);
    };
    const ofUser = (value: { secret: string }) => ({ url: [`${origin}/users/`, value, '/orders'] });
    assert.equal((await using('path', ofUser)).status, 'up');
    assert.equal(asked[1], 'GET /users/..%2F..%2Fadmin%3Fx%3D1%23/orders');
    const up = await using('up', ofUser);
    assert.match(up.reason, /nothing to take as up/);
    assert.equal(asked.length, 1);
    const line = await using('line', (value) => ({ url: [`${origin}/me`], headers: [['X-Line', [value]]] }));
    assert.equal(line.status, 'unknown', line.reason);
    assert.equal(asked.length, 1);
  });

  it('takes nothing of a body that is too long to be read, and says so', async () => {
    const token = { name: 'token', fact: { name: 'BODY', path: '$.token' }, secret: false } as const;
    const steps = [step('get', `${origin}/large`, { take: [token] }), step('use', `${origin}/me`)];
    const result = await kit.run(suite(steps));
    assert.equal(result.status, 'unknown');
    assert.match(result.reason, /^get: HTTP 200 OK, but the body is longer than 1 MiB/);
    assert.equal(result.checks[1]?.message, 'not asked');
  });

  it('has one timeout for all steps', async () => {
    const result = await kit.run(
      suite([step('one', `${origin}/one`), step('slow', `${origin}/slow`), step('two', `${origin}/two`)], 150),
    );
    assert.equal(result.status, 'down');
    assert.match(result.reason, /^slow: 127\.0\.0\.1:\d+ accepted the connection but did not answer within 150ms$/);
    assert.equal(result.checks[2]?.message, 'not asked');
  });

  it('remembers no token of the runs before, and forgets no secret for them', async () => {
    const config = suite([login()]);
    for (let i = 0; i < 5; i++) await kit.run(config);
    assert.equal(kit.secrets.redact(`${TOKEN} ${PASSWORD}`), `${TOKEN} \${secret:password}`);
  });

  it('names its steps as its target', () => {
    assert.equal(suiteProbe.target(suite([login(), step('me', origin)])), '2 steps: log in, me');
  });
});
