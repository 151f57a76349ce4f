import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from './freePort.ts';
import { ownedFolder } from './ownedFolder.ts';
import { spawnOwned } from './ownedProcess.ts';
import { runToEnd } from './runToEnd.ts';
import { installVsCodeServer } from './vsCodeInstall.ts';
import { waitFor } from './waitFor.ts';

export interface VsCodeServerOptions {
  readonly extensionsDir?: string;
  readonly userDataDir?: string;
  /** Every folder is trusted: no Restricted Mode, no question. */
  readonly disableWorkspaceTrust?: boolean;
  /** More environment for the server and its extension host. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What the page's query hands to the workbench: `[["extensionDevelopmentPath", server.remote('/path')]]`. */
export type WorkbenchPayload = readonly (readonly [name: string, value: string])[];

export interface VsCodeServer {
  readonly port: number;
  /** The server's folder: settings of the machine are in `data/Machine/settings.json` below, logs in `data/logs`. */
  readonly dataDir: string;
  /** The address of the workbench with `folder` open. */
  url(folder: string, payload?: WorkbenchPayload): string;
  /** A path on the server as the payload names it. */
  remote(path: string): string;
  /** Installs a packaged extension for windows opened from now on. */
  installExtension(vsix: string): Promise<void>;
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';

/**
 * A real VS Code server on a free port with a data folder of its own. It runs as whoever runs this, and all of its
 * processes end with it. Installs it the first time, which takes about half a minute.
 */
export async function startVsCodeServer(options: VsCodeServerOptions = {}): Promise<VsCodeServer> {
  const root = await installVsCodeServer();
  const folder = await ownedFolder('vscode');
  const main = join(root, 'out', 'server-main.js');
  const common = ['--accept-server-license-terms', '--server-data-dir', folder.path, '--telemetry-level', 'off'];
  if (options.extensionsDir !== undefined) common.push('--extensions-dir', options.extensionsDir);
  if (options.userDataDir !== undefined) common.push('--user-data-dir', options.userDataDir);
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE|ELECTRON|npm)_|^NODE_OPTIONS$/.test(name),
  );
  // Its sockets and what it keeps for a moment go with its folder.
  const passing = join(folder.path, 'tmp');
  await mkdir(passing);
  const env = { ...Object.fromEntries(inherited), TMPDIR: passing, XDG_RUNTIME_DIR: passing, ...options.env };

  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const args = ['--host', HOST, '--port', String(port), '--without-connection-token', '--enable-smoke-test-driver'];
    if (options.disableWorkspaceTrust === true) args.push('--disable-workspace-trust');
    const server = spawnOwned(process.execPath, [main, ...args, ...common], { cwd: root, env });
    try {
      await waitFor('VS Code server', () => answers(port), { program: server, timeoutMs: 60_000 });
    } catch (error) {
      await server.kill();
      if (attempt < 3 && server.output().includes('EADDRINUSE')) continue;
      await folder.remove();
      throw error;
    }
    return {
      port,
      dataDir: folder.path,
      url(path, payload) {
        const query = payload === undefined ? '' : `&payload=${encodeURIComponent(JSON.stringify(payload))}`;
        return `http://${HOST}:${port}/?folder=${encodeURIComponent(path)}${query}`;
      },
      remote: (path) => `vscode-remote://${HOST}:${port}${encodeURI(path)}`,
      async installExtension(vsix) {
        const { code, output } = await runToEnd(process.execPath, [main, ...common, '--install-extension', vsix], {
          env,
        });
        if (code !== 0) throw new Error(`Could not install ${vsix}\n${output}`);
      },
      async stop() {
        await server.stop();
        await folder.remove();
      },
    };
  }
}

async function answers(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://${HOST}:${port}/version`, { signal: AbortSignal.timeout(5_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false; // not yet listening
  }
}
