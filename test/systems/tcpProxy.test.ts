import assert from 'node:assert/strict';
import { connect, createServer, type AddressInfo } from 'node:net';
import { startTcpProxy } from './tcpProxy.ts';

describe('startTcpProxy', () => {
  it('leads to the target, cuts and refuses while it is shut, and leads there again', async () => {
    const target = createServer((socket) => socket.pipe(socket).on('error', () => undefined));
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
    const proxy = await startTcpProxy((target.address() as AddressInfo).port);
    try {
      assert.equal(await echo(proxy.port), 'hello');
      const open = connect(proxy.port, proxy.host);
      await new Promise((resolve) => open.once('connect', resolve));
      const cut = new Promise((resolve) => open.on('error', () => undefined).once('close', resolve));
      await proxy.shut();
      await cut;
      await assert.rejects(echo(proxy.port), { code: 'ECONNREFUSED' });
      await proxy.open();
      assert.equal(await echo(proxy.port), 'hello');
    } finally {
      await proxy.stop();
      target.close();
    }
  });
});

function echo(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('hello'));
    socket.once('error', reject);
    socket.setEncoding('utf8').once('data', (text: string) => {
      socket.destroy();
      resolve(text);
    });
  });
}
