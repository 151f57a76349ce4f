// Messages about alerts, beside those of a real Alertmanager for the same alerts: a webhook must not be able to tell them apart.
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '../../../src/base/clock.ts';
import { Alerting } from '../../../src/engine/alerting/alerting.ts';
import { ProbeSession } from '../../../src/engine/probeSession.ts';
import type { Alert } from '../../../src/model/alert.ts';
import type { ToldAlert } from '../../../src/model/notification.ts';
import { startAlertmanager, until } from '../../support/alertmanagerServer.ts';
import { need } from '../../support/provision/need.ts';
import { shownAlert } from '../../ui/alerts/shownAlert.ts';

type Body = Record<string, unknown> & { readonly alerts: readonly Record<string, unknown>[] };

describe('messages to a webhook', function () {
  let sink: Server;
  let origin: string;
  const received: { readonly path: string; readonly authorization: string; readonly body: Body }[] = [];
  const answers = new Map<string, number>();
  let alertmanager: Awaited<ReturnType<typeof startAlertmanager>>;
  let session: ProbeSession;
  let alerting: Alerting;
  const problems: string[] = [];
  let told: readonly ToldAlert[] = [];
  const startedMs = Date.now();
  const firing: Alert[] = ['a', 'b\u00fcro "1"'].map((job) =>
    shownAlert({
      id: job,
      labels: { alertname: 'Down', job, severity: 'critical' },
      annotations: { summary: 'It is down' },
      activeAtMs: startedMs - 5_000,
      firedAtMs: startedMs,
    }),
  );

  before(async function () {
    await need(this, 'alertmanager');
    sink = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const path = request.url ?? '';
        received.push({
          path,
          authorization: request.headers.authorization ?? '',
          body: JSON.parse(Buffer.concat(chunks).toString('utf8')) as Body,
        });
        const code = answers.get(path) ?? 200;
        response.writeHead(code, code === 302 ? { location: '/elsewhere' } : {}).end(code === 200 ? 'ok' : 'no');
      });
    });
    await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(sink.address() as AddressInfo).port}`;
    alertmanager = await startAlertmanager(
      `route: { receiver: watchpost, group_by: [alertname], group_wait: 1s, group_interval: 1s }\nreceivers: [{ name: watchpost, webhook_configs: [{ url: '${origin}/theirs' }] }]\n`,
    );
    session = new ProbeSession();
    session.secrets.set([{ name: 'hook', value: 'top-secret', origins: [origin] }]);
    alerting = new Alerting({
      clock: systemClock,
      ask: (request, timeoutMs, signal) => session.request(request, timeoutMs, signal),
      onProblem: () => undefined,
      redact: (text) => session.secrets.redact(text),
      onNotificationProblem: (target, problem) => problems.push(`${target}: ${problem ?? 'well'}`),
      onTold: (_target, all) => (told = all),
      onBug: (error) => assert.fail(String(error)),
    });
  });
  after(async () => {
    alerting?.dispose();
    session?.dispose();
    await alertmanager?.stop();
    sink?.close();
    sink?.closeAllConnections();
  });
  const at = (path: string) => received.filter((one) => one.path === path);
  const post = (path: string) => ({ url: [origin + path], method: 'POST', headers: [], maxRedirects: 0 });

  it('are those of Alertmanager: the same fields, the same identities', async () => {
    alerting.setAlertmanager(alertmanager.url);
    alerting.setNotifications(
      { webhook: { ...post('/ours'), headers: [['authorization', ['Bearer ', { secret: 'hook' }]]] } },
      [],
    );
    alerting.send(firing);
    // Alertmanager tells at once of what began before its time to wait: of the first of the two alone, if it is that quick.
    const whole = (path: string) => at(path).find(({ body }) => body.alerts.length === firing.length);
    await until('both', () => Promise.resolve(whole('/ours') !== undefined && whole('/theirs') !== undefined));
    const [ours, theirs] = [whole('/ours')!, whole('/theirs')!];
    assert.equal(ours.authorization, 'Bearer top-secret');
    const sorted = (body: Body) =>
      body.alerts
        .map(({ startsAt, generatorURL: _url, ...rest }) => ({ ...rest, startsAt: Date.parse(String(startsAt)) }))
        .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    assert.deepEqual(sorted(ours.body), sorted(theirs.body));
    const { alerts: _ours, externalURL: _a, ...rest } = ours.body;
    const { alerts: _theirs, externalURL: _b, ...peer } = theirs.body;
    assert.deepEqual(rest, peer);
    assert.deepEqual(Object.keys(ours.body).sort(), Object.keys(theirs.body).sort());
    assert.deepEqual(Object.keys(ours.body.alerts[0]!).sort(), Object.keys(theirs.body.alerts[0]!).sort());
  });

  it('go nowhere else: no redirect is followed, no secret leaves its origin, no problem tells it', async () => {
    alerting.setAlertmanager(undefined);
    answers.set('/moved', 302);
    alerting.setNotifications({ slack: post('/moved') }, []);
    alerting.send(firing);
    await until('a problem', () => Promise.resolve(problems.includes('slack: HTTP 302: no')));
    assert.deepEqual(at('/elsewhere'), []);
    const elsewhere = { ...post('/x'), url: [origin.replace('127.0.0.1', 'localhost'), '/', { secret: 'hook' }] };
    alerting.setNotifications({ webhook: elsewhere }, []);
    alerting.send(firing);
    await until('refused', () =>
      Promise.resolve(problems.some((one) => one.startsWith('webhook: ') && one.includes('hook'))),
    );
    assert.ok(problems.every((one) => !one.includes('top-secret')));
    assert.equal(received.filter(({ path }) => path.includes('secret')).length, 0);
  });

  it('are told once, also by another engine that knows what was told', () => {
    assert.deepEqual(
      told.map(({ target, labels, resolved }) => [target, labels['job'], resolved]),
      [
        ['webhook', 'a', false],
        ['webhook', 'b\u00fcro "1"', false],
      ],
    );
  });
});
