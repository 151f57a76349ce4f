// The alerts of a real Prometheus, listed beside ours and sent to nobody.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '../../../src/base/clock.ts';
import { AlertPoller } from '../../../src/engine/alerting/alertPoller.ts';
import type { ForeignAlerts } from '../../../src/engine/alerting/foreignAlerts.ts';
import { PROMETHEUS_ALERTS, readRules } from '../../../src/engine/alerting/prometheusAlerts.ts';
import { ProbeSession } from '../../../src/engine/probeSession.ts';
import { RuleService } from '../../../src/engine/rules/ruleService.ts';
import type { Alert } from '../../../src/model/alert.ts';
import type { AlertsUpdate } from '../../../src/protocol/rules.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import { PrometheusServer } from '../../support/prometheusServer.ts';
import { need } from '../../support/provision/need.ts';

const RULES = `groups:
  - name: theirs
    rules:
      - alert: TooManyJobs
        expr: demo_jobs > 5
        labels: { severity: page }
        annotations: { summary: '{{ $value }} jobs' }
      - alert: Never
        expr: demo_jobs > 1000
`;

describe('the alerts of a real Prometheus', function () {
  let session: ProbeSession;
  let prometheus: AlertPoller;
  const told: (readonly ForeignAlerts[])[] = [];
  const problems: (string | undefined)[] = [];

  before(async function () {
    await need(this, 'prometheus');
    session = new ProbeSession();
    prometheus = new AlertPoller({
      ...PROMETHEUS_ALERTS,
      clock: systemClock,
      ask: (request, timeoutMs, signal) => session.request(request, timeoutMs, signal),
      onAlerts: (alerts) => told.push(alerts),
      onProblem: (problem) => problems.push(problem),
      onBug: (error) => assert.fail(String(error)),
    });
  });
  after(() => {
    prometheus?.dispose();
    session?.dispose();
  });

  it('are listed with their rule, and end with its address', async () => {
    const target = createServer((_request, response) => {
      response.setHeader('content-type', 'text/plain; version=0.0.4').end('demo_jobs{queue="mail"} 7\n');
    });
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
    const { port } = target.address() as AddressInfo;
    const server = await PrometheusServer.start(['# EOF\n'], { rules: RULES, target: `127.0.0.1:${port}` });
    try {
      const endMs = performance.now() + 30_000;
      while ((await server.query('query', { query: 'ALERTS' })).data?.result?.toString() === '') {
        assert.ok(performance.now() < endMs, 'Prometheus has no alert');
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
      prometheus.setUrl(server.url);
      while (told.at(-1)?.length !== 1) {
        assert.ok(performance.now() < endMs, JSON.stringify({ told, problems }));
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      const [{ rule, alerts }] = told.at(-1) as [ForeignAlerts];
      assert.equal(rule.name, 'TooManyJobs');
      assert.equal(rule.expr, 'demo_jobs > 5');
      assert.equal(rule.group, 'theirs');
      assert.ok(rule.uri.startsWith(`${server.url}/graph?g0.expr=demo_jobs`));
      const [alert] = alerts;
      assert.equal(alert!.state, 'firing');
      assert.equal(alert!.value, 7);
      assert.deepEqual(alert!.annotations, { summary: '7 jobs' });
      assert.equal(alert!.labels['queue'], 'mail');
      assert.ok(Math.abs(alert!.activeAtMs - Date.now()) < 60_000);
      prometheus.setUrl(undefined);
      assert.deepEqual(told.at(-1), []);
    } finally {
      await server.stop();
      target.close();
      target.closeAllConnections();
    }
  });

  it('that is not there are a problem that is said', async () => {
    prometheus.setUrl('http://127.0.0.1:1');
    const endMs = performance.now() + 10_000;
    while (problems.at(-1) === undefined) {
      assert.ok(performance.now() < endMs);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.match(problems.at(-1)!, /connection refused/);
    prometheus.setUrl(undefined);
  });

  it('are listed beside ours, and are not sent on', () => {
    const updates: AlertsUpdate[] = [];
    const evaluated: (readonly Alert[])[] = [];
    const service = new RuleService({
      clock: systemClock,
      store: new MemoryStore(),
      unitOf: () => 'none',
      problems: () => undefined,
      alerts: (update) => updates.push(update),
      evaluated: (alerts) => evaluated.push(alerts),
      log: () => undefined,
      onBug: (error) => assert.fail(String(error)),
    });
    const read = readRules(
      JSON.stringify({
        data: {
          groups: [
            {
              name: 'g',
              rules: [
                {
                  name: 'A',
                  query: 'up == 0',
                  duration: 60,
                  alerts: [
                    {
                      state: 'firing',
                      labels: { alertname: 'A' },
                      annotations: {},
                      value: '0e+00',
                      activeAt: '2026-01-01T00:00:00Z',
                    },
                    { state: 'strange', labels: {}, activeAt: '2026-01-01T00:00:00Z' },
                    { state: 'firing', labels: { a: 1 }, activeAt: 'never' },
                    null,
                  ],
                },
                { name: 7 },
                'x',
              ],
            },
            null,
          ],
        },
      }),
      'http://prometheus:9090',
    );
    assert.ok(read.ok);
    service.setForeign('prometheus', read.value);
    assert.deepEqual(
      updates.at(-1)!.alerts.map(({ labels, state, rule }) => [labels, state, rule.forMs]),
      [[{ alertname: 'A' }, 'firing', 60_000]],
    );
    assert.ok(evaluated.every((alerts) => alerts.length === 0));
    service.dispose();
  });

  it('of what is none of its answers is a problem', () => {
    for (const body of ['', '<html>', '[]', '{"data":{"groups":7}}', 'null']) {
      assert.equal(readRules(body, 'http://x').ok, false, body);
    }
  });
});
