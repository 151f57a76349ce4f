import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { BUILT_IN_RULES } from '../../src/config/builtInRules.ts';
import { readConfig } from '../../src/config/readConfig.ts';
import { THRESHOLD_ALERT } from '../../src/config/thresholdRules.ts';
import { readRuleFile } from '../../src/engine/rules/readRuleFile.ts';

const read = (values: object) => readConfig({ folders: [{ values, env: () => undefined }] });

describe('the settings of alerts', () => {
  it('are quiet below critical, at any hour, with all built-in rules, where nothing is set', () => {
    assert.deepEqual(read({}).alerts, {
      without: [],
      notify: 'critical',
      status: 'down',
      quietHours: 'none',
      alertmanager: '',
      prometheus: '',
      prometheusEvaluates: false,
      webhook: 'none',
      slack: 'none',
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
    // Those of the last one are made of the settings.
    assert.deepEqual([...names, THRESHOLD_ALERT], Object.keys(BUILT_IN_RULES));
  });
});

describe('a webhook and Slack', () => {
  it('are posted to, without redirects, with secrets that are bound to their origin', () => {
    const { alerts, problems, secrets } = read({
      'alerts.webhook': { url: 'https://hooks.example/x', auth: { bearer: '${secret:hook}' } },
      'alerts.slack': 'https://hooks.slack.com/services/${secret:slack}',
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(alerts.slack, {
      url: ['https://hooks.slack.com/services/', { secret: 'slack' }],
      method: 'POST',
      headers: [],
      maxRedirects: 0,
    });
    assert.ok(alerts.webhook !== 'none');
    assert.deepEqual([alerts.webhook.method, alerts.webhook.maxRedirects], ['POST', 0]);
    assert.deepEqual(
      secrets.map(({ name, usedBy }) => [name, usedBy.map(({ origin, serviceId }) => [origin, serviceId])]),
      [
        ['hook', [['https://hooks.example', 'watchpost.alerts.webhook']]],
        ['slack', [['https://hooks.slack.com', 'watchpost.alerts.slack']]],
      ],
    );
  });

  for (const [key, wrong] of [
    ['alerts.webhook', 'nowhere'],
    ['alerts.webhook', 7],
    ['alerts.webhook', { url: 'https://${secret:host}.example' }],
    ['alerts.webhook', { headers: {} }],
    ['alerts.slack', 'ftp://x'],
    ['alerts.slack', { url: 'https://x' }],
    ['alerts.slack', 'https://${secret:host}/x'],
  ] as const) {
    it(`are not told where ${key} is ${JSON.stringify(wrong)}, which is said, and ask for no secret`, () => {
      const { alerts, problems, secrets } = read({ [key]: wrong });
      assert.deepEqual([alerts.webhook, alerts.slack], ['none', 'none']);
      assert.ok(problems.length > 0 && problems.every(({ path }) => path?.[0] === `watchpost.${key}`));
      assert.deepEqual(secrets, []);
    });
  }
});
