import assert from 'node:assert/strict';
import type { Status } from '../../../src/model/status.ts';
import { type StatusBarInput, statusBarLook } from '../../../src/ui/status/statusBarText.ts';
import { shownAlert } from '../alerts/shownAlert.ts';
import { serviceState } from '../states.ts';

function input(statuses: readonly Status[], more: Partial<StatusBarInput> = {}): StatusBarInput {
  const services = statuses.map((status, i) => serviceState(`s${i}`, { status, reason: `is ${status}` }));
  return {
    services,
    alerts: [],
    engine: { kind: 'running' },
    mode: 'always',
    restricted: false,
    configured: services.length,
    ...more,
  };
}
const RESTARTING = { kind: 'restarting', reason: 'x', attempt: 2, delayMs: 1 } as const;

describe('statusBarLook', () => {
  const check = (name: string, given: StatusBarInput, text: string | undefined, background?: string): unknown =>
    it(name, () => {
      const look = statusBarLook(given);
      assert.equal(look?.text, text);
      assert.equal(look?.background, background);
    });
  check('calm', input(['up', 'up', 'up']), '$(pulse) 3 up');
  check(
    'calm with some that could not be told',
    input(['up', 'unknown', 'paused']),
    '$(pulse) 1 unknown · 1 up · 1 paused',
  );
  check('one down', input(['up', 'down']), '$(error) s1 down', 'error');
  check('one degraded', input(['up', 'degraded']), '$(warning) s1 degraded', 'warning');
  check('two', input(['degraded', 'down']), '$(error) s1 down, s0 degraded', 'error');
  check('three', input(['degraded', 'down', 'down', 'up']), '$(error) 2 down · 1 degraded', 'error');
  it('is calm where nobody is called for what fails, and lists it', () => {
    const handling = { kind: 'snoozed', untilMs: 1 } as const;
    const services = [serviceState('a'), serviceState('b', { status: 'down', reason: 'refused', handling })];
    const look = statusBarLook(input([], { services, configured: 2 }));
    assert.equal(look?.text, '$(pulse) 1 down · 1 up');
    assert.equal(look?.background, undefined);
    assert.match(look?.tooltip ?? '', /b\]\(.*down \$\(bell-slash\): refused/);
    assert.equal(statusBarLook(input([], { services, configured: 2, mode: 'problems' })), undefined);
  });
  const firing = (severity: string) => [shownAlert({ labels: { alertname: 'A', severity } })];
  check('an alert', input(['up'], { alerts: firing('warning') }), '$(pulse) 1 up $(bell-dot) 1', 'warning');
  check('a critical alert', input(['up'], { alerts: firing('page') }), '$(pulse) 1 up $(bell-dot) 1', 'error');
  check('an alert for information', input(['up'], { alerts: firing('info') }), '$(pulse) 1 up $(bell-dot) 1');
  check(
    'an alert beside a service that is degraded',
    input(['degraded'], { alerts: [...firing('critical'), ...firing('info')] }),
    '$(warning) s0 degraded $(bell-dot) 2',
    'error',
  );
  check(
    'an alert, where only problems are shown',
    input(['up'], { mode: 'problems', alerts: firing('warning') }),
    '$(pulse) 1 up $(bell-dot) 1',
    'warning',
  );
  it('lists alerts with their summary, escaped', () => {
    const alerts = [shownAlert({ annotations: { summary: '[x](command:y) $(flame)' } })];
    const { tooltip, spoken } = statusBarLook(input(['up'], { alerts }))!;
    assert.ok(!tooltip.includes('](command:y)') && !tooltip.includes('$(flame)'), tooltip);
    assert.ok(spoken.endsWith('1 alert fires'), spoken);
  });
  check('starting', input([], { engine: { kind: 'starting' }, configured: 4 }), '$(sync~spin) Watchpost');
  check('the engine restarts', input(['up'], { engine: RESTARTING }), '$(sync~spin) Watchpost');
  check('all paused', input(['paused', 'paused']), '$(debug-pause) paused');
  check('no services', input([]), undefined);
  check('restricted without services', input([], { restricted: true }), '$(shield) Watchpost');
  check('restricted with services of the user', input(['up'], { restricted: true }), '$(pulse) 1 up');
  check('never', input(['down'], { mode: 'never' }), undefined);
  check('problems only, none', input(['up'], { mode: 'problems' }), undefined);
  check('problems only, one', input(['down'], { mode: 'problems' }), '$(error) s0 down', 'error');
  check('problems only, paused', input(['paused'], { mode: 'problems' }), undefined);
  check(
    'problems only, the engine restarts',
    input(['up'], { mode: 'problems', engine: RESTARTING }),
    '$(sync~spin) Watchpost',
  );

  it('shows no icon of a name, and cuts a long one', () => {
    const services = [serviceState(`$(flame)${'n'.repeat(100)}`, { status: 'down' })];
    const { text } = statusBarLook({ ...input([]), services, configured: 1 })!;
    assert.ok(!text.includes('$(flame)') && text.length < 60, text);
  });

  it('lists what fails with its reason, fifteen at most', () => {
    const { tooltip, spoken } = statusBarLook(input(Array.from({ length: 20 }, () => 'down' as const)))!;
    assert.equal(tooltip.match(/is down/g)?.length, 15);
    assert.ok(tooltip.includes('and 5 more'));
    assert.ok(spoken.startsWith('Watchpost: 20 down. s0 down'), spoken);
  });
});
