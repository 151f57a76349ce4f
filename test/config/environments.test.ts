import assert from 'node:assert/strict';
import { environmentsOf, inEnvironment } from '../../src/config/inEnvironment.ts';
import type { ConfigOutput } from '../../src/config/readConfig.ts';
import type { Service } from '../../src/model/service.ts';
import { problemLines, read, withService } from './check.ts';

const API = {
  environment: 'local',
  group: 'Backend',
  health: 'http://localhost:3000/health',
  metrics: 'http://localhost:3000/metrics',
  thresholds: { queue: { warn: '> 5' }, load: { warn: '> 1' } },
  environments: {
    staging: {
      health: { url: 'https://staging.example.com/health', headers: { Authorization: 'Bearer ${secret:staging}' } },
      thresholds: { queue: { warn: '> 50' } },
      interval: '1m',
    },
    production: { health: 'https://${environment}.example.com/health', metrics: 'https://p.example.com/metrics' },
  },
};
const urlOf = (service: Service | undefined, name: string): unknown => {
  const probe = service?.probes.find((one) => one.name === name);
  return probe !== undefined && 'url' in probe ? probe.url.map(String).join('') : undefined;
};
const servicesOf = (output: ConfigOutput) => new Map(output.config.services.map((service) => [service.id, service]));

describe('environments', () => {
  it('make a service each, which has what the entry has and in its place what the environment says', () => {
    const output = read(withService(API));
    assert.deepEqual(problemLines(output), []);
    const services = servicesOf(output);
    assert.deepEqual([...services.keys()], ['api', 'api (staging)', 'api (production)']);
    const staging = services.get('api (staging)');
    assert.deepEqual([staging?.environment, staging?.group, staging?.entry], ['staging', 'Backend', 'api']);
    assert.equal(urlOf(staging, 'health'), 'https://staging.example.com/health');
    assert.equal(urlOf(staging, 'metrics'), 'http://localhost:3000/metrics');
    assert.deepEqual(
      staging?.probes.map(({ id, intervalMs }) => [id, intervalMs]),
      [
        ['api (staging)/health', 60_000],
        ['api (staging)/metrics', 60_000],
      ],
    );
    assert.deepEqual(staging?.thresholds, [
      { metric: 'queue', warn: { op: '>', value: 50 } },
      { metric: 'load', warn: { op: '>', value: 1 } },
    ]);
    assert.equal(urlOf(services.get('api (production)'), 'health'), 'https://production.example.com/health');
    assert.equal(services.get('api')?.environment, 'local');
    assert.equal(services.get('api')?.thresholds[0]?.warn?.value, 5);
  });

  it('tell which service a secret is for', () => {
    const { secrets } = read(withService(API));
    assert.deepEqual(
      secrets.map(({ name, usedBy }) => [name, usedBy.map(({ serviceId, origin }) => `${serviceId} ${origin}`)]),
      [['staging', ['api (staging) https://staging.example.com']]],
    );
  });

  it('are all there is, where the entry has no probe of its own', () => {
    const output = read(withService({ environments: { staging: { tcp: 'a:1' }, production: { tcp: 'b:1' } } }));
    assert.deepEqual(problemLines(output), []);
    assert.deepEqual([...servicesOf(output).keys()], ['api (staging)', 'api (production)']);
  });

  it('leave the entry itself in local, or in the one that it names', () => {
    const environmentOf = (more: object): string | undefined =>
      servicesOf(read(withService({ tcp: 'a:1', environments: { staging: {} }, ...more }))).get('api')?.environment;
    assert.equal(environmentOf({}), 'local');
    assert.equal(environmentOf({ environment: 'dev' }), 'dev');
    // Named among them, too: the same service.
    const output = read(withService({ tcp: 'a:1', environments: { local: { tcp: 'x:1' }, staging: {} } }));
    assert.deepEqual([...servicesOf(output).keys()], ['api', 'api (staging)']);
  });

  it('depend on what is in the same environment, where it is there', () => {
    const output = read({
      'watchpost.services': {
        api: { tcp: 'a:1', dependsOn: ['db', 'mail'], environments: { staging: {} } },
        db: { tcp: 'a:1', environments: { staging: {} } },
        mail: { tcp: 'a:1' },
      },
    });
    assert.deepEqual(problemLines(output), []);
    assert.deepEqual(servicesOf(output).get('api (staging)')?.dependsOn, ['db (staging)', 'mail']);
    assert.deepEqual(servicesOf(output).get('api')?.dependsOn, ['db', 'mail']);
  });

  for (const [what, service, problems] of [
    ['an inherited mistake once', { ...API, interval: 3 }, ['settings.wrongType watchpost.services/api/interval']],
    [
      'a mistake of an environment at its place',
      { ...API, environments: { staging: { health: 3 } } },
      ['settings.wrongType watchpost.services/api/environments/staging/health'],
    ],
    [
      'a key that an environment cannot have',
      { ...API, environments: { staging: { environment: 'x' } } },
      ['settings.unknownKey watchpost.services/api/environments/staging/environment'],
    ],
    [
      'a name that is none',
      { ...API, environments: { '': {}, 'a/b': {} } },
      [
        'settings.badName watchpost.services/api/environments/',
        'settings.badName watchpost.services/api/environments/a/b',
      ],
    ],
    [
      'what is no object',
      { ...API, environments: ['staging'] },
      ['settings.wrongType watchpost.services/api/environments'],
    ],
    [
      'an environment that is no object',
      { ...API, environments: { staging: true } },
      ['settings.wrongType watchpost.services/api/environments/staging'],
    ],
    [
      'a variable of a service that is in none',
      { health: 'http://${environment}.example.com' },
      ['settings.noEnvironment watchpost.services/api/health'],
    ],
    [
      'too many',
      { tcp: 'a:1', environments: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`e${i}`, {}])) },
      ['settings.tooMany watchpost.services/api/environments'],
    ],
  ] as const)
    it(`report ${what}, and keep the rest`, () => {
      const output = read(withService(service));
      assert.deepEqual(problemLines(output), problems);
    });

  it('can be switched: one, with what is in none, or all', () => {
    const output = read({ 'watchpost.services': { api: API, mail: { tcp: 'a:1' } } });
    assert.deepEqual(environmentsOf(output), ['local', 'staging', 'production']);
    const namesIn = (environment: string | undefined): string[] => [
      ...servicesOf(inEnvironment(output, environment)).keys(),
    ];
    assert.deepEqual(namesIn('staging'), ['api (staging)', 'mail']);
    assert.deepEqual(namesIn('local'), ['api', 'mail']);
    assert.equal(namesIn(undefined).length, 4);
    assert.equal(namesIn('gone').length, 4, 'one that is not there any more is no choice');
    assert.deepEqual(inEnvironment(output, 'local').secrets, []);
    assert.equal(inEnvironment(output, 'staging').secrets.length, 1);
  });
});
