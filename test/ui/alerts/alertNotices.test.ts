import assert from 'node:assert/strict';
import { AlertNotices, isToldByStatus, isWithin } from '../../../src/ui/alerts/alertNotices.ts';
import { shownAlert } from './shownAlert.ts';

const alert = (name: string, severity: string, more = {}) =>
  shownAlert({ labels: { alertname: name, severity, job: 'api' }, ...more });

describe('notices of alerts', () => {
  it('tell of each firing once, over a reload too', () => {
    const notices = new AlertNotices([]);
    const alerts = [alert('A', 'critical', { annotations: { description: 'long', summary: 'it is down' } })];
    assert.equal(notices.take(alerts, 'critical', false)!.message, 'A: it is down');
    assert.equal(notices.take(alerts, 'critical', false), undefined);
    const reloaded = new AlertNotices(notices.told);
    assert.equal(reloaded.take(alerts, 'critical', false), undefined);
    const again = [{ ...alerts[0]!, activeAtMs: 2_000_000 }];
    assert.ok(reloaded.take(again, 'critical', false));
  });

  it('tell of several in one, the worst first', () => {
    const notice = new AlertNotices([]).take(
      [
        alert('W', 'warning'),
        alert('C', 'critical'),
        alert('C', 'critical', { id: '2' }),
        alert('X', 'info'),
        alert('Y', 'info'),
      ],
      'info',
      false,
    )!;
    assert.equal(notice.message, '5 alerts fire: C, W, X and 1 others');
    assert.equal(notice.severity, 'critical');
  });

  it('leave out what is less serious than wanted, pending, silenced or acknowledged', () => {
    const take = (one: ReturnType<typeof alert>, level: 'critical' | 'warning' | 'info' | 'never') =>
      new AlertNotices([]).take([one], level, false);
    assert.equal(take(alert('A', 'warning'), 'critical'), undefined);
    assert.ok(take(alert('A', 'warning'), 'warning'));
    assert.ok(take(alert('A', 'critical'), 'info'));
    assert.equal(take(alert('A', 'critical'), 'never'), undefined);
    assert.equal(take(alert('A', 'critical', { state: 'pending' }), 'info'), undefined);
    assert.equal(take(alert('A', 'critical', { silencedBy: 's' }), 'info'), undefined);
    assert.equal(take(alert('A', 'critical', { handling: { kind: 'snoozed', untilMs: 1 } }), 'info'), undefined);
  });

  it('leave to the notices of services what these tell', () => {
    const of = (name: string, uri = 'file:///ext/media/rules/watchpost.rules.yml') => {
      const one = alert(name, 'critical');
      return { ...one, rule: { ...one.rule, uri } };
    };
    for (const [name, down, degraded, never] of [
      ['WatchpostServiceDown', true, true, false],
      ['WatchpostServiceDegraded', false, true, false],
      ['WatchpostServiceFlapping', true, true, false],
      ['WatchpostRestartLoop', false, false, false],
    ] as const) {
      assert.equal(isToldByStatus(of(name), 'down'), down, name);
      assert.equal(isToldByStatus(of(name), 'degraded'), degraded, name);
      assert.equal(isToldByStatus(of(name), 'never'), never, name);
    }
    assert.equal(isToldByStatus(of('WatchpostServiceDown', 'file:///work/my.rules.yml'), 'down'), false);
  });

  it('are remembered in a bounded number, the latest', () => {
    const notices = new AlertNotices([]);
    const many = Array.from({ length: 1_100 }, (_, i) => alert('A', 'critical', { id: `${i}`, activeAtMs: i }));
    notices.take(many, 'critical', false);
    assert.equal(notices.told.length, 1_000);
    assert.equal(notices.take(many.slice(-1_000), 'critical', false), undefined);
  });

  it('are no heap in the morning: what begins in quiet hours counts as told', () => {
    const notices = new AlertNotices([]);
    assert.equal(notices.take([alert('A', 'critical')], 'critical', true), undefined);
    assert.equal(notices.take([alert('A', 'critical')], 'critical', false), undefined);
  });

  it('know quiet hours over midnight', () => {
    const at = (hour: number, minute = 0): Date => new Date(2026, 0, 5, hour, minute);
    const night = { fromMinute: 22 * 60, toMinute: 7 * 60 };
    assert.deepEqual(
      [21, 22, 23, 0, 6, 7].map((hour) => isWithin(night, at(hour))),
      [false, true, true, true, true, false],
    );
    const lunch = { fromMinute: 12 * 60, toMinute: 13 * 60 };
    assert.deepEqual(
      [11, 12, 13].map((hour) => isWithin(lunch, at(hour))),
      [false, true, false],
    );
    assert.equal(isWithin('none', at(3)), false);
  });
});
