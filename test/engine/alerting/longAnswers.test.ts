// Servers whose alerts come to more than is read: that is told, with the limit, and nothing is taken for the whole.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '../../../src/base/clock.ts';
import { AlertmanagerApi } from '../../../src/engine/alerting/alertmanagerApi.ts';
import { ALERTMANAGER_ALERTS } from '../../../src/engine/alerting/alertmanagerAlerts.ts';
import { AlertPoller } from '../../../src/engine/alerting/alertPoller.ts';
import { PROMETHEUS_ALERTS } from '../../../src/engine/alerting/prometheusAlerts.ts';
import { ProbeSession } from '../../../src/engine/probeSession.ts';

const CUT = 'its answer is longer than 4 MiB and was cut there, so it is not taken';
/** Each some 300 bytes: so many come to more than the limit, half of them to less. */
const MANY = 20_000;

const alert = (i: number) => ({
  labels: { alertname: 'TooManyJobs', instance: `host-${i}`, text: 'x'.repeat(200) },
  annotations: {},
  startsAt: '2026-11-21T10:00:00Z',
  receivers: [{ name: 'default' }],
  status: { state: 'active', silencedBy: [], inhibitedBy: [] },
});

describe('an answer that is longer than what is read of one', () => {
  let count = MANY;
  const server = createServer((_request, response) => {
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify(Array.from({ length: count }, (_, i) => alert(i))));
  });
  let url: string;
  let session: ProbeSession;
  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    session = new ProbeSession();
  });
  after(() => {
    session.dispose();
    server.close();
  });

  for (const [name, source] of Object.entries({ Alertmanager: ALERTMANAGER_ALERTS, Prometheus: PROMETHEUS_ALERTS })) {
    it(`is told of, with the limit, where it holds the alerts of ${name}`, async () => {
      count = MANY;
      const { promise, resolve } = Promise.withResolvers<string | undefined>();
      const poller = new AlertPoller({
        ...source,
        firstMs: 0,
        clock: systemClock,
        ask: (request, timeoutMs, signal) => session.request(request, timeoutMs, signal),
        onAlerts: (alerts) => assert.equal(alerts.length, 0),
        onProblem: (problem) => problem !== undefined && resolve(problem),
        onBug: (error) => assert.fail(String(error)),
      });
      poller.setUrl(url);
      assert.equal(await promise, CUT);
      poller.dispose();
    });
  }

  it('is no such answer where it is short enough', async () => {
    count = MANY / 2;
    const { promise, resolve } = Promise.withResolvers<number>();
    const poller = new AlertPoller({
      ...ALERTMANAGER_ALERTS,
      firstMs: 0,
      clock: systemClock,
      ask: (request, timeoutMs, signal) => session.request(request, timeoutMs, signal),
      onAlerts: (alerts) => alerts.length > 0 && resolve(alerts.length),
      onProblem: (problem) => assert.equal(problem, undefined),
      onBug: (error) => assert.fail(String(error)),
    });
    poller.setUrl(url);
    assert.equal(await promise, MANY / 2);
    poller.dispose();
  });

  it('is told of where silences are asked for', async () => {
    count = MANY;
    const api = new AlertmanagerApi(url, (request, timeoutMs, signal) => session.request(request, timeoutMs, signal));
    const answer = await api.silences(new AbortController().signal);
    assert.deepEqual(answer, { ok: false, error: CUT });
  });
});
