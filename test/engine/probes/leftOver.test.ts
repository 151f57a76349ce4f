import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProbeConfig } from '../../../src/model/service.ts';
import { httpResponse, startFaultServer } from '../../support/faultServer.ts';
import { BASE, httpConfig, probeKit } from './probeKit.ts';

/** What keeps the process alive, by kind; the test's own server and timers aside. */
function handles(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of process.getActiveResourcesInfo()) {
    if (/^(?:TCPSocketWrap|TCPWRAP|TCPConnectWrap|TLSWrap|ProcessWrap|PipeWrap|GetAddrInfoReqWrap|Zlib)$/.test(name))
      counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

describe('probes leave nothing behind', () => {
  for (const [how, body] of [
    ['after a good run', httpResponse('{"status":"ok"}')],
    ['after a run that was cancelled', ''],
  ] as const) {
    it(how, async () => {
      const before = handles();
      const kit = probeKit();
      const server = await startFaultServer(body);
      const [host, port] = ['127.0.0.1', server.port];
      const configs: ProbeConfig[] = [
        httpConfig(`${server.origin}/`, { id: 'a' }),
        { ...httpConfig(`${server.origin}/`, { id: 'b' }), kind: 'metrics' },
        { ...httpConfig(`${server.origin}/`, { id: 'c' }), kind: 'cacheStats' },
        { ...BASE, kind: 'tcp', host, port },
        { ...BASE, kind: 'tls', host, port, warnMs: 0 },
        { ...BASE, kind: 'grpc', host, port, service: '', headers: [] },
        { ...httpConfig(`${server.origin}/`, { id: 'd' }), kind: 'websocket', protocols: [] },
        { ...BASE, kind: 'dns', query: 'a.test', type: 'A', server: `${host}:${port}`, expected: [] },
        { ...BASE, kind: 'postgres', uri: [`postgresql://${host}:${port}/`] },
        { ...BASE, kind: 'redis', uri: [`redis://${host}:${port}`] },
        { ...BASE, kind: 'command', command: [['sleep'], [body === '' ? '60' : '0']], cwd: '.', env: [] },
      ];
      const controller = new AbortController();
      if (body === '') setTimeout(() => controller.abort(), 50);
      else setTimeout(() => controller.abort(), 300);
      await Promise.all(configs.map((config) => kit.run(config, controller.signal)));
      kit.dispose();
      kit.dispose();
      await server.close();
      await sleep(30);
      assert.deepEqual(handles(), before);
      assert.deepEqual(kit.bugs, []);
    });
  }

  it('a session that is disposed keeps nothing that is asked of it later', async () => {
    const kit = probeKit();
    const server = await startFaultServer(httpResponse('{"status":"ok"}'));
    try {
      kit.dispose();
      await kit.run(httpConfig(server.origin));
      await server.allClosed();
      assert.equal(kit.http.size, 0);
    } finally {
      await server.close();
    }
  });
});
