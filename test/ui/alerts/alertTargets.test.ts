import assert from 'node:assert/strict';
import type { AlertSettings } from '../../../src/config/readAlerts.ts';
import { Emitter } from '../../../src/base/event.ts';
import type { NotificationTarget, NotificationTargets, ToldAlert } from '../../../src/model/notification.ts';
import { AlertTargets, readTold } from '../../../src/ui/alerts/alertTargets.ts';

function memento(initial: unknown) {
  let value = initial;
  return {
    get: (): never => value as never,
    update: (_key: string, next: unknown): Promise<void> => {
      value = next;
      return Promise.resolve();
    },
  };
}

const TOLD: ToldAlert = {
  target: 'slack',
  key: '1 a',
  atMs: 1,
  resolved: false,
  labels: { a: 'b' },
  annotations: {},
  startsAtMs: 1,
};
const SETTINGS: AlertSettings = {
  without: [],
  notify: 'critical',
  status: 'down',
  quietHours: 'none',
  alertmanager: 'http://am',
  prometheus: '',
  prometheusEvaluates: false,
  webhook: { url: ['http://x'], method: 'POST', headers: [] },
  slack: 'none',
};

function scene(initial: unknown) {
  const told = new Emitter<{ target: NotificationTarget; told: readonly ToldAlert[] }>();
  const given: [NotificationTargets, readonly ToldAlert[]][] = [];
  const store = memento(initial);
  const targets = new AlertTargets({
    engine: {
      setPrometheus: () => undefined,
      setAlertmanager: () => undefined,
      setNotifications: (...args) => void given.push(args),
      onAlertsTold: told.event,
    },
    memento: store,
    onBug: (error) => assert.fail(String(error)),
  });
  return { told, given, store, targets };
}

describe('what was told beyond the editor', () => {
  it('is kept, given to the engine that comes next, and read as far as it is well formed', async () => {
    const { told, given, store, targets } = scene([]);
    const other: ToldAlert = { ...TOLD, target: 'webhook' };
    targets.apply(SETTINGS, true);
    for (const one of [TOLD, other, TOLD]) {
      told.fire({ target: one.target, told: [one] });
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.deepEqual(readTold(store), [other, TOLD]);
    assert.deepEqual(given.at(-1), [{ webhook: SETTINGS.webhook }, [other, TOLD]]);
    const wrong = [undefined, 7, {}, [7], [null], [{ ...TOLD, target: 'pager' }], [{ ...TOLD, labels: { a: 1 } }]];
    for (const stored of wrong) assert.deepEqual(readTold(memento(stored)), []);
    assert.deepEqual(readTold(memento([TOLD, { ...TOLD, atMs: 'x' }])), [TOLD]);
  });

  it('is nothing in a workspace without trust', () => {
    const { given, targets } = scene([TOLD]);
    targets.apply(SETTINGS, true);
    targets.apply(SETTINGS, false);
    assert.deepEqual(given, [
      [{ webhook: SETTINGS.webhook }, [TOLD]],
      [{}, [TOLD]],
    ]);
  });
});
