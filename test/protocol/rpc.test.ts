import assert from 'node:assert/strict';
import { Channel, ChannelError, type RequestHandlers } from '../../src/protocol/rpc.ts';
import { memoryPorts } from '../support/memoryPort.ts';

type Server = {
  requests: { add(a: number, b: number): number; fail(): void; wait(): string };
  events: { tick(columns: Float64Array): void };
};
type Client = { requests: Record<never, never>; events: Record<never, never> };

function connect(overrides: Partial<RequestHandlers<Server['requests']>> = {}) {
  const [a, b] = memoryPorts();
  const bugs: unknown[] = [];
  const server = new Channel<Server, Client>({
    port: a,
    requests: {
      add: (x, y) => x + y,
      fail: () => {
        throw new Error('broken');
      },
      wait: (signal) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('gave up')))),
      ...overrides,
    },
    onBug: (error) => bugs.push(error),
  });
  const client = new Channel<Client, Server>({ port: b, requests: {}, onBug: (error) => bugs.push(error) });
  return { server, client, bugs, ports: [a, b] as const };
}

const code = (expected: ChannelError['code']) => (error: unknown) =>
  error instanceof ChannelError && error.code === expected;

describe('Channel', () => {
  it('answers a request with what the handler returns', async () => {
    const { client } = connect();
    assert.equal(await client.request('add', [2, 3]), 5);
  });

  it('rejects with the handler’s message when it throws, and reports the bug on its own side', async () => {
    const { client, bugs } = connect();
    await assert.rejects(client.request('fail', []), { name: 'ChannelError', message: 'broken' });
    assert.equal(bugs.length, 1);
  });

  it('gives up at the timeout and tells the other side, which stops', async () => {
    let stopped = false;
    const { client } = connect({
      wait: (signal) =>
        new Promise((_, reject) =>
          signal.addEventListener('abort', () => {
            stopped = true;
            reject(new Error('gave up'));
          }),
        ),
    });
    await assert.rejects(client.request('wait', [], { timeoutMs: 5 }), code('timeout'));
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(stopped, true);
  });

  it('is cancelled by its signal', async () => {
    const { client, bugs } = connect();
    const controller = new AbortController();
    const answer = client.request('wait', [], { signal: controller.signal });
    controller.abort();
    await assert.rejects(answer, code('aborted'));
    await assert.rejects(client.request('wait', [], { signal: controller.signal }), code('aborted'));
    assert.deepEqual(bugs, [], 'a cancelled handler that rejects is no bug');
  });

  it('rejects all that is pending when it is closed, and what is asked after', async () => {
    const { client } = connect();
    const answer = client.request('wait', []);
    client.close('the worker is gone');
    await assert.rejects(answer, { code: 'closed', message: 'the worker is gone' });
    await assert.rejects(client.request('add', [1, 1]), code('closed'));
  });

  it('announces events, moving what is transferred', async () => {
    const { server, client } = connect();
    const received: Float64Array[] = [];
    client.on('tick', (columns) => received.push(columns));
    const columns = Float64Array.of(1, 2, 3);
    server.notify('tick', [columns], [columns.buffer]);
    await new Promise((resolve) => setTimeout(resolve, 1));
    assert.deepEqual(received, [Float64Array.of(1, 2, 3)]);
    assert.equal(columns.length, 0, 'the sender’s columns are gone');
  });

  it('drops messages of an unknown shape and refuses methods it does not have, own ones of Object included', async () => {
    const { client, ports, bugs } = connect();
    for (const message of [null, 7, 'x', {}, { t: 'request' }, { t: 'ok' }, { t: 'event', method: 1, args: [] }]) {
      ports[1].post(message, []);
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
    assert.equal(bugs.length, 7);
    for (const method of ['constructor', '__proto__', 'nothing']) {
      await assert.rejects(client.request(method as 'add', [1, 2]), code('unknownMethod'));
    }
  });
});
