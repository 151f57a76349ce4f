import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TlsProbeConfig } from '../../../src/model/service.ts';
import { makeCertificates, type TestCertificates } from '../../support/certificates.ts';
import { type FaultServer, startFaultServer } from '../../support/faultServer.ts';
import { ownedFolder } from '../../support/provision/ownedFolder.ts';
import { BASE, type Kit, probeKit, sampleOf } from './probeKit.ts';

const DAY_MS = 86_400_000;

const tls = (port: number, rest: Partial<TlsProbeConfig> = {}): TlsProbeConfig => ({
  ...BASE,
  kind: 'tls',
  host: 'localhost',
  port,
  warnMs: 5 * DAY_MS,
  ...rest,
});

describe('tls probe', () => {
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
    const server = await startFaultServer('', { tls: certificates[name] });
    try {
      await work(server);
      await server.allClosed();
    } finally {
      await server.close();
    }
  }

  it('tells how long the certificate is good, for whom and by whom', () =>
    withServer('valid', async (server) => {
      const result = await kit.run(tls(server.port));
      assert.equal(result.status, 'up', result.reason);
      assert.match(result.reason, /^the certificate of localhost:\d+ is good for (?:10 d|9 d 23 h)$/);
      assert.deepEqual(
        result.checks.map(({ name, status }) => `${name} ${status}`),
        ['certificate up', 'chain 1: Watchpost test CA up', 'host name up', 'issuer up'],
      );
      assert.match(result.checks[0]?.message ?? '', /^ends on \d{4}-\d\d-\d\d, in /);
      assert.match(
        result.checks.find(({ name }) => name === 'host name')?.message ?? '',
        /^is for localhost: DNS:localhost, IP Address:127\.0\.0\.1$/,
      );
      const days = ((sampleOf(result, 'probe_ssl_earliest_cert_expiry') ?? 0) * 1000 - Date.now()) / DAY_MS;
      assert.ok(days > 9.9 && days < 10.1, `${days} days`);
      assert.equal(sampleOf(result, 'probe_tls_version_info', { version: 'TLS 1.3' }), 1);
      assert.ok((result.phasesMs?.tls ?? 0) > 0 && (result.phasesMs?.connect ?? 0) > 0);
      assert.equal(result.keyNumbers[0]?.unit, 'seconds');
      assert.match(result.response?.body ?? '', /issued by {4}CN=Watchpost test CA/);
    }));

  it('is degraded some days before the end', () =>
    withServer('valid', async (server) => {
      const result = await kit.run(tls(server.port, { warnMs: 11 * DAY_MS }));
      assert.equal(result.status, 'degraded');
      assert.match(result.reason, /^certificate: ends on .*, in (?:10 d|9 d 23 h)$/);
    }));

  it('counts the first certificate of the chain to end', () =>
    withServer('chained', async (server) => {
      const result = await kit.run(tls(server.port, { warnMs: 9 * DAY_MS }));
      assert.equal(result.status, 'degraded');
      assert.match(result.reason, /^chain 1: Watchpost test CA 2: ends on /);
      const days = ((sampleOf(result, 'probe_ssl_earliest_cert_expiry') ?? 0) * 1000 - Date.now()) / DAY_MS;
      assert.ok(days > 7.9 && days < 8.1, `${days} days`);
    }));

  const cases = [
    ['expired', /^the certificate of localhost:\d+ has expired \(CERT_HAS_EXPIRED\)$/, 'certificate'],
    ['notYetValid', /^the certificate of localhost:\d+ is not yet valid/, 'certificate'],
    ['otherHost', /^the certificate of localhost:\d+ is for another host: DNS:elsewhere\.example/, 'host name'],
    ['selfSigned', /^the certificate of localhost:\d+ is self-signed and not trusted/, 'issuer'],
  ] as const;
  for (const [name, reason, check] of cases) {
    it(`tells apart: ${name}`, () =>
      withServer(name, async (server) => {
        const result = await kit.run(tls(server.port));
        assert.match(result.reason, reason);
        assert.equal(result.status, 'down');
        assert.deepEqual(
          result.checks.filter(({ status }) => status === 'down').map((one) => one.name),
          [check],
        );
        assert.equal(sampleOf(result, 'probe_success'), 0);
        assert.ok(sampleOf(result, 'probe_ssl_earliest_cert_expiry'));
      }));
  }

  it('tells apart: an issuer that nobody knows', () =>
    withServer('valid', async (server) => {
      const stranger = probeKit({ ca: [certificates.selfSigned.cert] });
      const result = await stranger.run(tls(server.port));
      assert.match(result.reason, /comes from an issuer that this machine does not know/);
      assert.match(result.checks.at(-1)?.message ?? '', /^Watchpost test CA, not known to this machine/);
      stranger.dispose();
    }));

  it('takes an authority from a file, another name, and on demand any certificate', async () => {
    const folder = await ownedFolder('tls-probe');
    const caFile = join(folder.path, 'ca.pem');
    await writeFile(caFile, certificates.ca);
    const stranger = probeKit({ ca: [certificates.selfSigned.cert] });
    try {
      await withServer('valid', async ({ port }) => {
        assert.equal((await stranger.run(tls(port, { tls: { caFile } }))).status, 'up');
        const missing = await stranger.run(tls(port, { tls: { caFile: join(folder.path, 'none.pem') } }));
        assert.match(missing.reason, /none\.pem cannot be read \(ENOENT\)$/);
        assert.equal(missing.status, 'unknown');
      });
      await withServer('otherHost', async ({ port }) => {
        const named = await kit.run(tls(port, { tls: { serverName: 'elsewhere.example' } }));
        assert.equal(named.status, 'up', named.reason);
      });
      await withServer('selfSigned', async ({ port }) => {
        const any = await kit.run(tls(port, { tls: { insecureSkipVerify: true } }));
        assert.equal(any.status, 'up');
        assert.match(any.reason, /; not verified: .* is self-signed/);
      });
      await withServer('expired', async ({ port }) => {
        const any = await kit.run(tls(port, { tls: { insecureSkipVerify: true } }));
        assert.equal(any.status, 'down');
        assert.match(any.reason, /^certificate: ended on /);
      });
    } finally {
      stranger.dispose();
      await folder.remove();
    }
  });

  it('asserts the days that are left', () =>
    withServer('valid', async (server) => {
      const fact = {
        kind: 'fact',
        fact: { name: 'CERTIFICATE_EXPIRATION' },
        written: '[CERTIFICATE_EXPIRATION]',
      } as const;
      const assertion = {
        text: '[CERTIFICATE_EXPIRATION] > 20d',
        left: fact,
        comparison: '>',
        right: { kind: 'text', text: '20d' },
        otherwise: 'down',
      } as const;
      const result = await kit.run(tls(server.port, { assertions: [assertion] }));
      assert.equal(result.status, 'down');
      assert.match(result.reason, /^\[CERTIFICATE_EXPIRATION\] > 20d: is (?:10 d|9 d 23 h)$/);
    }));

  it('says what is no TLS, refused or mute', async () => {
    const plain = await startFaultServer('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n', { onConnect: true });
    const mute = await startFaultServer('', { onConnect: true });
    const gone = await startFaultServer('');
    await gone.close();
    try {
      const none = await kit.run(tls(plain.port));
      assert.match(none.reason, /^localhost:\d+ does not speak TLS/);
      assert.equal(none.status, 'unknown');
      const refused = await kit.run(tls(gone.port));
      assert.deepEqual(
        [refused.status, refused.reason],
        ['down', `nothing listens on localhost:${gone.port} (connection refused)`],
      );
      const late = await kit.run(tls(mute.port, { timeoutMs: 50 }));
      assert.match(late.reason, /did not end the TLS handshake within 50ms$/);
      await mute.allClosed();
      assert.equal((await kit.run(tls(1), AbortSignal.abort())).reason, 'the run was cancelled');
      assert.deepEqual(kit.bugs, []);
    } finally {
      await Promise.all([plain.close(), mute.close()]);
    }
  });
});
