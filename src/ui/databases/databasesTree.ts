import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { DisposableStore, Slot } from '../../base/disposable.ts';
import type { DatabaseNumber } from '../../model/database.ts';
import { ChannelError } from '../../protocol/rpc.ts';
import type { AppContext } from '../appContext.ts';
import { COMMANDS, VIEWS } from '../contributions.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import { isDatabase } from '../tree/row.ts';
import { treeItem } from '../tree/treeItem.ts';
import { ViewRows } from '../tree/viewRows.ts';
import { databaseChildren, databaseEntries, type DatabaseEntry, type DatabaseNode } from './databaseRows.ts';
import { databaseNodeId, databaseRowOf } from './databaseRows.ts';
import type { ReportBook } from './reportBook.ts';

export interface DatabasesTreeOptions {
  readonly engine: EngineClient;
  readonly book: ReportBook;
  readonly context: AppContext;
  readonly clock: Clock;
  readonly onBug: (error: unknown) => void;
}

/** How often the numbers are asked for at most, and how old what is shown may get while somebody looks. */
const NUMBERS_MS = 2_000;
const REDRAW_MS = 30_000;

/** The Databases view: what its rows are is decided in `databaseRows.ts`; here they meet the editor. */
export class DatabasesTree implements vscode.TreeDataProvider<string>, vscode.Disposable {
  readonly #options: DatabasesTreeOptions;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.own(new vscode.EventEmitter<string[] | undefined>());
  readonly #timer = this.#store.own(new Slot());
  /** From one question for numbers to the next. */
  readonly #pause = this.#store.own(new Slot());
  readonly #view: vscode.TreeView<string>;
  readonly #rows = new ViewRows<DatabaseNode>({
    idOf: databaseNodeId,
    childrenOf: (node) => databaseChildren(node, this.#entries),
    rowOf: (node) => databaseRowOf(node, this.#options.clock.now()),
  });
  #entries: readonly DatabaseEntry[] = [];
  #numbers: ReadonlyMap<string, readonly DatabaseNumber[]> = new Map();
  #isStale = true;
  #isAsking = false;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(options: DatabasesTreeOptions) {
    this.#options = options;
    this.#view = this.#store.own(
      vscode.window.createTreeView(VIEWS.databases, { treeDataProvider: this, showCollapseAll: true }),
    );
    const { book, engine } = options;
    this.#store.own(book.onDidChange(() => this.#draw()));
    this.#store.own(
      engine.onDidChangeServices(() => {
        this.#isStale = true;
        this.#draw();
      }),
    );
    this.#store.own(engine.onDidChangeState(() => this.#draw()));
    this.#store.own(this.#view.onDidChangeVisibility(() => this.#draw()));
    this.#draw();
  }

  /** What a row is about, or the one that is selected, for a command that was given none. */
  nodeOf(row: unknown): DatabaseNode | undefined {
    return this.#rows.node(typeof row === 'string' ? row : this.#view.selection[0]);
  }

  getChildren(id?: string): string[] {
    return this.#rows.children(id);
  }

  getParent(id: string): string | undefined {
    const node = this.#rows.node(id);
    if (node === undefined || node.kind === 'database') return undefined;
    const { entry } = node;
    if (node.kind === 'number' || node.kind === 'report') return databaseNodeId({ kind: 'database', entry });
    const isFolded = node.kind === 'finding' && (node.finding.severity === 'info' || node.finding.severity === 'ok');
    return isFolded
      ? JSON.stringify(['quiet', entry.key, node.finding.severity])
      : databaseNodeId({ kind: 'report', entry });
  }

  getTreeItem(id: string): vscode.TreeItem {
    const node = this.#rows.node(id);
    const item = treeItem(id, node && databaseRowOf(node, this.#options.clock.now()));
    if (node?.kind === 'finding' || node?.kind === 'report') {
      const isMade = node.entry.report !== undefined;
      item.command = {
        command: isMade ? COMMANDS.openReport : COMMANDS.runReport,
        title: isMade ? vscode.l10n.t('Open Report') : vscode.l10n.t('Run Database Diagnostics'),
        arguments: [isMade ? id : databaseNodeId({ kind: 'database', entry: node.entry })],
      };
    }
    return item;
  }

  async resolveTreeItem(item: vscode.TreeItem, id: string): Promise<vscode.TreeItem> {
    const { databaseTooltip } = await import('./databaseTooltip.ts');
    const node = this.#rows.node(id);
    if (node !== undefined)
      item.tooltip = new vscode.MarkdownString(databaseTooltip(node, this.#options.clock.now()), true);
    return item;
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** Draws what changed, and while somebody looks plans the next look at the numbers. */
  #draw(): void {
    const { book, engine, context, clock } = this.#options;
    const services = [...engine.services.values()];
    this.#entries = databaseEntries(services, book.all, (key) => book.isRunning(key), this.#numbers);
    const changes = this.#rows.update();
    if (changes === 'all') this.#changed.fire(undefined);
    else if (changes.length > 0) this.#changed.fire([...changes]);
    this.#showBadge();
    const { kind } = engine.state;
    const message =
      kind === 'restarting'
        ? vscode.l10n.t('The engine is started again. What is shown may be old.')
        : kind === 'starting'
          ? vscode.l10n.t('Connecting to the databases…')
          : '';
    if (message !== (this.#view.message ?? '')) this.#view.message = message;
    // What is not yet known is not told to be missing.
    context.set('hasDatabases', this.#entries.length > 0 || kind === 'starting');
    if (!this.#view.visible || this.#entries.length === 0) {
      this.#timer.set(undefined);
      return;
    }
    if (this.#isStale && !this.#isAsking) void this.#ask().catch(this.#options.onBug);
    this.#timer.set(clock.setTimeout(() => this.#draw(), REDRAW_MS));
  }

  /** Asks for the numbers, and not again for a while. */
  async #ask(): Promise<void> {
    const { engine, clock } = this.#options;
    const ids = [...engine.services.values()].flatMap(({ probes }) => probes.filter(isDatabase).map(({ id }) => id));
    if (ids.length === 0 || engine.state.kind !== 'running') return;
    this.#isAsking = true;
    this.#isStale = false;
    try {
      const answer = await engine.request('databaseNumbers', [ids]);
      this.#numbers = new Map(answer.map(({ probeId, numbers }) => [probeId, numbers]));
    } catch (error) {
      // The engine went away: what is known stays until it is back.
      if (!(error instanceof ChannelError) || error.code === 'remote') throw error;
    }
    this.#draw();
    this.#pause.set(
      clock.setTimeout(() => {
        this.#isAsking = false;
        if (this.#isStale) this.#draw();
      }, NUMBERS_MS),
    );
  }

  #showBadge(): void {
    const count = this.#entries.filter(({ report }) =>
      report?.findings.some(({ severity }) => severity === 'critical'),
    ).length;
    if (count === (this.#view.badge?.value ?? 0)) return;
    const tooltip =
      count === 1
        ? vscode.l10n.t('1 database has critical findings')
        : vscode.l10n.t('{0} databases have critical findings', count);
    this.#view.badge = count === 0 ? undefined : { value: count, tooltip };
  }
}
