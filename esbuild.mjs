// Builds dist/: the extension's entry and what it loads later (CommonJS, as the extension host loads it), the engine's worker and the command line
// (ES modules that share chunks, so that undici, pg and ioredis load when they are first needed) and the webview's pages.
// `--watch` keeps building, `--production` minifies and leaves source maps out.
import { readFile, rm } from 'node:fs/promises';
import { build, context } from 'esbuild';
import { commonJsChunks } from './scripts/commonJsChunks.ts';
import { iconStyles } from './scripts/iconStyles.ts';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');
const { version } = JSON.parse(await readFile(new URL('package.json', import.meta.url), 'utf8'));

/** @type {import('esbuild').BuildOptions} */
const common = {
  absWorkingDir: import.meta.dirname,
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  logLevel: 'warning',
  legalComments: 'none',
  define: { WATCHPOST_VERSION: JSON.stringify(version) },
};

/** @type {import('esbuild').BuildOptions[]} */
const bundles = [
  {
    ...common,
    entryPoints: { extension: 'src/extension.ts' },
    plugins: [commonJsChunks({ entry: 'src/extension.ts', minify: production })],
    outdir: 'dist',
    sourcemap: production ? false : 'inline',
    platform: 'node',
    target: 'node22.19',
    external: ['vscode'],
    // jsonc-parser's "main" is a UMD file whose inner requires a bundler cannot follow.
    mainFields: ['module', 'main'],
  },
  {
    ...common,
    entryPoints: {
      'engine/worker': 'src/engine/worker.ts',
      'engine/sqliteThread': 'src/engine/sqlite/sqliteThread.ts',
      cli: 'src/cli.ts',
    },
    outdir: 'dist',
    format: 'esm',
    splitting: true,
    chunkNames: 'engine/[name]-[hash]',
    platform: 'node',
    target: 'node22.19',
    mainFields: ['module', 'main'],
    // pg-native is an optional native driver that pg asks for by name; it is never there.
    external: ['pg-native'],
    // A "#!" that `src/cli.ts` begins with stays in front of this.
    // pg and ioredis are CommonJS and call require() for Node's own modules, which an ES module does not have.
    banner: {
      js: "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);",
    },
  },
  {
    ...common,
    entryPoints: {
      service: 'src/webview/service/main.ts',
      overview: 'src/webview/overview/main.ts',
      query: 'src/webview/query/main.ts',
      report: 'src/webview/report/main.ts',
      activity: 'src/webview/activity/main.ts',
      redis: 'src/webview/redis/main.ts',
      logs: 'src/webview/logs/main.ts',
      dashboard: 'src/webview/dashboard/main.ts',
    },
    outdir: 'dist/webview',
    format: 'iife',
    platform: 'browser',
    target: 'chrome134',
  },
  {
    ...common,
    stdin: { contents: await iconStyles(), loader: 'css' },
    outfile: 'dist/webview/codicon.css',
    sourcemap: false,
  },
];

await rm(new URL('dist', import.meta.url), { recursive: true, force: true });
if (watch) {
  for (const options of bundles) await (await context(options)).watch();
} else {
  await Promise.all(bundles.map((options) => build(options)));
}
