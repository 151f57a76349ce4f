import assert from 'node:assert/strict';
import { err, ok, type Result } from '../../../src/base/result.ts';
import type { AlertMessage } from '../../../src/engine/alerting/notify/alertMessage.ts';
import { AlertTeller } from '../../../src/engine/alerting/notify/alertTeller.ts';
import { slackBody } from '../../../src/engine/alerting/notify/slackBody.ts';
import { webhookBody } from '../../../src/engine/alerting/notify/webhookBody.ts';
import type { Alert } from '../../../src/model/alert.ts';
import type { ToldAlert } from '../../../src/model/notification.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { shownAlert } from '../../ui/alerts/shownAlert.ts';

describe('telling a target of alerts', () => {
  let clock: FakeClock;
  let posted: { readonly atS: number; readonly message: AlertMessage }[];
  let answer: () => Promise<Result<void, string>>;
  let problems: (string | undefined)[];
  let told: readonly ToldAlert[];
  let startedMs: number;
  beforeEach(() => {
    clock = new FakeClock();
    startedMs = clock.now();
    posted = [];
    problems = [];
    told = [];
    answer = () => Promise.resolve(ok(undefined));
  });
  const create = (before: readonly ToldAlert[] = []): AlertTeller =>
    new AlertTeller({
      target: 'webhook',
      clock,
      told: before,
      post: (message) => {
        posted.push({ atS: Math.round((clock.now() - startedMs) / 1000), message });
        return answer();
      },
      onTold: (all) => (told = all),
      onProblem: (problem) => problems.push(problem),
      onBug: (error) => assert.fail(String(error)),
    });
  const alertOf = (id: string, more: Partial<Alert> = {}): Alert =>
    shownAlert({
      id,
      labels: { alertname: 'Down', job: id },
      activeAtMs: startedMs - 5_000,
      firedAtMs: startedMs,
      ...more,
    });
  /** Evaluations every 15 seconds. */
  const evaluate = async (teller: AlertTeller, alerts: () => readonly Alert[], seconds: number): Promise<void> => {
    for (let s = 0; s < seconds; s += 15) {
      teller.update(alerts());
      await clock.advanceAsync(15_000);
    }
  };
  const sent = (): readonly string[] =>
    posted.map(
      ({ message }) =>
        `${message.status} ${message.alertname} ${message.alerts.map(({ labels, resolved }) => `${labels['job']}${resolved ? '-' : '+'}`).join(' ')}`,
    );

  it('tells those of a name together, after a while, once, and when they end', async () => {
    const teller = create();
    let alerts: Alert[] = [alertOf('a'), alertOf('b'), alertOf('c', { labels: { alertname: 'Slow', job: 'c' } })];
    await evaluate(teller, () => alerts, 300);
    assert.deepEqual(sent(), ['firing Down a+ b+', 'firing Slow c+']);
    assert.deepEqual(posted[0]?.atS, 10);
    alerts = [{ ...alertOf('a'), state: 'resolved', resolvedAtMs: clock.now() }, alertOf('b'), alerts[2]!];
    await evaluate(teller, () => alerts, 300);
    assert.deepEqual(sent().slice(2), ['firing Down b+ a-']);
    alerts = [alerts[0]!, { ...alertOf('b'), state: 'resolved', resolvedAtMs: clock.now() }, alerts[2]!];
    await evaluate(teller, () => alerts, 300);
    assert.deepEqual(sent().slice(3), ['resolved Down b-']);
    teller.dispose();
    assert.equal(clock.pendingTimers, 0);
  });

  it('tells again after four hours, and of one that flaps at most once a minute', async () => {
    const teller = create();
    await evaluate(teller, () => [alertOf('a')], 5 * 3600);
    assert.deepEqual(
      posted.map(({ atS }) => atS),
      [10, 4 * 3600 + 25],
    );
    posted = [];
    let firing = 0;
    await evaluate(
      teller,
      () => {
        firing++;
        return [
          alertOf('b', {
            activeAtMs: clock.now(),
            firedAtMs: clock.now(),
            labels: { alertname: 'Flaps', job: `${firing}` },
          }),
        ];
      },
      600,
    );
    const times = posted.filter(({ message }) => message.alertname === 'Flaps').map(({ atS }) => atS);
    assert.ok(times.length >= 5 && times.length <= 11, String(times.length));
    assert.ok(times.every((atS, i) => i === 0 || atS - times[i - 1]! >= 60));
    teller.dispose();
  });

  it('leaves out what is pending, silenced, and ended before it was told', async () => {
    const teller = create();
    const alerts = [
      alertOf('a', { state: 'pending' }),
      alertOf('b', { silencedBy: 'x' }),
      alertOf('c', { state: 'resolved', resolvedAtMs: startedMs }),
    ];
    await evaluate(teller, () => alerts, 120);
    assert.deepEqual(posted, []);
    teller.dispose();
  });

  it('tries again, ever more seldom, tells once why, and leaves one message behind', async () => {
    const teller = create();
    answer = () => Promise.resolve(err('nothing listens'));
    let alerts = [alertOf('a')];
    await evaluate(teller, () => alerts, 3600);
    const gaps = posted.map(({ atS }, i) => atS - (posted[i - 1]?.atS ?? 0)).slice(1, 10);
    assert.deepEqual(gaps, [1, 2, 4, 8, 16, 32, 64, 128, 256]);
    assert.ok(posted.length < 22, `${posted.length} tries in an hour`);
    assert.deepEqual(problems, ['nothing listens']);
    alerts = [alertOf('a'), alertOf('b')];
    await evaluate(teller, () => alerts, 15);
    posted = [];
    answer = () => Promise.resolve(ok(undefined));
    await evaluate(teller, () => alerts, 600);
    assert.deepEqual(sent(), ['firing Down a+ b+']);
    assert.deepEqual(problems, ['nothing listens', undefined]);
    teller.dispose();
  });

  it('tells nothing twice over a reload, and the end of what ended meanwhile', async () => {
    const before = create();
    await evaluate(before, () => [alertOf('a'), alertOf('b')], 60);
    before.dispose();
    assert.equal(told.length, 2);
    posted = [];
    const kept = JSON.parse(JSON.stringify(told)) as ToldAlert[];
    const after = create(kept);
    await evaluate(after, () => [alertOf('a')], 290);
    assert.deepEqual(posted, [], 'one that is not heard of yet may still come back');
    await evaluate(after, () => [alertOf('a')], 120);
    assert.deepEqual(sent(), ['firing Down a+ b-']);
    await evaluate(after, () => [alertOf('a')], 1_200);
    assert.equal(posted.length, 1);
    assert.deepEqual(Object.fromEntries(told.map(({ labels, resolved }) => [labels['job'], resolved])), {
      a: false,
      b: true,
    });
    after.dispose();
  });

  it('keeps what it remembers and what it sends within bounds', async () => {
    const teller = create();
    const many = Array.from({ length: 1_500 }, (_, i) => alertOf(`j${i}`));
    await evaluate(teller, () => many, 30);
    assert.equal(posted.length, 1);
    assert.equal(posted[0]?.message.alerts.length, 100);
    assert.equal(posted[0]?.message.truncated, 1_400);
    assert.equal(told.length, 1_000);
    teller.dispose();
  });

  it('is one message after a night of sleep', async () => {
    const teller = create();
    await evaluate(teller, () => [alertOf('a')], 30);
    posted = [];
    // The machine slept: its clock jumped, its timers did not run.
    clock.jump(9 * 3_600_000);
    await evaluate(teller, () => [alertOf('a'), alertOf('b')], 60);
    assert.deepEqual(sent(), ['firing Down a+ b+']);
    clock.jump(-20 * 3_600_000);
    await evaluate(teller, () => [alertOf('a'), alertOf('b')], 120);
    assert.ok(posted.length <= 2, 'also where the clock goes back');
    teller.dispose();
  });
});

describe('the message for Slack', () => {
  const message = (alerts: AlertMessage['alerts']): AlertMessage => ({
    alertname: 'Down <!channel>',
    status: alerts.some(({ resolved }) => !resolved) ? 'firing' : 'resolved',
    alerts,
    truncated: 0,
  });
  const one = {
    resolved: false,
    labels: { alertname: 'Down', severity: 'critical', job: 'a' },
    annotations: {},
    startsAtMs: 0,
  };

  it('makes no mention, link or channel of what alerts say', () => {
    const body = slackBody(message([{ ...one, annotations: { summary: '<!here> & <https://evil.example|click>' } }]));
    assert.deepEqual(body, {
      text: '[FIRING:1] Down &lt;!channel&gt;',
      attachments: [
        {
          color: 'danger',
          title: '[FIRING:1] Down &lt;!channel&gt;',
          fallback: '[FIRING:1] Down &lt;!channel&gt;',
          text: '&lt;!here&gt; &amp; &lt;https://evil.example|click&gt; · job=a',
          mrkdwn_in: ['text'],
        },
      ],
    });
    assert.doesNotMatch(JSON.stringify(body), /<[!h]/);
  });

  it('lists ten, and says what ended', () => {
    const many = Array.from({ length: 12 }, () => one);
    const body = slackBody(message([...many, { ...one, resolved: true }])) as { attachments: { text: string }[] };
    assert.equal(body.attachments[0]!.text.split('\n').length, 11);
    assert.match(body.attachments[0]!.text, /and 3 more$/);
    const ended = slackBody(message([{ ...one, resolved: true }])) as {
      attachments: { color: string; title: string; text: string }[];
    };
    assert.deepEqual(
      [ended.attachments[0]!.color, ended.attachments[0]!.title, ended.attachments[0]!.text],
      ['good', '[RESOLVED] Down &lt;!channel&gt;', 'resolved: job=a'],
    );
  });
});

describe('the message for a webhook', () => {
  it('has the common labels, no end while it fires, and a key of its group', () => {
    const base = { resolved: false, annotations: {}, startsAtMs: 0 };
    const body = webhookBody({
      alertname: 'a "b"',
      status: 'firing',
      truncated: 3,
      alerts: [
        { ...base, labels: { alertname: 'a "b"', job: 'x', i: '1' } },
        { ...base, labels: { alertname: 'a "b"', job: 'x', i: '2' }, resolved: true, endsAtMs: 1_000 },
      ],
    }) as { commonLabels: unknown; groupKey: string; alerts: { endsAt: string }[]; truncatedAlerts: number };
    assert.deepEqual(body.commonLabels, { alertname: 'a "b"', job: 'x' });
    assert.equal(body.groupKey, '{}:{alertname="a \\"b\\""}');
    assert.deepEqual(
      body.alerts.map(({ endsAt }) => endsAt),
      ['0001-01-01T00:00:00Z', '1970-01-01T00:00:01.000Z'],
    );
    assert.equal(body.truncatedAlerts, 3);
  });
});
