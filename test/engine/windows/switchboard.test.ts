import assert from 'node:assert/strict';
import { Switchboard } from '../../../src/engine/windows/switchboard.ts';
import { Channel, type Contract } from '../../../src/protocol/rpc.ts';
import { memoryPorts } from '../../support/memoryPort.ts';

type Any = { requests: Contract['requests']; events: Contract['events'] };
const settle = () => new Promise<void>((resolve) => setTimeout(resolve, 5));

/** An engine that remembers what it is told, behind a switchboard that windows join. */
function house() {
  const switchboard = new Switchboard();
  const calls: [string, ...unknown[]][] = [];
  const cancelled: string[] = [];
  const told =
    (method: string, answer?: unknown) =>
    (...args: unknown[]): unknown => {
      calls.push([method, ...args.slice(0, -1)]);
      return answer;
    };
  const silent =
    (name: string) =>
    (...args: unknown[]) =>
      new Promise(() => (args.at(-1) as AbortSignal).addEventListener('abort', () => cancelled.push(name)));
  const names = [
    'configure',
    'setPaused',
    'setInterest',
    'setFocused',
    'setEnvironment',
    'openView',
    'closeView',
    'openLogs',
    'closeLogs',
    'refresh',
    'shutdown',
  ];
  const engine = new Channel<Any, Any>({
    port: switchboard,
    onBug: (error) => assert.fail(String(error)),
    requests: {
      ...Object.fromEntries(names.map((name) => [name, told(name)])),
      snapshot: told('snapshot', { seq: 7 }),
      slow: silent('slow'),
      echo: (...args) => args[0],
    },
  });
  const join = (isOwner = false) => {
    const [mine, theirs] = memoryPorts();
    const events: [string, ...unknown[]][] = [];
    const channel = new Channel<Any, Any>({ port: mine, requests: {}, onBug: (error) => assert.fail(String(error)) });
    for (const name of ['alerts', 'alertProblem', 'delta', 'userState'])
      channel.on(name, (...args) => events.push([name, ...args]));
    const seat = switchboard.add(theirs, isOwner);
    const meet = async (): Promise<void> => {
      await channel.request('configure', [{ from: isOwner ? 'owner' : 'guest' }]);
      await channel.request('snapshot', []);
    };
    return { channel, events, meet, leave: () => seat.dispose() };
  };
  return { engine, calls, cancelled, join };
}

describe('Switchboard', () => {
  it('gives each window the answers to its own requests', async () => {
    const { join } = house();
    const windows = [join(true), join(), join()];
    const answers = await Promise.all(windows.map(({ channel }, i) => channel.request('echo', [`window ${i}`])));
    assert.deepEqual(answers, ['window 0', 'window 1', 'window 2']);
  });

  it('tells all windows what the engine announces, and a later one how things stand', async () => {
    const { engine, join } = house();
    const owner = join(true);
    await owner.meet();
    engine.notify('alerts', ['old']);
    engine.notify('alerts', ['new']);
    engine.notify('alertProblem', ['prometheus', 'away']);
    engine.notify('alertProblem', ['alertmanager', undefined]);
    engine.notify('delta', [1]);
    const guest = join();
    await guest.meet();
    await settle();
    assert.deepEqual(guest.events, [
      ['alerts', 'new'],
      ['alertProblem', 'prometheus', 'away'],
      ['alertProblem', 'alertmanager', undefined],
    ]);
    engine.notify('delta', [2]);
    await settle();
    assert.deepEqual(guest.events.at(-1), ['delta', 2]);
    assert.deepEqual(owner.events.at(-1), ['delta', 2]);
  });

  it('takes no first words of a later window for news, but what it says afterwards', async () => {
    const { calls, join } = house();
    const owner = join(true);
    await owner.meet();
    const guest = join();
    await guest.channel.request('setPaused', [[]]);
    await guest.meet();
    assert.deepEqual(
      calls.filter(([method]) => method === 'configure' || method === 'setPaused'),
      [['configure', { from: 'owner' }]],
    );
    await guest.channel.request('setPaused', [['api']]);
    await settle();
    assert.deepEqual(calls.at(-1), ['setPaused', ['api']]);
    assert.deepEqual(owner.events.at(-1), ['userState', { paused: ['api'] }]);
    await owner.channel.request('setEnvironment', [null]);
    await settle();
    assert.deepEqual(guest.events.at(-1), ['userState', { environment: null }]);
    assert.equal(guest.events.filter(([name]) => name === 'userState').length, 1, 'nobody is told of their own');
  });

  it('hears the first one that comes, whoever that is', async () => {
    const { calls, join } = house();
    join(true);
    const guest = join();
    await guest.meet();
    assert.deepEqual(calls[0], ['configure', { from: 'guest' }]);
  });

  it('is in front where one of the windows is, and shows what any of them looks at', async () => {
    const { calls, join } = house();
    const [owner, guest] = [join(true), join()];
    const pin = (metric: string) => ({ serviceId: 'api', metric });
    await owner.channel.request('setFocused', [false]);
    await guest.channel.request('setInterest', [{ everything: false, pins: [pin('a')] }]);
    await owner.channel.request('setInterest', [{ everything: true, pins: [pin('b')] }]);
    assert.deepEqual(calls, [
      ['setFocused', true],
      ['setInterest', { everything: false, pins: [pin('a')] }],
      ['setInterest', { everything: true, pins: [pin('b'), pin('a')] }],
    ]);
    calls.length = 0;
    guest.leave();
    await settle();
    assert.deepEqual(calls, [
      ['setInterest', { everything: true, pins: [pin('b')] }],
      ['setFocused', false],
    ]);
  });

  it('closes what a window had open and cancels what it waited for, when it goes', async () => {
    const { calls, cancelled, join } = house();
    const [owner, guest] = [join(true), join()];
    await guest.channel.request('openView', [{ viewId: 'v1', serviceId: 'api', rangeMs: 1 }]);
    await guest.channel.request('openView', [{ viewId: 'v2', serviceId: 'api', rangeMs: 1 }]);
    await guest.channel.request('openLogs', [{ viewId: 'l1' }]);
    await guest.channel.request('closeView', ['v2']);
    await owner.channel.request('openView', [{ viewId: 'mine', serviceId: 'api', rangeMs: 1 }]);
    void guest.channel.request('slow', []).catch(() => undefined);
    await settle();
    calls.length = 0;
    guest.leave();
    await settle();
    assert.deepEqual(
      calls.filter(([method]) => method.startsWith('close')),
      [
        ['closeView', 'v1'],
        ['closeLogs', 'l1'],
      ],
    );
    assert.deepEqual(cancelled, ['slow']);
    guest.channel.dispose();
  });

  it('passes on that a window waits no more', async () => {
    const { cancelled, join } = house();
    const guest = join();
    await assert.rejects(guest.channel.request('slow', [], { timeoutMs: 10 }), /no answer/);
    await settle();
    assert.deepEqual(cancelled, ['slow']);
  });

  it('lets its owner alone end the engine', async () => {
    const { calls, join } = house();
    const [owner, guest] = [join(true), join()];
    await guest.channel.request('shutdown', []);
    assert.deepEqual(calls, []);
    await owner.channel.request('shutdown', []);
    assert.deepEqual(calls, [['shutdown']]);
  });

  it('drops what is no message', async () => {
    const { join, calls } = house();
    const switchboard = new Switchboard();
    const [mine, theirs] = memoryPorts();
    switchboard.add(theirs, false);
    for (const junk of [undefined, 3, 'x', [], {}, { t: 'request' }, { t: 'ok', id: 1, value: 1 }]) mine.post(junk, []);
    const guest = join();
    assert.equal(await guest.channel.request('echo', ['still there']), 'still there');
    assert.deepEqual(calls, []);
  });
});
