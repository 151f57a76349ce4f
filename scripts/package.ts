// npm run package: builds the .vsix with vsce, holds what is inside and its sizes against what may be, and prints the size of each file.
import { cpSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';
import { root, run } from './run.ts';

/** Everything that may be in the package; anything else is needless, and refused. */
const ALLOWED = [
  /^package(\.nls(\.\w+)?)?\.json$/,
  /^l10n\/bundle\.l10n\.\w+\.json$/,
  /^(README|CHANGELOG)\.md$/,
  /^LICENSE$/,
  /^dist\/extension\.cjs$/,
  /^dist\/ui\/\w+-[A-Z0-9]{8}\.cjs$/,
  /^dist\/cli\.js$/,
  /^dist\/engine\/(worker|sqliteThread|[\w.-]+-[A-Z0-9]{8})\.js$/,
  /^dist\/webview\/[\w.-]+\.(js|css)$/,
  /^media\/[\w./-]+\.(svg|png|css|md|json)$/,
  /^media\/rules\/watchpost\.rules\.yml$/,
];
/** What must be in it for the extension to work at all. */
const REQUIRED = [
  'package.json',
  'package.nls.json',
  'package.nls.de.json',
  'l10n/bundle.l10n.de.json',
  'dist/extension.cjs',
  'dist/engine/worker.js',
  'dist/engine/sqliteThread.js',
  'dist/webview/service.js',
  'dist/webview/query.js',
  'dist/webview/report.js',
  'dist/webview/activity.js',
  'dist/webview/logs.js',
  'dist/webview/codicon.css',
  'dist/cli.js',
];
/** What every user pays for, with room for the next features; more than this is to be decided, not to happen. */
export const LIMITS_BYTES = {
  'dist/extension.cjs': 100_000,
  // The editor reads every manifest at its start, and hands it to each of its processes.
  'package.json': 350_000,
  'watchpost.vsix': 2_000_000,
} as const;

/** Builds and packs; gives the path of the .vsix. Throws where content or sizes are not what they should be. */
export async function packageExtension(): Promise<string> {
  if ((await run(['node', 'esbuild.mjs', '--production'])) !== 0) throw new Error('the build failed');
  const files = (await listFiles({ cwd: root, packageManager: PackageManager.None })).map((file) =>
    file.replaceAll('\\', '/'),
  );
  const needless = files.filter((file) => !ALLOWED.some((pattern) => pattern.test(file)));
  const missing = REQUIRED.filter((file) => !files.includes(file));
  if (needless.length > 0) throw new Error(`needless in the package: ${needless.join(', ')}`);
  if (missing.length > 0) throw new Error(`missing from the package: ${missing.join(', ')}`);
  const artifacts = path.join(root, 'artifacts');
  const content = path.join(artifacts, 'package');
  copyTo(content, [...files, '.vscodeignore']);
  const packagePath = path.join(artifacts, 'watchpost.vsix');
  await createVSIX({
    cwd: content,
    packagePath,
    dependencies: false,
    skipLicense: true,
    allowMissingRepository: true,
    // There is no repository to rewrite the README's links to; its picture is in the package.
    rewriteRelativeLinks: false,
  });
  const sizes = new Map(files.map((file) => [file, statSync(path.join(content, file)).size]));
  sizes.set(path.basename(packagePath), statSync(packagePath).size);
  rmSync(content, { recursive: true });
  for (const [file, bytes] of sizes) console.log(`${String(bytes).padStart(9)} B  ${file}`);
  for (const [file, limit] of Object.entries(LIMITS_BYTES)) {
    const bytes = sizes.get(file) ?? Infinity;
    if (bytes > limit) throw new Error(`${file} has ${bytes} B, more than ${limit} B`);
  }
  return packagePath;
}

/** Copies what goes into the package, with the manifest's JSON packed: half of it, as it is written here, is white space. */
function copyTo(folder: string, files: readonly string[]): void {
  rmSync(folder, { recursive: true, force: true });
  for (const file of files) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    cpSync(path.join(root, file), path.join(folder, file));
  }
  const manifest = path.join(folder, 'package.json');
  writeFileSync(manifest, JSON.stringify(JSON.parse(readFileSync(manifest, 'utf8'))));
}

if (import.meta.main) await packageExtension();
