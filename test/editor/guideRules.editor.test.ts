// The rule files of the guides, unchanged, in the real VS Code: they load, and their alerts fire on the faults of the sample systems.
import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { systemClock } from '../../src/base/clock.ts';
import { Store } from '../../src/engine/store/store.ts';
import { LabelSet } from '../../src/model/labelSet.ts';
import { need } from '../support/provision/need.ts';
import { startSystems, type Systems } from '../systems/startSystems.ts';
import { Editor, type Workspace } from './support/editor.ts';
import { tellFailure } from './support/tellFailure.ts';
import { THEMES, type Workbench } from './support/workbench.ts';

/** The guides' rule files, as they stand there. */
const RULE_FILES = path.join(import.meta.dirname, '../systems/guideRules');

/** What each alert needs to fire, but for the labels of the target that it is about. */
const ALERTS = [
  { name: 'HighErrorRate', service: '', labels: { severity: 'critical' } },
  { name: 'SettlementFailures', service: '', labels: { severity: 'critical' } },
  { name: 'HighErrorRate', service: 'moai-flow', labels: { severity: 'critical', error_type: 'OperationalError' } },
  { name: 'HighLatency', service: '', labels: { severity: 'warning' } },
  { name: 'ServiceDown', service: 'twinkle-facilitator', labels: { severity: 'critical' } },
  { name: 'ServiceDown', service: 'moai-flow', labels: { severity: 'critical' } },
] as const;
const textOf = ({ name, service }: (typeof ALERTS)[number]): string => `${name} ${service}`.trim();
/** Those of the first faults, and those that the second add. */
const FIRST = ALERTS.slice(0, 3).map(textOf);
const SECOND = ALERTS.slice(3).map(textOf);

describe('the rule files of the guides, in the real VS Code', function () {
  let systems: Systems;
  let editor: Editor;
  let workspace: Workspace;
  let workbench: Workbench;

  before(async function () {
    await need(this, 'chromium', 'postgresql', 'redis');
    [systems, editor] = await Promise.all([startSystems({ only: ['twinkle', 'moaiFlow'] }), Editor.start()]);
    assert.deepEqual(systems.leftOut, []);
    await systems.fault('twinkle-api', 'status503');
    await systems.fault('twinkle-facilitator', 'rpcGone');
    await systems.fault('moai-flow', 'databaseGone');
    // One that is slow answers after a second and a half.
    const intervals: Readonly<Record<string, string>> = {
      'moai-flow': '1s',
      'twinkle-facilitator': '1s',
      'twinkle-api': '2s',
    };
    workspace = await editor.workspace('guides', {
      'workbench.colorTheme': THEMES.dark,
      'watchpost.alerts.notify': 'never',
      'watchpost.services': Object.fromEntries(
        Object.entries(intervals).map(([name, interval]) => [
          name,
          { ...(systems.settings()[name] as object), interval, timeout: interval },
        ]),
      ),
    });
    await cp(RULE_FILES, path.join(workspace.folder, 'rules'), { recursive: true });
    // High enough for all alerts: a row that is not in sight is not there.
    workbench = await editor.open(workspace, { width: 1280, height: 1400 });
    await workbench.showServices();
  });
  after(async () => {
    await editor?.stop();
    await systems?.stop();
  });
  afterEach(tellFailure(() => workbench));

  /** The alerts of the view in a state. */
  const alertsThatAre = async (state: string): Promise<string[]> =>
    (await workbench.rows()).flatMap(({ spoken }) => {
      const [, name = '', its, service = ''] = / alert (\w+): (\w+)(?:, ([\w-]+) · )?/.exec(spoken) ?? [];
      return its === state ? [`${name} ${service}`.trim()] : [];
    });
  /** Waits until these, and no others, are the alerts in a state. */
  const untilAlerts = async (state: string, expected: readonly string[], timeoutMs: number): Promise<void> => {
    const wanted = expected.toSorted().join(', ');
    const areThose = async () => (await alertsThatAre(state)).toSorted().join(', ') === wanted;
    await workbench.until(`${state}: ${wanted}`, areThose, timeoutMs);
  };

  it('load as they are, and what is wrong is pending for as long as they say', async () => {
    for (const name of ['moai-flow', 'twinkle-facilitator', 'twinkle-api'])
      await workbench.waitForRow(name, ({ spoken }) => spoken.startsWith(`service ${name}: down`));
    await workspace.write({ 'watchpost.rules': ['rules/*.yml'] });
    await workbench.run('Watchpost: Show Alerts');
    // A rate takes two scrapes: MoAI-Flow's may be there at the next evaluation only, after thirty seconds.
    await untilAlerts('pending', FIRST, 40_000);
    await untilAlerts('firing', [], 1_000);
    await workbench.run('View: Toggle Problems');
    await workbench.page.locator('.markers-panel').waitFor();
    assert.equal(await workbench.page.locator('.markers-panel .monaco-list-row').count(), 0);
    await workbench.run('View: Toggle Problems');
  });

  // They wait for one to ten minutes; a test does not. So the history is given what it would have if the faults had been
  // there for an hour: the window, reloaded, goes on from there.
  it('fire when it was wrong for long enough', async () => {
    remember(editor, systems, Date.now() - 3_600_000);
    await workbench.reload();
    await untilAlerts('firing', FIRST, 25_000);
    await workbench.screenshot('guide-rules-first');
  });

  it('fire on other faults and end with them, and those that no fault is about do not fire', async () => {
    await systems.fault('twinkle-api', 'slow');
    await systems.fault('twinkle-facilitator', 'refused');
    await systems.fault('moai-flow', 'refused');
    const over = 'ServiceDown twinkle-facilitator';
    const hasFired = async () => (await alertsThatAre('firing')).includes(over);
    await workbench.until('it fires', hasFired, 25_000);
    await workbench.screenshot('guide-rules-second');
    await systems.clear('twinkle-facilitator');
    // What a rate of five minutes is about goes on with it. MoAI-Flow's rules are evaluated every thirty seconds.
    await untilAlerts('firing', [...FIRST, ...SECOND.filter((one) => one !== over)], 45_000);
    await workbench.row('Recently Resolved').click();
    await untilAlerts('resolved', [over], 5_000);
  });
});

/** Appends to the history of the window that the alerts have been active since then. */
function remember({ server }: Editor, systems: Systems, sinceMs: number): void {
  const [file = ''] = globSync(path.join(server.dataDir, '**/history.sqlite'));
  assert.notEqual(file, '');
  const store = Store.open({ clock: systemClock, file, maxAgeMs: 86_400_000, maxBytes: 2 ** 26 });
  for (const { name, service, labels } of ALERTS) {
    const { metrics = '' } = systems.services[service]?.urls ?? {};
    const target = service === '' ? {} : { job: service, instance: new URL(metrics).host };
    const series = LabelSet.from({ ...labels, ...target, alertname: name, __name__: 'ALERTS_FOR_STATE' });
    assert.equal(store.append(store.ref(series), Date.now(), Math.floor(sinceMs / 1000)), 'ok');
  }
  store.dispose();
}
