import assert from 'node:assert/strict';
import { problemLines, read } from './check.ts';

const services = { api: { health: 'http://a' }, db: { tcp: 'a:1' } };
const withWindow = (window: unknown) => read({ 'watchpost.services': services, 'watchpost.maintenance': [window] });
const PATH = 'watchpost.maintenance/0';

describe('maintenance windows', () => {
  for (const [window, expected] of [
    [
      { cron: '0 2 * * 0', duration: '1h' },
      {
        name: 'maintenance',
        services: [],
        groups: [],
        environments: [],
        when: { cron: '0 2 * * 0', durationMs: 3_600_000 },
      },
    ],
    [
      {
        name: 'backup',
        services: ['api', 'db'],
        groups: 'Backend',
        environments: ['staging'],
        cron: '*/5 1-3 * jan mon',
        duration: '5m',
        timeZone: 'Europe/Berlin',
      },
      {
        name: 'backup',
        services: ['api', 'db'],
        groups: ['Backend'],
        environments: ['staging'],
        when: { cron: '*/5 1-3 * jan mon', durationMs: 300_000, timeZone: 'Europe/Berlin' },
      },
    ],
    [
      { from: '2026-12-01T22:00Z', to: '2026-12-02T02:00+01:00' },
      {
        name: 'maintenance',
        services: [],
        groups: [],
        environments: [],
        when: { fromMs: Date.UTC(2026, 11, 1, 22), toMs: Date.UTC(2026, 11, 2, 1) },
      },
    ],
    [
      { from: '2026-12-01 22:00', to: '2026-12-01T23:30' },
      {
        name: 'maintenance',
        services: [],
        groups: [],
        environments: [],
        when: { fromMs: new Date(2026, 11, 1, 22).getTime(), toMs: new Date(2026, 11, 1, 23, 30).getTime() },
      },
    ],
  ] as const)
    it(`are read from ${JSON.stringify(window)}`, () => {
      const output = withWindow(window);
      assert.deepEqual(problemLines(output), []);
      assert.deepEqual(output.config.maintenance, [expected]);
    });

  for (const [window, ...problems] of [
    ['sunday', `settings.wrongType ${PATH}`],
    [{}, `settings.emptyWindow ${PATH}`],
    [{ cron: '0 2 * * 0' }, `settings.wrongType ${PATH}/duration`],
    [{ cron: '0 2 * *', duration: '1h' }, `settings.badCron ${PATH}/cron`],
    [{ cron: '0 0 2 * * 0', duration: '1h' }, `settings.badCron ${PATH}/cron`],
    [{ cron: '61 2 * * 0', duration: '1h' }, `settings.badCron ${PATH}/cron`],
    [{ cron: '0 0 30 2 *', duration: '1h' }, `settings.badCron ${PATH}/cron`],
    [{ cron: 3, duration: '1h' }, `settings.wrongType ${PATH}/cron`],
    [{ cron: '0 2 * * 0', duration: '10s' }, `settings.outOfRange ${PATH}/duration`],
    [{ from: '2026-12-01T22:00Z' }, `settings.wrongType ${PATH}/to`],
    [{ from: 'tomorrow', to: '2026-12-01T22:00Z' }, `settings.wrongType ${PATH}/from`],
    [{ from: '2026-13-01T22:00Z', to: '2026-12-01T22:00Z' }, `settings.wrongType ${PATH}/from`],
    [{ from: '2026-12-02T22:00Z', to: '2026-12-01T22:00Z' }, `settings.windowOrder ${PATH}/to`],
    // For all services, where the only one that it names is not there, is not what was meant.
    [
      { from: '2026-12-01T22:00Z', to: '2026-12-02T22:00Z', services: ['apt'] },
      `settings.unknownService ${PATH}/services/0`,
    ],
  ] as const)
    it(`are left out where wrong: ${JSON.stringify(window)}`, () => {
      const output = withWindow(window);
      assert.deepEqual(problemLines(output), problems);
      assert.equal(output.config.maintenance, undefined);
    });

  for (const [window, ...problems] of [
    [{ cron: '0 2 * * 0', duration: '1h', timeZone: 'Mars/Base' }, `settings.badTimeZone ${PATH}/timeZone`],
    [{ cron: '0 2 * * 0', duration: '1h', from: '2026-12-01T22:00Z' }, `settings.onceAndAgain ${PATH}/from`],
    [{ cron: '0 2 * * 0', duration: '1h', weekday: 1 }, `settings.unknownKey ${PATH}/weekday`],
    [{ cron: '0 2 * * 0', duration: '1h', services: ['api', 'apt'] }, `settings.unknownService ${PATH}/services/1`],
  ] as const)
    it(`stay where part of them is wrong: ${JSON.stringify(window)}`, () => {
      const output = withWindow(window);
      assert.deepEqual(problemLines(output), problems);
      assert.equal(output.config.maintenance?.length, 1);
    });

  it('are at most a hundred', () => {
    const window = { cron: '0 2 * * 0', duration: '1h' };
    const output = read({ 'watchpost.maintenance': Array.from({ length: 101 }, () => window) });
    assert.equal(output.config.maintenance?.length, 100);
    assert.deepEqual(problemLines(output), ['settings.tooMany watchpost.maintenance']);
  });
});

describe('dependsOn', () => {
  const depends = (dependsOn: unknown, more: object = {}) =>
    read({ 'watchpost.services': { api: { tcp: 'a:1', dependsOn }, db: { tcp: 'a:1' }, ...more } });

  it('names other services, one or several, each once', () => {
    for (const value of ['db', ['db'], ['db', 'db']]) {
      const output = depends(value);
      assert.deepEqual(problemLines(output), []);
      assert.deepEqual(output.config.services[0]?.dependsOn, ['db']);
    }
    assert.equal(depends([]).config.services[0]?.dependsOn, undefined);
  });

  it('says of a name that is none which one is meant, and keeps the others', () => {
    const output = depends(['dp', 'db']);
    assert.deepEqual(problemLines(output), ['settings.unknownService watchpost.services/api/dependsOn/0']);
    assert.match(output.problems[0]?.message ?? '', /Did you mean `db`\?/);
    assert.deepEqual(output.config.services[0]?.dependsOn, ['db']);
  });

  it('takes a service that is switched off for none, and for no mistake', () => {
    const output = depends('old', { old: { enabled: false, tcp: 'a:1' } });
    assert.deepEqual(problemLines(output), []);
    assert.equal(output.config.services[0]?.dependsOn, undefined);
  });

  it('warns where services wait for each other or for themselves', () => {
    assert.deepEqual(problemLines(depends('api')), ['settings.dependencyCycle watchpost.services/api/dependsOn']);
    assert.deepEqual(problemLines(depends('web', { web: { tcp: 'a:1', dependsOn: ['api'] } })), [
      'settings.dependencyCycle watchpost.services/api/dependsOn',
      'settings.dependencyCycle watchpost.services/web/dependsOn/0',
    ]);
  });

  it('is wrong as anything but names', () => {
    assert.deepEqual(problemLines(depends(3)), ['settings.wrongType watchpost.services/api/dependsOn']);
    assert.deepEqual(problemLines(depends(['db', ''])), ['settings.wrongType watchpost.services/api/dependsOn/1']);
  });
});

describe('grace', () => {
  it("is the probe's, the service's or the setting's, and none where it is zero", () => {
    const graceOf = (probe: object, service: object, settings: object): number | undefined => {
      const output = read({
        ...settings,
        'watchpost.services': { api: { tcp: { host: 'a', port: 1, ...probe }, ...service } },
      });
      assert.deepEqual(problemLines(output), []);
      return output.config.services[0]?.probes[0]?.graceMs;
    };
    assert.equal(graceOf({}, {}, {}), undefined);
    assert.equal(graceOf({}, {}, { 'watchpost.grace': '1m' }), 60_000);
    assert.equal(graceOf({}, { grace: '30s' }, { 'watchpost.grace': '1m' }), 30_000);
    assert.equal(graceOf({ grace: '0s' }, { grace: '30s' }, {}), undefined);
  });
});
