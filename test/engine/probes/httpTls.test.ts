import assert from 'node:assert/strict';
import { makeCertificates, type TestCertificates } from '../../support/certificates.ts';
import { type FaultServer, httpResponse, startFaultServer } from '../../support/faultServer.ts';
import { httpConfig, type Kit, probeKit, sampleOf } from './probeKit.ts';

const UP = httpResponse('{"status":"ok"}', { 'content-type': 'application/json' });

describe('http probe: TLS', () => {
  const certificates = makeCertificates(Date.now());
  let kit: Kit;
  before(() => {
    kit = probeKit({ ca: [certificates.ca] });
  });
  after(() => kit.dispose());

  async function withServer(
    name: keyof Omit<TestCertificates, 'ca'>,
    work: (server: FaultServer) => Promise<void>,
  ): Promise<void> {
    const server = await startFaultServer(UP, { tls: certificates[name] });
    try {
      await work(server);
    } finally {
      await server.close();
    }
  }

  it('measures the handshake and tells when the certificate expires', () =>
    withServer('valid', async (server) => {
      const config = httpConfig(server.origin);
      const result = await kit.run(config);
      assert.equal(result.status, 'up', result.reason);
      assert.ok((result.phasesMs?.tls ?? 0) > 0);
      assert.equal(sampleOf(result, 'probe_http_ssl'), 1);
      const days = ((sampleOf(result, 'probe_ssl_earliest_cert_expiry') ?? 0) - Date.now() / 1000) / 86_400;
      assert.ok(days > 9 && days < 10.1, `${days} days`);
      const again = await kit.run(config);
      assert.equal(again.phasesMs?.tls, undefined);
      assert.ok(sampleOf(again, 'probe_ssl_earliest_cert_expiry'));
    }));

  const cases = [
    ['expired', /^the certificate of localhost:\d+ has expired \(CERT_HAS_EXPIRED\)$/],
    ['notYetValid', /^the certificate of localhost:\d+ is not yet valid/],
    ['otherHost', /^the certificate of localhost:\d+ is for another host: DNS:elsewhere\.example/],
    ['selfSigned', /^the certificate of localhost:\d+ is self-signed and not trusted/],
  ] as const;
  for (const [name, reason] of cases) {
    it(`tells apart: ${name}`, () =>
      withServer(name, async (server) => {
        const result = await kit.run(httpConfig(server.origin));
        assert.match(result.reason, reason);
        assert.equal(result.status, 'down');
        assert.equal(server.requests.length, 0);
      }));
  }

  it('tells apart: an issuer that nobody knows', () =>
    withServer('valid', async (server) => {
      const stranger = probeKit({ ca: [certificates.selfSigned.cert] });
      const result = await stranger.run(httpConfig(server.origin));
      assert.match(result.reason, /comes from an issuer that this machine does not know/);
      assert.equal(result.status, 'down');
      stranger.dispose();
    }));

  it('says so where https meets plain HTTP, and http meets TLS', () =>
    withServer('valid', async (server) => {
      const plain = await startFaultServer('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n', {
        onConnect: true,
      });
      try {
        const https = await kit.run(httpConfig(`https://localhost:${plain.port}`));
        assert.match(https.reason, /^localhost:\d+ does not speak TLS .* is it plain http:\/\/\?$/);
        assert.equal(https.status, 'unknown');
      } finally {
        await plain.close();
      }
      const http = await kit.run(httpConfig(`http://localhost:${server.port}`));
      assert.notEqual(http.status, 'up');
    }));

  it('stops at the timeout within the handshake', async () => {
    const mute = await startFaultServer('', { onConnect: true });
    try {
      const result = await kit.run(httpConfig(`https://localhost:${mute.port}`, { timeoutMs: 50 }));
      assert.match(result.reason, /did not end the TLS handshake within 50ms$/);
      await mute.allClosed();
    } finally {
      await mute.close();
    }
  });
});
