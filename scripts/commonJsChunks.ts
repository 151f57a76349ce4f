import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as esbuild from 'esbuild';
import type { BuildOptions, BuildResult, OutputFile, Plugin } from 'esbuild';

/**
 * esbuild divides only ES modules into chunks, and the extension host loads CommonJS. So what esbuild divided is bundled once
 * more: all that `entry` needs at its start becomes the one file `dist/extension.cjs`, and each module that is imported with
 * `import()` becomes a file in `dist/ui` that is read when it is first needed. A module that both need exists once: the entry
 * gives it to the chunks.
 */
export function commonJsChunks({ entry, minify }: { readonly entry: string; readonly minify: boolean }): Plugin {
  return {
    name: 'commonjs-chunks',
    setup(build) {
      const { initialOptions } = build;
      const { absWorkingDir = '.', outdir = '.' } = initialOptions;
      Object.assign(initialOptions, { format: 'esm', splitting: true, write: false, metafile: true });
      build.onEnd(async (result) => {
        if (result.errors.length > 0) return;
        const files = await bundleAgain(
          readChunks(result, entry, absWorkingDir),
          path.resolve(absWorkingDir, outdir),
          minify,
        );
        for (const { path: file, contents } of files) {
          await mkdir(path.dirname(file), { recursive: true });
          await writeFile(file, contents);
        }
      });
    },
  };
}

interface Chunks {
  /** The text of each, by its absolute path. */
  readonly texts: ReadonlyMap<string, string>;
  readonly entry: string;
  /** The paths of those that are loaded at the start, `entry` among them. */
  readonly atStart: ReadonlySet<string>;
}

function readChunks({ outputFiles = [], metafile }: BuildResult, entry: string, root: string): Chunks {
  const outputs = metafile?.outputs ?? {};
  const main = Object.keys(outputs).find((file) => outputs[file]?.entryPoint === entry);
  if (main === undefined) throw new Error(`nothing was built from ${entry}`);
  const atStart = new Set([main]);
  for (const file of atStart) {
    for (const { path: imported, kind, external } of outputs[file]?.imports ?? []) {
      if (kind === 'import-statement' && external !== true) atStart.add(imported);
    }
  }
  return {
    texts: new Map(outputFiles.map((file) => [file.path, file.text])),
    entry: path.resolve(root, main),
    atStart: new Set([...atStart].map((file) => path.resolve(root, file))),
  };
}

async function bundleAgain(chunks: Chunks, outdir: string, minify: boolean): Promise<readonly OutputFile[]> {
  const { texts, entry, atStart } = chunks;
  const later = [...texts.keys()].filter((file) => file.endsWith('.js') && !atStart.has(file));
  const shared = [...atStart].filter((file) => file !== entry);
  const common: BuildOptions & { write: false } = {
    bundle: true,
    write: false,
    outdir,
    format: 'cjs',
    platform: 'node',
    target: 'node22.19',
    // import() would go through the loader of ES modules; a chunk is loaded as everything in the extension host is.
    supported: { 'dynamic-import': false },
    external: ['vscode'],
    minify,
    sourcemap: minify ? false : 'linked',
    outExtension: { '.js': '.cjs' },
    logLevel: 'warning',
  };
  const start = esbuild.build({
    ...common,
    stdin: {
      contents: [
        `export * from ${JSON.stringify(entry)};`,
        ...shared.map((file) => `export * as ${nameOf(file)} from ${JSON.stringify(file)};`),
      ].join('\n'),
      sourcefile: 'start.js',
      resolveDir: outdir,
    },
    entryNames: 'extension',
    plugins: [chunkLoader(chunks, './ui/', false)],
  });
  const rest = esbuild.build({
    ...common,
    entryPoints: later,
    entryNames: 'ui/[name]',
    plugins: [chunkLoader(chunks, './', true)],
  });
  return (await Promise.all([start, rest])).flatMap(({ outputFiles }) => outputFiles);
}

/** Reads the chunks from memory. Those of the start are the entry's own; from another chunk they are asked of the entry. */
function chunkLoader({ texts, atStart }: Chunks, folder: string, fromEntry: boolean): Plugin {
  return {
    name: 'chunk-loader',
    setup(build) {
      build.onResolve({ filter: /\.js$/ }, ({ path: wanted, resolveDir, kind }) => {
        const file = path.resolve(resolveDir, wanted);
        if (kind === 'entry-point' || !texts.has(file)) return { path: file };
        if (!atStart.has(file)) return { path: `${folder}${path.basename(file, '.js')}.cjs`, external: true };
        return { path: file, namespace: fromEntry ? 'entry' : 'file' };
      });
      build.onResolve({ filter: /extension\.cjs$/ }, ({ path: wanted }) => ({ path: wanted, external: true }));
      build.onLoad({ filter: /.*/, namespace: 'entry' }, ({ path: file }) => ({
        contents: `module.exports = require('../extension.cjs').${nameOf(file)};`,
      }));
      build.onLoad({ filter: /\.js$/, namespace: 'file' }, ({ path: file }) => {
        const text = texts.get(file);
        return text === undefined ? undefined : { contents: requireVsCode(text), resolveDir: path.dirname(file) };
      });
    },
  };
}

/**
 * esbuild turns an import of a CommonJS module into a copy of all its names, one for each file that imports it; VS Code's has
 * hundreds, and dozens of files import it. What is required is there as it is.
 */
function requireVsCode(text: string): string {
  return text.replaceAll(/\bimport\s*\*\s*as\s+([\w$]+)\s+from\s*"vscode";/g, 'const $1 = require("vscode");');
}

function nameOf(file: string): string {
  return path.basename(file, '.js').replaceAll(/\W/g, '_');
}
