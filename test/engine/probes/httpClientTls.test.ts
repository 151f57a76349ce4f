import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createTlsServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TLSSocket } from 'node:tls';
import type { TlsConfig } from '../../../src/model/request.ts';
import { makeCertificates } from '../../support/certificates.ts';
import { httpConfig, type Kit, probeKit } from './probeKit.ts';

describe('http probe: own certificates', () => {
  const certificates = makeCertificates(Date.now());
  let folder: string;
  let kit: Kit;
  let server: Server;
  let seen: string[] = [];
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'watchpost-tls-'));
    await writeFile(path.join(folder, 'ca.pem'), certificates.ca);
    await writeFile(path.join(folder, 'client.pem'), certificates.valid.cert);
    await writeFile(path.join(folder, 'client.key'), certificates.valid.key);
    await writeFile(path.join(folder, 'both.pem'), certificates.valid.cert + certificates.valid.key);
    await writeFile(path.join(folder, 'broken.pem'), 'no certificate');
    kit = probeKit({ ca: [] });
    server = createTlsServer(
      { ...certificates.valid, ca: certificates.ca, requestCert: true, rejectUnauthorized: false },
      (request, response) => {
        seen.push((request.socket as TLSSocket).getPeerCertificate().subject?.CN?.toString() ?? 'nobody');
        response.setHeader('content-type', 'application/json').end('{"status":"ok"}');
      },
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  after(async () => {
    kit.dispose();
    server.close();
    server.closeAllConnections();
    await rm(folder, { recursive: true });
  });
  beforeEach(() => {
    seen = [];
  });

  const file = (name: string): string => path.join(folder, name);
  const run = (tls: TlsConfig) =>
    kit.run({ ...httpConfig(`https://localhost:${(server.address() as AddressInfo).port}/`), tls });

  it('trusts the authority of a file, and nobody without it', async () => {
    assert.match((await run({})).reason, /issuer that this machine does not know/);
    const result = await run({ caFile: file('ca.pem') });
    assert.equal(result.status, 'up', result.reason);
    assert.deepEqual(seen, ['nobody']);
  });

  it('shows the client’s certificate', async () => {
    const whole = { caFile: file('ca.pem'), certFile: file('client.pem'), keyFile: file('client.key') };
    assert.equal((await run(whole)).status, 'up');
    assert.equal((await run({ caFile: file('ca.pem'), certFile: file('both.pem') })).status, 'up');
    assert.deepEqual(seen, ['localhost', 'localhost']);
  });

  it('takes any certificate where it is told to, and says so', async () => {
    const result = await run({ insecureSkipVerify: true });
    assert.equal(result.status, 'up');
    assert.match(result.reason, /its certificate is not verified \([A-Z_]+\)$/);
    // The connection without verification is not the one that a probe with it gets.
    assert.equal((await run({})).status, 'down');
  });

  it('wants the name that it is told', async () => {
    const result = await run({ caFile: file('ca.pem'), serverName: 'elsewhere.example' });
    assert.equal(result.status, 'down');
    assert.match(result.reason, /is for another host/);
  });

  it('says which file cannot be used', async () => {
    const missing = await run({ caFile: file('none.pem') });
    assert.equal(missing.status, 'unknown');
    assert.match(missing.reason, /none\.pem cannot be read \(ENOENT\)/);
    const broken = await run({ caFile: file('ca.pem'), certFile: file('broken.pem') });
    assert.equal(broken.status, 'unknown');
    assert.match(broken.reason, /broken\.pem cannot be used/);
    assert.deepEqual(kit.bugs, []);
  });
});
