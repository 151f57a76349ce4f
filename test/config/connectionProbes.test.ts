import assert from 'node:assert/strict';
import { checkService, read, withService } from './check.ts';

describe('tls', () => {
  it('is a host, a host and port, or an object', () => {
    checkService(
      { tls: ['[::1]', 'a.example:8443', { host: 'b.example', warn: '30d', tls: { serverName: 'c' }, proxy: 'none' }] },
      {
        probes: [
          { host: '::1', port: 443 },
          { host: 'a.example', port: 8443, tls: undefined, proxy: undefined },
          { host: 'b.example', port: 443, warnMs: 30 * 86_400_000, tls: { serverName: 'c' }, proxy: 'none' },
        ],
      },
    );
  });

  it('reports what is wrong', () => {
    checkService({ tls: 'https://a' }, { probes: [], problems: ['settings.badAddress tls'] });
    checkService({ tls: 'a:0' }, { probes: [], problems: ['settings.badPort tls'] });
    checkService({ tls: { port: 443 } }, { probes: [], problems: ['settings.missingKey tls'] });
    checkService(
      { tls: { host: 'a', warn: '2y' } },
      { probes: [{ host: 'a' }], problems: ['settings.outOfRange tls/warn'] },
    );
    checkService(
      { tls: { host: 'a', tls: { ca: 'x' } } },
      { probes: [{}], problems: ['settings.unknownKey tls/tls/ca'] },
    );
    checkService({ tls: { host: 'a', proxy: 'ftp://x' } }, { probes: [], problems: ['settings.badProxy tls/proxy'] });
  });
});

describe('roles', () => {
  it('bring what Kubernetes takes where nothing is said', () => {
    checkService(
      { command: { command: ['a'], role: 'liveness', initialDelay: '5s' } },
      {
        probes: [
          {
            role: 'liveness',
            initialDelayMs: 5_000,
            intervalMs: 10_000,
            timeoutMs: 1_000,
            failureThreshold: 3,
            successThreshold: 1,
          },
        ],
      },
    );
    checkService(
      { interval: '20s', health: { url: 'http://a', role: 'readiness', timeout: '3s', successThreshold: 2 } },
      { probes: [{ role: 'readiness', intervalMs: 20_000, timeoutMs: 3_000, successThreshold: 2 }] },
    );
    checkService({ tcp: 'a:1' }, { probes: [{ role: undefined, initialDelayMs: undefined, timeoutMs: 5_000 }] });
  });

  it('are three, and two of them need one success', () => {
    checkService(
      { health: { url: 'http://a', role: 'startup', successThreshold: 2 } },
      { probes: [{ successThreshold: 1 }], problems: ['settings.oneSuccess health/successThreshold'] },
    );
    checkService(
      { health: { url: 'http://a', role: 'alive', initialDelay: '2h' } },
      {
        probes: [{ role: undefined, initialDelayMs: undefined }],
        problems: ['settings.badChoice health/role', 'settings.outOfRange health/initialDelay'],
      },
    );
  });
});

describe('grpc', () => {
  it('is host and port, or an object', () => {
    checkService(
      {
        grpc: [
          'a:50051',
          { host: 'b', port: 1, service: 'shop.v1.Orders', tls: true, headers: { authorization: '${secret:t}' } },
          { host: 'c', port: 2, tls: { serverName: 'd' } },
        ],
      },
      {
        probes: [
          { host: 'a', port: 50051, service: '', headers: [], tls: undefined },
          { service: 'shop.v1.Orders', headers: [['authorization', [{ secret: 't' }]]], tls: {} },
          { tls: { serverName: 'd' } },
        ],
      },
    );
    const { secrets } = read(withService({ grpc: { host: 'b', port: 1, tls: true, headers: { a: '${secret:t}' } } }));
    assert.deepEqual(
      secrets.flatMap(({ usedBy }) => usedBy.map(({ origin }) => origin)),
      ['https://b:1'],
    );
  });

  it('reports what is wrong', () => {
    checkService({ grpc: 'a' }, { probes: [], problems: ['settings.badAddress grpc'] });
    checkService(
      { grpc: { host: 'a', port: 1, headers: { te: 'x' } } },
      { probes: [], problems: ['settings.reservedHeader grpc/headers/te'] },
    );
    checkService({ grpc: { host: 'a', port: 1, tls: 1 } }, { probes: [], problems: ['settings.wrongType grpc/tls'] });
  });
});

describe('websocket', () => {
  it('is a URL, or an object', () => {
    checkService(
      {
        websocket: [
          'ws://a:1/s',
          { url: 'WSS://a/s', send: 'ping', expect: 'pat(*pong*)', protocols: ['p'], auth: { bearer: '${secret:t}' } },
        ],
      },
      {
        probes: [
          { url: ['http://a:1/s'], headers: [], protocols: [], expected: undefined },
          {
            url: ['httpS://a/s'],
            headers: [['Authorization', ['Bearer ', { secret: 't' }]]],
            protocols: ['p'],
            send: ['ping'],
          },
        ],
      },
    );
    const { secrets } = read(withService({ websocket: { url: 'wss://a/s', headers: { a: '${secret:t}' } } }));
    assert.deepEqual(
      secrets.flatMap(({ usedBy }) => usedBy.map(({ origin }) => origin)),
      ['https://a'],
    );
  });

  it('reports what is wrong', () => {
    checkService({ websocket: 'http://a' }, { probes: [], problems: ['settings.badScheme websocket'] });
    checkService({ health: 'ws://a' }, { probes: [], problems: ['settings.badScheme health'] });
    checkService(
      { websocket: { url: 'ws://a', expect: 'any()' } },
      { probes: [], problems: ['settings.badAssertion websocket/expect'] },
    );
    checkService(
      { websocket: { url: 'ws://a', protocols: ['a b'] } },
      { probes: [], problems: ['settings.badHeaderName websocket/protocols/0'] },
    );
    checkService(
      { websocket: { url: 'ws://${secret:h}/x' } },
      { probes: [], problems: ['settings.secretInHost websocket/url'] },
    );
  });
});

describe('dns', () => {
  it('is a name, or an object', () => {
    checkService(
      {
        dns: [
          'a.example',
          { query: 'b', type: 'MX', server: '[::1]:5353', expect: ['x', 'y'] },
          { query: 'c', server: '::1', expect: 'x' },
        ],
      },
      {
        probes: [
          { query: 'a.example', type: 'A', server: undefined, expected: [] },
          { query: 'b', type: 'MX', server: '[::1]:5353', expected: ['x', 'y'] },
          { query: 'c', server: '::1', expected: ['x'] },
        ],
      },
    );
  });

  it('reports what is wrong', () => {
    checkService({ dns: 'http://a' }, { probes: [], problems: ['settings.wrongType dns'] });
    checkService({ dns: {} }, { probes: [], problems: ['settings.missingKey dns'] });
    checkService({ dns: { query: 'a', type: 'B' } }, { probes: [], problems: ['settings.badChoice dns/type'] });
    for (const server of ['dns.example', '300.1.1.1', '1.1.1.1:0', '1.1.1.1:x', '1.1.1'])
      checkService({ dns: { query: 'a', server } }, { probes: [], problems: ['settings.badServer dns/server'] });
    checkService({ dns: { query: 'a', expect: [1] } }, { probes: [], problems: ['settings.wrongType dns/expect/0'] });
  });
});

describe('push', () => {
  it('is how often the job calls, or an object', () => {
    checkService(
      { failureThreshold: 3, push: ['1m', { every: '1d', tolerance: '0' }, { every: '10d', failureThreshold: 4 }] },
      {
        probes: [
          { everyMs: 60_000, toleranceMs: 6_000, failureThreshold: 3 },
          { everyMs: 86_400_000, toleranceMs: 0 },
          { toleranceMs: 600_000, failureThreshold: 4 },
        ],
      },
    );
  });

  it('reports what is wrong', () => {
    checkService({ push: '1s' }, { probes: [], problems: ['settings.outOfRange push'] });
    checkService({ push: { tolerance: '1m' } }, { probes: [], problems: ['settings.missingKey push'] });
    checkService({ push: 'hourly' }, { probes: [], problems: ['settings.badDuration push'] });
  });
});

describe('suite', () => {
  const login = { name: 'log in', url: 'http://a/login', body: 'x=${secret:p}', take: { token: '[BODY].token' } };

  it('is a list of steps, each a URL or an object, that use what was taken before', () => {
    checkService(
      {
        suite: {
          timeout: '20s',
          steps: [login, { url: 'https://b/me', headers: { Authorization: 'Bearer ${take:token}' } }, 'http://a/out'],
        },
      },
      {
        probes: [
          {
            kind: 'suite',
            timeoutMs: 20_000,
            steps: [
              {
                name: 'log in',
                url: ['http://a/login'],
                method: 'POST',
                headers: [],
                body: ['x=', { secret: 'p' }],
                assertions: [],
                take: [{ name: 'token', fact: { name: 'BODY', path: "$['token']" }, secret: true }],
              },
              {
                name: 'step 2',
                url: ['https://b/me'],
                method: 'GET',
                headers: [['Authorization', ['Bearer ', { secret: 'take:token' }]]],
                assertions: [],
                take: [],
              },
              { name: 'step 3', url: ['http://a/out'], method: 'GET', headers: [], assertions: [], take: [] },
            ],
          },
        ],
      },
    );
    const second = { url: 'https://b/me', headers: { a: '${take:token}', b: '${secret:q}' } };
    const { secrets } = read(withService({ suite: { steps: [login, second] } }));
    assert.deepEqual(
      secrets.map(({ name, usedBy }) => [name, usedBy.map(({ origin }) => origin)]),
      [
        ['p', ['http://a']],
        ['q', ['https://b']],
      ],
    );
  });

  it('takes parts of the body and headers, and says what is no secret', () => {
    const take = { id: { from: '[BODY].items[0].id', secret: false }, next: '[HEADER].Location' };
    const output = read(withService({ suite: { steps: [{ url: 'http://a', take }] } }));
    assert.deepEqual(output.problems, []);
    const [probe] = output.config.services[0]?.probes ?? [];
    assert.ok(probe?.kind === 'suite');
    assert.deepEqual(
      probe.steps[0]?.take.map(({ name, fact, secret }) => [name, fact.path ?? fact.header, secret]),
      [
        ['id', "$['items'][0]['id']", false],
        ['next', 'location', true],
      ],
    );
  });

  it('reports what is wrong', () => {
    const suite = (...steps: unknown[]) => ({ suite: { steps } });
    checkService({ suite: 'http://a' }, { probes: [], problems: ['settings.wrongType suite'] });
    checkService({ suite: {} }, { probes: [], problems: ['settings.missingKey suite'] });
    checkService(suite(), { probes: [], problems: ['settings.wrongType suite/steps'] });
    checkService(suite('http://a/${take:x}'), { probes: [], problems: ['settings.unknownTake suite/steps/0'] });
    checkService({ health: 'http://a/${take:x}' }, { probes: [], problems: ['settings.unknownTake health'] });
    checkService(suite(login, 'http://${take:token}/x'), {
      probes: [],
      problems: ['settings.secretInHost suite/steps/1'],
    });
    for (const from of ['[STATUS]', 'token', 'len([BODY])', '[BODY]..['])
      checkService(suite({ url: 'http://a', take: { x: from } }), {
        probes: [],
        problems: ['settings.badTake suite/steps/0/take/x'],
      });
    checkService(suite({ url: 'http://a', take: { 'a b': '[BODY]' } }), {
      probes: [],
      problems: ['settings.badTake suite/steps/0/take/a b'],
    });
    checkService(suite({ name: 'x' }), { probes: [], problems: ['settings.missingKey suite/steps/0'] });
    const many = Array.from({ length: 21 }, () => 'http://a');
    checkService(suite(...many), { probes: [{}], problems: ['settings.tooMany suite/steps'] });
  });
});
