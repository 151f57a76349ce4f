import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ProbeResult } from '../../../src/model/probe.ts';
import type { Assertion } from '../../../src/model/assertion.ts';
import { assertion } from '../assertions/assertion.ts';
import { BASE, httpConfig, type Kit, probeKit, sampleOf } from './probeKit.ts';

interface Answer {
  readonly code?: number;
  readonly body?: string;
  readonly headers?: Record<string, string>;
}

describe('probes with assertions', () => {
  let server: Server;
  let kit: Kit;
  let answer: Answer = {};
  before(async () => {
    kit = probeKit();
    server = createServer((_request, response) => {
      response.writeHead(answer.code ?? 200, { 'content-type': 'application/json', ...answer.headers });
      response.end(answer.body ?? '{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  after(() => {
    kit.dispose();
    server.close();
    server.closeAllConnections();
  });

  const port = (): number => (server.address() as AddressInfo).port;
  const run = (given: Answer, ...assertions: Assertion[]): Promise<ProbeResult> => {
    answer = given;
    return kit.run({ ...httpConfig(`http://127.0.0.1:${port()}/`), assertions });
  };

  it('is up where all hold, and shows the values', async () => {
    const result = await run(
      { body: '{"queue":{"size":7}}' },
      assertion('[STATUS] == 200'),
      assertion('[BODY].queue.size < 100'),
    );
    assert.equal(result.status, 'up', result.reason);
    assert.deepEqual(
      result.checks.map(({ name, message }) => [name, message]),
      [
        ['[STATUS] == 200', 'is 200'],
        ['[BODY].queue.size < 100', 'is 7'],
      ],
    );
    assert.equal(sampleOf(result, 'health_check_status', { check: '[STATUS] == 200' }), 1);
  });

  it('says which does not hold, with the value', async () => {
    const result = await run({ body: '{"queue":{"size":150}}' }, assertion('[BODY].queue.size < 100'));
    assert.equal(result.status, 'down');
    assert.equal(result.reason, '[BODY].queue.size < 100: is 150');
    const slow = await run({}, assertion('[STATUS] == 200'), assertion('[BODY].x == 1', 'degraded'));
    assert.equal(slow.status, 'degraded');
  });

  it('lets an asserted status count as the right one', async () => {
    assert.equal((await run({ code: 401 })).status, 'unknown');
    assert.equal((await run({ code: 401 }, assertion('[STATUS] == 401'))).status, 'up');
    assert.equal((await run({ code: 500 }, assertion('[STATUS] == 200'))).status, 'down');
    // The body still has its say.
    assert.equal((await run({ body: '{"status":"down"}' }, assertion('[STATUS] == 200'))).status, 'down');
  });

  it('does not read a body of which the user says what is right', async () => {
    assert.equal((await run({ body: '{"status":"down"}' }, assertion('[BODY].status == down'))).status, 'up');
    assert.equal((await run({ code: 503, body: '{"a":1}' }, assertion('[BODY].a == 1'))).status, 'down');
  });

  it('tells nothing of a body that is too long to be read', async () => {
    const body = JSON.stringify({ a: 1, pad: 'x'.repeat(2 * 1024 * 1024) });
    const result = await run({ body }, assertion('[BODY].a == 1'));
    assert.equal(result.status, 'unknown', result.reason);
  });

  it('says why nothing was met, unless that is what is wanted', async () => {
    const closed = { ...BASE, kind: 'tcp', host: '127.0.0.1', port: 1 } as const;
    const plain = await kit.run({ ...closed, assertions: [assertion('[RESPONSE_TIME] < 1s')] });
    assert.equal(plain.status, 'down');
    assert.match(plain.reason, /connection refused/);
    assert.deepEqual(plain.checks, []);
    const wanted = await kit.run({ ...closed, assertions: [assertion('[CONNECTED] == false')] });
    assert.equal(wanted.status, 'up');
    assert.match(wanted.reason, /connection refused/);
    const open = await kit.run({ ...closed, port: port(), assertions: [assertion('[CONNECTED] == false')] });
    assert.equal(open.status, 'down');
  });

  it('asserts a command’s exit code and output', async () => {
    const command = (code: string, ...assertions: Assertion[]): Promise<ProbeResult> =>
      kit.run({
        ...BASE,
        kind: 'command',
        command: [[process.execPath], ['-e'], [code]],
        cwd: '.',
        env: [],
        timeoutMs: 10_000,
        assertions,
      });
    assert.equal((await command('process.exit(3)', assertion('[STATUS] == 3'))).status, 'up');
    assert.equal((await command('console.log(JSON.stringify({ n: 5 }))', assertion('[BODY].n > 4'))).status, 'up');
    assert.equal((await command('console.log(JSON.stringify({ n: 5 }))', assertion('[BODY].n > 5'))).status, 'down');
  });

  it('shows no secret that a body repeats', async () => {
    kit.secrets.set([{ name: 'token', value: 'hunter2-secret', origins: [] }]);
    const result = await run({ body: '{"echo":"hunter2-secret"}' }, assertion('[BODY].echo == x'));
    assert.ok(!JSON.stringify([result.reason, result.checks]).includes('hunter2'));
    kit.secrets.set([]);
  });
});
