import assert from 'node:assert/strict';
import { PROBE_FORMS } from '../../src/config/probes/registry.ts';
import { type ConfigOutput, readConfig } from '../../src/config/readConfig.ts';
import { SERVICE_KEYS } from '../../src/config/readService.ts';
import { configurationSchema } from '../../src/config/schema/configurationSchema.ts';
import type { Schema } from '../../src/config/schema/schema.ts';
import { SETTING_KEYS, SETTINGS_PREFIX } from '../../src/config/settings.ts';
import { PROBE_COMMON_KEYS } from '../../src/config/timing.ts';
import { folder, problemLines, read, type Settings, withService } from './check.ts';
import { isValid } from './validate.ts';
import { seeded } from '../support/seeded.ts';
import { assertComputed } from '../support/cpuTime.ts';

const schemas = configurationSchema()['properties'] as Readonly<Record<string, Schema>>;

/** What must hold whatever the settings are. */
function checkOutput(settings: Settings, output: ConfigOutput): void {
  const ids = output.config.services.flatMap(({ id, probes }) => [id, ...probes.map((probe) => probe.id)]);
  assert.equal(new Set(ids).size, ids.length);
  for (const { intervalMs, timeoutMs, failureThreshold, successThreshold } of output.config.services.flatMap(
    ({ probes }) => probes,
  )) {
    assert.ok(intervalMs >= 1_000 && timeoutMs >= 100 && failureThreshold >= 1 && successThreshold >= 1);
  }
  assert.ok(output.config.concurrency >= 1 && output.config.historyMaxAgeMs > 0 && output.config.historyMaxBytes > 0);
  for (const { code, message, path = [] } of output.problems) {
    assert.match(code, /^settings\.[a-z][A-Za-z]+$/);
    assert.ok(message.length > 10 && message.length < 600, message);
    let at: unknown = settings;
    for (const step of path.slice(0, -1)) at = (at as Record<string, unknown>)[step];
    assert.ok(typeof at === 'object' && at !== null, path.join('/'));
  }
  // The editor's own check may let pass what the reader refuses, never the other way round.
  if (output.problems.length === 0) {
    for (const [key, value] of Object.entries(settings)) {
      const schema = schemas[key];
      assert.ok(value === undefined || schema === undefined || isValid(schema, value), JSON.stringify(settings));
    }
  }
}

const WRONG = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e300,
  Number.NaN,
  '',
  ' ',
  'x',
  '\0',
  '${',
  '${secret:a}',
  '10s',
  [],
  [null],
  [[]],
  {},
  { a: 1 },
  [{ a: 1 }],
  JSON.parse('{"__proto__":{"url":"http://a"}}'),
] as const;

describe('hostile settings', () => {
  it('of a wrong type are reported or taken, for every key', () => {
    const check = (settings: Settings): void => checkOutput(settings, read(settings));
    for (const value of WRONG) {
      for (const key of SETTING_KEYS) check({ [SETTINGS_PREFIX + key]: value });
      check(withService(value));
      for (const key of SERVICE_KEYS) check(withService({ [key]: value }));
      for (const { setting, keys } of Object.values(PROBE_FORMS)) {
        for (const key of [...keys, ...PROBE_COMMON_KEYS]) {
          const base = {
            url: `${setting === 'postgres' || setting === 'redis' ? setting : 'http'}://a`,
            host: 'a',
            port: 1,
            command: ['a'],
          };
          const valid = Object.fromEntries(Object.entries(base).filter(([name]) => keys.includes(name)));
          check(withService({ [setting]: { ...valid, [key]: value } }));
          check(withService({ [setting]: [{ ...valid, [key]: value }, value] }));
        }
      }
      for (const key of ['warn', 'critical']) check(withService({ thresholds: { a: { [key]: value } } }));
      for (const key of ['file', 'pm2']) check(withService({ logs: [{ [key]: value }] }));
    }
  });

  it('cannot reach the prototype', () => {
    const settings = JSON.parse(
      '{"watchpost.services":{"__proto__":{"health":"http://a","__proto__":{"tcp":"a:1"}},"constructor":{"health":{"url":"http://a","headers":{"__proto__":"x"}}}}}',
    ) as Settings;
    const output = read(settings);
    assert.deepEqual(
      output.config.services.map(({ id, probes }) => [id, probes.length]),
      [
        ['__proto__', 1],
        ['constructor', 1],
      ],
    );
    assert.deepEqual(problemLines(output), ['settings.unknownKey watchpost.services/__proto__/__proto__']);
    assert.equal(({} as Record<string, unknown>)['health'], undefined);
    // What an object inherits is not a setting of it.
    assert.deepEqual(problemLines(read(withService(Object.create({ health: 'http://a' })))), [
      'settings.emptyService watchpost.services/api',
    ]);
  });

  it('of any size take no long time', () => {
    const before = process.threadCpuUsage();
    const deep: Record<string, unknown> = {};
    let at = deep;
    for (let i = 0; i < 20_000; i++) at = at['health'] = {} as Record<string, unknown>;
    assert.equal(read({ 'watchpost.services': { deep } }).problems.length, 2);
    const wide = Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`key${i}`, i]));
    const output = read(withService(wide));
    assert.equal(output.problems.length, 22);
    const services = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`s${i}`, { health: i }]));
    const many = read({ 'watchpost.services': services });
    assert.equal(many.problems.length, 501);
    assert.match(many.problems.at(-1)?.message ?? '', /^4500 more/);
    read(
      withService({
        health: `http://${'a'.repeat(1_000_000)}`,
        tcp: ':'.repeat(1_000_000),
        group: '${env:'.repeat(50_000),
      }),
    );
    read(withService({ thresholds: { a: { warn: `>${' '.repeat(100_000)}x` } }, interval: '1'.repeat(100_000) }));
    assertComputed(4_000, before);
  });

  it('with 300 services are read in far less than a second', () => {
    const services = Object.fromEntries(
      Array.from({ length: 300 }, (_, i) => [
        `service-${i}`,
        { health: `http://localhost:${3000 + i}/health`, metrics: { url: 'http://a/${secret:s}' } },
      ]),
    );
    const before = process.threadCpuUsage();
    const output = readConfig({
      folders: [folder({ 'watchpost.services': services }, 'a'), folder({ 'watchpost.services': services }, 'b')],
    });
    assertComputed(1_000, before);
    assert.equal(output.config.services.length, 300);
    assert.equal(output.secrets[0]?.usedBy.length, 300);
  });

  it('of random shape never make the reader throw', () => {
    const random = seeded(20261122);
    const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
    const keys = [
      ...SERVICE_KEYS,
      ...PROBE_COMMON_KEYS,
      'url',
      'headers',
      'method',
      'body',
      'host',
      'port',
      'command',
      'cwd',
      'env',
      'file',
      'warn',
      '__proto__',
      'x',
      '',
    ];
    const texts = [
      'http://a',
      'https://u:p@h:1/x?token=1',
      'redis://r',
      'postgres://p/d',
      'a:1',
      '5s',
      '${env:PORT}',
      '${secret:s}',
      '> 5%',
      'GET',
      'zzsecretzz',
      '${',
      '\u{1F600}',
      '',
      '[::1]:1',
      'http://[',
      '\n',
    ];
    const value = (depth: number): unknown => {
      const kind = random();
      if (kind < 0.35 || depth > 5) return pick(texts);
      if (kind < 0.45) return pick([null, true, 0, 1, 99, -1, 1.5, 70_000]);
      if (kind < 0.6) return Array.from({ length: Math.floor(random() * 4) }, () => value(depth + 1));
      return JSON.parse(
        `{${Array.from({ length: Math.floor(random() * 5) }, () => `${JSON.stringify(pick(keys))}:${JSON.stringify(value(depth + 1))}`).join()}}`,
      );
    };
    for (let i = 0; i < 4_000; i++) {
      const settings =
        i % 4 === 0
          ? { 'watchpost.services': value(0) }
          : { 'watchpost.services': { a: value(1), b: value(1) }, 'watchpost.interval': value(5) };
      checkOutput(settings, read(settings));
    }
  });
});
