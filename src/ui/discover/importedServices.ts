import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { DisposableStore, Slot } from '../../base/disposable.ts';
import type { DiscoveredService } from '../../protocol/discover.ts';
import { ChannelError } from '../../protocol/rpc.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import { shorten, withoutLinks } from '../markdown.ts';
import { editSettings } from '../settings/editSettings.ts';
import { servicesTarget } from '../settings/writeServices.ts';
import { watchFiles } from '../watchFiles.ts';
import {
  afterDecision,
  applyChanges,
  changesOf,
  type ImportChange,
  type Imports,
  type ImportedService,
  readImports,
  sawAll,
} from './importBook.ts';
import { workspaceFiles } from './workspaceFiles.ts';

const KEY = 'discover.imports';
const DEBOUNCE_MS = 1_000;

export interface ImportedServicesOptions {
  readonly engine: Pick<EngineClient, 'request' | 'start'>;
  readonly memento: vscode.Memento;
  readonly globalStorage: vscode.Uri;
  readonly clock: Clock;
  readonly onBug: (error: unknown, where: string) => void;
}

/** Finds services in the workspace's files, takes over what the user picks, and offers what changes there later; nothing by itself. */
export class ImportedServices implements vscode.Disposable {
  readonly #options: ImportedServicesOptions;
  readonly #store = new DisposableStore();
  readonly #watchers = this.#store.own(new Slot<vscode.Disposable>());
  readonly #timer = this.#store.own(new Slot());
  #watched = '';
  /** What was offered last: the same is not offered twice in a session. */
  #offered = '[]';

  constructor(options: ImportedServicesOptions) {
    this.#options = options;
    this.#watch();
    if (this.#imports.services.length > 0) this.#look();
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** Proposes the services of all files, and writes those that the user picks. */
  async discover(): Promise<void> {
    const title = vscode.l10n.t('Discover Services');
    const found = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Window,
        title: vscode.l10n.t('Watchpost looks for services in the workspace'),
      },
      () => this.#found(),
    );
    if (found === undefined) return;
    const { before } = servicesTarget();
    const known = this.#imports.services.filter(({ name }) => Object.hasOwn(before, name));
    const fresh = found.filter(({ file, key }) => !known.some((one) => one.file === file && one.key === key));
    if (fresh.length === 0) {
      void vscode.window.showInformationMessage(
        found.length === 0
          ? vscode.l10n.t('The files of this workspace speak of no service that Watchpost could watch.')
          : vscode.l10n.t('All services that the files of this workspace speak of are in the settings.'),
      );
      return;
    }
    const picked = await vscode.window.showQuickPick(itemsOf(fresh), {
      title,
      placeHolder: vscode.l10n.t('Which of these are to be watched?'),
      canPickMany: true,
      ignoreFocusOut: true,
      matchOnDescription: true,
      matchOnDetail: true,
    });
    const services = picked?.flatMap(({ found: one }) => one ?? []) ?? [];
    if (services.length === 0) return;
    const imported = await this.#write(services.map((one) => ({ kind: 'added', found: one })));
    const imports = this.#imports;
    await this.#keep({
      services: [...imports.services, ...imported],
      seen: sawAll(imports.seen, found),
    });
    const [first] = imported;
    if (first !== undefined) await this.#show(first.name);
  }

  get #imports(): Imports {
    return readImports(this.#options.memento.get<unknown>(KEY));
  }

  async #keep(imports: Imports): Promise<void> {
    await this.#options.memento.update(KEY, imports);
    this.#watch();
  }

  /** Watches the files that something was taken from. */
  #watch(): void {
    const files = [...new Set(this.#imports.services.map(({ file }) => file))].sort();
    const watched = JSON.stringify(files);
    if (watched === this.#watched) return;
    this.#watched = watched;
    const wanted = [...new Set(files)];
    const look = (uri: vscode.Uri): void => {
      const path = vscode.workspace.asRelativePath(uri);
      if (!wanted.some((file) => file === path || file.startsWith(`${path}/`))) return;
      const later = (): void => this.#look();
      this.#timer.set(this.#options.clock.setTimeout(later, DEBOUNCE_MS));
    };
    const names = new Set(files.map((file) => file.slice(file.lastIndexOf('/') + 1)));
    // A name may hold what is a pattern to the watcher.
    const patterns = [...names].map((name) => `**/${name.replaceAll(/[[\]{}*?!]/g, '?')}`);
    this.#watchers.set(watchFiles(patterns, look));
  }

  #look(): void {
    this.#offer().catch((error: unknown) => this.#options.onBug(error, 'following the files of services'));
  }

  async #offer(): Promise<void> {
    const found = await this.#found();
    if (found === undefined) return;
    const changes = changesOf(this.#imports, found, servicesTarget().before);
    const offered = JSON.stringify(changes);
    if (changes.length === 0 || offered === this.#offered) return;
    this.#offered = offered;
    const files = [...new Set(changes.map(fileOf))];
    const review = vscode.l10n.t('Review…');
    const answer = await vscode.window.showInformationMessage(
      withoutLinks(
        vscode.l10n.t(
          '{0} changed: {1} differ from the settings.',
          shorten(files.join(', '), 100),
          countText(changes.length),
        ),
      ),
      review,
      vscode.l10n.t('Not Now'),
    );
    if (answer === review) await this.#review(changes);
  }

  async #review(changes: readonly ImportChange[]): Promise<void> {
    const { before } = servicesTarget();
    const items = changes.map((change) => {
      const { imported } = change.kind === 'added' ? { imported: undefined } : change;
      const edited =
        imported !== undefined && JSON.stringify(before[imported.name]) !== JSON.stringify(imported.service);
      return {
        label: change.kind === 'added' ? change.found.name : change.imported.name,
        description: `${CHANGE_WORDS[change.kind](fileOf(change))}${edited ? `  ${vscode.l10n.t('(you changed it in the settings)')}` : ''}`,
        detail: change.kind === 'removed' ? '' : shorten(JSON.stringify(change.found.service), 200),
        picked: !edited,
        change,
      };
    });
    const picked = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('What Files Changed'),
      placeHolder: vscode.l10n.t('Which changes are to be taken over?'),
      canPickMany: true,
      ignoreFocusOut: true,
      matchOnDescription: true,
    });
    if (picked === undefined) return;
    const imported = await this.#write(picked.map(({ change }) => change));
    await this.#keep(afterDecision(this.#imports, changes, imported));
  }

  async #write(changes: readonly ImportChange[]): Promise<readonly ImportedService[]> {
    if (changes.length === 0) return [];
    const { target, before } = servicesTarget();
    const { settings, imported } = applyChanges(before, changes);
    await vscode.workspace.getConfiguration('watchpost').update('services', settings, target);
    return imported;
  }

  async #show(name: string): Promise<void> {
    await editSettings(this.#options.globalStorage, { id: name, name, probes: [], thresholds: [] });
  }

  /** Undefined while the engine, which reads the files, is away. */
  async #found(): Promise<readonly DiscoveredService[] | undefined> {
    const files = await workspaceFiles();
    // It may not be needed for anything else yet.
    this.#options.engine.start();
    try {
      return await this.#options.engine.request('discoverServices', [files]);
    } catch (error) {
      if (error instanceof ChannelError) return undefined;
      throw error;
    }
  }
}

const CHANGE_WORDS = {
  changed: (file) => vscode.l10n.t('changed in {0}', file),
  removed: (file) => vscode.l10n.t('is gone from {0}', file),
  added: (file) => vscode.l10n.t('is new in {0}', file),
} as const satisfies Record<ImportChange['kind'], (file: string) => string>;

function fileOf(change: ImportChange): string {
  return change.kind === 'removed' ? change.imported.file : change.found.file;
}

function countText(count: number): string {
  return count === 1 ? vscode.l10n.t('1 service') : vscode.l10n.t('{0} services', count);
}

interface FoundItem extends vscode.QuickPickItem {
  readonly found?: DiscoveredService;
}

/** The services below the files that they are from. */
function itemsOf(found: readonly DiscoveredService[]): FoundItem[] {
  const items: FoundItem[] = [];
  let heading = '';
  for (const one of found) {
    const next = `${one.format}: ${one.file}`;
    if (next !== heading) items.push({ label: next, kind: vscode.QuickPickItemKind.Separator });
    heading = next;
    const { group: _group, enabled: _enabled, logs: _logs, ...probes } = one.service;
    items.push({
      label: one.name,
      description: Object.keys(probes).join(', '),
      detail: shorten([JSON.stringify(probes), ...one.notes].join('  ·  '), 300),
      found: one,
    });
  }
  return items;
}
