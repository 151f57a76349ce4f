import assert from 'node:assert/strict';
import type { Config } from '../../../src/model/service.ts';
import { EngineClient } from '../../../src/ui/engine/engineClient.ts';
import { restartDelayMs } from '../../../src/base/backoff.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { serviceState } from '../states.ts';
import { FakeEngine } from './fakeEngine.ts';

const config = (concurrency: number): Config => ({ services: [], concurrency, historyMaxAgeMs: 1, historyMaxBytes: 1 });

function setUp(make: (n: number) => FakeEngine = () => new FakeEngine()) {
  const clock = new FakeClock();
  const engines: FakeEngine[] = [];
  const lines: string[] = [];
  const log = (line: string): void => void lines.push(line);
  const client = new EngineClient({
    clock,
    log: { trace: log, debug: log, info: log, warn: log, error: log },
    onBug: (error) => {
      throw error;
    },
    start() {
      const engine = make(engines.length);
      engines.push(engine);
      return engine.process;
    },
  });
  const states: string[] = [];
  client.onDidChangeState((state) => states.push(state.kind));
  return {
    client,
    clock,
    engines,
    lines,
    states,
    settle: () => clock.advanceAsync(0).then(() => clock.advanceAsync(0)),
  };
}

describe('EngineClient', () => {
  it('waits half a second before the first restart, doubles it, and never waits longer than 30 s', () => {
    assert.deepEqual(
      [1, 2, 3, 4, 5, 6, 7, 8, 100].map(restartDelayMs),
      [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000],
    );
  });

  it('shakes hands, sends secrets before the configuration, and takes a snapshot', async () => {
    const { client, engines, states, settle } = setUp();
    client.configure(config(7));
    client.setSecrets([{ name: 'a', value: 'b', origins: [] }]);
    client.start();
    await settle();
    assert.deepEqual(engines[0]!.methods, ['hello', 'setSecrets', 'setPaused', 'configure', 'snapshot']);
    assert.deepEqual(engines[0]!.calls[3], ['configure', config(7)]);
    assert.deepEqual(states, ['starting', 'running']);
    client.dispose();
    assert.equal(engines[0]!.terminated, true);
  });

  it('starts it at once, and sends it nothing before all is ready', async () => {
    const { client, engines, settle } = setUp();
    const ready = Promise.withResolvers<void>();
    client.start(ready.promise);
    await settle();
    assert.deepEqual(engines[0]!.methods, ['hello']);
    client.configure(config(7));
    ready.resolve();
    await settle();
    assert.deepEqual(engines[0]!.methods, ['hello', 'setSecrets', 'setPaused', 'configure', 'snapshot']);
    client.dispose();
  });

  it('goes on without what could not be made ready', async () => {
    const { client, engines, states, settle } = setUp();
    client.start(Promise.reject(new Error('the keychain is locked')));
    await settle();
    assert.deepEqual(engines[0]!.methods, ['hello', 'setSecrets', 'setPaused', 'snapshot']);
    assert.deepEqual(states, ['starting', 'running']);
    client.dispose();
  });

  it('sends what changes while the snapshot is on its way', async () => {
    const { client, engines, settle } = setUp();
    let connected = 0;
    client.onDidConnect(() => connected++);
    client.configure(config(7));
    client.start();
    const [engine] = engines as [FakeEngine];
    engine.onSnapshot = () => client.configure(config(8));
    await settle();
    assert.deepEqual(engine.methods, ['hello', 'setSecrets', 'setPaused', 'configure', 'snapshot', 'configure']);
    assert.deepEqual(engine.calls.at(-1), ['configure', config(8)]);
    assert.equal(connected, 2, 'views are opened anew');
    client.dispose();
  });

  it('starts it again after an exit, with what the engine before had', async () => {
    const { client, clock, engines, states, settle } = setUp();
    client.configure(config(7));
    client.setPaused(['x']);
    client.start();
    await settle();
    engines[0]!.exit('the engine ended with code 1');
    assert.deepEqual(client.state, {
      kind: 'restarting',
      reason: 'the engine ended with code 1',
      attempt: 1,
      delayMs: 500,
    });
    await clock.advanceAsync(499);
    assert.equal(engines.length, 1);
    await clock.advanceAsync(1);
    await settle();
    assert.deepEqual(engines[1]!.calls.slice(1, 4), [
      ['setSecrets', []],
      ['setPaused', ['x']],
      ['configure', config(7)],
    ]);
    assert.deepEqual(states, ['starting', 'running', 'restarting', 'running']);
    client.dispose();
  });

  it('forgets the restarts after a minute of health, and not before', async () => {
    const { client, clock, engines, settle } = setUp();
    client.start();
    await settle();
    engines[0]!.exit('gone');
    await clock.advanceAsync(500);
    await settle();
    await clock.advanceAsync(59_000);
    engines[1]!.exit('gone');
    assert.equal(client.state.kind === 'restarting' && client.state.delayMs, 1_000);
    await clock.advanceAsync(1_000);
    await settle();
    await clock.advanceAsync(60_000);
    engines[2]!.exit('gone');
    assert.equal(client.state.kind === 'restarting' && client.state.delayMs, 500);
    client.dispose();
    assert.equal(clock.pendingTimers, 0);
  });

  it('takes an engine that could not be started as one that ended', async () => {
    const { client, clock } = setUp(() => {
      throw new Error('no such file');
    });
    client.start();
    assert.equal(client.state.kind, 'restarting');
    await clock.advanceAsync(500);
    assert.equal(client.state.kind === 'restarting' && client.state.attempt, 2);
    client.dispose();
  });

  it('hears of an exit while the handshake waits', async () => {
    const { client, engines, settle } = setUp(() => new FakeEngine({ silent: true }));
    client.start();
    await settle();
    engines[0]!.exit('died at once');
    assert.equal(client.state.kind === 'restarting' && client.state.reason, 'died at once');
    client.dispose();
  });

  it('applies deltas in order and asks for a snapshot after a gap', async () => {
    const { client, engines, settle } = setUp();
    const changes: unknown[] = [];
    client.onDidChangeServices((change) => changes.push(change));
    client.start();
    await settle();
    const [engine] = engines as [FakeEngine];
    engine.channel.notify('delta', [{ seq: 1, services: [serviceState('a'), serviceState('b')], removed: [] }]);
    await settle();
    engine.channel.notify('delta', [{ seq: 2, services: [], removed: ['a'] }]);
    await settle();
    assert.deepEqual([...client.services.keys()], ['b']);
    engine.services = [serviceState('c')];
    engine.seq = 9;
    engine.channel.notify('delta', [{ seq: 4, services: [], removed: [] }]);
    await settle();
    assert.deepEqual([...client.services.keys()], ['c']);
    assert.deepEqual(changes, [
      { kind: 'all' },
      { kind: 'some', ids: ['a', 'b'] },
      { kind: 'some', ids: ['a'] },
      { kind: 'all' },
    ]);
    client.dispose();
  });

  it('sends what changes while it is sending', async () => {
    const { client, engines, settle } = setUp();
    client.configure(config(1));
    client.start();
    await settle();
    client.setPaused(['a']);
    client.configure(config(2));
    client.setPaused(['a', 'b']);
    await settle();
    const sent = engines[0]!.calls.slice(5);
    assert.deepEqual(sent.at(-1), ['configure', config(2)]);
    assert.deepEqual(
      sent.findLast(([method]) => method === 'setPaused'),
      ['setPaused', ['a', 'b']],
    );
    client.dispose();
  });

  it('shuts down, forgets the services, and starts again when told to', async () => {
    const { client, engines, settle } = setUp((n) => {
      const engine = new FakeEngine();
      engine.services = [serviceState(`s${n}`)];
      return engine;
    });
    client.start();
    await settle();
    const stopped = client.stop();
    client.configure(config(3));
    client.start();
    await stopped;
    await settle();
    assert.equal(engines[0]!.methods.at(-1), 'shutdown');
    assert.equal(engines[0]!.terminated, true);
    assert.deepEqual([...client.services.keys()], ['s1']);
    assert.ok(engines[1]!.methods.includes('configure'));
    client.dispose();
  });

  it('starts an engine again that twice does not answer', async () => {
    const { client, clock, engines, settle } = setUp();
    client.start();
    await settle();
    await clock.advanceAsync(30_000);
    await settle();
    engines[0]!.stuck = true;
    await clock.advanceAsync(30_000);
    await settle();
    assert.equal(client.state.kind === 'running', true);
    await clock.advanceAsync(30_000);
    await settle();
    assert.equal(client.state.kind === 'restarting' && client.state.reason, 'the engine does not answer: stuck');
    client.dispose();
    assert.equal(clock.pendingTimers, 0);
  });

  it('refuses a request while there is no engine', async () => {
    const { client } = setUp();
    await assert.rejects(client.request('snapshot', []), { name: 'ChannelError', code: 'closed' });
  });
});
