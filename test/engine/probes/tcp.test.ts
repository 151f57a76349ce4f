import assert from 'node:assert/strict';
import type { TcpProbeConfig } from '../../../src/model/service.ts';
import { tcpProbe } from '../../../src/engine/probes/tcp.ts';
import { startFaultServer } from '../../support/faultServer.ts';
import { BASE, type Kit, probeKit, sampleOf } from './probeKit.ts';

const tcp = (host: string, port: number, timeoutMs = 20_000): TcpProbeConfig => ({
  ...BASE,
  kind: 'tcp',
  host,
  port,
  timeoutMs,
});

describe('tcp probe', () => {
  let kit: Kit;
  before(() => {
    kit = probeKit();
  });
  after(() => kit.dispose());

  it('is up where a connection is accepted, and closes it', async () => {
    const server = await startFaultServer('', { onConnect: true });
    try {
      for (const host of ['127.0.0.1', 'localhost']) {
        const result = await kit.run(tcp(host, server.port));
        assert.equal(result.status, 'up');
        assert.match(result.reason, /^accepted a connection in /);
        assert.ok((result.phasesMs?.connect ?? -1) >= 0);
        assert.equal(result.phasesMs?.resolve === undefined, host === '127.0.0.1');
        assert.equal(sampleOf(result, 'probe_success'), 1);
      }
      await server.allClosed();
    } finally {
      await server.close();
    }
  });

  it('says what refuses it', async () => {
    const gone = await startFaultServer('');
    await gone.close();
    const refused = await kit.run(tcp('127.0.0.1', gone.port));
    assert.deepEqual(
      [refused.status, refused.reason],
      ['down', `nothing listens on 127.0.0.1:${gone.port} (connection refused)`],
    );
    assert.match(
      (await kit.run(tcp('nowhere.invalid', 80))).reason,
      /^the name "nowhere\.invalid" (?:has no address|could not be looked up)/,
    );
    const none = await kit.run(tcp('127.0.0.1', 70_000));
    assert.deepEqual([none.status, kit.bugs], ['unknown', []]);
  });

  it('ends when it is cancelled', async () => {
    const result = await kit.run(tcp('127.0.0.1', 9), AbortSignal.abort());
    assert.equal(result.reason, 'the run was cancelled');
  });

  it('names its target', () => {
    assert.equal(tcpProbe.target(tcp('db', 5432)), 'db:5432');
    assert.equal(tcpProbe.target(tcp('::1', 5432)), '[::1]:5432');
  });
});
