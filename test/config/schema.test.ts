import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { PROBE_FORMS } from '../../src/config/probes/registry.ts';
import { LOG_SOURCE_KEYS } from '../../src/config/readLogs.ts';
import { ELASTICSEARCH_KEYS, LOKI_KEYS } from '../../src/config/readRemoteLog.ts';
import { SERVICE_KEYS } from '../../src/config/readService.ts';
import { SIGNAL_KEYS } from '../../src/config/readSignals.ts';
import { THRESHOLD_KEYS } from '../../src/config/readThresholds.ts';
import { configurationSchema } from '../../src/config/schema/configurationSchema.ts';
import type { Schema } from '../../src/config/schema/schema.ts';
import { translatableSchema } from '../../src/config/schema/translatableSchema.ts';
import { restrictedSettings, SETTING_KEYS, SETTINGS, SETTINGS_PREFIX } from '../../src/config/settings.ts';
import { PROBE_COMMON_KEYS } from '../../src/config/timing.ts';
import { read, withService } from './check.ts';
import { PRODUCT_EXAMPLE } from './productExample.ts';
import { isValid } from './validate.ts';

interface Node extends Schema {
  readonly properties: Readonly<Record<string, Node>>;
  readonly additionalProperties: Node;
  readonly items: Node;
  readonly markdownDescription?: string;
  readonly defaultSnippets?: readonly { readonly label: string; readonly body: unknown }[];
}

const { properties } = configurationSchema() as Node;
const service = properties['watchpost.services']?.additionalProperties as Node;
const keysOf = (node: Node | undefined): string[] => Object.keys(node?.properties ?? {}).sort();

/** What the editor inserts for a snippet whose places are left as they are. */
function expand(body: unknown): unknown {
  if (Array.isArray(body)) return body.map(expand);
  if (typeof body === 'object' && body !== null) {
    return Object.fromEntries(Object.entries(body).map(([key, value]) => [expand(key), expand(value)]));
  }
  if (typeof body !== 'string') return body;
  const text = body.replace(/\$\{\d+:([^{}]*)\}/g, '$1').replaceAll('\\$', '$');
  return text.startsWith('^') ? JSON.parse(text.slice(1)) : text;
}

describe('the settings schema', () => {
  it('is what package.json has (else run scripts/writeConfigurationSchema.ts)', () => {
    const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      contributes: { configuration: unknown };
    };
    assert.deepEqual(manifest.contributes.configuration, JSON.parse(JSON.stringify(translatableSchema().schema)));
  });

  it('has the keys that the reader knows, and no others', () => {
    assert.deepEqual(Object.keys(properties).sort(), SETTING_KEYS.map((key) => SETTINGS_PREFIX + key).sort());
    assert.deepEqual(keysOf(service), [...SERVICE_KEYS].sort());
    for (const { setting, keys } of Object.values(PROBE_FORMS)) {
      const probe = service.properties[setting];
      assert.deepEqual(keysOf(probe), [...keys, ...PROBE_COMMON_KEYS].sort(), setting);
      assert.deepEqual(keysOf(probe?.items), keysOf(probe), setting);
    }
    assert.deepEqual(keysOf(service.properties['signals']?.additionalProperties), [...SIGNAL_KEYS].sort());
    assert.deepEqual(keysOf(service.properties['thresholds']?.additionalProperties), [...THRESHOLD_KEYS].sort());
    assert.deepEqual(keysOf(service.properties['logs']?.items), [...LOG_SOURCE_KEYS].sort());
    const remote = service.properties['logs']?.items?.properties;
    assert.deepEqual(keysOf(remote?.['loki']), [...LOKI_KEYS].sort());
    assert.deepEqual(keysOf(remote?.['elasticsearch']), [...ELASTICSEARCH_KEYS].sort());
  });

  it('describes every key, and allows no others', () => {
    const walk = (node: Node, path: string): void => {
      for (const [key, child] of Object.entries(node.properties ?? {})) {
        assert.ok((child.markdownDescription ?? '').length > 10, `${path}/${key}`);
        walk(child, `${path}/${key}`);
      }
      if (node.properties !== undefined && path !== '') assert.equal(node['additionalProperties'], false, path);
      if (node.items !== undefined) walk(node.items, `${path}/items`);
    };
    walk({ properties } as Node, '');
    walk(service, 'service');
  });

  it('has defaults that it takes itself and that the reader takes', () => {
    for (const key of SETTING_KEYS) {
      const schema = properties[SETTINGS_PREFIX + key] as Node;
      assert.equal(schema['default'], SETTINGS[key].default);
      assert.equal(schema['scope'], SETTINGS[key].scope);
      assert.ok(isValid(schema, SETTINGS[key].default), key);
      assert.deepEqual(read({ [SETTINGS_PREFIX + key]: SETTINGS[key].default }).problems, []);
    }
  });

  it('takes the example of the product description', () => {
    for (const [key, value] of Object.entries(PRODUCT_EXAMPLE)) assert.ok(isValid(properties[key] as Node, value));
  });

  it('proposes only what the reader takes', () => {
    let snippets = 0;
    const check = (schema: Node, path: string, wrap: (value: unknown) => Record<string, unknown>): void => {
      const proposals = [
        ...((schema['examples'] ?? []) as unknown[]),
        ...(schema.defaultSnippets ?? []).map(({ body }) => expand(body)),
      ];
      for (const value of proposals) {
        snippets++;
        assert.ok(isValid(schema, value), `${path}: ${JSON.stringify(value)}`);
        const { problems } = read(wrap(value));
        assert.deepEqual(
          // An example's names are of services that are not there.
          problems.filter(({ code }) => code !== 'settings.emptyService' && code !== 'settings.unknownService'),
          [],
          `${path}: ${JSON.stringify(value)}`,
        );
      }
    };
    for (const [key, schema] of Object.entries(properties)) check(schema, key, (value) => ({ [key]: value }));
    check(service, 'service', withService);
    for (const [key, schema] of Object.entries(service.properties)) {
      check(schema, key, (value) => withService({ [key]: value }));
      for (const [inner, part] of Object.entries(schema.properties ?? {})) {
        const base = {
          url: `${key === 'postgres' || key === 'redis' ? key : key === 'websocket' ? 'ws' : 'http'}://a`,
          query: 'a',
          every: '1h',
          steps: ['http://a'],
          host: 'a',
          port: 1,
          command: ['a'],
        };
        const needed = Object.fromEntries(
          ((schema['required'] ?? []) as (keyof typeof base)[]).map((name) => [name, base[name]]),
        );
        check(part, `${key}/${inner}`, (value) => withService({ [key]: { ...needed, [inner]: value } }));
      }
    }
    assert.ok(snippets > 80, String(snippets));
  });

  it('names the settings that an untrusted workspace may not set', () => {
    assert.deepEqual(restrictedSettings, [
      'watchpost.services',
      'watchpost.rules',
      'watchpost.prometheus.url',
      'watchpost.alertmanager.url',
      'watchpost.alerts.webhook',
      'watchpost.alerts.slack',
    ]);
  });
});
