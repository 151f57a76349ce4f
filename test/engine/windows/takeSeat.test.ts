// Windows on one folder: which of them polls, who is let in, and who takes over. Real locks and sockets, in one process and in two.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { greetPolling } from '../../../src/engine/windows/greeting.ts';
import { socketPort } from '../../../src/engine/windows/socketPort.ts';
import { type Seat, takeSeat } from '../../../src/engine/windows/takeSeat.ts';
import { Channel, type Contract } from '../../../src/protocol/rpc.ts';
import { memoryPorts } from '../../support/memoryPort.ts';

type Any = { requests: Contract['requests']; events: Contract['events'] };
const onBug = (error: unknown): void => assert.fail(String(error));

describe('the seat of a window', function () {
  let folder: string;
  let seats: Seat[];
  let runtime: string | undefined;
  let sockets: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'watchpost-seat-'));
    seats = [];
    runtime = process.env['XDG_RUNTIME_DIR'];
    process.env['XDG_RUNTIME_DIR'] = folder;
    sockets = path.join(folder, `watchpost-${userInfo().uid}`);
  });
  afterEach(() => {
    for (const seat of seats) seat.leave();
    if (runtime === undefined) delete process.env['XDG_RUNTIME_DIR'];
    else process.env['XDG_RUNTIME_DIR'] = runtime;
    rmSync(folder, { recursive: true, force: true });
  });

  /** A window: its channel, and the engine where it polls. */
  async function open(waitMs?: number) {
    const [mine, theirs] = memoryPorts();
    const channel = new Channel<Any, Any>({ port: mine, requests: {}, onBug });
    const seat = await takeSeat(theirs, folder, waitMs);
    seats.push(seat);
    if (seat.kind === 'polling') {
      const name = `engine ${seats.length}`;
      const engine = new Channel<Any, Any>({
        port: seat.port,
        onBug,
        requests: { hello: () => name, big: (...args) => new Float64Array(args[0] as number).fill(1.5) },
      });
      return { channel, seat, engine };
    }
    return { channel, seat };
  }
  const socketOf = (): string => path.join(sockets, readdirSync(sockets)[0] ?? '');

  it('is taken by the first one, whom the next ones join', async () => {
    const first = await open();
    const [second, third] = [await open(), await open()];
    assert.deepEqual(
      seats.map(({ kind }) => kind),
      ['polling', 'guest', 'guest'],
    );
    for (const { channel } of [first, second, third]) assert.equal(await channel.request('hello', []), 'engine 1');
    const values = (await second.channel.request('big', [1_000_000])) as Float64Array;
    assert.deepEqual([values.length, values[999_999]], [1_000_000, 1.5]);
    const heard: unknown[] = [];
    third.channel.on('news', (text) => heard.push(text));
    first.engine?.notify('news', ['all is well']);
    for (let i = 0; i < 100 && heard.length === 0; i++) await setTimeout(10);
    assert.deepEqual(heard, ['all is well']);
  });

  it('is free when its window goes: one of the others takes it', async () => {
    await open();
    const second = await open();
    assert.equal(second.seat.kind, 'guest');
    seats[0]?.leave();
    if (second.seat.kind === 'guest') await second.seat.ended;
    const [again, third] = [await open(), await open()];
    assert.deepEqual([again.seat.kind, third.seat.kind], ['polling', 'guest']);
    assert.equal(await third.channel.request('hello', []), 'engine 3');
  });

  it('is free when its process is killed, whatever lies there still', async () => {
    const script = `
      const { takeSeat } = await import(process.argv[1]);
      await takeSeat({ post() {}, onMessage: () => ({ dispose() {} }) }, process.argv[2]);
      process.kill(process.pid, 'SIGKILL');
    `;
    const module = path.join(import.meta.dirname, '../../../src/engine/windows/takeSeat.ts');
    assert.throws(() =>
      execFileSync(process.execPath, ['--input-type=module', '-e', script, module, folder], { stdio: 'pipe' }),
    );
    assert.ok(statSync(socketOf()).isSocket(), 'the socket was left behind');
    const next = await open();
    assert.equal(next.seat.kind, 'polling');
    assert.equal((await open()).seat.kind, 'guest');
  });

  it('lets in nobody without the token, and goes on', async () => {
    await open();
    const token = readFileSync(path.join(folder, 'polling.token'));
    for (const shown of [randomBytes(64), token, randomBytes(500), Buffer.from('GET / HTTP/1.1\r\n\r\n'.repeat(4))]) {
      const answer = await new Promise<Buffer>((resolve) => {
        const parts: Buffer[] = [];
        const socket = connect(socketOf(), () => socket.end(shown));
        socket.on('data', (part) => parts.push(part));
        socket.on('error', () => undefined);
        socket.on('close', () => resolve(Buffer.concat(parts)));
      });
      // A number of its own and its proof, and no message.
      assert.ok(answer.length <= 64, `${answer.length} bytes`);
      assert.ok(!answer.includes(token));
    }
    assert.equal((await open()).seat.kind, 'guest');
  });

  it('is not sought at one that only pretends to poll, who learns nothing', async () => {
    await open();
    const [token, address] = [readFileSync(path.join(folder, 'polling.token')), socketOf()];
    // As where the name of a pipe is anybody's: another one listens in place of the one that polls.
    rmSync(address);
    const heard: Buffer[] = [];
    const pretender = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => {
        heard.push(chunk);
        // What came last is given back; so is what any window would take for a welcome.
        socket.write(Buffer.concat([chunk, chunk, Buffer.from('watchpost')]));
      });
    });
    await once(pretender.listen(address), 'listening');
    try {
      const next = await open(300);
      assert.equal(next.seat.kind, 'alone');
      assert.ok(heard.length > 0);
      assert.ok(!Buffer.concat(heard).includes(token));
    } finally {
      pretender.close();
    }
  });

  it('ends the connection of one that sends what is no message', async () => {
    await open();
    const token = readFileSync(path.join(folder, 'polling.token'));
    for (const junk of [Buffer.from([255, 255, 255, 255]), Buffer.from([3, 0, 0, 0, 1, 2, 3])]) {
      const socket = connect(socketOf());
      socket.on('error', () => undefined);
      assert.equal(await greetPolling(socket, token), true);
      const closed = once(socket, 'close');
      socket.resume();
      socket.write(junk);
      await closed;
    }
    const guest = await open();
    assert.equal(await guest.channel.request('hello', []), 'engine 1');
  });

  it('lets go of one that does not read, before what waits for it fills the memory', async () => {
    const server = createServer((socket) => socket.on('error', () => undefined).pause());
    await once(server.listen(path.join(folder, 'deaf.sock')), 'listening');
    const socket = connect(path.join(folder, 'deaf.sock'));
    await once(socket, 'connect');
    const port = socketPort(socket, 4 << 20);
    let posted = 0;
    for (; posted < 100 && !socket.destroyed; posted++) {
      port.post(new Uint8Array(1 << 20), []);
      await setTimeout(1);
    }
    assert.ok(posted < 20, `${posted} messages of a megabyte`);
    port.post('nobody is there', []);
    server.close();
  });

  it('keeps token and socket to this user', async function () {
    if (process.platform === 'win32') this.skip();
    await open();
    assert.equal(statSync(path.join(folder, 'polling.token')).mode & 0o077, 0);
    assert.equal(statSync(sockets).mode & 0o077, 0);
    assert.equal(statSync(socketOf()).mode & 0o077, 0);
  });

  it('is none where the one that polls does not answer', async () => {
    await open();
    writeFileSync(path.join(folder, 'polling.token'), randomBytes(32));
    const next = await open(300);
    assert.equal(next.seat.kind, 'alone');
  });
});
