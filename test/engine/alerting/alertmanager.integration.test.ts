// Alerts of rules, sent to a real Alertmanager: it receives, groups, silences and resolves them.
import assert from 'node:assert/strict';
import { Alerting } from '../../../src/engine/alerting/alerting.ts';
import { systemClock } from '../../../src/base/clock.ts';
import { ProbeSession } from '../../../src/engine/probeSession.ts';
import { RuleService } from '../../../src/engine/rules/ruleService.ts';
import { LabelSet } from '../../../src/model/labelSet.ts';
import { freePort, startAlertmanager, until } from '../../support/alertmanagerServer.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import { need } from '../../support/provision/need.ts';

const CONFIG = `route: { receiver: none, group_by: [alertname], group_wait: 1s, group_interval: 1s }
receivers: [{ name: none }]
`;
const RULES = `groups:
  - name: g
    interval: 1s
    rules:
      - alert: Down
        expr: up == 0
        labels: { severity: critical }
        annotations: { summary: '{{ $labels.job }} is down' }
`;

interface TheirAlert {
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
  readonly status: { readonly state: string; readonly silencedBy: readonly string[] };
}

describe('a real Alertmanager', function () {
  let alertmanager: Awaited<ReturnType<typeof startAlertmanager>>;
  let url: string;
  let session: ProbeSession;
  let alerting: Alerting;
  let rules: RuleService;
  const store = new MemoryStore();
  const problems: (string | undefined)[] = [];

  before(async function () {
    await need(this, 'alertmanager');
    alertmanager = await startAlertmanager(CONFIG);
    ({ url } = alertmanager);
    session = new ProbeSession();
    alerting = new Alerting({
      clock: systemClock,
      ask: (request, timeoutMs, signal) => session.request(request, timeoutMs, signal),
      onProblem: (problem) => problems.push(problem),
      redact: (text) => text,
      onNotificationProblem: () => undefined,
      onTold: () => undefined,
      onBug: (error) => assert.fail(String(error)),
    });
    rules = new RuleService({
      clock: systemClock,
      store,
      unitOf: () => 'none',
      problems: () => undefined,
      alerts: () => undefined,
      evaluated: (alerts) => alerting.send(alerts),
      log: () => undefined,
      onBug: (error) => assert.fail(String(error)),
    });
  });
  after(async () => {
    rules?.dispose();
    alerting?.dispose();
    session?.dispose();
    await alertmanager?.stop();
  });

  const up = (job: string, value: number): void =>
    store.append(store.ref(LabelSet.from({ __name__: 'up', job })), Date.now(), value);
  const theirs = async (): Promise<readonly TheirAlert[]> =>
    (await (await fetch(`${url}/api/v2/alerts`)).json()) as TheirAlert[];

  it('receives alerts with their labels and annotations', async () => {
    up('api', 0);
    up('web', 0);
    rules.setFiles([{ uri: 'file:///rules.yml', text: RULES }]);
    alerting.setAlertmanager(`${url}/`);
    await until('both', async () => (await theirs()).length === 2);
    const api = (await theirs()).find(({ labels }) => labels['job'] === 'api');
    assert.deepEqual(api!.labels, { alertname: 'Down', job: 'api', severity: 'critical' });
    assert.deepEqual(api!.annotations, { summary: 'api is down' });
    assert.equal(problems.at(-1), undefined);
  });

  it('groups them', async () => {
    const groups = (await (await fetch(`${url}/api/v2/alerts/groups`)).json()) as {
      readonly labels: Record<string, string>;
      readonly alerts: readonly TheirAlert[];
    }[];
    assert.deepEqual(
      groups.map(({ labels, alerts }) => [labels, new Set(alerts.map((alert) => alert.labels['job']))]),
      [[{ alertname: 'Down' }, new Set(['api', 'web'])]],
    );
  });

  it('takes a silence, lists it, and ends it', async () => {
    const created = await alerting.createSilence({
      id: 'ours',
      matchers: [
        { name: 'job', op: '=~', value: 'ap.' },
        { name: 'severity', op: '!=', value: 'info' },
      ],
      endsAtMs: Date.now() + 3_600_000,
      comment: '',
    });
    assert.ok(created.ok, created.ok ? '' : created.error);
    await until('silenced', async () =>
      (await theirs()).some(
        ({ labels, status }) => labels['job'] === 'api' && status.silencedBy.includes(created.value),
      ),
    );
    const listed = await alerting.silences();
    assert.ok(listed.ok);
    assert.deepEqual(
      listed.value.map(({ id, matchers }) => ({ id, matchers })),
      [
        {
          id: created.value,
          matchers: [
            { name: 'job', op: '=~', value: 'ap.' },
            { name: 'severity', op: '!=', value: 'info' },
          ],
        },
      ],
    );
    assert.ok((await alerting.expireSilence(created.value)).ok);
    assert.deepEqual(await alerting.silences(), { ok: true, value: [] });
  });

  it('hears that an alert has ended', async () => {
    up('api', 1);
    await until('one less', async () => (await theirs()).every(({ labels }) => labels['job'] !== 'api'));
    assert.equal((await theirs()).length, 1);
  });

  it('that refuses or is away is said, in its words, and nothing is lost', async () => {
    const refused = await alerting.createSilence({ id: '', matchers: [], endsAtMs: Date.now() + 1_000, comment: 'x' });
    assert.ok(!refused.ok);
    assert.match(refused.error, /HTTP 4\d\d/);
    const closed = await freePort();
    alerting.setAlertmanager(`http://127.0.0.1:${closed}`);
    await until('a problem', () => Promise.resolve((problems.at(-1) ?? '').includes('connection refused')));
    alerting.setAlertmanager(url);
    await until('no problem', () => Promise.resolve(problems.at(-1) === undefined));
  });
});
