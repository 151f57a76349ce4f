import assert from 'node:assert/strict';
import { trustedAuthorities } from '../../../src/engine/connections/authorities.ts';

const pem = (name: string): string => `-----BEGIN CERTIFICATE-----\n${name}\n-----END CERTIFICATE-----`;

describe('trustedAuthorities', () => {
  it('are Node’s and the system’s, each once', async () => {
    const stores = { default: ['a', 'b'], system: ['b', 'c'] };
    const tls = { rootCertificates: ['x'], getCACertificates: (store: 'default' | 'system') => stores[store] };
    assert.deepEqual(await trustedAuthorities(tls, () => undefined), ['a', 'b', 'c']);
  });

  it('are read from files where Node is too old to know', async () => {
    const files: Readonly<Record<string, string>> = {
      '/extra.pem': `# mine\n${pem('mine')}\n`,
      '/own.pem': pem('own'),
      '/etc/pki/tls/certs/ca-bundle.crt': `${pem('one')}\n${pem('two')}\n${pem('mine')}`,
    };
    const read = async (file: string): Promise<string> => {
      const text = files[file];
      if (text === undefined) throw new Error('ENOENT');
      return text;
    };
    const ask = (env: Readonly<Record<string, string>>) =>
      trustedAuthorities({ rootCertificates: ['root'] }, (name) => env[name], read);
    assert.deepEqual(await ask({}), ['root', pem('one'), pem('two'), pem('mine')]);
    assert.deepEqual(await ask({ NODE_EXTRA_CA_CERTS: '/extra.pem', SSL_CERT_FILE: '/own.pem' }), [
      'root',
      pem('mine'),
      pem('own'),
    ]);
    assert.deepEqual(await ask({ NODE_EXTRA_CA_CERTS: '/none.pem', SSL_CERT_FILE: '/none.pem' }), [
      'root',
      pem('one'),
      pem('two'),
      pem('mine'),
    ]);
  });
});
