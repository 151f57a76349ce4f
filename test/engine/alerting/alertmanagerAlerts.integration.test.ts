// The alerts of a real Alertmanager that others sent: listed beside ours, silenced there, sent on by nobody.
import assert from 'node:assert/strict';
import { systemClock } from '../../../src/base/clock.ts';
import { ALERTMANAGER_ALERTS, readAlerts } from '../../../src/engine/alerting/alertmanagerAlerts.ts';
import { Alerting } from '../../../src/engine/alerting/alerting.ts';
import { AlertPoller } from '../../../src/engine/alerting/alertPoller.ts';
import { ProbeSession } from '../../../src/engine/probeSession.ts';
import { RuleService } from '../../../src/engine/rules/ruleService.ts';
import type { Alert } from '../../../src/model/alert.ts';
import { LabelSet } from '../../../src/model/labelSet.ts';
import { startAlertmanager, until } from '../../support/alertmanagerServer.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import { need } from '../../support/provision/need.ts';

const RULES = `groups:
  - name: g
    interval: 1s
    rules:
      - alert: Down
        expr: up == 0
        labels: { severity: critical }
`;

describe('the alerts of others in a real Alertmanager', function () {
  let alertmanager: Awaited<ReturnType<typeof startAlertmanager>>;
  const session = new ProbeSession();
  const store = new MemoryStore();
  let listed: readonly Alert[] = [];
  const sent: (readonly Alert[])[] = [];
  const problems: (string | undefined)[] = [];
  const onBug = (error: unknown): void => assert.fail(String(error));
  const ask: ConstructorParameters<typeof AlertPoller>[0]['ask'] = (request, timeoutMs, signal) =>
    session.request(request, timeoutMs, signal);
  const alerting = new Alerting({
    clock: systemClock,
    ask,
    onProblem: () => undefined,
    redact: (text) => text,
    onNotificationProblem: () => undefined,
    onTold: () => undefined,
    onBug,
  });
  const rules = new RuleService({
    clock: systemClock,
    store,
    unitOf: () => 'none',
    problems: () => undefined,
    alerts: ({ alerts }) => (listed = alerts),
    evaluated: (alerts) => {
      sent.push(alerts);
      alerting.send(alerts);
    },
    log: () => undefined,
    onBug,
  });
  const poller = new AlertPoller({
    ...ALERTMANAGER_ALERTS,
    firstMs: 2_000,
    clock: systemClock,
    ask,
    onAlerts: (alerts) => rules.setForeign('alertmanager', alerts),
    onProblem: (problem) => problems.push(problem),
    onBug,
  });

  before(async function () {
    await need(this, 'alertmanager');
    alertmanager = await startAlertmanager(
      'route: { receiver: team, group_by: [alertname] }\nreceivers: [{ name: team }]\n',
    );
  });
  after(async () => {
    poller.dispose();
    rules.dispose();
    alerting.dispose();
    session.dispose();
    await alertmanager?.stop();
  });

  it('are listed once beside ours, with where they come from, and as silenced once they are', async () => {
    const { url } = alertmanager;
    store.append(store.ref(LabelSet.from({ __name__: 'up', job: 'api' })), Date.now(), 0);
    rules.setFiles([{ uri: 'file:///rules.yml', text: RULES }]);
    alerting.setAlertmanager(url);
    const startsAt = new Date(Date.now() - 60_000).toISOString();
    const theirs = [
      {
        labels: { alertname: 'DiskFull', instance: 'db1' },
        annotations: { summary: 'full' },
        startsAt,
        generatorURL: 'http://prometheus.example/graph?g0.expr=disk_free+%3C+1&g0.tab=1',
      },
      { labels: { alertname: 'Odd' }, startsAt, generatorURL: 'command:evil' },
    ];
    const posted = await fetch(`${url}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(theirs),
    });
    assert.equal(posted.status, 200);
    poller.setUrl(`${url}/`);
    await until('listed', () => Promise.resolve(listed.length === 3));
    const of = (name: string) => listed.find(({ labels }) => labels['alertname'] === name)!;
    const disk = of('DiskFull');
    assert.equal(disk.rule.uri, 'http://prometheus.example/graph?g0.expr=disk_free+%3C+1&g0.tab=1');
    assert.equal(disk.rule.expr, 'disk_free < 1');
    assert.equal(disk.rule.group, 'team');
    assert.deepEqual(disk.annotations, { summary: 'full' });
    assert.equal(disk.activeAtMs, Date.parse(startsAt));
    assert.ok(of('Odd').rule.uri.startsWith(`${url}/#/alerts?filter=`), 'no page but one of the web');
    assert.equal(of('Down').rule.uri, 'file:///rules.yml');
    const created = await alerting.createSilence({
      id: '',
      matchers: [{ name: 'alertname', op: '=', value: 'DiskFull' }],
      endsAtMs: Date.now() + 600_000,
      comment: '',
    });
    assert.ok(created.ok);
    await until('silenced', () => Promise.resolve(of('DiskFull').silencedBy === created.value));
    assert.ok(sent.length > 0 && sent.every((alerts) => alerts.every(({ labels }) => labels['alertname'] === 'Down')));
    poller.setUrl(undefined);
    assert.deepEqual(
      listed.map(({ labels }) => labels['alertname']),
      ['Down'],
    );
  });

  it('are a problem that is said where they cannot be had, and where they are none', async () => {
    poller.setUrl('http://127.0.0.1:1');
    await until('a problem', () => Promise.resolve(/connection refused/.test(problems.at(-1) ?? '')));
    for (const [body, count] of [
      ['[]', 0],
      ['{}', undefined],
      ['no', undefined],
      ['[7, null, {"labels": 7}, {"labels": {"a": "b"}}, {"labels": {"a": 1}, "startsAt": "2020-01-01T00:00:00Z"}]', 0],
    ] as const) {
      const read = readAlerts(body, 'http://x');
      assert.equal(read.ok ? read.value.length : undefined, count);
    }
  });
});
