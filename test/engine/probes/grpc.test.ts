// The grpc probe against real gRPC servers (grpc-js with its health service).
import assert from 'node:assert/strict';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { type Metadata, Server, ServerCredentials, status as codes, type UntypedHandleCall } from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import { decodeHealthResponse, encodeHealthRequest } from '../../../src/engine/probes/grpc/healthMessages.ts';
import { grpcProbe } from '../../../src/engine/probes/grpc.ts';
import type { GrpcProbeConfig } from '../../../src/model/service.ts';
import { type Certificate, makeCertificates } from '../../support/certificates.ts';
import { startFaultServer } from '../../support/faultServer.ts';
import { BASE, type Kit, probeKit, sampleOf } from './probeKit.ts';

const grpc = (port: number, rest: Partial<GrpcProbeConfig> = {}): GrpcProbeConfig => ({
  ...BASE,
  kind: 'grpc',
  host: 'localhost',
  port,
  service: '',
  headers: [],
  timeoutMs: 20_000,
  ...rest,
});

interface Running {
  readonly port: number;
  readonly health: HealthImplementation;
  stop(): void;
}

async function startGrpc(certificate?: Certificate, withHealth = true): Promise<Running> {
  const server = new Server();
  const health = new HealthImplementation({
    '': 'SERVING',
    'shop.v1.Orders': 'NOT_SERVING',
    'shop.v1.Stock': 'UNKNOWN',
  });
  if (withHealth) health.addToServer(server);
  const credentials =
    certificate === undefined
      ? ServerCredentials.createInsecure()
      : ServerCredentials.createSsl(null, [
          { cert_chain: Buffer.from(certificate.cert), private_key: Buffer.from(certificate.key) },
        ]);
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', credentials, (error, bound) => (error === null ? resolve(bound) : reject(error))),
  );
  return { port, health, stop: () => server.forceShutdown() };
}

describe('grpc probe', () => {
  const certificates = makeCertificates(Date.now());
  let kit: Kit;
  let plain: Running;
  let secure: Running;
  before(async () => {
    kit = probeKit({ ca: [certificates.ca] });
    [plain, secure] = await Promise.all([startGrpc(), startGrpc(certificates.valid)]);
  });
  after(() => {
    kit.dispose();
    plain.stop();
    secure.stop();
    assert.deepEqual(kit.bugs, []);
  });

  it('is up where the server is SERVING, over plain HTTP/2 and TLS', async () => {
    const open = await kit.run(grpc(plain.port));
    assert.equal(open.status, 'up', open.reason);
    assert.match(open.reason, /^the server is SERVING, said in /);
    assert.equal(sampleOf(open, 'probe_grpc_status_code'), 0);
    assert.equal(sampleOf(open, 'probe_grpc_healthcheck_response', { serving_status: 'SERVING' }), 1);
    assert.equal(sampleOf(open, 'probe_grpc_ssl'), 0);
    assert.ok((open.phasesMs?.processing ?? 0) > 0 && open.phasesMs?.tls === undefined);

    const closed = await kit.run(grpc(secure.port, { tls: {} }));
    assert.equal(closed.status, 'up', closed.reason);
    assert.equal(sampleOf(closed, 'probe_grpc_ssl'), 1);
    assert.ok((closed.phasesMs?.tls ?? 0) > 0);
    assert.ok((sampleOf(closed, 'probe_ssl_earliest_cert_expiry') ?? 0) > Date.now() / 1000);
  });

  const services = [
    ['shop.v1.Orders', 'down', /^the service "shop\.v1\.Orders" is NOT_SERVING$/],
    ['shop.v1.Stock', 'unknown', /says of itself that its health is UNKNOWN$/],
    ['shop.v1.None', 'down', /^localhost:\d+ does not know the service "shop\.v1\.None" \(NOT_FOUND/],
  ] as const;
  for (const [service, status, reason] of services) {
    it(`asks for a service: ${service}`, async () => {
      const result = await kit.run(grpc(plain.port, { service }));
      assert.match(result.reason, reason);
      assert.equal(result.status, status);
    });
  }

  it('sees a service change', async () => {
    plain.health.setStatus('shop.v1.Orders', 'SERVING');
    assert.equal((await kit.run(grpc(plain.port, { service: 'shop.v1.Orders' }))).status, 'up');
    plain.health.setStatus('shop.v1.Orders', 'NOT_SERVING');
  });

  it('tells a server without a health service, and one that is no gRPC, from one that is down', async () => {
    const bare = await startGrpc(undefined, false);
    const http1 = createHttpServer((_request, response) => response.end('hello'));
    const http2 = createHttp2Server((_request, response) => void response.writeHead(404).end('no'));
    for (const server of [http1, http2]) await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()));
    const portOf = (server: { address(): AddressInfo | string | null }) => (server.address() as AddressInfo).port;
    try {
      const without = await kit.run(grpc(bare.port));
      assert.match(without.reason, /does not offer grpc\.health\.v1\.Health \(UNIMPLEMENTED/);
      assert.equal(without.status, 'unknown');
      const other = await kit.run(grpc(portOf(http2)));
      assert.match(other.reason, /answers over HTTP\/2, but not in gRPC \(HTTP 404\)$/);
      assert.equal(other.status, 'unknown');
      const old = await kit.run(grpc(portOf(http1)));
      assert.match(old.reason, /does not speak HTTP\/2/);
      assert.equal(old.status, 'unknown');
    } finally {
      bare.stop();
      http1.close();
      http1.closeAllConnections();
      http2.close();
    }
  });

  it('says what refuses it, is mute, or has the wrong certificate', async () => {
    const gone = await startFaultServer('');
    await gone.close();
    const refused = await kit.run(grpc(gone.port));
    assert.equal(refused.reason, `nothing listens on localhost:${gone.port} (connection refused)`);
    const mute = await startFaultServer('', { onConnect: true });
    try {
      const late = await kit.run(grpc(mute.port, { timeoutMs: 50 }));
      assert.match(late.reason, /accepted the connection but did not answer within 50ms$/);
      assert.equal(late.status, 'down');
      await mute.allClosed();
    } finally {
      await mute.close();
    }
    const wrong = await startGrpc(certificates.otherHost);
    const result = await kit.run(grpc(wrong.port, { tls: {} }));
    assert.match(result.reason, /is for another host: DNS:elsewhere\.example/);
    const insecure = await kit.run(grpc(wrong.port, { tls: { insecureSkipVerify: true } }));
    assert.equal(insecure.status, 'up', insecure.reason);
    wrong.stop();
  });

  it('sends metadata, with secrets only to where they may go', async () => {
    const seen: (string | Buffer)[] = [];
    const server = new Server();
    const health = new HealthImplementation({ '': 'SERVING' });
    // The health service behind a guard that wants a token, as an interceptor would have it.
    const guarded = {
      addService: (definition: Parameters<Server['addService']>[0], handlers: Parameters<Server['addService']>[1]) =>
        server.addService(definition, {
          ...handlers,
          check: ((call: { metadata: Metadata }, callback: (error: unknown, value?: unknown) => void) => {
            seen.push(...call.metadata.get('authorization'));
            if (call.metadata.get('authorization')[0] === 'Bearer sesame') {
              (handlers['check'] as unknown as (a: unknown, b: unknown) => void)(call, callback);
            } else callback({ code: codes.UNAUTHENTICATED, details: 'who is it?' });
          }) as UntypedHandleCall,
        }),
    };
    health.addToServer(guarded);
    const port = await new Promise<number>((resolve) =>
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (_error, bound) => resolve(bound)),
    );
    try {
      const config = grpc(port, { headers: [['Authorization', ['Bearer ', { secret: 'door' }]]] });
      const missing = await kit.run(config);
      assert.deepEqual(missing.secretNeeded, { name: 'door', origin: `http://localhost:${port}`, why: 'missing' });
      kit.secrets.set([{ name: 'door', value: 'sesame', origins: ['http://localhost:1'] }]);
      assert.equal((await kit.run(config)).secretNeeded?.why, 'originRefused');
      assert.deepEqual(seen, []);
      kit.secrets.set([{ name: 'door', value: 'sesame', origins: [`http://localhost:${port}`] }]);
      assert.equal((await kit.run(config)).status, 'up');
      assert.deepEqual(seen, ['Bearer sesame']);
      const without = await kit.run(grpc(port));
      assert.match(without.reason, /does not let us ask \(UNAUTHENTICATED: who is it\?\)$/);
      assert.equal(without.status, 'unknown');
    } finally {
      server.forceShutdown();
    }
  });

  it('names its target', () => {
    assert.equal(grpcProbe.target(grpc(1, { service: 'a.B' })), 'localhost:1 a.B');
  });

  it('writes and reads messages as protobuf has them', () => {
    assert.equal(encodeHealthRequest('').toString('hex'), '0000000000');
    assert.equal(encodeHealthRequest('ab').toString('hex'), '00000000040a026162');
    assert.equal(encodeHealthRequest('x'.repeat(200)).subarray(0, 8).toString('hex'), '00000000cb0ac801');
    const rows = [
      ['0000000000', 'UNKNOWN'],
      ['00000000020801', 'SERVING'],
      ['00000000020802', 'NOT_SERVING'],
      ['00000000020803', 'SERVICE_UNKNOWN'],
      ['00000000020809', undefined],
      ['0000000006120261620801', 'SERVING'], // a field that is not known
      ['01000000020801', undefined], // compressed
      ['00000000030801', undefined], // cut
      ['000000000208ff', undefined],
      ['0000000002120f', undefined],
      ['', undefined],
    ] as const;
    for (const [hex, status] of rows) assert.equal(decodeHealthResponse(Buffer.from(hex, 'hex')), status, hex);
  });
});
