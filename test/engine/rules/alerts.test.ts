// What the engine tells of alerts: their states, silences, restoring over a restart, and what would have been.
import assert from 'node:assert/strict';
import { type ForeignAlerts, NO_RANGE } from '../../../src/engine/alerting/foreignAlerts.ts';
import { RuleService } from '../../../src/engine/rules/ruleService.ts';
import { isEverybodysAlert, severityOf } from '../../../src/model/alert.ts';
import type { Handling } from '../../../src/model/handling.ts';
import { LabelSet } from '../../../src/model/labelSet.ts';
import { STALE_NAN } from '../../../src/model/series.ts';
import type { AlertsUpdate } from '../../../src/protocol/rules.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import { assertComputed } from '../../support/cpuTime.ts';

const URI = 'file:///rules.yml';
const FILE = (forText: string): string => `groups:
  - name: g
    interval: 10s
    rules:
      - record: jobs:up
        expr: sum(up)
      - alert: Down
        expr: up == 0
        for: ${forText}
        labels: { severity: page, team: '{{ $labels.job }}-owners' }
        annotations: { summary: '{{ $labels.job }} is {{ $value }}' }
`;
const MINUTE = 60_000;

describe('alerts', () => {
  let clock: FakeClock;
  let store: MemoryStore;
  let updates: AlertsUpdate[];
  let service: RuleService;
  let handled: string | undefined;
  const start = (): RuleService => {
    updates = [];
    return new RuleService({
      clock,
      store,
      unitOf: (name) => (name === 'up' ? 'boolean' : 'none'),
      problems: () => undefined,
      alerts: (update) => updates.push(update),
      handlingOf: (job) => (job === handled ? { kind: 'snoozed', untilMs: clock.now() + MINUTE } : undefined),
      evaluated: () => undefined,
      log: () => undefined,
      onBug: (error) => assert.fail(String(error)),
    });
  };
  const up = (value: number, job = 'api'): void =>
    store.append(store.ref(LabelSet.from({ __name__: 'up', job })), clock.now(), value);
  /** Lets time go by with a scrape every ten seconds. */
  const run = (ms: number, value = 0): void => {
    for (let t = 0; t < ms; t += 10_000) {
      up(value);
      clock.advance(10_000);
    }
  };
  const last = () => updates.at(-1)!;
  const states = (): string[] => last().alerts.map(({ labels, state }) => `${labels['job']} ${state}`);

  beforeEach(() => {
    handled = undefined;
    clock = new FakeClock();
    store = new MemoryStore();
    service = start();
  });
  afterEach(() => service.dispose());

  it('are told as they begin, fire and end, with labels, annotations, value and place', () => {
    service.setFiles([{ uri: URI, text: FILE('20s') }]);
    up(0);
    const startMs = clock.now();
    clock.advance(0);
    assert.deepEqual(states(), ['api pending']);
    const [alert] = last().alerts;
    assert.deepEqual(alert!.labels, { alertname: 'Down', job: 'api', severity: 'page', team: 'api-owners' });
    assert.deepEqual(alert!.annotations, { summary: 'api is 0' });
    assert.equal(alert!.value, 0);
    assert.equal(alert!.unit, 'boolean');
    assert.equal(alert!.activeAtMs, startMs);
    assert.equal(alert!.rule.range.startLine, 6);
    run(20_000);
    assert.deepEqual(states(), ['api firing']);
    assert.equal(last().alerts[0]!.firedAtMs, startMs + 20_000);
    const id = last().alerts[0]!.id;
    run(10_000, 1);
    assert.deepEqual(states(), ['api resolved']);
    assert.equal(last().alerts[0]!.id, id);
    run(16 * MINUTE, 1);
    assert.deepEqual(states(), []);
  });

  it('are not told again where nothing changed', () => {
    service.setFiles([{ uri: URI, text: FILE('20s') }]);
    run(30_000);
    const count = updates.length;
    run(60_000);
    assert.equal(updates.length, count);
  });

  it('follow their rule to the line where it stands now', () => {
    service.setFiles([{ uri: URI, text: FILE('0s') }]);
    run(10_000);
    const since = last().alerts[0]!.activeAtMs;
    service.setFiles([{ uri: URI, text: `# one\n# two\n${FILE('0s')}` }]);
    assert.equal(last().alerts[0]!.rule.range.startLine, 8);
    assert.equal(last().alerts[0]!.activeAtMs, since);
  });

  it('are left out where the rule is switched off', () => {
    service.setFiles([{ uri: URI, text: FILE('0s'), without: ['Down'] }]);
    run(10_000);
    assert.deepEqual(updates, []);
    assert.deepEqual(
      service.statuses(URI).map(({ name }) => name),
      ['jobs:up'],
    );
  });

  describe('silenced', () => {
    const silence = (value: string, op: '=' | '=~' = '=') => ({
      id: 's1',
      matchers: [{ name: 'job', op, value }],
      endsAtMs: clock.now() + 5 * MINUTE,
      comment: '',
    });
    beforeEach(() => {
      service.setFiles([{ uri: URI, text: FILE('0s') }]);
      up(0, 'web');
      run(10_000);
    });

    it('say by which silence, for what it matches and no longer than it lasts', () => {
      service.setSilences([silence('api')]);
      const by = (): unknown[] => last().alerts.map(({ labels, silencedBy }) => [labels['job'], silencedBy]);
      assert.deepEqual(
        new Set(by()),
        new Set([
          ['api', 's1'],
          ['web', undefined],
        ]),
      );
      run(5 * MINUTE);
      assert.deepEqual(
        last().alerts.filter(({ silencedBy }) => silencedBy !== undefined),
        [],
      );
    });

    it('by a pattern of the whole value, which cannot hang', () => {
      service.setSilences([silence('ap', '=~')]);
      assert.equal(last().alerts.filter(({ silencedBy }) => silencedBy !== undefined).length, 0);
      service.setSilences([silence('(a|p|i)+', '=~')]);
      assert.equal(last().alerts.filter(({ silencedBy }) => silencedBy !== undefined).length, 1);
      service.setSilences([silence('(((', '=~')]);
      assert.equal(last().alerts.filter(({ silencedBy }) => silencedBy !== undefined).length, 0);
    });

    it('by nothing where a silence has no matcher', () => {
      service.setSilences([{ ...silence('api'), matchers: [] }]);
      assert.equal(last().alerts.filter(({ silencedBy }) => silencedBy !== undefined).length, 0);
    });
  });

  describe('over a restart', () => {
    const restart = (silenceMs: number): void => {
      service.dispose();
      clock.advance(silenceMs);
      service = start();
    };
    const began = (): number => last().alerts[0]!.activeAtMs;

    for (const [title, forText, before, silent, expected] of [
      ['a reload goes on with an alert that fires', '0s', 2 * MINUTE, MINUTE, 'kept'],
      ['a reload goes on with an alert that is pending', '10m', 5 * MINUTE, MINUTE, 'kept'],
      ['a silence of not quite five minutes is no outage', '5m', 8 * MINUTE, 4.5 * MINUTE, 'kept'],
      ['one of more than five minutes is', '5m', 8 * MINUTE, 5.5 * MINUTE, 'anew'],
      ['an outage begins a short alert anew, as Prometheus does', '5m', 8 * MINUTE, 30 * MINUTE, 'anew'],
      ['an outage goes on with a long alert that fired', '15m', 20 * MINUTE, 30 * MINUTE, 'kept'],
      ['an outage moves a long alert that was pending by as long', '30m', 5 * MINUTE, 40 * MINUTE, 'moved'],
      ['an outage leaves ten minutes to one that was to fire soon', '15m', 10 * MINUTE, 30 * MINUTE, 'grace'],
      ['an outage of more than an hour begins anew', '15m', 20 * MINUTE, 62 * MINUTE, 'anew'],
    ] as const) {
      it(title, () => {
        service.setFiles([{ uri: URI, text: FILE(forText) }]);
        run(before);
        const activeMs = began();
        const lastEvaluationMs = clock.now();
        restart(silent);
        up(0);
        service.setFiles([{ uri: URI, text: FILE(forText) }]);
        clock.advance(0);
        const nowMs = clock.now();
        const holdMs = Number(forText.slice(0, -1)) * MINUTE;
        const startsAt = {
          kept: activeMs,
          anew: nowMs,
          moved: activeMs + (nowMs - lastEvaluationMs),
          grace: nowMs + 10 * MINUTE - holdMs,
        }[expected];
        // ALERTS_FOR_STATE holds whole seconds.
        assert.ok(Math.abs(began() - startsAt) <= 1_000, `${began() - startsAt} ms off`);
        assert.equal(last().alerts[0]!.state, nowMs - began() >= holdMs ? 'firing' : 'pending');
      });
    }

    it('does not bring back an alert that had ended', () => {
      service.setFiles([{ uri: URI, text: FILE('0s') }]);
      run(MINUTE);
      run(MINUTE, 1);
      restart(MINUTE);
      up(0);
      service.setFiles([{ uri: URI, text: FILE('0s') }]);
      clock.advance(0);
      assert.equal(began(), clock.now());
    });
  });

  describe('where the clock goes back by an hour', () => {
    it('that fire go on firing, as the same firing, and end with what they are about', () => {
      service.setFiles([{ uri: URI, text: FILE('20s') }]);
      run(30_000);
      const before = last().alerts;
      assert.deepEqual(states(), ['api firing']);
      clock.jump(-60 * MINUTE);
      run(30_000);
      assert.deepEqual(states(), ['api firing']);
      assert.equal(last().alerts[0]?.activeAtMs, before[0]?.activeAtMs);
      run(20_000, 1);
      assert.deepEqual(states(), ['api resolved']);
    });

    it('that are pending fire after their time, not an hour later', () => {
      service.setFiles([{ uri: URI, text: FILE('20s') }]);
      run(10_000);
      assert.deepEqual(states(), ['api pending']);
      clock.jump(-60 * MINUTE);
      run(40_000);
      assert.deepEqual(states(), ['api firing']);
    });

    it('that go on firing for a while do so for no longer than that', () => {
      service.setFiles([{ uri: URI, text: FILE('0s').replace('for: 0s', 'keep_firing_for: 30s') }]);
      run(20_000);
      run(20_000, 1);
      assert.deepEqual(states(), ['api firing']);
      clock.jump(-60 * MINUTE);
      run(50_000, 1);
      assert.deepEqual(states(), ['api resolved']);
    });
  });

  it('of others are listed within bounds, those that fire first, and looked through once each', () => {
    service.setFiles([{ uri: URI, text: FILE('0s') }]);
    run(10_000);
    const rule = { uri: 'http://other/', group: '', name: 'A', expr: '', forMs: 0, range: NO_RANGE };
    const alertsOf = (state: 'pending' | 'firing', count: number): ForeignAlerts['alerts'] =>
      Array.from({ length: count }, (_, i) => ({
        state,
        labels: { alertname: 'A', state, i: String(i) },
        annotations: {},
        value: 1,
        activeAtMs: clock.now(),
      }));
    const before = process.threadCpuUsage();
    service.setForeign('prometheus', [{ rule, alerts: [...alertsOf('pending', 20_000), ...alertsOf('firing', 20)] }]);
    service.setForeign('alertmanager', [{ rule, alerts: alertsOf('firing', 20_000) }]);
    assertComputed(3_000, before);
    const { alerts, omitted } = last();
    assert.equal(alerts.length, 1_000);
    assert.ok(alerts.every(({ state }) => state === 'firing'));
    assert.ok(alerts.some(({ rule: { uri } }) => uri === URI));
    // 1 of ours and 40,020 of theirs, but for the 20 that the Alertmanager was told by the Prometheus.
    assert.equal(omitted, 1 + 40_020 - 20 - 1_000);
  });

  it('say of each rule how it is', () => {
    service.setFiles([{ uri: URI, text: FILE('0s').replace('sum(up)', 'sum(up) + on() (up + up)') }]);
    up(0, 'web');
    run(10_000);
    const [record, alert] = service.statuses(URI);
    assert.match(record!.error ?? '', /many|found duplicate series|multiple matches/i);
    assert.deepEqual([alert!.firing, alert!.pending, alert!.samples, alert!.value], [2, 0, 2, 0]);
    assert.equal(alert!.range.startLine, 6);
    assert.deepEqual(service.statuses('file:///other.yml'), []);
  });

  it('say what they measured and where the line is drawn', async () => {
    service.setFiles([{ uri: URI, text: FILE('0s').replace('up == 0', '(load > 0.5) and up == 0') }]);
    for (let i = 0; i < 6; i++) {
      store.append(store.ref(LabelSet.from({ __name__: 'load', job: 'api' })), clock.now(), i / 5);
      run(10_000);
    }
    const history = await service.history(last().alerts[0]!.id, MINUTE);
    assert.equal(history!.expr, 'load');
    assert.equal(history!.threshold, 0.5);
    assert.equal(history!.values.at(-1), 1);
    assert.equal(history!.values[0], 0);
    assert.equal(await service.history('gone', MINUTE), undefined);
  });

  it('say when they would have fired over the history, whatever was evaluated then', async () => {
    const ref = store.ref(LabelSet.from({ __name__: 'up', job: 'api' }));
    const endMs = clock.now();
    const value = (ago: number): number => (ago <= 40 && ago > 20 ? 0 : 1);
    for (let ago = 60; ago >= 1; ago--) store.append(ref, endMs - ago * MINUTE, value(ago));
    store.append(ref, endMs, STALE_NAN);
    service.setFiles([{ uri: URI, text: FILE('5m') }]);
    clock.advance(0);
    const replay = await service.replay(URI, 6, 60 * MINUTE);
    assert.equal(replay!.firings.length, 1);
    const [{ startMs, endMs: endedMs }] = replay!.firings as [{ startMs: number; endMs: number }];
    assert.ok(Math.abs(startMs - (endMs - 35 * MINUTE)) <= replay!.stepMs, `${(endMs - startMs) / MINUTE} min ago`);
    assert.ok(Math.abs(endedMs - (endMs - 20 * MINUTE)) <= 2 * replay!.stepMs, `${(endMs - endedMs) / MINUTE} min ago`);
    assert.equal(await service.replay(URI, 4, MINUTE), undefined, 'a recording rule fires nothing');
  });

  it('of a service for which nobody is called say why, as soon as that is so', () => {
    service.setFiles([{ uri: URI, text: FILE('0s') }]);
    run(20_000);
    assert.equal(last().alerts[0]!.handling, undefined);
    const told = updates.length;
    service.announce();
    assert.equal(updates.length, told, 'nothing is told twice');
    handled = 'api';
    service.announce();
    assert.equal(last().alerts[0]!.handling?.kind, 'snoozed');
    handled = 'web';
    service.announce();
    assert.equal(last().alerts[0]!.handling, undefined);
  });

  it('go to others unless it is maintenance or a dependency: those hold for all', () => {
    const goes = (handling: Handling | undefined): boolean =>
      isEverybodysAlert(handling === undefined ? {} : { handling });
    assert.ok(goes(undefined));
    assert.ok(goes({ kind: 'snoozed', untilMs: 1 }));
    assert.ok(goes({ kind: 'acknowledged', note: '', atMs: 1 }));
    assert.ok(!goes({ kind: 'maintenance', name: 'm', untilMs: 1 }));
    assert.ok(!goes({ kind: 'dependency', serviceId: 'db', reason: '' }));
  });

  it('have a severity on one scale, and none is a warning', () => {
    const cases = {
      page: 'critical',
      HIGH: 'critical',
      low: 'info',
      medium: 'warning',
      '': 'warning',
      toString: 'warning',
    };
    for (const [word, severity] of Object.entries(cases)) assert.equal(severityOf({ severity: word }), severity, word);
    assert.equal(severityOf({}), 'warning');
  });
});
