import assert from 'node:assert/strict';
import {
  completeSettings,
  type KnownNames,
  type SettingsCompletions,
} from '../../../src/config/completion/completeSettings.ts';

const KNOWN: KnownNames = {
  services: [
    { name: 'api', group: 'Shop', environment: 'local' },
    { name: 'mail', group: 'Office', environment: 'staging' },
  ],
  secrets: ['database', 'token'],
  variables: ['PORT', 'HOME'],
};

/** What is offered at the `|` of a text, and the text that is replaced. */
function at(marked: string): { found: SettingsCompletions | undefined; replaced: string } {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const found = completeSettings(text, offset, KNOWN);
  return { found, replaced: found === undefined ? '' : text.slice(found.start, found.end) };
}

/** What is written for each offer at the `|` of a service's settings. */
function inService(marked: string): string[] {
  const { found } = at(`{ "watchpost.services": { "database": { "group": "Data" }, "web": ${marked} } }`);
  return found?.kind === 'items' ? found.items.map(({ insert }) => insert) : [];
}

describe('completion in settings', () => {
  it('offers the other services to depend on', () => {
    const others = ['"database"', '"api"', '"mail"'];
    for (const marked of [
      '{ "dependsOn": ["|"] }',
      '{ "dependsOn": [|] }',
      '{ "dependsOn": ["database", "a|"] }',
      '{ "dependsOn": "|" }',
      '{ "dependsOn": "a|',
    ])
      assert.deepEqual(inService(marked), others, marked);
  });

  it('offers the services that a maintenance is of', () => {
    const { found } = at('{ "watchpost.maintenance": [{ "services": ["|"] }] }');
    assert.deepEqual(found?.kind === 'items' && found.items.map(({ insert }) => insert), ['"api"', '"mail"']);
  });

  it('offers groups and environments that there are, not what is being written', () => {
    assert.deepEqual(inService('{ "group": "Sh|" }'), ['"Data"', '"Shop"', '"Office"']);
    assert.deepEqual(inService('{ "environment": "|" }'), ['"local"', '"staging"', '"production"']);
    assert.deepEqual(inService('{ "environments": { "|" } }'), ['"local": ', '"staging": ', '"production": ']);
    assert.deepEqual(inService('{ "environments": { "staging": {}, "|": {} } }'), ['"local"', '"production"']);
  });

  it('offers variables and secrets after a dollar sign, in place of what was begun', () => {
    const all = [
      '${secret:database}',
      '${secret:token}',
      '${environment}',
      '${workspaceFolder}',
      '${workspaceFolderBasename}',
      '${userHome}',
      '${env:PORT}',
      '${env:HOME}',
    ];
    for (const [text, replaced] of [
      ['http://x/$|', '$'],
      ['http://x/${|', '${'],
      ['http://x/${sec|', '${sec'],
      ['http://x/${sec|}/health', '${sec}'],
      ['${env:A}/${secret:to|ken}', '${secret:token}'],
    ] as const) {
      const place = at(`{ "watchpost.services": { "web": { "health": { "url": "${text}" } } } }`);
      assert.equal(place.replaced, replaced, text);
      assert.deepEqual(place.found?.kind === 'items' && place.found.items.map(({ insert }) => insert), all, text);
    }
    assert.deepEqual(inService('{ "health": "http://x/${env:A}|" }'), []);
  });

  it('offers what the steps of a suite take', () => {
    const suite =
      '{ "suite": { "steps": [{ "url": "http://x", "take": { "token": "[BODY].token" } }, { "url": "$|" }] } }';
    assert.ok(inService(suite).includes('${take:token}'));
    assert.ok(!inService('{ "health": "$|" }').includes('${take:token}'));
  });

  it('offers in an environment what the service itself may have', () => {
    const inStaging = (marked: string): string[] =>
      inService(`{ "environments": { "staging": { "health": ${marked} } } }`);
    const keys = inStaging('{ "|" }');
    for (const key of ['"url": ', '"method": ', '"timeout": ', '"headers": ']) assert.ok(keys.includes(key), key);
    assert.ok(!inStaging('{ "url": "http://x", "|" }').includes('"url": '));
    assert.deepEqual(inStaging('{ "insecureSkipVerify": | }'), []);
    assert.ok(inStaging('{ "auth": { "|" } }').includes('"basic": '), inStaging('{ "auth": { "|" } }').join());
    assert.deepEqual(inService('{ "environments": { "staging": { "dependsOn": ["|"] } } }'), [
      '"database"',
      '"api"',
      '"mail"',
    ]);
  });

  it('leaves paths, metrics and queries to those who know them', () => {
    const files = at('{ "watchpost.services": { "web": { "logs": [{ "file": "logs/a|" }] } } }');
    assert.deepEqual(files.found?.kind === 'files' && files.found.typed, 'logs/a');
    assert.equal(files.replaced, '"logs/a"');
    assert.equal(at('{ "watchpost.rules": ["|"] }').found?.kind, 'files');
    assert.equal(
      at('{ "watchpost.services": { "web": { "health": { "tls": { "caFile": "|" } } } } }').found?.kind,
      'files',
    );
    const metrics = at('{ "watchpost.services": { "web": { "thresholds": { "|" } } } }');
    assert.deepEqual(metrics.found?.kind === 'metrics' && metrics.found.service, 'web');
    assert.ok(inService('{ "signals": { "|" } }').includes('"error ratio": '));
    for (const marked of [
      '{ "signals": { "queue": "sum by (a) (x{b=\\"c\\"}) + ra|" } }',
      '{ "signals": { "queue": { "query": "sum by (a) (x{b=\\"c\\"}) + ra|" } } }',
    ]) {
      const { found } = at(`{ "watchpost.services": { "web": ${marked} } }`);
      assert.ok(found?.kind === 'promql', marked);
      assert.equal(found.text, 'sum by (a) (x{b="c"}) + ra');
      assert.equal(found.offset, found.text.length);
    }
  });

  it('works in a workspace file, where the settings are one level down', () => {
    const { found } = at('{ "settings": { "watchpost.services": { "a": {}, "b": { "dependsOn": ["|"] } } } }');
    assert.deepEqual(found?.kind === 'items' && found.items.map(({ insert }) => insert), ['"a"', '"api"', '"mail"']);
  });

  it('says nothing elsewhere, and comes to an end whatever the text is', () => {
    for (const marked of [
      '|',
      '{ "editor.fontSize": | }',
      '{ "watchpost.services": | }',
      '{ "x": "$|" }',
      `${'['.repeat(100_000)}|`,
    ])
      assert.equal(at(marked).found, undefined, marked.slice(0, 40));
  });
});
