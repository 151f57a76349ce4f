import assert from 'node:assert/strict';
import type { DiscoveredService } from '../../../src/protocol/discover.ts';
import {
  afterDecision,
  applyChanges,
  changesOf,
  type Imports,
  NO_IMPORTS,
  readImports,
  sawAll,
} from '../../../src/ui/discover/importBook.ts';

const found = (key: string, tcp: string, file = 'compose.yml'): DiscoveredService => ({
  file,
  key,
  format: 'Compose',
  name: key,
  service: { tcp },
  notes: [],
});

const IMPORTS: Imports = {
  services: [
    { name: 'api', file: 'compose.yml', key: 'api', service: { tcp: 'localhost:1' } },
    { name: 'web 2', file: 'compose.yml', key: 'web', service: { tcp: 'localhost:2' } },
  ],
  seen: { 'compose.yml': ['api', 'web', 'declined'] },
};
const SETTINGS = { api: { tcp: 'localhost:1' }, 'web 2': { tcp: 'localhost:2' }, own: { tcp: 'localhost:3' } };
const AS_BEFORE = [found('api', 'localhost:1'), found('web', 'localhost:2'), found('declined', 'localhost:9')];

describe('imports', () => {
  it('see no change where the file says what it said', () => {
    assert.deepEqual(changesOf(IMPORTS, AS_BEFORE, SETTINGS), []);
    assert.deepEqual(changesOf(NO_IMPORTS, AS_BEFORE, SETTINGS), []);
  });

  it('see what changed, is gone and is new, in files that something was taken from', () => {
    const now = [found('api', 'localhost:11'), found('db', 'localhost:4'), found('x', 'localhost:5', 'other.yml')];
    const changes = changesOf(IMPORTS, now, SETTINGS);
    assert.deepEqual(
      changes.map((change) => [change.kind, change.kind === 'added' ? change.found.key : change.imported.name]),
      [
        ['changed', 'api'],
        ['removed', 'web 2'],
        ['added', 'db'],
      ],
    );
  });

  it('follow no service that the user has taken out of the settings', () => {
    const { api: _api, ...others } = SETTINGS;
    assert.deepEqual(changesOf(IMPORTS, [found('api', 'localhost:11'), found('web', 'localhost:2')], others), []);
    assert.deepEqual(changesOf(IMPORTS, [found('new', 'localhost:7')], { own: 1 }), []);
  });

  it('change the settings as picked, and nothing else in them', () => {
    const now = [found('api', 'localhost:11'), found('own', 'localhost:4')];
    const changes = changesOf(IMPORTS, now, SETTINGS);
    const { settings, imported } = applyChanges(SETTINGS, changes);
    assert.deepEqual(settings, {
      api: { tcp: 'localhost:11' },
      own: { tcp: 'localhost:3' },
      'own 2': { tcp: 'localhost:4' },
    });
    assert.deepEqual(SETTINGS.api, { tcp: 'localhost:1' });
    const after = afterDecision(IMPORTS, changes, imported);
    assert.deepEqual(
      after.services.map(({ name, service }) => [name, service]),
      [
        ['api', { tcp: 'localhost:11' }],
        ['own 2', { tcp: 'localhost:4' }],
      ],
    );
    assert.deepEqual(changesOf(after, now, settings), []);
  });

  it('offer what was declined not again, until the file changes once more', () => {
    const now = [found('api', 'localhost:11'), found('web', 'localhost:2'), found('db', 'localhost:4')];
    const changes = changesOf(IMPORTS, now, SETTINGS);
    const after = afterDecision(IMPORTS, changes, []);
    assert.deepEqual(changesOf(after, now, SETTINGS), []);
    const later = changesOf(after, [found('api', 'localhost:12'), found('web', 'localhost:2')], SETTINGS);
    assert.deepEqual(
      later.map(({ kind }) => kind),
      ['changed'],
    );
  });

  it('are read back only as what was kept', () => {
    assert.deepEqual(readImports(JSON.parse(JSON.stringify(IMPORTS))), IMPORTS);
    for (const value of [undefined, null, 5, {}, { services: 1, seen: {} }, { services: [] }])
      assert.deepEqual(readImports(value), NO_IMPORTS);
    assert.deepEqual(sawAll({ a: ['x'] }, [found('x', '', 'a'), found('y', '', 'a'), found('z', '', 'b')]), {
      a: ['x', 'y'],
      b: ['z'],
    });
  });
});
