import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');

/** Which folders of src/ each folder may import; its own is always allowed. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  base: [],
  model: ['base'],
  protocol: ['model', 'base'],
  config: ['model', 'base'],
  engine: ['config', 'protocol', 'model', 'base'],
  ui: ['config', 'protocol', 'model', 'base'],
  webview: ['protocol', 'model', 'base'],
  // The two entries that compose: the extension's and the command line's.
  'extension.ts': ['ui', 'config', 'protocol', 'model', 'base'],
  cli: ['engine', 'config', 'protocol', 'model', 'base'],
  'cli.ts': ['cli', 'engine', 'config', 'protocol', 'model', 'base'],
};
const PURE = new Set(['base', 'model', 'protocol', 'config']);

interface Import {
  readonly from: string;
  readonly specifier: string;
}

function importsOf(files: readonly string[]): Import[] {
  const pattern = /(?:\bfrom\s*|\bimport\s*\(?\s*)['"]([^'"]+)['"]/g;
  return files.flatMap((from) =>
    [...readFileSync(path.join(root, from), 'utf8').matchAll(pattern)].map((match) => ({ from, specifier: match[1]! })),
  );
}

/** The part of src/ that a file belongs to: its folder, or its own name at the top. */
const partOf = (file: string): string => path.relative('src', file).split(path.sep)[0]!;

function breaches(imports: readonly Import[]): string[] {
  return imports.flatMap(({ from, specifier }) => {
    const part = partOf(from);
    const allowed = ALLOWED[part];
    if (allowed === undefined) return [`${from}: there is no rule for ${part}`];
    if (specifier.startsWith('.')) {
      const target = path.join(path.dirname(from), specifier);
      const targetPart = partOf(target);
      if (!specifier.endsWith('.ts') && !specifier.endsWith('.css')) return [`${from}: ${specifier} lacks its ending`];
      return targetPart === part || allowed.includes(targetPart) ? [] : [`${from} may not import ${target}`];
    }
    if (specifier === 'vscode') {
      return part === 'ui' || part === 'extension.ts' ? [] : [`${from} may not import vscode`];
    }
    if (specifier.startsWith('node:')) {
      return PURE.has(part) || part === 'webview' ? [`${from} may not import ${specifier}`] : [];
    }
    return [];
  });
}

describe('the house', () => {
  const files = globSync('src/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.d.ts'));
  const imports = importsOf(files);

  it('keeps its import rules', () => {
    assert.ok(imports.length > 50, 'the imports were found');
    assert.deepEqual(breaches(imports), []);
  });

  it('would see a breach', () => {
    const wrong = [
      { from: 'src/base/a.ts', specifier: '../model/b.ts' },
      { from: 'src/engine/a.ts', specifier: '../ui/b.ts' },
      { from: 'src/webview/x/a.ts', specifier: '../../engine/b.ts' },
      { from: 'src/ui/a.ts', specifier: '../webview/b.ts' },
      { from: 'src/engine/a.ts', specifier: 'vscode' },
      { from: 'src/config/a.ts', specifier: 'node:fs' },
      { from: 'src/model/a.ts', specifier: './b' },
      { from: 'src/other/a.ts', specifier: './b.ts' },
    ];
    for (const item of wrong) assert.equal(breaches([item]).length, 1, `${item.from} imports ${item.specifier}`);
  });

  it('has nobody import the entries', () => {
    const entries = new Set(['src/extension.ts', 'src/cli.ts', 'src/engine/worker.ts']);
    const offenders = imports.filter(
      ({ from, specifier }) => specifier.startsWith('.') && entries.has(path.join(path.dirname(from), specifier)),
    );
    assert.deepEqual(offenders, []);
  });

  it('says why in every source file above 400 lines', () => {
    const silent = files.filter((file) => {
      const text = readFileSync(path.join(root, file), 'utf8');
      return text.split('\n').length > 400 && !/above 400 lines|longer[\s*]+than other files/i.test(text);
    });
    assert.deepEqual(silent, []);
  });

  it('exports nothing that nobody asks for', () => {
    // The editor calls it.
    const entry = new Set(['deactivate']);
    const uses = new Map<string, number>();
    for (const file of globSync('{src,test,scripts}/**/*.ts', { cwd: root }))
      for (const word of readFileSync(path.join(root, file), 'utf8').match(/\w+/g) ?? [])
        uses.set(word, (uses.get(word) ?? 0) + 1);
    const exported = /^export (?:async )?(?:function\*?|const|class|interface|type) (\w+)/gm;
    const unused = files.flatMap((file) =>
      [...readFileSync(path.join(root, file), 'utf8').matchAll(exported)]
        .map(([, name = '']) => name)
        .filter((name) => uses.get(name) === 1 && !entry.has(name))
        .map((name) => `${file}: ${name}`),
    );
    assert.deepEqual(unused, []);
  });
});
