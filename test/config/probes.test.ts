import assert from 'node:assert/strict';
import { checkService, read, withService } from './check.ts';

const URL_SHORT = 'http://localhost:3000/health';

describe('probes', () => {
  describe('forms', () => {
    it('takes a short form, an object, or a list of these', () => {
      checkService({ health: URL_SHORT }, { probes: [{ kind: 'http', name: 'health', url: [URL_SHORT] }] });
      checkService({ health: { url: URL_SHORT } }, { probes: [{ name: 'health', url: [URL_SHORT] }] });
      checkService(
        { health: [URL_SHORT, { url: 'http://b' }, { url: 'http://c', name: 'ready' }] },
        { probes: [{ name: 'health' }, { name: 'health 2', url: ['http://b'] }, { name: 'ready', id: 'api/ready' }] },
      );
    });

    it('has one form for each kind', () => {
      checkService(
        {
          redis: 'rediss://cache.example:6380/0',
          postgres: { url: 'postgres://db/app' },
          cacheStats: 'https://a/stats',
          metrics: 'https://a/metrics',
          command: ['node', 'health.js'],
          tcp: 'db.example:5432',
          tls: 'db.example',
          grpc: 'db.example:50051',
          websocket: 'wss://a/socket',
          dns: 'a.example',
          push: '1h',
          suite: { steps: ['http://a/login'] },
          health: 'https://a/health',
        },
        {
          probes: [
            { kind: 'http', intervalMs: 10_000 },
            { kind: 'tcp', host: 'db.example', port: 5432, intervalMs: 10_000 },
            { kind: 'tls', host: 'db.example', port: 443, warnMs: 14 * 86_400_000, intervalMs: 60_000 },
            { kind: 'grpc', host: 'db.example', port: 50051, service: '', intervalMs: 10_000 },
            { kind: 'websocket', url: ['https://a/socket'], protocols: [], intervalMs: 10_000 },
            { kind: 'dns', query: 'a.example', type: 'A', expected: [], intervalMs: 30_000 },
            { kind: 'push', everyMs: 3_600_000, toleranceMs: 360_000, intervalMs: 10_000, failureThreshold: 1 },
            { kind: 'suite', intervalMs: 60_000 },
            { kind: 'command', command: [['node'], ['health.js']], cwd: '/home/ann/app', env: [], intervalMs: 30_000 },
            { kind: 'metrics', intervalMs: 15_000 },
            { kind: 'cacheStats', intervalMs: 15_000 },
            { kind: 'postgres', uri: ['postgres://db/app'], intervalMs: 10_000 },
            { kind: 'redis', uri: ['rediss://cache.example:6380/0'], intervalMs: 10_000 },
          ],
        },
      );
    });

    it('reports what is none of the forms', () => {
      for (const wrong of [null, 5, true]) {
        checkService(
          { health: wrong, tcp: 'a:1' },
          { probes: [{ kind: 'tcp' }], problems: ['settings.wrongType health'] },
        );
        checkService({ command: wrong }, { probes: [], problems: ['settings.wrongType command'] });
      }
      checkService({ health: [[URL_SHORT]] }, { probes: [], problems: ['settings.wrongType health/0'] });
      checkService({ health: [] }, { probes: [], problems: ['settings.emptyList health'] });
      checkService({ health: '' }, { probes: [], problems: ['settings.badUrl health'] });
    });

    it('reports missing and unknown keys, and says what was meant', () => {
      checkService({ health: {} }, { probes: [], problems: ['settings.missingKey health'] });
      checkService({ tcp: {} }, { probes: [], problems: ['settings.missingKey tcp', 'settings.missingKey tcp'] });
      checkService({ command: {} }, { probes: [], problems: ['settings.missingKey command'] });
      checkService(
        { redis: { uri: 'redis://a' } },
        { probes: [], problems: ['settings.unknownKey redis/uri', 'settings.missingKey redis'] },
      );
      checkService(
        { helth: URL_SHORT, tcp: 'a:1' },
        { probes: [{ kind: 'tcp' }], problems: ['settings.unknownKey helth'] },
      );
      const messages = read(withService({ helth: 1, intervall: 1, http: 1, nonsense: 1 })).problems.map(
        ({ message }) => message,
      );
      assert.match(messages[0] ?? '', /Did you mean `health`\?/);
      assert.match(messages[1] ?? '', /Did you mean `interval`\?/);
      assert.match(messages[2] ?? '', /Did you mean `health`\?/);
      assert.match(messages[3] ?? '', /Known here: enabled, group/);
    });

    it('reports a service without probes and keeps it', () => {
      checkService({}, { probes: [], problems: ['settings.emptyService .'] });
      checkService({ group: 'a' }, { probes: [], problems: ['settings.emptyService .'] });
    });
  });

  describe('names', () => {
    it('are unique in the service', () => {
      checkService(
        {
          health: [
            { url: 'http://a', name: 'x' },
            { url: 'http://b', name: 'x' },
          ],
        },
        { probes: [{ name: 'x', url: ['http://a'] }], problems: ['settings.duplicateProbe health/1/name'] },
      );
      checkService(
        { health: { url: 'http://a', name: 'metrics' }, metrics: 'http://a' },
        { probes: [{ name: 'metrics' }, { name: 'metrics 2' }] },
      );
      checkService(
        { health: [{ url: 'http://a', name: 'health 2' }, 'http://b'] },
        { probes: [{ name: 'health 2' }, { name: 'health 3' }] },
      );
    });

    it('hold no slash, which divides an id', () => {
      for (const name of ['a/b', '', ' ', 'a\nb', 5]) {
        checkService(
          { health: { url: 'http://a', name } },
          { probes: [{ name: 'health' }], problems: ['settings.badName health/name'] },
        );
      }
    });
  });

  describe('times and thresholds', () => {
    it('come from the probe, else the service, else the settings', () => {
      const settings = { 'watchpost.interval': '20s', 'watchpost.timeout': '2s', 'watchpost.failureThreshold': 5 };
      const service = {
        timeout: '3s',
        successThreshold: 4,
        health: { url: 'http://a', timeout: '4s' },
        metrics: 'http://a',
        command: ['x'],
      };
      const [health, command, metrics] =
        read({ ...settings, ...withService(service) }).config.services[0]?.probes ?? [];
      assert.deepEqual(
        [health, command, metrics].map((probe) => [
          probe?.intervalMs,
          probe?.timeoutMs,
          probe?.failureThreshold,
          probe?.successThreshold,
        ]),
        [
          [20_000, 4_000, 5, 4],
          [30_000, 3_000, 5, 4],
          [20_000, 3_000, 5, 4],
        ],
      );
    });

    it('lets a service run metrics and commands more often than the default', () => {
      checkService(
        { interval: '5s', metrics: 'http://a', command: ['x'] },
        { probes: [{ intervalMs: 5_000 }, { intervalMs: 5_000 }] },
      );
    });

    it('lets the general interval be shorter than its default, but not for metrics and commands', () => {
      const services = {
        api: { health: 'http://a', tcp: 'a:1', redis: 'redis://a', metrics: 'http://a', command: ['x'] },
      };
      const { config } = read({ 'watchpost.interval': '2s', 'watchpost.services': services });
      const intervals = config.services[0]?.probes.map(({ name, intervalMs }) => [name, intervalMs]);
      assert.deepEqual(Object.fromEntries(intervals ?? []), {
        health: 2_000,
        tcp: 2_000,
        redis: 2_000,
        metrics: 15_000,
        command: 30_000,
      });
    });

    it('cuts the default timeout to a short interval, and warns where the user asked for more', () => {
      checkService({ interval: '2s', tcp: 'a:1' }, { probes: [{ timeoutMs: 2_000 }] });
      checkService(
        { tcp: { host: 'a', port: 1, interval: '2s', timeout: '3s' } },
        { probes: [{ timeoutMs: 3_000 }], problems: ['settings.timeoutTooLong tcp'] },
      );
    });

    it('let metrics keep their own labels', () => {
      checkService({ metrics: { url: 'http://a', honorLabels: true } }, { probes: [{ honorLabels: true }] });
      checkService({ metrics: { url: 'http://a', nativeHistograms: true } }, { probes: [{ nativeHistograms: true }] });
      checkService(
        { metrics: { url: 'http://a', honorLabels: 'yes' } },
        { probes: [{ kind: 'metrics' }], problems: ['settings.wrongType metrics/honorLabels'] },
      );
    });

    it('take retries for forgiven failures', () => {
      checkService({ tcp: { host: 'a', port: 1, retries: 3 } }, { probes: [{ failureThreshold: 4 }] });
      checkService({ tcp: { host: 'a', port: 1, retries: 0 } }, { probes: [{ failureThreshold: 1 }] });
      checkService(
        { tcp: { host: 'a', port: 1, retries: 3, failureThreshold: 7 } },
        { probes: [{ failureThreshold: 7 }], problems: ['settings.retriesTwice tcp/retries'] },
      );
    });

    it('fall back to the default where they are wrong, and the probe runs', () => {
      const rows = [
        ['interval', 15, 'wrongType'],
        ['interval', '15', 'badDuration'],
        ['interval', '', 'badDuration'],
        ['interval', '10s5', 'badDuration'],
        ['interval', '500ms', 'outOfRange'],
        ['interval', '0', 'outOfRange'],
        ['interval', '8d', 'outOfRange'],
        ['timeout', '99ms', 'outOfRange'],
        ['timeout', '11m', 'outOfRange'],
        ['failureThreshold', 0, 'outOfRange'],
        ['failureThreshold', 1.5, 'wrongType'],
        ['failureThreshold', '2', 'wrongType'],
        ['successThreshold', 101, 'outOfRange'],
        ['retries', -1, 'outOfRange'],
        ['interval', null, 'wrongType'],
      ] as const;
      for (const [key, value, code] of rows) {
        checkService(
          { tcp: { host: 'a', port: 1, [key]: value } },
          {
            probes: [{ intervalMs: 10_000, timeoutMs: 5_000, failureThreshold: 2, successThreshold: 1 }],
            problems: [`settings.${code} tcp/${key}`],
          },
        );
      }
    });
  });

  describe('requests', () => {
    it('have a method, headers and a body', () => {
      checkService(
        {
          health: {
            url: 'http://a',
            method: 'PUT',
            headers: { Accept: 'text/plain', 'X-Env': '${env:API_HOST}' },
            body: 'a${secret:b}',
          },
        },
        {
          probes: [
            {
              method: 'PUT',
              headers: [
                ['Accept', ['text/plain']],
                ['X-Env', ['api.internal']],
              ],
              body: ['a', { secret: 'b' }],
            },
          ],
        },
      );
      checkService({ health: { url: 'http://a', body: '{}' } }, { probes: [{ method: 'POST', body: ['{}'] }] });
    });

    it('are dropped where they would ask for something else than the user meant', () => {
      const rows = [
        [{ method: 'get' }, 'badChoice method'],
        [{ method: 1 }, 'badChoice method'],
        [{ body: {} }, 'wrongType body'],
        [{ headers: 'Accept: a' }, 'wrongType headers'],
        [{ headers: { Accept: 1 } }, 'wrongType headers/Accept'],
        [{ headers: { 'a b': 'c' } }, 'badHeaderName headers/a b'],
        [{ headers: { '': 'c' } }, 'badHeaderName headers/'],
        [{ headers: { 'X-A': 'b\r\nX-C: d' } }, 'badHeaderValue headers/X-A'],
        [{ headers: { 'X-A': '→' } }, 'badHeaderValue headers/X-A'],
        [{ headers: { 'Content-Length': '1' } }, 'reservedHeader headers/Content-Length'],
        [{ headers: { accept: 'a', Accept: 'b' } }, 'duplicateHeader headers/Accept'],
      ] as const;
      for (const [part, problem] of rows) {
        const [code, path] = problem.split(/ (.*)/s);
        checkService(
          { health: { url: 'http://a', ...part } },
          { probes: [], problems: [`settings.${code} health/${path}`] },
        );
      }
    });

    it('warn of credentials in plain text, without repeating them', () => {
      const rows = [{ Authorization: 'Bearer hunter2' }, { cookie: 'sid=hunter2' }, { 'X-API-Key': 'hunter2' }];
      for (const headers of rows) {
        const { problems } = read(withService({ health: { url: 'http://a', headers } }));
        assert.deepEqual(
          problems.map(({ code, severity }) => [code, severity]),
          [['settings.plainSecret', 'warning']],
        );
        assert.match(problems[0]?.message ?? '', /\$\{secret:NAME\}/);
        assert.doesNotMatch(problems[0]?.message ?? '', /hunter2/);
      }
      checkService(
        { health: { url: 'http://a', headers: { Authorization: 'Bearer ${secret:t}', Cookie: '${env:API_HOST}' } } },
        { probes: [{}] },
      );
    });
  });

  describe('tcp', () => {
    it('takes names and addresses', () => {
      const rows = [
        ['localhost:5432', 'localhost', 5432],
        ['127.0.0.1:1', '127.0.0.1', 1],
        ['[::1]:65535', '::1', 65535],
        ['${env:API_HOST}:${env:PORT}', 'api.internal', 8080],
      ] as const;
      for (const [address, host, port] of rows) checkService({ tcp: address }, { probes: [{ host, port }] });
      checkService({ tcp: { host: '::1', port: 80 } }, { probes: [{ host: '::1', port: 80 }] });
      checkService({ tcp: { host: 'a', port: '${env:PORT}' } }, { probes: [{ host: 'a', port: 8080 }] });
    });

    it('reports what is no address', () => {
      const rows = [
        ['localhost', 'badAddress tcp'],
        [':80', 'badAddress tcp'],
        ['tcp://localhost:80', 'badAddress tcp'],
        ['::1:80', 'badAddress tcp'],
        ['a b:80', 'badAddress tcp'],
        ['a:0', 'badPort tcp'],
        ['a:65536', 'badPort tcp'],
        ['a:', 'badPort tcp'],
        ['a:http', 'badPort tcp'],
        ['${secret:s}:80', 'secretNotAllowed tcp'],
        [{ host: 'a', port: 0 }, 'badPort tcp/port'],
        [{ host: 'a', port: 1.5 }, 'badPort tcp/port'],
        [{ host: 'a:1', port: 1 }, 'badAddress tcp/host'],
        [{ host: 5, port: 1 }, 'wrongType tcp/host'],
      ] as const;
      for (const [tcp, problem] of rows) checkService({ tcp }, { probes: [], problems: [`settings.${problem}`] });
    });
  });

  describe('command', () => {
    it('takes one list of texts, an object, or a list of these', () => {
      checkService(
        {
          command: {
            command: ['curl', '-H', 'x: ${secret:t}'],
            cwd: 'api',
            env: { PORT: '${env:PORT}', TOKEN: '${secret:t}' },
          },
        },
        {
          probes: [
            {
              command: [['curl'], ['-H'], ['x: ', { secret: 't' }]],
              cwd: '/home/ann/app/api',
              env: [
                ['PORT', ['8080']],
                ['TOKEN', [{ secret: 't' }]],
              ],
            },
          ],
        },
      );
      checkService(
        { command: [['a', 'b'], { command: ['c'] }] },
        { probes: [{ name: 'command' }, { name: 'command 2', command: [['c']] }] },
      );
      for (const [cwd, expected] of [
        ['/srv', '/srv'],
        ['C:\\api', 'C:\\api'],
        ['./api', '/home/ann/app/api'],
        ['${workspaceFolder}', '/home/ann/app'],
        ['${userHome}/x', '/home/ann/x'],
      ]) {
        checkService({ command: { command: ['a'], cwd } }, { probes: [{ cwd: expected }] });
      }
    });

    it('never takes a line for a shell', () => {
      checkService({ command: 'curl -f http://localhost' }, { probes: [], problems: ['settings.wrongType command'] });
    });

    it('reports what is wrong in it', () => {
      const rows = [
        [['a', 1], ['wrongType command/1']],
        [[''], ['wrongType command/0']],
        [['${secret:s}'], ['secretNotAllowed command/0']],
        [['a', 'b\0'], ['controlCharacter command/1']],
        [{ command: [] }, ['wrongType command/command']],
        [{ command: ['a'], cwd: 5 }, ['wrongType command/cwd']],
        [{ command: ['a'], cwd: '${secret:s}' }, ['secretNotAllowed command/cwd']],
        [{ command: ['a'], env: ['b'] }, ['wrongType command/env']],
        [
          { command: ['a'], env: { 'B=': 'c', D: 5 } },
          ['badEnvironmentName command/env/B=', 'wrongType command/env/D'],
        ],
      ] as const;
      for (const [command, problems] of rows) {
        checkService({ command }, { probes: [], problems: problems.map((problem) => `settings.${problem}`) });
      }
    });
  });

  it('reads logs that servers keep, their secrets bound to where they are asked', () => {
    const token = { Authorization: 'Bearer ${secret:t}' };
    const { config, secrets } = read(
      withService({
        tcp: 'a:1',
        logs: [
          { loki: { url: 'http://${env:API_HOST}:3100/base', query: '{app="api"}', headers: token } },
          {
            elasticsearch: {
              url: 'https://e:9200',
              index: 'logs-*',
              auth: { apiKey: { header: 'X-Key', value: '${secret:k}' } },
            },
          },
        ],
      }),
    );
    assert.deepEqual(config.services[0]?.logs, [
      {
        name: 'loki {app="api"}',
        loki: {
          request: {
            url: ['http://api.internal:3100/base'],
            method: 'GET',
            headers: [['Authorization', ['Bearer ', { secret: 't' }]]],
          },
          query: '{app="api"}',
        },
      },
      {
        name: 'elasticsearch logs-*',
        elasticsearch: {
          request: { url: ['https://e:9200'], method: 'GET', headers: [['X-Key', [{ secret: 'k' }]]] },
          index: 'logs-*',
        },
      },
    ]);
    assert.deepEqual(
      secrets.map(({ name, usedBy }) => [name, usedBy.map(({ origin }) => origin).join()]),
      [
        ['t', 'http://api.internal:3100'],
        ['k', 'https://e:9200'],
      ],
    );
  });

  it('checks the shape of log sources', () => {
    const rows = [
      [[{ file: 'a.log' }, { pm2: 'b' }], []],
      [{ file: '${workspaceFolder}/a.log' }, []],
      [{ command: ['docker', 'logs', '-f', 'api'] }, []],
      [{ command: 'docker logs' }, ['wrongType logs/command']],
      [{ command: [] }, ['wrongType logs/command']],
      [{ command: ['x', '${secret:y}'] }, ['secretNotAllowed logs/command/1']],
      ['a.log', ['wrongType logs']],
      [[], ['emptyList logs']],
      [[{}], ['missingKey logs/0']],
      [[{ file: 'a', pm2: 'b' }], ['wrongType logs/0']],
      [[{ path: 'a' }], ['unknownKey logs/0/path', 'missingKey logs/0']],
      [[{ file: 5 }], ['wrongType logs/0/file']],
      [[{ pm2: '' }], ['wrongType logs/0/pm2']],
      [{ loki: { url: 'http://l:3100', query: '{a="b"}', auth: { bearer: '${secret:t}' } } }, []],
      [{ loki: 'http://l:3100' }, ['wrongType logs/loki']],
      [{ loki: { query: '{a="b"}' } }, ['missingKey logs/loki']],
      [{ loki: { url: 'http://l#x', query: 'q' } }, ['badUrl logs/loki/url']],
      [{ loki: { url: 'http://l' } }, ['missingKey logs/loki']],
      [
        { loki: { url: 'ftp://l', query: '${secret:q}', x: 1 } },
        ['unknownKey logs/loki/x', 'secretNotAllowed logs/loki/query', 'badScheme logs/loki/url'],
      ],
      [{ elasticsearch: { url: 'https://e:9200/', index: 'logs-*,-logs-old,far:x', query: 'level:error' } }, []],
      [{ elasticsearch: { url: 'http://e', index: '../_cluster' } }, ['wrongType logs/elasticsearch/index']],
      [{ elasticsearch: { url: 'http://e', index: '_all' } }, ['wrongType logs/elasticsearch/index']],
      [{ elasticsearch: { url: 'http://e', index: 'a', query: {} } }, ['wrongType logs/elasticsearch/query']],
      [{ elasticsearch: { url: 'http://e', query: 'a' } }, ['missingKey logs/elasticsearch']],
    ] as const;
    for (const [logs, problems] of rows) {
      checkService({ tcp: 'a:1', logs }, { probes: [{}], problems: problems.map((problem) => `settings.${problem}`) });
    }
  });
});
