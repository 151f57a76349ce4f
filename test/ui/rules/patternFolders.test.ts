import assert from 'node:assert/strict';
import { patternFolders } from '../../../src/ui/rules/patternFolders.ts';

describe('the folders of a pattern', () => {
  for (const [pattern, folders] of [
    ['rules/*.yml', ['rules']],
    ['a/b/**/c/*.yml', ['a', 'a/b']],
    ['a\\b\\x.yml', ['a', 'a/b']],
    ['./a/x.yml', ['./a']],
    ['{a,b}/c/*.yml', []],
    ['**/*.rules.yml', []],
    ['x.yml', []],
  ] as const)
    it(`${pattern}: ${folders.join(', ') || 'none'}`, () => assert.deepEqual(patternFolders(pattern), folders));
});
