import assert from 'node:assert/strict';
import type { Fault, FaultServer } from '../../support/faultServer.ts';
import { httpResponse, startFaultServer } from '../../support/faultServer.ts';
import { httpConfig, type Kit, probeKit, sampleOf } from './probeKit.ts';

const UP = httpResponse('{"status":"ok"}', { 'content-type': 'application/json' });
const LOGIN = httpResponse('<!doctype html><form><input name="p" type="password"></form>', {
  'content-type': 'text/html',
});

const to = (location: string, status = '302 Found'): Buffer => httpResponse('moved', { location }, status);
const path = (request: string): string => request.split(' ')[1] ?? '';

describe('http probe: redirects', () => {
  let kit: Kit;
  let server: FaultServer;
  let other: FaultServer;
  const routes: Record<string, Buffer> = {};
  const answer: Fault = (socket, request) => socket.write(routes[path(request)] ?? UP);
  before(async () => {
    kit = probeKit();
    server = await startFaultServer(answer);
    other = await startFaultServer(answer);
  });
  after(async () => {
    kit.dispose();
    await server.close();
    await other.close();
  });
  const sentTo = (from: FaultServer, since: number): string => from.requests.slice(since).join('').toLowerCase();

  it('follows up to five', async () => {
    for (let i = 1; i <= 6; i++) routes[`/hop${i}`] = to(`/hop${i + 1}`);
    routes['/hop7'] = UP;
    const five = await kit.run(httpConfig(`${server.origin}/hop2`));
    assert.equal(five.status, 'up');
    assert.equal(sampleOf(five, 'probe_http_redirects'), 5);
    assert.equal(five.response?.url, `${server.origin}/hop7`);
    const six = await kit.run(httpConfig(`${server.origin}/hop1`));
    assert.equal(six.reason, `more than 5 redirects, the last one to ${server.origin}/hop7`);
    assert.equal(six.status, 'down');
  });

  it('follows as many as it is told, and with none takes the redirect for the answer', async () => {
    routes['/one'] = to('/two');
    routes['/two'] = to('/three');
    routes['/three'] = UP;
    const once = await kit.run(httpConfig(`${server.origin}/one`, { maxRedirects: 1 }));
    assert.equal(once.reason, `more than 1 redirects, the last one to ${server.origin}/three`);
    assert.equal((await kit.run(httpConfig(`${server.origin}/one`, { maxRedirects: 2 }))).status, 'up');
    const since = server.requests.length;
    const none = await kit.run(httpConfig(`${server.origin}/one`, { maxRedirects: 0 }));
    assert.equal(none.response?.code, 302);
    assert.equal(server.requests.length - since, 1);
  });

  it('names a loop', async () => {
    routes['/a'] = to('/b');
    routes['/b'] = to('/a');
    const result = await kit.run(httpConfig(`${server.origin}/a`));
    assert.match(result.reason, /\/b answered 302, a redirect to http.*\/a, which had already been asked: a loop$/);
    assert.equal(result.status, 'down');
  });

  it('is unknown where a redirect leads to a login page, and names it', async () => {
    routes['/private'] = to('/login?next=%2Fprivate&token=abc');
    routes['/login?next=%2Fprivate&token=abc'] = LOGIN;
    const result = await kit.run(httpConfig(`${server.origin}/private`));
    assert.equal(result.status, 'unknown');
    assert.equal(
      result.reason,
      `was redirected to ${server.origin}/login?next=%2Fprivate&token=(redacted), a login page`,
    );
  });

  it('is unknown where a redirect leads away from HTTP', async () => {
    routes['/file'] = to('file:///etc/passwd');
    const result = await kit.run(httpConfig(`${server.origin}/file`));
    assert.match(result.reason, /a redirect to "file:\/\/\/etc\/passwd", which is no http URL$/);
    assert.equal(result.status, 'unknown');
  });

  it('keeps what is confidential from another origin, there and back', async () => {
    kit.secrets.set([{ name: 'key', value: 's3cr3t-value', origins: [server.origin] }]);
    routes['/away'] = to(`${other.origin}/back`);
    routes['/back'] = to(`${server.origin}/home`);
    const [atServer, atOther] = [server.requests.length, other.requests.length];
    const result = await kit.run(
      httpConfig(`${server.origin.replace('http://', 'http://user:pass@')}/away`, {
        headers: [
          ['Cookie', ['sid=1']],
          ['X-Custom', [{ secret: 'key' }]],
          ['X-Plain', ['seen']],
        ],
      }),
    );
    assert.equal(result.status, 'up', result.reason);
    const [first = '', second = ''] = server.requests.slice(atServer).map((request) => request.toLowerCase());
    for (const header of ['authorization: basic dxnlcjpwyxnz', 'cookie: sid=1', 'x-custom: s3cr3t-value'])
      assert.ok(first.includes(header), header);
    for (const sent of [sentTo(other, atOther), second]) {
      assert.ok(sent.includes('x-plain: seen'));
      assert.doesNotMatch(sent, /authorization|cookie|x-custom|s3cr3t/);
    }
  });

  it('does not follow where the target carries a secret to another origin', async () => {
    kit.secrets.set([{ name: 'key', value: 's3cr3t-value', origins: [server.origin] }]);
    routes['/echo?k=s3cr3t-value'] = to(`${other.origin}/collect?k=s3cr3t-value`);
    const asked = other.requests.length;
    const result = await kit.run(httpConfig([`${server.origin}/echo?k=`, { secret: 'key' }]));
    assert.equal(other.requests.length, asked);
    assert.equal(result.status, 'unknown');
    assert.match(result.reason, /not followed, it would carry the secret "key" there$/);
    assert.doesNotMatch(JSON.stringify(result), /s3cr3t/);
  });

  it('turns a POST into a GET as browsers do, and keeps it at 307', async () => {
    routes['/see'] = to('/done', '303 See Other');
    routes['/keep'] = to('/done', '307 Temporary Redirect');
    for (const [from, sent] of [
      ['/see', 'GET /done'],
      ['/keep', 'POST /done'],
    ] as const) {
      const asked = server.requests.length;
      await kit.run(
        httpConfig(server.origin + from, {
          method: 'POST',
          body: ['{"a":1}'],
          headers: [['content-type', ['application/json']]],
        }),
      );
      const last = server.requests[asked + 1] ?? '';
      assert.ok(last.startsWith(sent), last);
      assert.equal(last.includes('{"a":1}'), sent.startsWith('POST'));
    }
  });

  it('does not send a body with a secret to another origin', async () => {
    kit.secrets.set([{ name: 'key', value: 's3cr3t-value', origins: [server.origin] }]);
    routes['/body'] = to(`${other.origin}/x`, '307 Temporary Redirect');
    const asked = other.requests.length;
    const result = await kit.run(
      httpConfig(`${server.origin}/body`, { method: 'POST', body: ['k=', { secret: 'key' }] }),
    );
    assert.equal(other.requests.length, asked);
    assert.match(result.reason, /not followed, the body holds a secret$/);
  });
});
