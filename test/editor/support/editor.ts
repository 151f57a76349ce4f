import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../support/provision/browser.ts';
import { type OwnedFolder, ownedFolder } from '../../support/provision/ownedFolder.ts';
import { PROJECT_ROOT } from '../../support/provision/projectRoot.ts';
import { startVsCodeServer, type VsCodeServer } from '../../support/provision/vsCodeServer.ts';
import { type WindowOptions, Workbench } from './workbench.ts';

export interface EditorOptions {
  /** Every folder is trusted; yes unless told. */
  readonly trusted?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** A packaged extension to install, in the place of the development one. */
  readonly vsix?: string;
  /** Files of another extension that is installed beside it, by their names: a peer to measure with. */
  readonly peer?: Readonly<Record<string, string>>;
}

/** Settings that keep the editor's own offers off the screen. */
const QUIET: Readonly<Record<string, unknown>> = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'telemetry.telemetryLevel': 'off',
  // Alerts come with time: a test that is not about them is not to depend on how long it takes.
  'watchpost.alerts.builtIn': false,
  'watchpost.notify.status': 'never',
  // Nor on whether its page is in front.
  'watchpost.unfocusedInterval': '0s',
};

/** A VS Code server with Watchpost in it, and a browser for its windows. All of it ends with `stop()`. */
export class Editor {
  readonly server: VsCodeServer;
  readonly folder: OwnedFolder;
  readonly #browser: Browser;
  readonly #extension: string | undefined;

  private constructor(server: VsCodeServer, browser: Browser, folder: OwnedFolder, extension: string | undefined) {
    this.server = server;
    this.folder = folder;
    this.#browser = browser;
    this.#extension = extension;
  }

  static async start({ trusted = true, env = {}, vsix, peer }: EditorOptions = {}): Promise<Editor> {
    const folder = await ownedFolder('editor');
    // A copy: a build that runs meanwhile changes nothing of what is tested.
    const extension = vsix === undefined ? path.join(folder.path, 'watchpost') : undefined;
    if (extension !== undefined) await copyExtension(extension);
    const extensionsDir = path.join(folder.path, 'extensions');
    if (peer !== undefined) {
      // As an installation leaves it; the editor finds it at its first start.
      const beside = path.join(extensionsDir, 'peer');
      await mkdir(beside, { recursive: true });
      for (const [name, text] of Object.entries(peer)) await writeFile(path.join(beside, name), text);
    }
    const server = await startVsCodeServer({
      disableWorkspaceTrust: trusted,
      env,
      ...((vsix ?? peer) !== undefined && { extensionsDir }),
    });
    if (vsix !== undefined) await server.installExtension(vsix);
    return new Editor(server, await launchBrowser(), folder, extension);
  }

  /** A folder of that name with `settings` in its `.vscode`. */
  async workspace(name: string, settings: Readonly<Record<string, unknown>>): Promise<Workspace> {
    const workspace = new Workspace(path.join(this.folder.path, name), { ...QUIET, ...settings });
    await workspace.write();
    return workspace;
  }

  /** A window on `workspace` with the Services view in front. */
  async open(workspace: Workspace, options?: WindowOptions): Promise<Workbench> {
    const { server } = this;
    const payload =
      this.#extension === undefined
        ? undefined
        : ([['extensionDevelopmentPath', server.remote(this.#extension)]] as const);
    const workbench = await Workbench.open(this.#browser, server.url(workspace.folder, payload), options);
    return workbench;
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    await this.server.stop();
    await this.folder.remove();
  }
}

/** A folder with settings that can be changed while a window shows it. */
export class Workspace {
  readonly folder: string;
  settings: Readonly<Record<string, unknown>>;

  constructor(folder: string, settings: Readonly<Record<string, unknown>>) {
    this.folder = folder;
    this.settings = settings;
  }

  get settingsFile(): string {
    return path.join(this.folder, '.vscode', 'settings.json');
  }

  async write(change: Readonly<Record<string, unknown>> = {}): Promise<void> {
    this.settings = { ...this.settings, ...change };
    await mkdir(path.dirname(this.settingsFile), { recursive: true });
    await writeFile(this.settingsFile, `${JSON.stringify(this.settings, undefined, 2)}\n`);
  }

  /** What the file says now, the editor's own changes to it included. */
  async read(): Promise<Record<string, unknown>> {
    return JSON.parse(await readFile(this.settingsFile, 'utf8')) as Record<string, unknown>;
  }
}

async function copyExtension(to: string): Promise<void> {
  const entries = await readdir(PROJECT_ROOT);
  const texts = entries.filter((name) => /^package\.nls\.(?:\w+\.)?json$/.test(name));
  for (const name of ['package.json', ...texts, 'l10n', 'README.md', 'dist', 'media']) {
    await cp(path.join(PROJECT_ROOT, name), path.join(to, name), { recursive: true });
  }
}
