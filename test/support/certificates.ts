import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

export interface Certificates {
  /** The authority, to be trusted or not. */
  readonly ca: string;
  /** For `localhost` and `127.0.0.1`, by the authority, for ten days. */
  readonly good: Certificate;
  readonly expired: Certificate;
  readonly notYetValid: Certificate;
  readonly otherHost: Certificate;
  readonly selfSigned: Certificate;
}

/** Makes an authority and certificates with the `openssl` on the PATH; undefined where there is none. */
export async function makeCertificates(): Promise<Certificates | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'watchpost-certificates-'));
  const file = (name: string): string => join(folder, name);
  try {
    await openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', file('key'));
    const day = (days: number): string =>
      `${new Date(Date.now() + days * 86_400_000).toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
    const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1';
    await openssl(
      'req',
      '-x509',
      '-key',
      file('key'),
      '-subj',
      '/CN=Watchpost Test CA',
      '-days',
      '10',
      '-out',
      file('ca'),
    );
    await openssl(
      'req',
      '-x509',
      '-key',
      file('key'),
      '-subj',
      '/CN=self',
      '-addext',
      names,
      '-days',
      '10',
      '-out',
      file('self'),
    );
    await openssl('req', '-new', '-key', file('key'), '-subj', '/CN=leaf', '-out', file('csr'));
    const key = await readFile(file('key'), 'utf8');
    const sign = async (name: string, extension: string, from: string, to: string): Promise<Certificate> => {
      await writeFile(file(`${name}.ext`), extension);
      await writeFile(file(`${name}.db`), '');
      await writeFile(
        file(`${name}.cnf`),
        `[ca]\ndefault_ca=a\n[a]\nnew_certs_dir=${folder}\ndatabase=${file(`${name}.db`)}\nrand_serial=yes\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n`,
      );
      await openssl(
        'ca',
        '-batch',
        '-notext',
        '-config',
        file(`${name}.cnf`),
        '-cert',
        file('ca'),
        '-keyfile',
        file('key'),
        '-in',
        file('csr'),
        '-extfile',
        file(`${name}.ext`),
        '-startdate',
        from,
        '-enddate',
        to,
        '-out',
        file(name),
      );
      return { key, cert: await readFile(file(name), 'utf8') };
    };
    return {
      ca: await readFile(file('ca'), 'utf8'),
      good: await sign('good', names, day(-1), day(10)),
      expired: await sign('expired', names, day(-10), day(-1)),
      notYetValid: await sign('early', names, day(5), day(10)),
      otherHost: await sign('other', 'subjectAltName=DNS:elsewhere.example', day(-1), day(10)),
      selfSigned: { key, cert: await readFile(file('self'), 'utf8') },
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function openssl(...args: readonly string[]): Promise<void> {
  await run('openssl', args);
}
