import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { DisposableStore, Slot } from '../../base/disposable.ts';
import type { AlertProblemOf } from '../../protocol/rules.ts';
import type { AppContext } from '../appContext.ts';
import { VIEWS } from '../contributions.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import { treeItem } from '../tree/treeItem.ts';
import { ViewRows } from '../tree/viewRows.ts';
import type { AlertBook, ShownAlert } from './alertBook.ts';
import { type AlertGrouping, alertGroups, type AlertNode, alertRowOf, annotationsOf } from './alertRows.ts';

const GROUPING_KEY = 'alerts.grouping';
/** How often `since` is drawn anew while somebody looks. */
const REDRAW_MS = 15_000;
const HISTORY_MS = 3_600_000;
const HISTORY_TIMEOUT_MS = 3_000;

const PROBLEMS: Readonly<Record<AlertProblemOf, (problem: string) => string>> = {
  alertmanager: (problem) => vscode.l10n.t('Alerts do not get to the Alertmanager: {0}.', problem),
  webhook: (problem) => vscode.l10n.t('Alerts do not get to the webhook: {0}.', problem),
  slack: (problem) => vscode.l10n.t('Alerts do not get to Slack: {0}.', problem),
  alertmanagerAlerts: (problem) => vscode.l10n.t('The alerts of the Alertmanager cannot be had: {0}.', problem),
  prometheus: (problem) => vscode.l10n.t('The alerts of the Prometheus cannot be had: {0}.', problem),
};

export interface AlertsTreeOptions {
  readonly book: AlertBook;
  readonly engine: EngineClient;
  readonly memento: vscode.Memento;
  readonly context: AppContext;
  readonly clock: Clock;
}

/** The Alerts view: what its rows are is decided in `alertRows.ts`; here they meet the editor. */
export class AlertsTree implements vscode.TreeDataProvider<string>, vscode.Disposable {
  readonly #options: AlertsTreeOptions;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.own(new vscode.EventEmitter<string[] | undefined>());
  readonly #timer = this.#store.own(new Slot());
  readonly #view: vscode.TreeView<string>;
  readonly #rows = new ViewRows<AlertNode>({
    idOf,
    childrenOf: (node) => this.#childrenOf(node),
    rowOf: (node) => alertRowOf(node, this.#options.clock.now()),
  });
  #grouping: AlertGrouping;
  /** Why alerts do not get to where they should, or those of others are not known, or old. */
  readonly #problems = new Map<AlertProblemOf, string>();

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(options: AlertsTreeOptions) {
    this.#options = options;
    this.#grouping = options.memento.get(GROUPING_KEY) === 'service' ? 'service' : 'severity';
    this.#view = this.#store.own(
      vscode.window.createTreeView(VIEWS.alerts, { treeDataProvider: this, showCollapseAll: true }),
    );
    this.#store.own(options.book.onDidChange(() => this.#draw()));
    this.#store.own(
      options.engine.onAlertProblem(({ of, problem }) => {
        if (problem === undefined) this.#problems.delete(of);
        else this.#problems.set(of, problem);
        this.#draw();
      }),
    );
    this.#store.own(this.#view.onDidChangeVisibility(() => this.#draw()));
    options.context.set('alertGroup', this.#grouping);
    this.#draw();
  }

  /** The alert of a row, or of the one that is selected, for a command that was given none. */
  alertOf(row: unknown): ShownAlert | undefined {
    const node = this.#rows.node(typeof row === 'string' ? row : this.#view.selection[0]);
    return node === undefined || node.kind === 'group' ? undefined : node.alert;
  }

  async groupBy(grouping: AlertGrouping): Promise<void> {
    this.#grouping = grouping;
    this.#options.context.set('alertGroup', grouping);
    this.#draw();
    await this.#options.memento.update(GROUPING_KEY, grouping);
  }

  getChildren(id?: string): string[] {
    return this.#rows.children(id);
  }

  getParent(id: string): string | undefined {
    const node = this.#rows.node(id);
    if (node === undefined || node.kind === 'group') return undefined;
    if (node.kind === 'annotation') return idOf({ kind: 'alert', alert: node.alert });
    const group = this.#groups().find(({ alerts }) => alerts.some((alert) => alert.id === node.alert.id));
    return group && idOf({ kind: 'group', ...group });
  }

  getTreeItem(id: string): vscode.TreeItem {
    const node = this.#rows.node(id);
    return treeItem(id, node && alertRowOf(node, this.#options.clock.now()));
  }

  async resolveTreeItem(item: vscode.TreeItem, id: string): Promise<vscode.TreeItem> {
    const node = this.#rows.node(id);
    if (node === undefined || node.kind === 'group') return item;
    const { engine, clock } = this.#options;
    const { ALERT_TOOLTIP_COMMANDS, alertTooltip } = await import('./alertTooltip.ts');
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

  #groups(): { name: string; alerts: readonly ShownAlert[] }[] {
    return alertGroups(this.#options.book.all, this.#grouping);
  }

  #childrenOf(node: AlertNode | undefined): AlertNode[] {
    if (node === undefined) return this.#groups().map(({ name, alerts }) => ({ kind: 'group', name, alerts }));
    if (node.kind === 'group') return node.alerts.map((alert) => ({ kind: 'alert', alert }));
    if (node.kind === 'annotation') return [];
    const { alert } = node;
    return annotationsOf(alert).map(([name, text]) => ({ kind: 'annotation', alert, name, text }));
  }

  #draw(): void {
    const { book, clock } = this.#options;
    const changes = this.#rows.update();
    // A group is left out where it can be: drawing it draws its rows.
    if (changes === 'all') this.#changed.fire(undefined);
    else if (changes.length > 0) this.#changed.fire([...changes]);
    const calling = book.calling.length;
    const tooltip = calling === 1 ? vscode.l10n.t('1 alert fires') : vscode.l10n.t('{0} alerts fire', calling);
    this.#view.badge = calling === 0 ? undefined : { value: calling, tooltip };
    this.#view.message = [
      ...[...this.#problems].map(([of, problem]) => PROBLEMS[of](problem)),
      book.omitted === 0 ? '' : vscode.l10n.t('{0} more are not listed.', book.omitted),
    ]
      .filter((line) => line !== '')
      .join(' ');
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
