import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import type { MetricsProbeConfig } from '../../../src/model/service.ts';
import { TargetScraper } from '../../../src/engine/scrape/targetScraper.ts';
import { systemClock } from '../../../src/base/clock.ts';
import type { LabelSet } from '../../../src/model/labelSet.ts';
import { isStale } from '../../../src/model/series.ts';
import { type Fault, type FaultServer, httpResponse, startFaultServer } from '../../support/faultServer.ts';
import { body, PROTOBUF } from '../scrape/support/protobufBody.ts';
import { httpConfig, type Kit, probeKit, sampleOf } from './probeKit.ts';

const TEXT = '# TYPE a counter\na{x="1"} 1\na{x="2"} 2\nb 3\n';
const TYPE = { 'content-type': 'text/plain; version=0.0.4' };

describe('metrics probe', () => {
  const last = new Map<string, number>();
  let kit: Kit;
  let server: FaultServer;
  before(async () => {
    const scraper = new TargetScraper<string>(
      {
        resolve: (labels: LabelSet) =>
          labels.names
            .map((name) => (name === '__name__' ? labels.get(name) : `{${name}=${labels.get(name)}}`))
            .join(''),
        append(ref, _timestampMs, value) {
          last.set(ref, value);
          return 'ok';
        },
      },
      systemClock,
    );
    kit = probeKit({ scraper });
    server = await startFaultServer('');
  });
  after(async () => {
    kit.dispose();
    await server.close();
  });
  const metrics = (rest: Partial<MetricsProbeConfig> = {}): MetricsProbeConfig => ({
    ...httpConfig(`${server.origin}/metrics`),
    timeoutMs: 20_000,
    ...rest,
    kind: 'metrics',
  });

  const bad: readonly (readonly [name: string, fault: Fault, status: string, reason: RegExp])[] = [
    [
      'HTML',
      httpResponse('<html>no</html>', { 'content-type': 'text/html' }),
      'unknown',
      /^the body was not understood: .*line 1/,
    ],
    [
      '401',
      httpResponse('', {}, '401 Unauthorized'),
      'unknown',
      /^HTTP 401 Unauthorized: reachable, but not authorised$/,
    ],
    ['403', httpResponse('', {}, '403 Forbidden'), 'unknown', /not authorised$/],
    ['404', httpResponse('nope', {}, '404 Not Found'), 'down', /^HTTP 404 Not Found$/],
    ['500', httpResponse('x'.repeat(200_000), {}, '500 Oh'), 'down', /^HTTP 500 Internal Server Error$/],
    ['429', httpResponse('', {}, '429 Slow'), 'degraded', /limits the rate/],
    ['an empty body', httpResponse('', TYPE), 'unknown', /^the body holds no samples$/],
    [
      'a body that is cut off',
      (s) => s.end(`HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n${TEXT}`),
      'down',
      /in the middle of its answer/,
    ],
    ['a reset', (s) => s.resetAndDestroy(), 'down', /reset the connection without an answer$/],
    ['silence', () => undefined, 'down', /did not answer within 80ms$/],
    ['gzip that is none', httpResponse(TEXT, { 'content-encoding': 'gzip' }), 'unknown', /not the gzip/],
    [
      'a gzip bomb',
      httpResponse(gzipSync(Buffer.alloc(80 * 1024 * 1024)), { ...TYPE, 'content-encoding': 'gzip' }),
      'unknown',
      /^the gzip body of \d+ bytes unpacks to more than 64 MiB$/,
    ],
    [
      'JSON that is none',
      httpResponse('{"a":', { 'content-type': 'application/json' }),
      'unknown',
      /announced as JSON but is none/,
    ],
    [
      'JSON that is too long',
      httpResponse(`{"a":1,"pad":"${'x'.repeat(8 * 1024 * 1024)}"}`, { 'content-type': 'application/json' }),
      'unknown',
      /^the body was not understood: the JSON body is longer than 8 MiB$/,
    ],
  ];
  for (const [name, fault, status, reason] of bad) {
    it(`says what ${name} is, and ends the target's series`, async () => {
      server.setFault(httpResponse(TEXT, TYPE));
      await kit.run(metrics());
      assert.equal(last.get('b'), 3);
      assert.equal(last.get('up'), 1);
      server.setFault(fault);
      const result = await kit.run(metrics({ timeoutMs: name === 'silence' ? 80 : 20_000 }));
      assert.match(result.reason, reason);
      assert.equal(result.status, status);
      assert.ok(isStale(last.get('b') ?? 0));
      assert.equal(last.get('up'), name === 'an empty body' ? 1 : 0);
      assert.deepEqual(kit.bugs, []);
    });
  }

  const good: readonly (readonly [name: string, fault: Fault])[] = [
    ['text', httpResponse(TEXT, TYPE)],
    ['text without a type', httpResponse(TEXT)],
    ['gzip', httpResponse(gzipSync(TEXT), { ...TYPE, 'content-encoding': 'gzip' })],
    [
      'chunks cut anywhere',
      (s) => {
        s.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
        for (const char of TEXT) s.write(`1\r\n${char}\r\n`);
        s.write('0\r\n\r\n');
      },
    ],
    [
      'OpenMetrics',
      httpResponse('# TYPE a counter\na_total{x="1"} 1\na_total{x="2"} 2\n# TYPE b gauge\nb 3\n# EOF\n', {
        'content-type': 'application/openmetrics-text; version=1.0.0',
      }),
    ],
  ];
  for (const [name, fault] of good) {
    it(`reads ${name}`, async () => {
      server.setFault(fault);
      const result = await kit.run(metrics());
      assert.equal(result.status, 'up', result.reason);
      assert.match(result.reason, /^3 samples in [\d.]+ (?:ms|µs)$/);
      assert.equal(last.get('b'), 3);
      assert.equal(sampleOf(result, 'probe_success'), 1);
    });
  }

  it('does not call an error in JSON up', async () => {
    server.setFault(httpResponse('{"success":false,"error":"not logged in"}', { 'content-type': 'application/json' }));
    const result = await kit.run(metrics());
    assert.equal(result.status, 'unknown');
    assert.match(result.reason, /the answer is an error in place of numbers: not logged in$/);
    assert.equal(last.get('up'), 0);
  });

  it('reads JSON as samples of its own', async () => {
    server.setFault(
      httpResponse('{"process":{"heapUsed":1048576},"requests":7}', { 'content-type': 'application/json' }),
    );
    const result = await kit.run(metrics());
    assert.equal(result.status, 'up', result.reason);
    assert.equal(result.format, 'json');
    assert.equal(sampleOf(result, 'requests'), 7);
    assert.equal(last.get('up'), 1);
  });

  it('asks as Prometheus does, and writes thousands', async () => {
    server.setFault(httpResponse(Array.from({ length: 1234 }, (_, i) => `m{i="${i}"} ${i}\n`).join(''), TYPE));
    assert.match((await kit.run(metrics())).reason, /^1,234 samples in /);
    assert.match(server.requests.at(-1) ?? '', /accept: application\/openmetrics-text;version=1\.0\.0/i);
  });

  it('asks for protobuf first where native histograms are wanted, and reads it', async () => {
    server.setFault(httpResponse(body(), { 'content-type': PROTOBUF }));
    const result = await kit.run(metrics({ nativeHistograms: true }));
    assert.deepEqual([result.status, result.format], ['up', 'protobuf'], result.reason);
    assert.equal(last.get('requests_total{route=/"x"\n}'), 7);
    assert.match(
      server.requests.at(-1) ?? '',
      /accept: application\/vnd\.google\.protobuf;proto=io\.prometheus\.client/i,
    );
    await kit.run(metrics());
    assert.doesNotMatch(server.requests.at(-1) ?? '', /protobuf/);
  });

  it('says nothing of the target where it is cancelled', async () => {
    server.setFault(httpResponse(TEXT, TYPE));
    await kit.run(metrics());
    server.setFault('');
    const controller = new AbortController();
    const run = kit.run(metrics(), controller.signal);
    setTimeout(() => controller.abort(), 20);
    assert.equal((await run).reason, 'the run was cancelled');
    assert.equal(last.get('b'), 3);
  });
});

describe('cacheStats probe', () => {
  it('reads the numbers of a cache, and says what is none', async () => {
    const kit = probeKit();
    const server = await startFaultServer('');
    const config = { ...httpConfig(`${server.origin}/cache`), kind: 'cacheStats' } as const;
    try {
      server.setFault(
        httpResponse('{"hitRate":"78.95%","memory":"45.2M","keys":12}', { 'content-type': 'application/json' }),
      );
      const good = await kit.run(config);
      assert.equal(good.status, 'up', good.reason);
      assert.deepEqual(
        good.keyNumbers.find((number) => number.name === 'hit ratio'),
        { name: 'hit ratio', value: 0.7895, unit: 'ratio' },
      );
      assert.equal(sampleOf(good, 'cache_hit_ratio'), 0.7895);
      assert.equal(sampleOf(good, 'probe_http_status_code'), 200);
      for (const [fault, status] of [
        [httpResponse('{"a":1}'), 'unknown'],
        [httpResponse('', {}, '401 Unauthorized'), 'unknown'],
        [httpResponse('', {}, '500 Oh'), 'down'],
        [httpResponse('{}', { 'content-encoding': 'gzip' }), 'unknown'],
      ] as const) {
        server.setFault(fault);
        assert.equal((await kit.run(config)).status, status);
      }
    } finally {
      kit.dispose();
      await server.close();
    }
  });
});
