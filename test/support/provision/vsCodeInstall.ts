import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { withFileLock } from './fileLock.ts';
import { PROJECT_ROOT } from './projectRoot.ts';
import { runToEnd } from './runToEnd.ts';

/** The npm package that carries VS Code's server and workbench: code-server 4.139.1 has VS Code 1.139.1. */
export const VS_CODE_PACKAGE = 'code-server@4.139.1';

/** Where it is kept: ignored by git and by the package. */
export const VS_CODE_CACHE = join(PROJECT_ROOT, '.vscode-test', 'code-server');

/**
 * Puts VS Code's server into `folder` unless it is there, and returns its root (`out/server-main.js` is below). About
 * half a minute the first time. A marker file tells a finished installation; a lock keeps two processes apart.
 */
export async function installVsCodeServer(
  folder: string = VS_CODE_CACHE,
  onProgress: (line: string) => void = console.error,
): Promise<string> {
  const root = join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
  const marker = join(folder, '.installed');
  if (await isInstalled(marker)) return root;
  await mkdir(folder, { recursive: true });
  const waiting = () => onProgress('Waiting for another process that installs the VS Code server');
  await withFileLock(join(folder, '.installing'), waiting, async () => {
    if (await isInstalled(marker)) return;
    onProgress(`VS Code server: getting ${VS_CODE_PACKAGE} from npm`);
    await npm(folder, ['install', '--prefix', folder, '--ignore-scripts', VS_CODE_PACKAGE]);
    onProgress('VS Code server: getting its modules');
    await npm(root, ['install', '--omit=dev', '--ignore-scripts']);
    if (!(await exists(join(root, 'node_modules', '@vscode', 'spdlog', 'build', 'Release', 'spdlog.node')))) {
      onProgress('VS Code server: compiling its log writer');
      const built = await npm(root, ['rebuild', '@vscode/spdlog', '@vscode/native-watchdog'], { mayFail: true });
      if (!built) onProgress('VS Code server: no C++ compiler here, so output channels write no log files');
    }
    await writeFile(marker, VS_CODE_PACKAGE);
    onProgress('VS Code server: installed');
  });
  return root;
}

async function isInstalled(marker: string): Promise<boolean> {
  return (await exists(marker)) && (await readFile(marker, 'utf8')) === VS_CODE_PACKAGE;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function npm(cwd: string, args: readonly string[], { mayFail = false } = {}): Promise<boolean> {
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
  // The same Node for npm as for us, and none of the settings that npm hands down to its scripts.
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^npm_(?!config_(registry|userconfig|cache|nodedir))/i.test(name),
  );
  const PATH = [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter);
  const env = { ...Object.fromEntries(inherited), PATH };
  const { code, output } = await runToEnd('npm', [...args, ...quiet], { cwd, env, timeoutMs: 600_000 });
  if (code !== 0 && !mayFail) throw new Error(`npm ${args.join(' ')} failed\n${output}`);
  return code === 0;
}
