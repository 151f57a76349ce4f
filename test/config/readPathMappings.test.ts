import assert from 'node:assert/strict';
import { readConfig } from '../../src/config/readConfig.ts';

const read = (...mappings: readonly unknown[]) =>
  readConfig({
    folders: mappings.map((value, i) => ({
      folderName: `f${i}`,
      folderPath: `/work/f${i}`,
      values: { pathMappings: value },
      env: () => undefined,
    })),
  });

describe('path mappings', () => {
  it('lead to absolute folders, those of each workspace folder, each once', () => {
    const { pathMappings, problems } = read(
      { '/srv/app': '${workspaceFolder}/app', '/opt': './lib', '/x': '/y' },
      { '/srv/app': '${workspaceFolder}/app', '/x': '/y' },
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(pathMappings, [
      { from: '/srv/app', to: '/work/f0/app' },
      { from: '/opt', to: '/work/f0/lib' },
      { from: '/x', to: '/y' },
      { from: '/srv/app', to: '/work/f1/app' },
    ]);
  });

  it('are none where nothing is set', () => assert.deepEqual(read(undefined).pathMappings, []));

  for (const wrong of [7, ['/a'], '/a', { '/a': 7 }, { '/a': '' }, { '/a': '${secret:x}' }]) {
    it(`say what is wrong with ${JSON.stringify(wrong)}, and go on without`, () => {
      const { pathMappings, problems } = read(wrong);
      assert.deepEqual(pathMappings, []);
      assert.equal(problems[0]?.path?.[0], 'watchpost.pathMappings');
    });
  }
});
