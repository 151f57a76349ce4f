import assert from 'node:assert/strict';
import { err, ok, type Result } from '../../../src/base/result.ts';
import { AlertSender, type PostableAlert } from '../../../src/engine/alerting/alertSender.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { shownAlert } from '../../ui/alerts/shownAlert.ts';

describe('sending alerts', () => {
  let clock: FakeClock;
  let posted: (readonly PostableAlert[])[];
  let answer: () => Promise<Result<void, string>>;
  let problems: (string | undefined)[];
  let sender: AlertSender;
  beforeEach(() => {
    clock = new FakeClock();
    posted = [];
    problems = [];
    answer = () => Promise.resolve(ok(undefined));
    sender = new AlertSender({
      clock,
      post: (alerts) => {
        posted.push(alerts);
        return answer();
      },
      onProblem: (problem) => problems.push(problem),
    });
  });
  const firing = () => shownAlert({ activeAtMs: clock.now() - 5_000, firedAtMs: clock.now() });

  it('sends one that fires at once, each minute, and once when it ends', async () => {
    const alert = firing();
    const startedMs = clock.now();
    for (let i = 0; i < 9; i++) {
      await sender.send([alert]);
      clock.advance(15_000);
    }
    assert.equal(posted.length, 3, 'at 0, 60 and 120 seconds');
    assert.deepEqual(posted[0], [
      {
        labels: alert.labels,
        annotations: {},
        startsAt: new Date(startedMs).toISOString(),
        endsAt: new Date(startedMs + 240_000).toISOString(),
      },
    ]);
    const resolved = { ...alert, state: 'resolved', resolvedAtMs: clock.now() } as const;
    await sender.send([resolved]);
    await sender.send([resolved]);
    assert.equal(posted.length, 4);
    assert.equal(posted[3]![0]!.endsAt, new Date(resolved.resolvedAtMs).toISOString());
  });

  it('leaves out what is pending, and what ended before it was ever sent', async () => {
    await sender.send([shownAlert({ state: 'pending' }), shownAlert({ id: 'b', state: 'resolved', resolvedAtMs: 1 })]);
    assert.deepEqual(posted, []);
  });

  it('sends again what was not taken, says why once, and that it works again', async () => {
    const alert = firing();
    answer = () => Promise.resolve(err('nothing listens'));
    await sender.send([alert]);
    await sender.send([alert]);
    answer = () => Promise.resolve(ok(undefined));
    await sender.send([alert]);
    await sender.send([alert]);
    assert.equal(posted.length, 3);
    assert.deepEqual(problems, ['nothing listens', undefined]);
  });

  it('has one request under way, however slow it is', async () => {
    let release = (): void => undefined;
    answer = () => new Promise((resolve) => (release = () => resolve(ok(undefined))));
    const first = sender.send([firing()]);
    for (let i = 0; i < 100; i++) await sender.send([firing(), shownAlert({ id: `other ${i}` })]);
    assert.equal(posted.length, 1);
    release();
    await first;
  });

  it('comes back from an hour of sleep, or a clock that went back, with one request', async () => {
    const alerts = Array.from({ length: 50 }, (_, i) => shownAlert({ id: `a${i}` }));
    await sender.send(alerts);
    clock.advance(3_600_000);
    await sender.send(alerts);
    assert.deepEqual(
      posted.map((list) => list.length),
      [50, 50],
    );
    clock.jump(-7_200_000);
    await sender.send(alerts);
    assert.equal(posted.length, 3);
  });
});
