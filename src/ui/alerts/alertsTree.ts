import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { DisposableStore, Slot } from '../../base/disposable.ts';
import type { AppContext } from '../appContext.ts';
import { VIEWS } from '../contributions.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import type { AlertBook, ShownAlert } from './alertBook.ts';
import { type AlertGrouping, alertGroups, type AlertNode, alertRowOf, annotationsOf } from './alertRows.ts';
import { ALERT_TOOLTIP_COMMANDS, alertTooltip } from './alertTooltip.ts';

const GROUPING_KEY = 'alerts.grouping';
/** How often `since` is drawn anew while somebody looks. */
const REDRAW_MS = 15_000;
const HISTORY_MS = 3_600_000;
const HISTORY_TIMEOUT_MS = 3_000;

export interface AlertsTreeOptions {
  readonly book: AlertBook;
  readonly engine: EngineClient;
  readonly memento: vscode.Memento;
  readonly context: AppContext;
  readonly clock: Clock;
}

/** The Alerts view: what its rows are is decided in `alertRows.ts`; here they meet the editor. */
export class AlertsTree implements vscode.TreeDataProvider<AlertNode>, vscode.Disposable {
  readonly #options: AlertsTreeOptions;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.own(new vscode.EventEmitter<undefined>());
  readonly #timer = this.#store.own(new Slot());
  readonly #view: vscode.TreeView<AlertNode>;
  #grouping: AlertGrouping;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(options: AlertsTreeOptions) {
    this.#options = options;
    this.#grouping = options.memento.get(GROUPING_KEY) === 'service' ? 'service' : 'severity';
    this.#view = this.#store.own(
      vscode.window.createTreeView(VIEWS.alerts, { treeDataProvider: this, showCollapseAll: true }),
    );
    this.#store.own(options.book.onDidChange(() => this.#draw()));
    this.#store.own(this.#view.onDidChangeVisibility(() => this.#draw()));
    options.context.set('alertGroup', this.#grouping);
    this.#draw();
  }

  /** The alert that is selected, for a command that was given none. */
  get selection(): ShownAlert | undefined {
    const [node] = this.#view.selection;
    return node === undefined || node.kind === 'group' ? undefined : node.alert;
  }

  async groupBy(grouping: AlertGrouping): Promise<void> {
    this.#grouping = grouping;
    this.#options.context.set('alertGroup', grouping);
    this.#changed.fire(undefined);
    await this.#options.memento.update(GROUPING_KEY, grouping);
  }

  getChildren(node?: AlertNode): AlertNode[] {
    if (node === undefined) {
      return alertGroups(this.#options.book.all, this.#grouping).map(({ name, alerts }) => ({
        kind: 'group',
        name,
        alerts,
      }));
    }
    if (node.kind === 'group') return node.alerts.map((alert) => ({ kind: 'alert', alert }));
    if (node.kind === 'annotation') return [];
    const { alert } = node;
    return annotationsOf(alert).map(([name, text]) => ({ kind: 'annotation', alert, name, text }));
  }

  getTreeItem(node: AlertNode): vscode.TreeItem {
    const row = alertRowOf(node, this.#options.clock.now());
    const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(row.label, row.expandable ? (row.expanded ? Expanded : Collapsed) : None);
    item.id = idOf(node);
    item.description = row.description;
    item.iconPath = new vscode.ThemeIcon(
      row.icon.id,
      row.icon.color === undefined ? undefined : new vscode.ThemeColor(row.icon.color),
    );
    item.contextValue = row.words.join(' ');
    item.accessibilityInformation = { label: row.spoken };
    return item;
  }

  async resolveTreeItem(item: vscode.TreeItem, node: AlertNode): Promise<vscode.TreeItem> {
    if (node.kind === 'group') return item;
    const { engine, clock } = this.#options;
    const history = await engine
      .request('alertHistory', [node.alert.id, HISTORY_MS], { timeoutMs: HISTORY_TIMEOUT_MS })
      // A tooltip without a chart is better than none.
      .catch(() => undefined);
    const tooltip = new vscode.MarkdownString(alertTooltip(node.alert, clock.now(), history), true);
    tooltip.isTrusted = { enabledCommands: [...ALERT_TOOLTIP_COMMANDS] };
    item.tooltip = tooltip;
    return item;
  }

  dispose(): void {
    this.#store.dispose();
  }

  #draw(): void {
    const { book, clock } = this.#options;
    this.#changed.fire(undefined);
    const calling = book.calling.length;
    const tooltip = calling === 1 ? vscode.l10n.t('1 alert fires') : vscode.l10n.t('{0} alerts fire', calling);
    this.#view.badge = calling === 0 ? undefined : { value: calling, tooltip };
    this.#view.message = book.omitted === 0 ? '' : vscode.l10n.t('{0} more are not listed.', book.omitted);
    const goesOn = this.#view.visible && book.all.length > 0;
    this.#timer.set(goesOn ? clock.setTimeout(() => this.#draw(), REDRAW_MS) : undefined);
  }
}

function idOf(node: AlertNode): string {
  switch (node.kind) {
    case 'group':
      return `group ${node.name}`;
    case 'alert':
      return `alert ${node.alert.id}`;
    case 'annotation':
      return `annotation ${node.alert.id} ${node.name}`;
  }
}
