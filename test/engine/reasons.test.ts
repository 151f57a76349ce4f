// Why a status is what it is, in the user's language. The English sentences are held by the tests of what makes them.
import assert from 'node:assert/strict';
import { STATUS_CODES } from 'node:http';
import { useLanguage } from '../../src/base/l10n.ts';
import { checkAssertions } from '../../src/engine/assertions/checkAssertions.ts';
import { parseAssertion } from '../../src/config/assertions/parseAssertion.ts';
import { readCommandOutput } from '../../src/engine/health/readCommandOutput.ts';
import { readHealth } from '../../src/engine/health/readHealth.ts';
import { postgresFailure } from '../../src/engine/probes/database/postgresFailure.ts';
import { redisFailure } from '../../src/engine/probes/database/redisFailure.ts';
import { netFailure, tlsFailure } from '../../src/engine/probes/netFailure.ts';
import { endedBySignal, secretRefused } from '../../src/engine/probes/outcome.ts';
import { TIMED_OUT } from '../../src/engine/probes/probe.ts';
import { thresholdChecks } from '../../src/engine/status/thresholdChecks.ts';
import { SAMPLES } from './health/samples.ts';
import { markedTexts, translationsOf, withoutMarked } from '../support/markedLanguage.ts';

const read = (code: number, body: string): string =>
  readHealth({ code, contentType: 'application/json', body: Buffer.from(body) }).reason;

describe('reasons in German', () => {
  before(() => useLanguage('de', translationsOf('de')));
  after(() => useLanguage('en'));

  it('say what a body says, with its words as they are', () => {
    assert.equal(read(200, '{"status":"failed"}'), 'der Dienst sagt „failed“');
    assert.equal(read(200, '{"status":"ok","checks":{"db":{"status":"up"}}}'), 'db ist verfügbar');
    assert.equal(
      read(200, '{"status":"ok","checks":{"db":{"status":"down"}}}'),
      'db ist ausgefallen; dagegen: der Dienst sagt „ok“',
    );
    assert.equal(read(401, ''), 'HTTP 401 Unauthorized: erreichbar, aber nicht autorisiert');
  });

  it('say what came in the way', () => {
    assert.equal(
      netFailure({ code: 'ECONNREFUSED' }, 'localhost', 'localhost:3000')?.reason,
      'auf localhost:3000 lauscht niemand (Verbindung abgelehnt)',
    );
    assert.equal(
      endedBySignal(AbortSignal.abort(TIMED_OUT), 5_000, 'x').reason,
      'x (innerhalb von 5s)',
      'what it is said of comes translated',
    );
    assert.equal(
      secretRefused({ name: 'token', origin: 'https://a.example', why: 'missing' }).reason,
      'das Geheimnis „token“ ist nicht festgelegt',
    );
  });

  it('say which limit is broken', () => {
    const limits = [{ metric: 'hit_ratio', warn: { op: '<', value: 0.6 } }] as const;
    const [check] = thresholdChecks(
      limits,
      () => [0.5],
      () => 'ratio',
    );
    assert.equal(check?.message, '50 %, Grenze < 60 %');
  });
});

describe('reasons in a language that has each text between brackets', () => {
  before(() => useLanguage('zz', markedTexts()));
  after(() => useLanguage('en'));

  /** Fails where a word of `reason` is neither translated nor in what was `met`. */
  function check(reason: string | undefined, met: string): void {
    assert.ok(reason !== undefined && reason !== '', 'there is a reason');
    const words = withoutMarked(reason).match(/[\p{L}\d_]{3,}/gu) ?? [];
    const own = words.filter((word) => word !== 'HTTP' && !met.toLowerCase().includes(word.toLowerCase()));
    assert.deepEqual(own, [], reason);
  }

  it('leave nothing of any health format outside', () => {
    for (const { code, type, body } of SAMPLES) {
      const { reason } = readHealth({ code, contentType: type, body: Buffer.from(body) });
      check(reason, `${code} ${STATUS_CODES[code] ?? ''} ${Buffer.from(body).toString('utf8')}`);
    }
  });

  it('leave nothing of an answer outside that no format understands', () => {
    const bodies = [
      '',
      '{}',
      '[1]',
      '3',
      '<html><title>Log in</title>',
      '<a/>',
      'hello there',
      '{"error":"no"}',
      '{"a',
    ];
    for (const code of [200, 204, 302, 401, 404, 429, 500, 700])
      for (const body of bodies) check(read(code, body), `${code} ${STATUS_CODES[code] ?? ''} ${body}`);
  });

  it('leave nothing of a command outside', () => {
    const outputs = ['', 'done', '[FAIL] disk: full', '[OK] disk', 'DISK CRITICAL: full', '{"status":"down"}'];
    for (const exitCode of [0, 1, 2, null])
      for (const stdout of outputs) check(readCommandOutput({ exitCode, stdout, stderr: '' }).reason, stdout);
    check(readCommandOutput({ signal: 'SIGKILL', stdout: '', stderr: '' }).reason, 'SIGKILL');
  });

  it('leave nothing of what comes in the way outside', () => {
    const address = { host: 'db', port: 1, user: 'me', database: 'shop' };
    const codes = [
      'ECONNREFUSED ENOTFOUND EAI_AGAIN EHOSTUNREACH ETIMEDOUT ECONNRESET ENOENT EACCES EMFILE',
      'DEPTH_ZERO_SELF_SIGNED_CERT SELF_SIGNED_CERT_IN_CHAIN CERT_HAS_EXPIRED EPROTO',
      'CERT_NOT_YET_VALID CERT_REVOKED ERR_TLS_CERT_ALTNAME_INVALID ERR_SSL_WRONG_VERSION_NUMBER',
      'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED UNABLE_TO_GET_CRL 28P01 28000 3D000 53300 57P03 57P01',
      '57014 42501 other',
    ].flatMap((line) => line.split(' '));
    for (const code of codes) {
      const error = Object.assign(new Error('said'), { code });
      const net = netFailure(error, 'host', 'host:1') ?? tlsFailure(error, 'host:1');
      if (net !== undefined) check(net.reason, `${code} host`);
      check(postgresFailure(error, address).reason, `${code} said db me shop`);
    }
    const replies = ['NOAUTH', 'WRONGPASS', 'NOPERM', 'LOADING', 'MASTERDOWN', 'READONLY', 'MISCONF', 'BUSY', 'DENIED'];
    const errors = [
      'ERR max number of clients',
      'ERR invalid DB index',
      'ERR no password is set',
      'ERR other',
      'other',
    ];
    for (const message of [...replies, ...errors, 'Connection is closed.', 'Protocol error'])
      check(redisFailure(new Error(message), { ...address, database: 3 }).reason, `${message} db`);
  });

  it('leave nothing of an assertion outside', () => {
    const texts = ['[STATUS] == 200', '[BODY].queue < 5', '[BODY].none == 1', '[HEADER].a == [BODY].queue'];
    for (const text of texts) {
      const parsed = parseAssertion(text);
      assert.ok(parsed.ok, text);
      const facts = { connected: true, status: 500, body: Buffer.from('{"queue":9}'), durationMs: 1, nowMs: 0 };
      const asserted = { ...parsed.value, otherwise: 'down' } as const;
      for (const { message } of checkAssertions([asserted], facts)) check(message, text);
    }
  });
});
