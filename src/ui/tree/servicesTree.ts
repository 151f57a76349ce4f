import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { DisposableStore } from '../../base/disposable.ts';
import type { ServiceState } from '../../model/state.ts';
import { ChannelError } from '../../protocol/rpc.ts';
import type { ServiceUptime } from '../../protocol/uptime.ts';
import { COMMANDS, VIEWS } from '../contributions.ts';
import type { EngineClient, ServicesChange } from '../engine/engineClient.ts';
import { callsForSomebody, isFailing } from '../statusLook.ts';
import type { AlertBook } from '../alerts/alertBook.ts';
import { productionUri } from '../environments/productionMark.ts';
import type { AppContext } from '../appContext.ts';
import { rowOf } from './row.ts';
import { readChoices, type TreeChoices, TreeNodes, namesInId, nodeId } from './treeNodes.ts';
import { treeItem } from './treeItem.ts';
import { TreeUpdates, type TreeUpdate } from './treeUpdates.ts';
import type { MetricFamilies } from '../metrics/metricFamilies.ts';
import type { Pins } from '../metrics/pins.ts';

const CHOICES_KEY = 'tree.choices';
/** A tooltip comes without the uptime rather than late. */
const UPTIME_TIMEOUT_MS = 1_000;

export interface ServicesTreeOptions {
  readonly engine: EngineClient;
  readonly memento: vscode.Memento;
  readonly context: AppContext;
  readonly clock: Clock;
  readonly families: MetricFamilies;
  readonly pins: Pins;
  readonly alerts: AlertBook;
  /** The tree came into sight, or went out of it. */
  readonly onVisible: () => void;
  readonly onBug: (error: unknown) => void;
}

/** The Services tree: what its rows are is decided in `treeNodes.ts` and `row.ts`; here they meet the editor. */
export class ServicesTree implements vscode.TreeDataProvider<string>, vscode.Disposable {
  readonly #options: ServicesTreeOptions;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.own(new vscode.EventEmitter<string[] | undefined>());
  readonly #view: vscode.TreeView<string>;
  readonly #updates: TreeUpdates;
  #choices: TreeChoices;
  #nodes: TreeNodes;
  #outline = '';
  /** What the groups' rows say, as they were last given to the editor. */
  readonly #shownGroups = new Map<string, string>();
  /** How many alerts call for somebody, by service. */
  #alerts: ReadonlyMap<string, number> = new Map();
  #notice = '';

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(options: ServicesTreeOptions) {
    this.#options = options;
    this.#choices = readChoices(options.memento.get(CHOICES_KEY));
    this.#nodes = this.#makeNodes();
    this.#updates = this.#store.own(new TreeUpdates(options.clock, (update) => this.#draw(update)));
    this.#view = this.#store.own(
      vscode.window.createTreeView(VIEWS.services, { treeDataProvider: this, showCollapseAll: true }),
    );
    this.#store.own(
      this.#view.onDidChangeVisibility(({ visible }) => {
        this.#updates.setVisible(visible);
        options.onVisible();
      }),
    );
    this.#store.own(
      options.pins.onDidChange((pins) =>
        this.#updates.add({ kind: 'services', ids: pins.map(({ serviceId }) => serviceId) }),
      ),
    );
    this.#store.own(options.alerts.onDidChange(() => this.#onAlerts()));
    this.#store.own(options.engine.onDidChangeServices((change) => this.#onServices(change)));
    this.#updates.setVisible(this.#view.visible);
    this.#announceChoices();
    this.#showBadge();
  }

  get visible(): boolean {
    return this.#view.visible;
  }

  /** The row that is selected, for a command that was given none. */
  get selection(): string | undefined {
    return this.#view.selection[0];
  }

  getChildren(id?: string): string[] | Promise<string[]> {
    const node = id === undefined ? undefined : this.#nodes.node(id);
    if (node?.kind === 'metrics') return this.#metricsOf(node.service.id, node.families !== undefined);
    if (id === undefined) {
      this.#nodes = this.#makeNodes();
      this.#outline = this.#nodes.outline;
    }
    return [...this.#nodes.children(id)];
  }

  getParent(id: string): string | undefined {
    return this.#nodes.parent(id);
  }

  getTreeItem(id: string): vscode.TreeItem {
    const node = this.#nodes.node(id);
    const row = node && rowOf(node, this.#options.clock.now());
    const item = treeItem(id, row);
    if (node === undefined) {
      item.label = namesInId(id).name ?? '';
      return item;
    }
    if (node.kind === 'group') this.#shownGroups.set(id, JSON.stringify(row));
    if (node.kind === 'service') {
      const marked = productionUri(node.service);
      if (marked !== undefined) item.resourceUri = marked;
      item.command = {
        command: COMMANDS.openPanel,
        title: vscode.l10n.t('Open Panel'),
        arguments: [id],
      };
    }
    return item;
  }

  async resolveTreeItem(item: vscode.TreeItem, id: string): Promise<vscode.TreeItem> {
    const { TOOLTIP_COMMANDS, tooltipOf } = await import('./tooltip.ts');
    const node = this.#nodes.node(id);
    if (node === undefined) return item;
    const uptime = node.kind === 'service' ? await this.#uptimeOf(node.service.id) : undefined;
    const tooltip = new vscode.MarkdownString(tooltipOf(node, this.#options.clock.now(), uptime), true);
    tooltip.isTrusted = { enabledCommands: [...TOOLTIP_COMMANDS] };
    item.tooltip = tooltip;
    return item;
  }

  async #uptimeOf(serviceId: string): Promise<ServiceUptime | undefined> {
    try {
      return await this.#options.engine.request('uptime', [serviceId], { timeoutMs: UPTIME_TIMEOUT_MS });
    } catch (error) {
      // A tooltip does without.
      if (error instanceof ChannelError) return undefined;
      throw error;
    }
  }

  /** Changes how the tree is shown, and remembers it. */
  async choose(change: Partial<TreeChoices>): Promise<void> {
    this.#choices = { ...this.#choices, ...change };
    this.#announceChoices();
    this.#updates.add({ kind: 'all' });
    await this.#options.memento.update(CHOICES_KEY, this.#choices);
  }

  get choices(): TreeChoices {
    return this.#choices;
  }

  /** Shows only what fails, with the tree in front and the worst row chosen. */
  async revealFailing(): Promise<void> {
    await vscode.commands.executeCommand(`${VIEWS.services}.focus`);
    const failing = [...this.#options.engine.services.values()].filter(isFailing);
    if (failing.length === 0) return;
    await this.choose({ onlyFailing: true });
    this.#nodes = this.#makeNodes();
    const [first] = failing.sort((a, b) => Number(b.status === 'down') - Number(a.status === 'down'));
    if (first !== undefined) await this.reveal(first.id);
  }

  /** The services that the row of a group holds. */
  servicesBelow(groupRow: unknown): readonly string[] {
    const node = typeof groupRow === 'string' ? this.#nodes.node(groupRow) : undefined;
    return node?.kind === 'group' ? node.services.map(({ id }) => id) : [];
  }

  async reveal(serviceId: string): Promise<void> {
    const nodes = this.#makeNodes();
    const id = nodeId('service', serviceId);
    if (!this.#options.engine.services.has(serviceId)) return;
    this.#nodes = nodes;
    await this.#view.reveal(id, { select: true, focus: true, expand: true });
  }

  /** A line above the rows: that the engine restarts, or what is left alone in a folder that is not trusted. */
  setNotice(notice: string): void {
    if (notice === this.#notice) return;
    this.#notice = notice;
    this.#showMessage();
  }

  /** The rows as they are shown, for tests. */
  describe(): readonly {
    readonly id: string;
    readonly label: string;
    readonly description: string;
    readonly icon: string;
  }[] {
    const nodes = this.#makeNodes();
    const rows: { id: string; label: string; description: string; icon: string }[] = [];
    const walk = (id: string): void => {
      const node = nodes.node(id);
      if (node === undefined) return;
      const { label, description, icon } = rowOf(node, this.#options.clock.now());
      rows.push({ id, label, description, icon: icon.id });
      for (const child of nodes.children(id)) walk(child);
    };
    for (const id of nodes.children()) walk(id);
    return rows;
  }

  dispose(): void {
    this.#store.dispose();
  }

  /**
   * Asked for only while the row is open and in sight, so that nothing is computed for nobody. What is known is given at
   * once, and what is newer with a redraw: while the editor waits for rows, their commands find nothing.
   */
  #metricsOf(serviceId: string, isKnown: boolean): string[] | Promise<string[]> {
    const { families } = this.#options;
    const row = nodeId('metrics', serviceId);
    const rows = (): string[] => [...this.#nodes.children(row)];
    if (!isKnown) return families.load(serviceId).then(rows);
    if (!families.isFresh(serviceId))
      void families.load(serviceId).then(() => this.#changed.fire([row]), this.#options.onBug);
    return rows();
  }

  #makeNodes(): TreeNodes {
    const { engine, families, pins } = this.#options;
    return new TreeNodes(engine.services, this.#choices, {
      known: (serviceId) => families.known(serviceId),
      alerts: ({ id }) => this.#alerts.get(id) ?? 0,
      isPinned: (serviceId, metric, place) => pins.has(serviceId, metric, place),
    });
  }

  #onServices(change: ServicesChange): void {
    this.#updates.add(change.kind === 'all' ? change : { kind: 'services', ids: change.ids });
    this.#showBadge();
  }

  /** Draws those services whose number of alerts changed. */
  #onAlerts(): void {
    const { engine, alerts } = this.#options;
    const { calling } = alerts;
    const before = this.#alerts;
    this.#alerts = new Map(
      [...engine.services.values()].map(({ id, name }) => [
        id,
        calling.filter(({ labels }) => labels['job'] === id || labels['job'] === name).length,
      ]),
    );
    const ids = [...this.#alerts].filter(([id, count]) => count !== (before.get(id) ?? 0)).map(([id]) => id);
    if (ids.length > 0) this.#updates.add({ kind: 'services', ids });
  }

  #draw(update: TreeUpdate): void {
    this.#showMessage();
    const nodes = this.#makeNodes();
    if (update.kind === 'all' || nodes.outline !== this.#outline) {
      this.#changed.fire(undefined);
      return;
    }
    this.#nodes = nodes;
    // A group's row counts its services, and drawing it anew draws them too. While the editor waits for rows, their
    // commands find none: so a group is drawn only where its own row says something else.
    const rows = update.ids.map((id) => {
      const group = nodes.groupOf(id);
      return group !== undefined && this.#groupChanged(group) ? group : nodeId('service', id);
    });
    this.#changed.fire([...new Set(rows)].filter((row) => !this.#isBelow(row, rows)));
  }

  #groupChanged(id: string): boolean {
    const node = this.#nodes.node(id);
    return node !== undefined && JSON.stringify(rowOf(node, this.#options.clock.now())) !== this.#shownGroups.get(id);
  }

  /** Whether the row's group is drawn, and it with it. */
  #isBelow(row: string, rows: readonly string[]): boolean {
    const parent = this.#nodes.parent(row);
    return parent !== undefined && rows.includes(parent);
  }

  #showBadge(): void {
    const failing = [...this.#options.engine.services.values()].filter(callsForSomebody);
    const value = failing.length;
    if (value === (this.#view.badge?.value ?? 0)) return;
    this.#view.badge = value === 0 ? undefined : { value, tooltip: badgeText(failing) };
  }

  #showMessage(): void {
    const { engine } = this.#options;
    const noneFails =
      this.#choices.onlyFailing && engine.services.size > 0 && ![...engine.services.values()].some(isFailing);
    const filter = noneFails ? vscode.l10n.t('No service fails. Only failing services are shown.') : '';
    const message = [this.#notice, filter].filter((line) => line !== '').join(' ');
    if (message !== (this.#view.message ?? '')) this.#view.message = message;
  }

  #announceChoices(): void {
    const { context } = this.#options;
    context.set('onlyFailing', this.#choices.onlyFailing);
    context.set('sort', this.#choices.sort);
    context.set('group', this.#choices.group);
    this.#view.description = this.#choices.onlyFailing ? vscode.l10n.t('only failing') : '';
  }
}

function badgeText(failing: readonly ServiceState[]): string {
  return failing.length === 1
    ? vscode.l10n.t('1 failing service')
    : vscode.l10n.t('{0} failing services', failing.length);
}
