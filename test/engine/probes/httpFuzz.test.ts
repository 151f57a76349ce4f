import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { httpResponse, startFaultServer } from '../../support/faultServer.ts';
import { BASE, httpConfig, probeKit } from './probeKit.ts';
import { seeded } from '../../support/seeded.ts';

describe('http probes: fuzzing', () => {
  it('give a result with a reason for whatever comes, and never throw', async () => {
    const random = seeded(20261122);
    const pick = (below: number): number => Math.floor(random() * below);
    const seeds = [
      httpResponse('{"status":"ok","checks":{"db":{"status":"up"}}}', { 'content-type': 'application/json' }),
      httpResponse(gzipSync('# TYPE a counter\na 1\n'), { 'content-encoding': 'gzip', 'content-type': 'text/plain' }),
      httpResponse(
        '<html><input type="password"></html>',
        { 'content-type': 'text/html', location: '/x' },
        '302 Found',
      ),
      Buffer.from('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n'),
    ];
    const kit = probeKit();
    const server = await startFaultServer((socket) => {
      const bytes = Buffer.from(seeds[pick(seeds.length)] as Buffer);
      for (let i = pick(6); i > 0; i--) bytes[pick(bytes.length)] = pick(256);
      socket.end(bytes.subarray(0, random() < 0.3 ? pick(bytes.length) : bytes.length));
    });
    try {
      for (let i = 0; i < 300; i++) {
        const config = { ...httpConfig(`${server.origin}/${i}`), ...BASE, timeoutMs: 500 };
        const kind = (['http', 'metrics', 'cacheStats'] as const)[pick(3)] ?? 'http';
        const result = await kit.run({ ...config, kind });
        assert.deepEqual(kit.bugs, [], `run ${i}`);
        assert.ok(['up', 'degraded', 'down', 'unknown'].includes(result.status));
        assert.notEqual(result.reason, '');
        assert.doesNotMatch(result.reason, /within 500ms/, `run ${i}`);
      }
    } finally {
      kit.dispose();
      await server.close();
    }
  });
});
