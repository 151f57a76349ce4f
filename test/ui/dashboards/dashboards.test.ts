import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DASHBOARD_LIMITS } from '../../../src/protocol/dashboard.ts';
import type { TargetInfo } from '../../../src/protocol/query.ts';
import { checkKey, checkPanelState, scrapeMsOf } from '../../../src/ui/dashboards/dashboardChecks.ts';
import { dashboardTitle, looksLikeDashboard } from '../../../src/ui/dashboards/dashboardText.ts';
import { eachOf } from '../../../src/ui/dashboards/eachOf.ts';
import { pickEntry } from '../../../src/ui/dashboards/pickEntry.ts';

const SAMPLES = path.join(import.meta.dirname, '../../systems/dashboards');
const NOTHING = [undefined, null, 7, [], {}, Number.NaN];

describe('a file that looks like a dashboard', () => {
  for (const name of readdirSync(SAMPLES))
    it(`is ${name} of the sample systems`, () => {
      const text = readFileSync(path.join(SAMPLES, name), 'utf8');
      assert.equal(looksLikeDashboard(text), true);
      assert.notEqual(dashboardTitle(text), '');
    });

  it('has panels or rows, and queries or the version of a schema', () => {
    const check = (text: string, expected: boolean): void => assert.equal(looksLikeDashboard(text), expected, text);
    check('{"panels": [{"targets": []}]}', true);
    check('{"rows": [], "schemaVersion": 6}', true);
    check('{"panels": [], "schemaVersion": 39', true); // half written
    check('{"panels": []}', false);
    check('{"targets": [], "labels": {}}', false); // targets of a Prometheus
    check('{"name": "panels", "version": "targets"}', false);
    check('{"private": true, "dependencies": {}}', false);
    check('', false);
  });

  it('is not looked at where it is longer than is read', () => {
    const text = '{"panels": [], "schemaVersion": 39}';
    assert.equal(looksLikeDashboard(text.padEnd(DASHBOARD_LIMITS.textLength)), true);
    assert.equal(looksLikeDashboard(text.padEnd(DASHBOARD_LIMITS.textLength + 1)), false);
  });
});

describe('the title of a dashboard', () => {
  const check = (value: unknown, expected: string): void =>
    assert.equal(dashboardTitle(typeof value === 'string' ? value : JSON.stringify(value)), expected);

  it('is that of the dashboard, wrapped or not, on one line', () => {
    check({ title: 'Orders' }, 'Orders');
    check({ dashboard: { title: 'Orders' } }, 'Orders');
    check({ title: ' Two\n lines ' }, 'Two lines');
    check({ title: 'x'.repeat(10_000) }, 'x'.repeat(200));
  });

  it('is empty where there is none', () => {
    for (const value of [...NOTHING, '{"title": "half', { title: 7 }, { dashboard: null }, 'null'])
      check(value ?? null, '');
  });
});

describe('an entry of the list of dashboards', () => {
  it('has the title and the path', () =>
    assert.deepEqual(pickEntry('Orders', 'grafana/orders.json'), {
      label: 'Orders',
      description: 'grafana/orders.json',
    }));

  it('has the name of the file where there is no title', () =>
    assert.equal(pickEntry('', 'grafana/orders.json').label, 'orders.json'));

  it('is no longer than a line, and has no icon of its own', () => {
    assert.equal(pickEntry('x'.repeat(200), 'a.json').label.length, 100);
    assert.equal(pickEntry('$(trash) Orders', 'a.json').label, '$\u200B(trash) Orders');
  });
});

describe('what the page of a dashboard sends', () => {
  it('is the key of a query only where it is a short text', () => {
    assert.equal(checkKey('panel-2/A'), 'panel-2/A');
    assert.equal(checkKey('x'.repeat(201)), undefined);
    for (const other of NOTHING) assert.equal(checkKey(other), undefined);
  });

  it('is a state that names a file, or none of ours', () => {
    assert.equal(checkPanelState({ file: 'file:///a/b.json', more: 1 }), 'file:///a/b.json');
    for (const other of [...NOTHING, 'file:///a', { file: '' }, { file: 7 }, { file: 'x'.repeat(20_000) }])
      assert.equal(checkPanelState(other), undefined);
  });
});

describe('how far apart samples are', () => {
  const target = (intervalMs: number, state: TargetInfo['state'] = 'up'): TargetInfo => ({
    serviceId: 's',
    probeId: 'p',
    job: 's',
    probe: 'metrics',
    url: 'http://localhost/metrics',
    state,
    reason: '',
    intervalMs,
  });

  it('is the longest interval of what is not paused, else fifteen seconds', () => {
    assert.equal(scrapeMsOf([target(5_000), target(30_000, 'down'), target(60_000, 'paused')]), 30_000);
    assert.equal(scrapeMsOf([target(60_000, 'paused')]), 15_000);
    assert.equal(scrapeMsOf([]), 15_000);
  });
});

describe('work on each of many', () => {
  it('is done on all, in order, on a few at a time', async () => {
    const [begun, ends]: [number[], (() => void)[]] = [[], []];
    const all = eachOf([1, 2, 3, 4, 5], 2, (value) => {
      begun.push(value);
      return new Promise((resolve) => ends.push(resolve));
    });
    assert.deepEqual(begun, [1, 2]);
    for (let end = ends.shift(); end !== undefined; end = ends.shift()) {
      end();
      await new Promise(setImmediate);
    }
    await all;
    assert.deepEqual(begun, [1, 2, 3, 4, 5]);
  });

  it('ends with a failure', async () => {
    const work = (value: number): Promise<void> => (value === 2 ? Promise.reject(new Error('no')) : Promise.resolve());
    await assert.rejects(eachOf([1, 2, 3], 2, work), /no/);
    await eachOf([], 2, work);
  });
});
