import assert from 'node:assert/strict';
import { get, type IncomingMessage } from 'node:http';
import { createGunzip } from 'node:zlib';
import { HTTP_FAULTS } from './faults.ts';
import { SampleService } from './sampleService.ts';

interface Answer {
  readonly code: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  readonly durationMs: number;
}

type Expectation = (ask: () => Promise<Answer>) => Promise<void>;

const failing = { body: '{"status":"unhealthy"}' };

// One row a fault: what somebody who asks for the health endpoint meets.
const EXPECTED: Readonly<Record<keyof typeof HTTP_FAULTS | 'refused', Expectation>> = {
  async slow(ask) {
    const { code, durationMs } = await ask();
    assert.equal(code, 200);
    assert.ok(durationMs >= 1_450 && durationMs < 5_000, `${durationMs} ms`);
  },
  hang: (ask) => assert.rejects(ask(), { message: 'timeout' }),
  async status503(ask) {
    const { code, body } = await ask();
    assert.deepEqual([code, body.toString()], [503, failing.body]);
  },
  async failing200(ask) {
    const { code, body, headers } = await ask();
    assert.deepEqual([code, body.toString(), headers['content-type']], [200, failing.body, 'application/json']);
  },
  async flapping(ask) {
    const codes = [];
    for (let i = 0; i < 4; i++) codes.push((await ask()).code);
    assert.deepEqual(codes, [503, 200, 503, 200]);
  },
  reset: (ask) => assert.rejects(ask(), { code: 'ECONNRESET' }),
  async huge(ask) {
    const { code, body } = await ask();
    assert.equal(code, 200);
    assert.ok(body.length > 100 * 1024 * 1024 && body.length < 101 * 1024 * 1024, `${body.length} bytes`);
    assert.equal(body.subarray(-2).toString(), '"}');
  },
  async gzipBomb(ask) {
    const { headers, body } = await ask();
    assert.equal(headers['content-encoding'], 'gzip');
    assert.ok(body.length < 2 * 1024 * 1024, `${body.length} bytes`);
    assert.ok((await unpackedBytes(body, 300e6)) >= 300e6);
  },
  async invalidUtf8(ask) {
    const { body } = await ask();
    assert.throws(() => new TextDecoder('utf-8', { fatal: true }).decode(body));
  },
  async login(ask) {
    const { code, headers } = await ask();
    assert.deepEqual([code, headers.location], [302, '/login']);
  },
  refused: (ask) => assert.rejects(ask(), { code: 'ECONNREFUSED' }),
};

describe('faults of the sample systems', function () {
  let service: SampleService;
  before(async () => {
    service = await SampleService.start({
      name: 'test',
      app: (_request, response) => response.writeHead(200).end('well'),
      watched: ['/health'],
      health: '/health',
      failing,
      info: (origin) => ({ urls: { health: `${origin}/health` }, settings: {}, secrets: [] }),
    });
  });
  after(() => service.stop());

  for (const [name, expectation] of Object.entries(EXPECTED)) {
    it(`${name}, and is well again`, async () => {
      const { origin } = service;
      assert.equal(await service.fault(name), true);
      await expectation(() => ask(`${origin}/health`));
      await service.clear();
      assert.equal((await ask(`${origin}/health`)).body.toString(), 'well');
      assert.equal(service.origin, origin);
    });
  }

  it('login leads to a page that answers 200', async () => {
    await service.fault('login');
    const response = await fetch(`${service.origin}/health`);
    assert.deepEqual([response.status, response.headers.get('content-type')], [200, 'text/html; charset=utf-8']);
    assert.match(await response.text(), /type="password"/);
  });

  it('leave the paths alone that are not watched', async () => {
    await service.fault('status503');
    assert.equal((await ask(`${service.origin}/other`)).code, 200);
  });

  it('say no to a name that they do not know', async () => {
    assert.equal(await service.fault('nonsense'), false);
    assert.deepEqual(Object.keys(service.info.faults).sort(), Object.keys(EXPECTED).sort());
  });
});

function ask(url: string): Promise<Answer> {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const { statusCode: code = 0, headers } = response;
        resolve({ code, headers, body: Buffer.concat(chunks), durationMs: performance.now() - startedAt });
      });
    });
    request.once('error', reject);
    request.setTimeout(3_000, () => request.destroy(new Error('timeout')));
  });
}

async function unpackedBytes(body: Buffer, enough: number): Promise<number> {
  const gunzip = createGunzip();
  gunzip.end(body);
  let bytes = 0;
  for await (const chunk of gunzip as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes >= enough) break;
  }
  return bytes;
}
