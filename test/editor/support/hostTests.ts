import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { PROJECT_ROOT } from '../../support/provision/projectRoot.ts';

/** Bundles the tests of the extension host into one CommonJS file that exports `run`; gives its path. */
export async function bundleHostTests(): Promise<string> {
  const outfile = path.join(PROJECT_ROOT, 'artifacts', 'host-tests', 'index.cjs');
  await build({
    absWorkingDir: PROJECT_ROOT,
    entryPoints: ['test/editor/host/index.ts'],
    bundle: true,
    outfile,
    format: 'cjs',
    platform: 'node',
    target: 'node22.19',
    external: ['vscode'],
    mainFields: ['module', 'main'],
    logLevel: 'warning',
  });
  return outfile;
}

/** Makes `folder` a workspace with nothing in it but a settings file. */
export function emptyWorkspace(folder: string): string {
  mkdirSync(path.join(folder, '.vscode'), { recursive: true });
  writeFileSync(path.join(folder, '.vscode', 'settings.json'), '{}\n');
  return folder;
}
