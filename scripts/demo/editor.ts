import path from 'node:path';
import { ownedFolder } from '../../test/support/provision/ownedFolder.ts';
import { spawnOwned } from '../../test/support/provision/ownedProcess.ts';
import { findTool } from '../../test/support/provision/tools.ts';
import { startVsCodeServer } from '../../test/support/provision/vsCodeServer.ts';
import { root } from '../run.ts';

export interface OpenEditor {
  /** For the user: where to look. */
  readonly message: string;
  stop(): Promise<void>;
}

/**
 * Opens VS Code on `workspace` with the extension from this folder: a desktop window of its own where that is possible and
 * wanted, else a server with an address for the browser. Every folder is trusted there, and nothing of the user's own
 * VS Code is touched.
 */
export async function openEditor(
  workspace: string,
  env: Readonly<Record<string, string>>,
  { desktop }: { readonly desktop: boolean },
): Promise<OpenEditor> {
  const code = desktop && hasScreen() ? await findTool('code', 'path') : undefined;
  return code === undefined ? openServer(workspace, env) : openDesktop(code.path, workspace, env);
}

/** In a remote terminal `code` is another program, which only talks to the window that the terminal is in. */
function hasScreen(): boolean {
  const { VSCODE_IPC_HOOK_CLI, DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (VSCODE_IPC_HOOK_CLI !== undefined) return false;
  return process.platform !== 'linux' || DISPLAY !== undefined || WAYLAND_DISPLAY !== undefined;
}

async function openDesktop(
  program: string,
  workspace: string,
  env: Readonly<Record<string, string>>,
): Promise<OpenEditor> {
  const profile = await ownedFolder('demo-profile');
  const args = [
    `--extensionDevelopmentPath=${root}`,
    `--user-data-dir=${path.join(profile.path, 'data')}`,
    `--extensions-dir=${path.join(profile.path, 'extensions')}`,
    '--disable-workspace-trust',
    '--new-window',
    '--wait',
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    workspace,
  ];
  const window = spawnOwned(program, args, { env: { ...process.env, ...env } });
  return {
    message: 'VS Code opens in a window of its own, with the extension from this folder.',
    async stop() {
      await window.stop();
      await profile.remove();
    },
  };
}

async function openServer(workspace: string, env: Readonly<Record<string, string>>): Promise<OpenEditor> {
  const server = await startVsCodeServer({ disableWorkspaceTrust: true, env });
  const url = server.url(workspace, [['extensionDevelopmentPath', server.remote(root)]]);
  return {
    message: `Open this address in a browser on this machine:\n\n  ${url}\n`,
    stop: () => server.stop(),
  };
}
