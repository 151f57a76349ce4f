import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { BUILT_IN_RULES } from '../../src/config/builtInRules.ts';
import { readConfig } from '../../src/config/readConfig.ts';
import { readRuleFile } from '../../src/engine/rules/readRuleFile.ts';

const read = (values: object) => readConfig({ folders: [{ values, env: () => undefined }] });

describe('the settings of alerts', () => {
  it('are quiet below critical, at any hour, with all built-in rules, where nothing is set', () => {
    assert.deepEqual(read({}).alerts, {
      without: [],
      notify: 'critical',
      quietHours: 'none',
      alertmanager: '',
      prometheus: '',
    });
  });

  for (const [value, expected] of [
    ['22:00-07:30', { fromMinute: 1320, toMinute: 450 }],
    [' 9:05 - 17:00 ', { fromMinute: 545, toMinute: 1020 }],
    ['', 'none'],
  ] as const) {
    it(`take ${JSON.stringify(value)} as quiet hours`, () => {
      const { alerts, problems } = read({ 'alerts.quietHours': value });
      assert.deepEqual(alerts.quietHours, expected);
      assert.deepEqual(problems, []);
    });
  }

  for (const wrong of ['24:00-07:00', '22-7', 'night', 7, '22:60-07:00']) {
    it(`say what is wrong with ${JSON.stringify(wrong)}, and go on without`, () => {
      const { alerts, problems } = read({ 'alerts.quietHours': wrong });
      assert.equal(alerts.quietHours, 'none');
      assert.deepEqual(problems[0]?.path, ['watchpost.alerts.quietHours']);
    });
  }

  it('switch built-in rules off one by one, or all', () => {
    const without = (value: unknown): unknown => read({ 'alerts.builtIn': value }).alerts.without;
    assert.deepEqual(without({ WatchpostCpuHigh: false, WatchpostServiceDown: true }), ['WatchpostCpuHigh']);
    assert.equal(without(false), true);
    assert.deepEqual(without(true), []);
    assert.equal(read({ 'alerts.builtIn': { WatchpostCpuHigh: 'no' } }).problems.length, 1);
    assert.equal(read({ 'alerts.builtIn': 7 }).problems.length, 1);
  });
});

describe('the address of an Alertmanager', () => {
  const read2 = (url: unknown) => read({ 'alertmanager.url': url });
  it('is a plain address, with what the environment brings', () => {
    assert.equal(read2('http://localhost:9093').alerts.alertmanager, 'http://localhost:9093');
    assert.equal(read2('https://am.example/prefix/').alerts.alertmanager, 'https://am.example/prefix/');
  });
  for (const wrong of ['localhost', 'ftp://x', 'https://${secret:am}.example/', 7]) {
    it(`is not ${JSON.stringify(wrong)}, which is said`, () => {
      const { alerts, problems } = read2(wrong);
      assert.equal(alerts.alertmanager, '');
      assert.deepEqual(problems[0]?.path, ['watchpost.alertmanager.url']);
    });
  }
});

describe('the built-in rules', () => {
  const text = readFileSync(new URL('../../media/rules/watchpost.rules.yml', import.meta.url), 'utf8');

  it('are a rule file that nothing is wrong with, and are those that the settings name', () => {
    const { groups, problems } = readRuleFile(text);
    assert.deepEqual(problems, []);
    const names = groups.flatMap(({ rules }) => rules.map(({ name }) => name));
    assert.deepEqual(names, Object.keys(BUILT_IN_RULES));
  });
});
