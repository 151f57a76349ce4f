import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import type { PostgresProbeConfig, RedisProbeConfig } from '../../../src/model/service.ts';
import { type Fault, startFaultServer } from '../../support/faultServer.ts';
import { BASE, type Kit, probeKit, sampleOf } from './probeKit.ts';
import { SOON_MS } from '../../support/soon.ts';

/** A PostgreSQL message: a type, its length, and its text. */
function message(type: string, body: Buffer | string): Buffer {
  const bytes = Buffer.from(body);
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeInt32BE(bytes.length + 4, 1);
  return Buffer.concat([head, bytes]);
}
const pgError = (code: string, text: string): Buffer => message('E', `SFATAL\0VFATAL\0C${code}\0M${text}\0\0`);
const afterStartup =
  (answer: Buffer | ((socket: Socket) => void)): Fault =>
  (socket) => {
    socket.once('data', () => (typeof answer === 'function' ? answer(socket) : socket.end(answer)));
  };
const afterCommand =
  (answer: string): Fault =>
  (socket) => {
    socket.on('data', () => socket.write(answer));
  };

const silence: Fault = (socket) => void socket.resume();

describe('postgres and redis probes: what can go wrong', () => {
  let kit: Kit;
  before(() => {
    kit = probeKit();
  });
  after(() => kit.dispose());

  async function check(
    kind: 'postgres' | 'redis',
    fault: Fault,
    status: string,
    reason: RegExp,
    // Nothing is asked before the login.
    rest = kind === 'postgres' ? '?sslmode=disable' : '',
    timeoutMs = 20_000,
  ): Promise<void> {
    const server = await startFaultServer(fault, { onConnect: true, flowing: false });
    try {
      const uri =
        kind === 'postgres'
          ? `postgresql://me:pw@127.0.0.1:${server.port}/app${rest}`
          : `redis://127.0.0.1:${server.port}${rest}`;
      const config: PostgresProbeConfig | RedisProbeConfig = { ...BASE, kind, uri: [uri], timeoutMs };
      const result = await kit.run(config);
      assert.match(result.reason, reason);
      assert.equal(result.status, status, result.reason);
      assert.equal(
        sampleOf(result, kind === 'postgres' ? 'pg_up' : 'redis_up'),
        { up: 1, degraded: 1, down: 0 }[status],
      );
      assert.deepEqual(kit.bugs, []);
      await server.allClosed();
    } finally {
      await server.close();
    }
  }

  const postgres: readonly (readonly [
    name: string,
    fault: Fault,
    status: string,
    reason: RegExp,
    rest?: string,
    timeoutMs?: number,
  ])[] = [
    [
      'a wrong password',
      afterStartup(pgError('28P01', 'password authentication failed')),
      'unknown',
      /refuses the password of "me"$/,
    ],
    [
      'no such database',
      afterStartup(pgError('3D000', 'database "app" does not exist')),
      'down',
      /has no database "app"$/,
    ],
    [
      'no connection left',
      afterStartup(pgError('53300', 'sorry, too many clients already')),
      'down',
      /has no connection left: sorry, too many clients already$/,
    ],
    [
      'starting up',
      afterStartup(pgError('57P03', 'the database system is starting up')),
      'down',
      /does not accept connections yet: the database system is starting up$/,
    ],
    [
      'no line in pg_hba.conf',
      afterStartup(
        pgError('28000', 'no pg_hba.conf entry for host "1.2.3.4", user "me", database "app", no encryption'),
      ),
      'unknown',
      /wants TLS; add sslmode=require/,
    ],
    ['no TLS', afterStartup(Buffer.from('N')), 'unknown', /does not offer TLS; sslmode=disable/, '?sslmode=require'],
    [
      'an end without a word',
      afterStartup((socket) => socket.end()),
      'down',
      /closed the connection; is it PostgreSQL\?$/,
    ],
    ['a reset', afterStartup((socket) => socket.resetAndDestroy()), 'down', /closed the connection \(ECONNRESET\)$/],
    ['silence', silence, 'down', /^PostgreSQL on 127\.0\.0\.1:\d+ did not answer within 60ms$/, '', 60],
    ['silence while TLS is asked for', silence, 'down', /did not answer within 60ms$/, '?sslmode=require', 60],
  ];
  for (const [name, ...rest] of postgres) it(`postgres: ${name}`, () => check('postgres', ...rest));

  const redis: readonly (readonly [
    name: string,
    fault: Fault,
    status: string,
    reason: RegExp,
    rest?: string,
    timeoutMs?: number,
  ])[] = [
    ['PONG', afterCommand('+PONG\r\n'), 'up', /^connected in .*, PING in /],
    [
      'NOAUTH',
      afterCommand('-NOAUTH Authentication required.\r\n'),
      'unknown',
      /asks for a password, and the URI has none \(NOAUTH\)$/,
    ],
    [
      'LOADING',
      afterCommand('-LOADING Redis is loading the dataset in memory\r\n'),
      'down',
      /is loading its data \(LOADING\)$/,
    ],
    [
      'READONLY',
      afterCommand("-READONLY You can't write against a read only replica.\r\n"),
      'degraded',
      /refuses writes \(READONLY\)$/,
    ],
    [
      'MISCONF',
      afterCommand('-MISCONF Redis is configured to save RDB snapshots\r\n'),
      'degraded',
      /cannot save to disk \(MISCONF\)$/,
    ],
    [
      'MASTERDOWN',
      afterCommand('-MASTERDOWN Link with MASTER is down\r\n'),
      'degraded',
      /lost its master \(MASTERDOWN\)$/,
    ],
    ['too many clients', afterCommand('-ERR max number of clients reached\r\n'), 'down', /has no connection left/],
    ['another protocol', afterCommand('HTTP/1.1 400 Bad Request\r\n\r\n'), 'unknown', /does not answer as Redis does/],
    ['an end without a word', (socket) => void socket.resume().end(), 'down', /closed the connection/],
    ['a reset', (socket) => socket.resetAndDestroy(), 'down', /closed the connection/],
    ['silence', silence, 'down', /^Redis on 127\.0\.0\.1:\d+ did not answer within 60ms$/, '', 60],
  ];
  for (const [name, ...rest] of redis) it(`redis: ${name}`, () => check('redis', ...rest));

  it('name who does not listen', async () => {
    const gone = await startFaultServer('');
    await gone.close();
    const where = `127.0.0.1:${gone.port}`;
    const [pg, rd] = await Promise.all([
      kit.run({ ...BASE, kind: 'postgres', uri: [`postgresql://${where}/app`] }),
      kit.run({ ...BASE, kind: 'redis', uri: [`redis://${where}`] }),
    ]);
    for (const result of [pg, rd]) {
      assert.equal(result.reason, `nothing listens on ${where} (connection refused)`);
      assert.equal(result.status, 'down');
    }
  });

  it('end at once when they are cancelled', async () => {
    const server = await startFaultServer('', { onConnect: true });
    try {
      for (const config of [
        { ...BASE, kind: 'postgres', uri: [`postgresql://127.0.0.1:${server.port}/app`], timeoutMs: 60_000 },
        { ...BASE, kind: 'redis', uri: [`redis://127.0.0.1:${server.port}`], timeoutMs: 60_000 },
      ] as const) {
        const controller = new AbortController();
        const run = kit.run(config, controller.signal);
        await new Promise((resolve) => setTimeout(resolve, 50));
        const cancelled = performance.now();
        controller.abort();
        assert.equal((await run).reason, 'the run was cancelled');
        assert.ok(performance.now() - cancelled < SOON_MS);
        await server.allClosed();
      }
    } finally {
      await server.close();
    }
  });

  it('send nothing where a secret is missing', async () => {
    const server = await startFaultServer('', { onConnect: true });
    try {
      for (const [kind, scheme] of [
        ['postgres', 'postgresql'],
        ['redis', 'redis'],
      ] as const) {
        const result = await kit.run({
          ...BASE,
          kind,
          uri: [`${scheme}://me:`, { secret: 'pw' }, `@127.0.0.1:${server.port}/`],
        });
        assert.deepEqual(result.secretNeeded, {
          name: 'pw',
          origin: `${kind}://127.0.0.1:${server.port}`,
          why: 'missing',
        });
        assert.equal(result.reason, 'the secret "pw" has not been set');
      }
      assert.equal(server.connections, 0);
    } finally {
      await server.close();
    }
  });
});
