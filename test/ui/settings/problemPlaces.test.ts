import assert from 'node:assert/strict';
import { createLocator } from '../../../src/config/locate.ts';
import { fileOf, placeProblems, type SettingsFile } from '../../../src/ui/settings/problemPlaces.ts';

const file = (uri: string, text: string, folderPath?: string): SettingsFile => ({
  uri,
  locator: createLocator(text),
  ...(folderPath !== undefined && { folderPath }),
});
const FILES = [
  file('folder-a', '{ "watchpost.services": { "api": { "health": "x" } } }', '/a'),
  file('folder-b', '{ "watchpost.services": { "api": { "health": "y", "tcp": 1 } } }', '/b'),
  file('workspace', '{ "folders": [], "settings": { "watchpost.services": { "api": { "metrics": 2 }, "api": {} } } }'),
  file('user', '{ "watchpost.interval": "x" }'),
];
const path = (...rest: string[]): readonly string[] => ['watchpost.services', ...rest];

describe('placeProblems', () => {
  const check = (at: readonly string[], folderPath: string | undefined, expected: string | undefined): unknown =>
    it(`${at.join('/')} of ${folderPath ?? 'any'} is in ${expected ?? 'no file'}`, () =>
      assert.equal(fileOf(at, folderPath, FILES)?.uri, expected));
  check(path('api', 'health'), '/a', 'folder-a');
  check(path('api', 'health'), '/b', 'folder-b');
  check(path('api', 'tcp'), '/a', 'folder-a');
  check(path('api', 'tcp'), undefined, 'folder-b');
  check(['watchpost.interval'], '/a', 'user');
  check(['watchpost.timeout'], '/a', undefined);

  it('puts each problem at its line, adds keys that stand twice, and returns what no file explains', () => {
    const problem = { code: 'c', message: 'm', severity: 'error' } as const;
    const lost = { ...problem, path: ['watchpost.timeout'] };
    const { placed, unplaced } = placeProblems(
      [{ ...problem, path: path('api', 'health'), folderPath: '/a' }, lost],
      FILES,
    );
    assert.deepEqual(unplaced, [lost]);
    const places = [...placed].map(([uri, list]) => [uri, list.map(({ problem }) => problem.code)]);
    assert.deepEqual(places, [
      ['folder-a', ['c']],
      ['folder-b', []],
      ['workspace', ['settings.duplicateKey', 'settings.duplicateKey']],
      ['user', []],
    ]);
    assert.deepEqual(placed.get('folder-a')![0]!.range, { startLine: 0, startColumn: 45, endLine: 0, endColumn: 48 });
  });
});
