// npm run package: builds the .vsix with vsce, holds what is inside against what may be, and prints the size of each bundle.
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';
import { root, run } from './run.ts';

/** Everything that may be in the package; anything else is needless, and refused. */
const ALLOWED = [
  /^package(\.nls)?\.json$/,
  /^(README|CHANGELOG)\.md$/,
  /^LICENSE$/,
  /^dist\/extension\.cjs$/,
  /^dist\/ui\/\w+-[A-Z0-9]{8}\.cjs$/,
  /^dist\/cli\.js$/,
  /^dist\/engine\/(worker|sqliteThread|[\w.-]+-[A-Z0-9]{8})\.js$/,
  /^dist\/webview\/[\w.-]+\.(js|css|ttf)$/,
  /^media\/[\w./-]+\.(svg|png|css|md|json)$/,
  /^media\/rules\/watchpost\.rules\.yml$/,
];
/** What must be in it for the extension to work at all. */
const REQUIRED = [
  'package.json',
  'dist/extension.cjs',
  'dist/engine/worker.js',
  'dist/engine/sqliteThread.js',
  'dist/webview/service.js',
  'dist/webview/query.js',
  'dist/webview/report.js',
  'dist/webview/activity.js',
  'dist/webview/logs.js',
  'dist/cli.js',
];
const ENTRY_LIMIT_BYTES = 100_000;

/** Builds and packs; gives the path of the .vsix. Throws where the content is not what it should be. */
export async function packageExtension(): Promise<string> {
  if ((await run(['node', 'esbuild.mjs', '--production'])) !== 0) throw new Error('the build failed');
  const files = (await listFiles({ cwd: root, packageManager: PackageManager.None })).map((file) =>
    file.replaceAll('\\', '/'),
  );
  const needless = files.filter((file) => !ALLOWED.some((pattern) => pattern.test(file)));
  const missing = REQUIRED.filter((file) => !files.includes(file));
  if (needless.length > 0) throw new Error(`needless in the package: ${needless.join(', ')}`);
  if (missing.length > 0) throw new Error(`missing from the package: ${missing.join(', ')}`);
  mkdirSync(path.join(root, 'artifacts'), { recursive: true });
  const packagePath = path.join(root, 'artifacts', 'watchpost.vsix');
  await createVSIX({
    cwd: root,
    dependencies: false,
    packagePath,
    skipLicense: true,
    allowMissingRepository: true,
    // There is no repository to rewrite the README's links to; its picture is in the package.
    rewriteRelativeLinks: false,
  });
  for (const file of files.filter((file) => file.startsWith('dist/'))) {
    console.log(`${String(sizeOf(file)).padStart(9)} B  ${file}`);
  }
  console.log(`${String(sizeOf(path.relative(root, packagePath))).padStart(9)} B  ${path.relative(root, packagePath)}`);
  return packagePath;
}

function sizeOf(file: string): number {
  return readFileSync(path.join(root, file)).length;
}

if (import.meta.main) {
  await packageExtension();
  const entryBytes = sizeOf('dist/extension.cjs');
  if (entryBytes > ENTRY_LIMIT_BYTES) throw new Error(`the entry has ${entryBytes} B, more than ${ENTRY_LIMIT_BYTES}`);
}
