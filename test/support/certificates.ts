import { createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';

export interface Certificate {
  /** PEM. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
}

export interface TestCertificates {
  /** The authority's certificate as PEM: who trusts it trusts `valid`. */
  readonly ca: string;
  /** For `localhost` and 127.0.0.1, for ten days; the others are like it but for what they are called. */
  readonly valid: Certificate;
  readonly expired: Certificate;
  readonly notYetValid: Certificate;
  /** For `elsewhere.example`. */
  readonly otherHost: Certificate;
  readonly selfSigned: Certificate;
  /** Its own certificate followed by that of an authority between it and `ca`, which ends two days earlier. */
  readonly chained: Certificate;
}

const DAY_MS = 86_400_000;

const LOCAL_NAMES = [der(0x82, Buffer.from('localhost')), der(0x87, Buffer.from([127, 0, 0, 1]))];

/** An authority of its own and certificates from it, made now by node:crypto, so that nothing need be installed. */
export function makeCertificates(nowMs: number): TestCertificates {
  const ca = newKey();
  const caName = 'Watchpost test CA';
  const between = { name: 'Watchpost test CA 2', ...newKey() };
  const betweenCert = toPem(
    sign({ subject: between.name, issuer: caName, days: [-30, 8], key: between.public, names: [] }, nowMs, ca.private),
  );
  const signerOf = (issuer: string): KeyObject | undefined =>
    issuer === caName ? ca.private : issuer === between.name ? between.private : undefined;
  const issue = (body: Partial<Body>): Certificate => {
    const leaf = newKey();
    const whole = {
      subject: 'localhost',
      issuer: caName,
      days: [-1, 10],
      key: leaf.public,
      names: LOCAL_NAMES,
      ...body,
    } as const;
    return {
      cert: toPem(sign(whole, nowMs, signerOf(whole.issuer) ?? leaf.private)),
      key: leaf.private.export({ type: 'pkcs8', format: 'pem' }).toString(),
    };
  };
  const chained = issue({ issuer: between.name });
  return {
    chained: { ...chained, cert: chained.cert + betweenCert },
    ca: toPem(sign({ subject: caName, issuer: caName, days: [-30, 30], key: ca.public, names: [] }, nowMs, ca.private)),
    valid: issue({}),
    expired: issue({ days: [-20, -1] }),
    notYetValid: issue({ days: [5, 10] }),
    otherHost: issue({ names: [der(0x82, Buffer.from('elsewhere.example'))] }),
    selfSigned: issue({ subject: 'self', issuer: 'self' }),
  };
}

interface Body {
  readonly subject: string;
  readonly issuer: string;
  /** Valid from and to, in days from now. */
  readonly days: readonly [from: number, to: number];
  readonly key: KeyObject;
  /** The general names that a server goes by; an authority has none. */
  readonly names: readonly Buffer[];
}

function newKey(): { public: KeyObject; private: KeyObject } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  return { public: publicKey, private: privateKey };
}

// An X.509 version 3 certificate (RFC 5280, section 4.1) in DER (X.690): a value is a tag, its length and its content.
function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const lengthBytes = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...lengthBytes]), content]);
}

const sequence = (...items: readonly Buffer[]) => der(0x30, ...items);
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const bitString = (bytes: Buffer) => der(0x03, Buffer.from([0]), bytes);
const TRUE = Buffer.from([0x01, 0x01, 0xff]);
const ECDSA_WITH_SHA256 = sequence(oid('2a8648ce3d040302'));

/** The name as one common name. */
function distinguishedName(text: string): Buffer {
  return sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(text)))));
}

function utcTime(ms: number): Buffer {
  return der(0x17, Buffer.from(`${new Date(ms).toISOString().replaceAll(/[-:T]/g, '').slice(2, 14)}Z`));
}

/** Basic constraints, and for a server the names that it goes by. */
function extensions(names: readonly Buffer[]): Buffer {
  const isCa = names.length === 0;
  const basicConstraints = sequence(oid('551d13'), TRUE, der(0x04, isCa ? sequence(TRUE) : sequence()));
  if (isCa) return der(0xa3, sequence(basicConstraints));
  return der(0xa3, sequence(basicConstraints, sequence(oid('551d11'), der(0x04, sequence(...names)))));
}

function sign({ subject, issuer, days, key, names }: Body, nowMs: number, signer: KeyObject): Buffer {
  const serial = randomBytes(8);
  serial[0] = (serial[0]! & 0x7f) | 0x40; // positive, and no leading zero
  const toBeSigned = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    ECDSA_WITH_SHA256,
    distinguishedName(issuer),
    sequence(...days.map((day) => utcTime(nowMs + day * DAY_MS))),
    distinguishedName(subject),
    key.export({ type: 'spki', format: 'der' }),
    extensions(names),
  );
  return sequence(toBeSigned, ECDSA_WITH_SHA256, bitString(createSign('sha256').update(toBeSigned).sign(signer)));
}

function toPem(certificate: Buffer): string {
  const lines = certificate
    .toString('base64')
    .replaceAll(/(.{64})/g, '$1\n')
    .trimEnd();
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}
