import assert from 'node:assert/strict';
import { ProbeSession } from '../../src/engine/probeSession.ts';
import type { LabelSet } from '../../src/model/labelSet.ts';
import type { MetricMetadata } from '../../src/model/series.ts';
import { type FaultServer, httpResponse, startFaultServer } from '../support/faultServer.ts';
import { httpConfig } from './probes/probeKit.ts';

const VALUE = 'hunter2/hunter2';

describe('ProbeSession', () => {
  const written: LabelSet[] = [];
  const help: MetricMetadata[] = [];
  let server: FaultServer;
  let session: ProbeSession;
  before(async () => {
    server = await startFaultServer('');
    session = new ProbeSession({
      samples: {
        resolve: (labels: LabelSet) => written.push(labels),
        append: () => 'ok',
        metadata: (_name, metadata) => help.push(metadata),
      },
    });
    session.secrets.set([{ name: 'token', value: VALUE, origins: [server.origin] }]);
  });
  after(async () => {
    session.dispose();
    await server.close();
  });
  const scrape = (body: string) => {
    server.setFault(httpResponse(body, { 'content-type': 'text/plain; version=0.0.4' }));
    const config = { ...httpConfig(`${server.origin}/metrics`), kind: 'metrics' } as const;
    const labels = { job: VALUE, instance: server.origin, probe: 'metrics' };
    return session.run(config, () => labels, new AbortController().signal);
  };

  it('keeps a secret that a target repeats out of labels and help, but leaves the names of the settings', async () => {
    const result = await scrape(`# HELP a for ${VALUE}\n# TYPE a gauge\na{by="x ${VALUE}",path="/"} 1\n`);
    assert.equal(result.status, 'up');
    const labels = written.find((set) => set.get('__name__') === 'a');
    assert.equal(labels?.get('by'), 'x ${secret:token}');
    assert.equal(labels?.get('path'), '/');
    assert.equal(labels?.get('job'), VALUE);
    assert.ok(help.some((metadata) => metadata.help === 'for ${secret:token}'));
    assert.ok(
      !JSON.stringify([written.map(({ values }) => values.filter((value) => value !== VALUE)), help, result]).includes(
        VALUE,
      ),
    );
  });

  it('keeps the beginning of a secret out of what is kept of a long body', async () => {
    // What is kept of a body that was understood ends in the middle of the secret.
    const line = '# ';
    const body = `${line}${'x'.repeat(4096 - line.length - 8)}${VALUE}\na 1\n`;
    const result = await scrape(body);
    assert.equal(result.status, 'up');
    assert.equal(result.response?.body.includes(VALUE.slice(0, 6)), false);
    assert.equal(result.response?.bodyTruncated, true);
  });
});
