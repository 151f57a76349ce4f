import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { get, createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type Certificate, makeCertificates } from './certificates.ts';

describe('makeCertificates', () => {
  const { ca, valid, expired } = makeCertificates(Date.now());

  it('makes an authority and certificates from it', () => {
    const authority = new X509Certificate(ca);
    assert.equal(authority.ca, true);
    for (const { cert } of [valid, expired]) {
      const leaf = new X509Certificate(cert);
      assert.equal(leaf.ca, false);
      assert.equal(leaf.subject, 'CN=localhost');
      assert.ok(leaf.checkIssued(authority));
      assert.ok(leaf.verify(authority.publicKey));
      assert.equal(leaf.checkHost('localhost'), 'localhost');
      assert.equal(leaf.checkIP('127.0.0.1'), '127.0.0.1');
    }
  });

  for (const [name, certificate, expected] of [
    ['valid', valid, 'fine'],
    ['expired', expired, 'CERT_HAS_EXPIRED'],
  ] as const) {
    it(`${name}: a client that trusts the authority says ${expected}`, async () => {
      assert.equal(await connect(certificate, ca), expected);
    });
  }

  it('valid: a client that does not know the authority refuses', async () => {
    assert.equal(await connect(valid, undefined), 'UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  });
});

async function connect(certificate: Certificate, ca: string | undefined): Promise<string> {
  const server = createServer(certificate, (_request, response) => response.end('fine'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    return await new Promise<string>((resolve) => {
      const request = get(url, { agent: false, ...(ca !== undefined && { ca }) }, (response) => {
        response.setEncoding('utf8').once('data', resolve);
      });
      request.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    });
  } finally {
    server.close();
    server.closeAllConnections();
  }
}
