import assert from 'node:assert/strict';
import { SecretVault } from '../../../src/engine/connections/secretVault.ts';
import { readAnswer } from '../../../src/engine/probes/http/readAnswer.ts';
import type { ProbeContext } from '../../../src/engine/probes/probe.ts';
import type { HttpProbeConfig } from '../../../src/model/service.ts';

const CONFIG: HttpProbeConfig = {
  id: 'a/health',
  name: 'health',
  kind: 'http',
  intervalMs: 5_000,
  timeoutMs: 2_000,
  failureThreshold: 2,
  successThreshold: 1,
  url: ['http://127.0.0.1/health'],
  method: 'GET',
  headers: [],
};

/** Reads answers of one endpoint, one after the other. */
function reader(config = { ...CONFIG }) {
  const secrets = new SecretVault();
  const read = (body: string | Buffer, code = 200, contentType = 'application/json') =>
    readAnswer(config, { code, contentType, body: Buffer.from(body) }, { secrets } as ProbeContext);
  return { read, secrets };
}

const WELL = '{"status":"healthy","checks":{"redis":{"status":"ok","latency":3}}}';

describe('answers of a health endpoint that say the same again', () => {
  it('are read once: the checks are the very same ones', () => {
    const { read } = reader();
    const first = read(WELL);
    assert.deepEqual([first.status, first.checks.length, first.samples.length, first.text], ['up', 1, 2, WELL]);
    assert.equal(read(WELL), first);
  });

  it('are read anew where the body, the code, the type or another endpoint is behind it', () => {
    const { read } = reader();
    const first = read(WELL);
    assert.equal(
      read('{"status":"healthy","checks":{"redis":{"status":"down","latency":3}}}').checks[0]!.status,
      'down',
    );
    assert.equal(read(WELL, 503).status, 'down');
    assert.notEqual(read('hello', 200, 'text/plain').reason, read('hello', 200, 'application/json').reason);
    assert.notEqual(reader().read(WELL), first);
    assert.equal(read(WELL).status, 'up');
  });

  it('are told apart by their bytes, not by what is left of them as text', () => {
    const { read } = reader();
    const first = read(Buffer.from([0x4f, 0x4b, 0x20, 0xe9]), 200, 'text/plain');
    const second = read(Buffer.from([0x4f, 0x4b, 0x20, 0xe8]), 200, 'text/plain');
    assert.equal(first.text, second.text);
    assert.notEqual(first.reason, second.reason);
  });

  it('are read anew when a secret came to be known that they repeat', () => {
    const { read, secrets } = reader();
    const body = '{"status":"healthy","checks":{"db":{"status":"down","message":"no user hunter22"}}}';
    assert.match(JSON.stringify(read(body)), /hunter22/);
    secrets.set([{ name: 'password', value: 'hunter22', origins: [] }]);
    assert.doesNotMatch(JSON.stringify(read(body)), /hunter22/);
    secrets.learn('token', 'healthy');
    assert.doesNotMatch(read(body).text, /healthy/);
  });

  it('are kept up to a bounded size only', () => {
    const { read } = reader();
    const long = JSON.stringify({ status: 'ok', padding: 'x'.repeat(20_000) });
    const first = read(long);
    assert.notEqual(read(long), first);
    assert.equal(read(long).status, 'up');
  });
});
