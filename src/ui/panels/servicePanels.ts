import * as vscode from 'vscode';
import { PAGE_OPTIONS } from './pageOptions.ts';
import { DisposableStore } from '../../base/disposable.ts';
import { PANEL_TYPE } from '../contributions.ts';
import { checkPanelState } from './panelChecks.ts';
import type { ServicePanel, ServicePanelOptions } from './servicePanel.ts';

type PanelModule = typeof import('./servicePanel.ts');

/** What a panel does is loaded with the first one. */
const loadPanel = (): Promise<PanelModule> => import('./servicePanel.ts');

/** The service panels: at most one a service, back in place after a reload. */
export class ServicePanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #options: ServicePanelOptions;
  readonly #store = new DisposableStore();
  readonly #panels = new Map<string, ServicePanel>();

  constructor(options: ServicePanelOptions) {
    this.#options = options;
    this.#store.own(vscode.window.registerWebviewPanelSerializer(PANEL_TYPE, this));
  }

  /** Opens the panel of a service at its timeline. */
  async openTimeline(serviceId: string): Promise<void> {
    await this.open(serviceId);
    this.#panels.get(serviceId)?.showTimeline();
  }

  /** Opens the panel of a service, or brings it to the front; with a metric, at its chart. */
  async open(serviceId: string, metric?: string): Promise<void> {
    const module = await loadPanel();
    const open = this.#panels.get(serviceId);
    if (open !== undefined) {
      open.reveal();
      if (metric !== undefined) open.showMetric(metric);
      return;
    }
    // The id is the title too: it is what the editor keeps of a panel whose page has kept nothing yet.
    const panel = vscode.window.createWebviewPanel(PANEL_TYPE, serviceId, vscode.ViewColumn.Active, {
      enableFindWidget: true,
      ...PAGE_OPTIONS,
    });
    this.#add(module, panel, serviceId);
    if (metric !== undefined) this.#panels.get(serviceId)?.showMetric(metric);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    this.#add(await loadPanel(), panel, checkPanelState(state) ?? panel.title);
  }

  /** The services whose panels are open, for tests. */
  get opened(): readonly string[] {
    return [...this.#panels.keys()];
  }

  dispose(): void {
    for (const panel of this.#panels.values()) panel.dispose();
    this.#panels.clear();
    this.#store.dispose();
  }

  #add({ ServicePanel }: PanelModule, panel: vscode.WebviewPanel, serviceId: string): void {
    const before = this.#panels.get(serviceId);
    const added = new ServicePanel(panel, serviceId, this.#options);
    before?.dispose();
    this.#panels.set(serviceId, added);
    added.onDidDispose(() => {
      added.dispose();
      if (this.#panels.get(serviceId) === added) this.#panels.delete(serviceId);
    });
  }
}
