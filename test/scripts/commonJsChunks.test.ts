import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { commonJsChunks } from '../../scripts/commonJsChunks.ts';

const SOURCES = {
  'main.js': `import * as vscode from 'vscode'; import { Kind } from './kind.js';
    export const version = () => vscode.version;
    export const make = () => new Kind();
    export const one = async () => (await import('./one.js')).is;
    export const two = async () => (await import('./two.js')).is;`,
  'kind.js': `import * as vscode from 'vscode'; export class Kind { version = vscode.version }; globalThis.kinds = (globalThis.kinds ?? 0) + 1;`,
  'one.js': `import { Kind } from './kind.js'; import { both } from './both.js';
    globalThis.ones = (globalThis.ones ?? 0) + 1; export const is = (x) => both && x instanceof Kind;`,
  'two.js': `import { Kind } from './kind.js'; import { both } from './both.js'; import path from 'node:path';
    export const is = (x) => both && path.sep !== '' && x instanceof Kind;`,
  'both.js': `globalThis.boths = (globalThis.boths ?? 0) + 1; export const both = true;`,
};
/** Stands for the editor's module, and counts how often it is asked for all its names. */
const VSCODE = `module.exports = new Proxy({ version: '1.139.1' }, {
  ownKeys(target) { globalThis.copies = (globalThis.copies ?? 0) + 1; return Reflect.ownKeys(target); },
});`;
const seen = globalThis as { kinds?: number; ones?: number; boths?: number; copies?: number };

describe('commonJsChunks', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'watchpost-chunks-'));
    await mkdir(path.join(folder, 'src'));
    await mkdir(path.join(folder, 'node_modules'));
    await writeFile(path.join(folder, 'node_modules', 'vscode.js'), VSCODE);
    for (const [name, text] of Object.entries(SOURCES)) await writeFile(path.join(folder, 'src', name), text);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  for (const minify of [false, true]) {
    it(`loads chunks when they are asked for, and what they share once${minify ? ', minified' : ''}`, async () => {
      for (const name of ['kinds', 'ones', 'boths', 'copies'] as const) delete seen[name];
      const outdir = path.join(folder, minify ? 'min' : 'dist');
      await build({
        absWorkingDir: folder,
        entryPoints: { extension: 'src/main.js' },
        bundle: true,
        minify,
        outdir,
        sourcemap: minify ? false : 'inline',
        platform: 'node',
        external: ['vscode'],
        plugins: [commonJsChunks({ entry: 'src/main.js', minify })],
      });
      assert.deepEqual(
        (await readdir(outdir)).filter((name) => name.endsWith('.cjs')),
        ['extension.cjs'],
      );
      const main = createRequire(import.meta.url)(path.join(outdir, 'extension.cjs')) as {
        make: () => unknown;
        version: () => string;
        one: () => Promise<(x: unknown) => boolean>;
        two: () => Promise<(x: unknown) => boolean>;
      };
      assert.deepEqual([seen.kinds, seen.ones, seen.boths], [1, undefined, undefined]);
      for (const load of [main.one, main.two, main.one]) assert.equal((await load())(main.make()), true);
      assert.deepEqual([seen.kinds, seen.ones, seen.boths], [1, 1, 1]);
      assert.equal(main.version(), '1.139.1');
      assert.equal(seen.copies, undefined, "the editor's module is copied");
    });
  }
});
