import assert from 'node:assert/strict';
import { configFileKind, createConfigFileHandlers } from '../../../src/engine/configFiles/configFileHandlers.ts';
import { readAlertmanager } from '../../../src/engine/configFiles/readAlertmanager.ts';
import { routeAlert } from '../../../src/engine/configFiles/routeAlert.ts';

const signal = new AbortController().signal;
const handlers = createConfigFileHandlers();

describe('a configuration file', () => {
  for (const [text, kind] of [
    ['route: { receiver: a }\nreceivers: []', 'alertmanager'],
    ['route:\n  receiver: [', 'alertmanager'],
    ['global: {}\nscrape_configs: []', 'prometheus'],
    ['{ "rule_files": ["a.yml"] }', 'prometheus'],
    ['apiVersion: v1\nkind: ConfigMap\ndata:\n  route: x', undefined],
    ['apiVersion: apps/v1\nroute: x', undefined],
    ['services:\n  alertmanager: {}\nroute: x', undefined],
    ['groups: []\nrule_files: []', undefined],
    ['', undefined],
    ['- a', undefined],
  ] as const) {
    it(`is ${kind ?? 'another file'}: ${JSON.stringify(text)}`, () => assert.equal(configFileKind(text), kind));
  }

  it('has its problems at their place, all of them', () => {
    const text = `route:
  receiver: nobody
  routes:
    - matchers: ['severity="critical']
      group_wait: soon
receivers:
  - name: a
    slack_configs:
      - channel: '#x'
        colour: red
`;
    const { problems } = readAlertmanager(text);
    assert.deepEqual(
      problems
        .map(({ message, range }) => [(range?.startLine ?? -1) + 1, (range?.startColumn ?? -1) + 1, message])
        .toSorted((a, b) => Number(a[0]) - Number(b[0])),
      [
        [2, 13, 'undefined receiver "nobody" used in route'],
        [4, 18, 'matcher value contains unescaped double quote: "critical'],
        [5, 19, 'group_wait: not a valid duration string: "soon"'],
        [9, 9, 'no global Slack API URL set either inline or in a file'],
        [10, 9, 'field colour not found in an entry of slack_configs'],
      ],
    );
  });

  it('may nest routes and aliases as it likes, and is still read in no time', async () => {
    const deep = `route: ${'{ receiver: a, routes: [ '.repeat(300)}{ receiver: a }${' ] }'.repeat(300)}\nreceivers: [{ name: a }]`;
    const check = await handlers.checkConfigFile(deep, signal);
    assert.match(check.problems[0]?.message ?? '', /nested more than 100 deep/);
    const lines = ['x0: &x0 [{}, {}, {}, {}, {}, {}, {}, {}, {}, {}]'];
    for (let i = 1; i < 9; i++)
      lines.push(
        `x${i}: &x${i} [${Array(10)
          .fill(`{ receiver: a, routes: *x${i - 1} }`)
          .join(', ')}]`,
      );
    const bomb = `${lines.join('\n')}\nroute: { receiver: a, routes: *x8 }\nreceivers: [{ name: a }]`;
    const bombed = await handlers.checkConfigFile(bomb, signal);
    assert.ok(bombed.problems.some(({ message }) => message.includes('stands for more than')));
  });

  it('routes an alert with path, grouping and timings, which come from the routes above', async () => {
    const text = `route:
  receiver: default
  group_by: [alertname]
  group_wait: 10s
  routes:
    - receiver: page
      matchers: [severity="critical"]
      repeat_interval: 1h
      routes:
        - matchers: [team=~"web|api"]
          group_by: ['...']
          mute_time_intervals: [night]
time_intervals: [{ name: night, time_intervals: [] }]
receivers: [{ name: default }, { name: page }]
`;
    const answer = await handlers.alertRoutes(text, { severity: 'critical', team: 'web' }, signal);
    assert.deepEqual(answer, {
      ok: true,
      routes: [
        {
          receiver: 'page',
          path: ['', 'severity="critical"', 'team=~"web|api"'],
          groupBy: 'all',
          groupWaitMs: 10_000,
          groupIntervalMs: 300_000,
          repeatIntervalMs: 3_600_000,
          muteTimeIntervals: ['night'],
          activeTimeIntervals: [],
          range: { startLine: 9, startColumn: 10, endLine: 12, endColumn: 0 },
        },
      ],
    });
    const bad = await handlers.alertRoutes('route: {}\nreceivers: []', {}, signal);
    assert.deepEqual(bad, {
      ok: false,
      message: 'Alertmanager would refuse the file: root route must specify a default receiver (line 1)',
    });
    const { route } = readAlertmanager(text);
    assert.deepEqual(route && routeAlert(route, { ['__proto__']: 'x' }).map(({ receiver }) => receiver), ['default']);
  });
});
