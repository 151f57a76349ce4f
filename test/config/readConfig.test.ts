import assert from 'node:assert/strict';
import { readConfig } from '../../src/config/readConfig.ts';
import { folder, problemLines, read, withService } from './check.ts';
import { PRODUCT_EXAMPLE } from './productExample.ts';

describe('readConfig', () => {
  it('reads the example of the product description without a problem', () => {
    const { config, problems, secrets } = read(PRODUCT_EXAMPLE);
    assert.deepEqual(problems, []);
    assert.deepEqual(config, {
      services: [
        {
          id: 'twinkle-api',
          name: 'twinkle-api',
          group: 'Twinkle',
          environment: 'local',
          probes: [
            {
              kind: 'http',
              id: 'twinkle-api/health',
              name: 'health',
              url: ['http://localhost:3000/health'],
              method: 'GET',
              headers: [],
              intervalMs: 10_000,
              timeoutMs: 5_000,
              failureThreshold: 2,
              successThreshold: 1,
            },
            {
              kind: 'metrics',
              id: 'twinkle-api/metrics',
              name: 'metrics',
              url: ['http://localhost:3000/metrics'],
              method: 'GET',
              headers: [],
              intervalMs: 15_000,
              timeoutMs: 5_000,
              failureThreshold: 2,
              successThreshold: 1,
            },
            {
              kind: 'redis',
              id: 'twinkle-api/redis',
              name: 'redis',
              uri: ['redis://localhost:6379'],
              intervalMs: 10_000,
              timeoutMs: 5_000,
              failureThreshold: 2,
              successThreshold: 1,
            },
          ],
          thresholds: [],
          logs: [
            { name: 'logs/api*.log', file: '/home/ann/app/logs/api*.log' },
            {
              name: 'pm2 twinkle-api out',
              file: '/home/ann/.pm2/logs/twinkle-api-out{,-*}.log',
              pm2: { process: 'twinkle-api', output: 'out' },
            },
            {
              name: 'pm2 twinkle-api error',
              file: '/home/ann/.pm2/logs/twinkle-api-error{,-*}.log',
              pm2: { process: 'twinkle-api', output: 'error' },
            },
          ],
        },
        {
          id: 'clawnet',
          name: 'clawnet',
          probes: [
            {
              kind: 'http',
              id: 'clawnet/health',
              name: 'health',
              url: ['https://clawnet.example/api/health'],
              method: 'GET',
              headers: [],
              intervalMs: 10_000,
              timeoutMs: 5_000,
              failureThreshold: 4,
              successThreshold: 1,
            },
            {
              kind: 'metrics',
              id: 'clawnet/metrics',
              name: 'metrics',
              url: ['https://clawnet.example/api/metrics'],
              method: 'GET',
              headers: [['Cookie', [{ secret: 'clawnet-admin' }]]],
              intervalMs: 15_000,
              timeoutMs: 5_000,
              failureThreshold: 2,
              successThreshold: 1,
            },
            {
              kind: 'cacheStats',
              id: 'clawnet/cacheStats',
              name: 'cacheStats',
              url: ['https://clawnet.example/api/cache/stats'],
              method: 'GET',
              headers: [['Cookie', [{ secret: 'clawnet-admin' }]]],
              intervalMs: 15_000,
              timeoutMs: 5_000,
              failureThreshold: 2,
              successThreshold: 1,
            },
            {
              kind: 'postgres',
              id: 'clawnet/postgres',
              name: 'postgres',
              uri: ['postgresql://clawnet_user:', { secret: 'clawnet-db' }, '@localhost/clawnet'],
              intervalMs: 10_000,
              timeoutMs: 5_000,
              failureThreshold: 2,
              successThreshold: 1,
            },
          ],
          thresholds: [{ metric: 'cache_hit_ratio', warn: { op: '<', value: 0.6 } }],
        },
      ],
      concurrency: 32,
      historyMaxAgeMs: 604_800_000,
      historyMaxBytes: 209_715_200,
      unfocusedIntervalMs: 30_000,
    });
    assert.deepEqual(
      secrets.map(({ name, usedBy }) => [
        name,
        usedBy.map(({ serviceId, path, origin }) => [serviceId, path.at(-1), origin]),
      ]),
      [
        [
          'clawnet-admin',
          [
            ['clawnet', 'Cookie', 'https://clawnet.example'],
            ['clawnet', 'Cookie', 'https://clawnet.example'],
          ],
        ],
        ['clawnet-db', [['clawnet', 'postgres', 'postgres://localhost:5432']]],
      ],
    );
  });

  it('has defaults for everything', () => {
    for (const settings of [{}, { 'watchpost.services': {} }]) {
      const { config, statusBar, problems } = read(settings);
      assert.deepEqual(
        { config, statusBar, problems },
        {
          config: {
            services: [],
            concurrency: 32,
            historyMaxAgeMs: 604_800_000,
            historyMaxBytes: 209_715_200,
            unfocusedIntervalMs: 30_000,
          },
          statusBar: 'always',
          problems: [],
        },
      );
    }
    assert.deepEqual(readConfig({ folders: [] }).config.services, []);
  });

  it('reports a wrong setting and takes its default', () => {
    const output = read({
      'watchpost.interval': 15,
      'watchpost.timeout': 'soon',
      'watchpost.failureThreshold': 0,
      'watchpost.successThreshold': '1',
      'watchpost.concurrency': 257,
      'watchpost.history.maxAge': '1m',
      'watchpost.history.maxSize': '200',
      'watchpost.statusBar': 'problem',
      'watchpost.services': { api: { tcp: 'db:5432' } },
    });
    assert.deepEqual(problemLines(output).sort(), [
      'settings.badChoice watchpost.statusBar',
      'settings.badDuration watchpost.timeout',
      'settings.badSize watchpost.history.maxSize',
      'settings.outOfRange watchpost.concurrency',
      'settings.outOfRange watchpost.failureThreshold',
      'settings.outOfRange watchpost.history.maxAge',
      'settings.wrongType watchpost.interval',
      'settings.wrongType watchpost.successThreshold',
    ]);
    assert.equal(output.config.concurrency, 32);
    assert.equal(output.config.services[0]?.probes[0]?.intervalMs, 10_000);
    assert.equal(output.statusBar, 'always');
    const messageOf = (name: string) => output.problems.find(({ path }) => path?.[0] === `watchpost.${name}`)?.message;
    assert.match(messageOf('interval') ?? '', /"15s"/);
    assert.match(messageOf('statusBar') ?? '', /Did you mean "problems"\?/);
  });

  it('runs the valid rest: a wrong service drops no other, a wrong probe no other of its service', () => {
    const output = read({
      'watchpost.services': {
        wrong: 'http://localhost',
        half: { health: 'http://', tcp: 'localhost:80' },
        right: { health: 'http://localhost' },
      },
    });
    assert.deepEqual(
      output.config.services.map(({ id, probes }) => [id, probes.map(({ name }) => name)]),
      [
        ['half', ['tcp']],
        ['right', ['health']],
      ],
    );
    assert.deepEqual(problemLines(output), [
      'settings.wrongType watchpost.services/wrong',
      'settings.badUrl watchpost.services/half/health',
    ]);
  });

  it('leaves out a service that is switched off, with its secrets, but not what is wrong in it', () => {
    const output = read(withService({ enabled: false, health: 'http://a/${secret:s}', tcp: 1 }));
    assert.deepEqual([output.config.services, output.secrets], [[], []]);
    assert.deepEqual(problemLines(output), ['settings.wrongType watchpost.services/api/tcp']);
  });

  describe('with several folders', () => {
    const services = (...inputs: [name: string, services: object][]) =>
      readConfig({ folders: inputs.map(([name, value]) => folder({ 'watchpost.services': value }, name)) });
    const ids = (...inputs: Parameters<typeof services>) => services(...inputs).config.services.map(({ id }) => id);
    const api = { health: 'http://localhost:3000' };
    const other = { health: 'http://localhost:4000' };

    it('puts the folder before the name where several folders define services', () => {
      assert.deepEqual(ids(['back', { api }], ['front', { api: other }]), ['back › api', 'front › api']);
      assert.deepEqual(ids(['back', { api }], ['front', { web: other }]), ['back › api', 'front › web']);
      assert.deepEqual(ids(['back', { api }], ['front', {}]), ['api']);
    });

    it('takes what all folders inherit for one service', () => {
      assert.deepEqual(ids(['back', { api }], ['front', { api }]), ['api']);
      assert.deepEqual(ids(['back', { api, web: other }], ['front', { api }]), ['api', 'web']);
      const inherited = services(['a', { api: { healht: 1 } }], ['b', { api: { healht: 1 } }]);
      assert.equal(inherited.problems.length, 2);
    });

    it('does not split what is inherited for a folder with another interval', () => {
      const settings = { 'watchpost.services': { api, web: { tcp: 'a:1' } } };
      const output = readConfig({
        folders: [folder(settings, 'a'), folder({ ...settings, 'watchpost.interval': '30s' }, 'b')],
      });
      assert.deepEqual(
        output.config.services.map(({ id, probes }) => [id, probes[0]?.intervalMs]),
        [
          ['api', 10_000],
          ['web', 10_000],
        ],
      );
    });

    it('reports a setting that all folders inherit once, and one of a folder for that folder', () => {
      const output = readConfig({
        folders: [
          folder({ 'watchpost.interval': 1 }, 'a'),
          folder({ 'watchpost.interval': 1, 'watchpost.timeout': 1 }, 'b'),
        ],
      });
      assert.deepEqual(
        output.problems.map(({ path, folderPath }) => [path?.[0], folderPath]),
        [
          ['watchpost.interval', undefined],
          ['watchpost.timeout', '/home/ann/b'],
        ],
      );
    });

    it('keeps ids apart whatever the folders are called', () => {
      assert.deepEqual(ids(['x', { api }], ['x', { api: other }]), ['x › api', 'x › api (2)']);
    });

    it('gives each probe an id of its own and says which folder a problem is in', () => {
      const output = services(['a', { api: { ...api, interval: 1 } }], ['b', { api: { ...other, interval: 1 } }]);
      assert.deepEqual(
        output.config.services.flatMap(({ probes }) => probes.map(({ id }) => id)),
        ['a › api/health', 'b › api/health'],
      );
      assert.deepEqual(
        output.problems.map(({ folderPath }) => folderPath),
        ['/home/ann/a', '/home/ann/b'],
      );
    });
  });
});
