import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { DisposableStore, Slot } from '../../base/disposable.ts';
import type { StatusBar } from '../../model/uptime.ts';
import type { OverviewContent, OverviewHostSide, OverviewPageSide } from '../../protocol/overview.ts';
import { Channel, ChannelError, type RequestHandlers } from '../../protocol/rpc.ts';
import { COMMANDS } from '../contributions.ts';
import type { EngineClient, ServicesChange } from '../engine/engineClient.ts';
import { panelPort, showPage } from '../panels/panelPage.ts';
import { manageTrust, whyRestricted } from '../panels/restricted.ts';
import { checkServiceIds, checkUptimeRange, overviewService } from './overviewServices.ts';

export interface OverviewPanelOptions {
  readonly engine: EngineClient;
  readonly extensionUri: vscode.Uri;
  readonly clock: Clock;
  /** Opens the panel of a service. */
  readonly openService: (serviceId: string) => Promise<void>;
  readonly onBug: (error: unknown, where: string) => void;
}

/** Changes are gathered for this long before the page hears of them. */
const BATCH_MS = 500;
/** The first look at thousands of services reads the history of each. */
const BARS_TIMEOUT_MS = 60_000;

const MESSAGES = {
  noServices: () => vscode.l10n.t('No service is watched here yet.'),
  starting: () => vscode.l10n.t('The engine is starting.'),
  restarting: () => vscode.l10n.t('The engine ended and is started again. What is shown may be old.'),
};

/** The overview: gives the page the services as they change, and the bars that it asks for. */
export class OverviewPanel implements vscode.Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #options: OverviewPanelOptions;
  readonly #store = new DisposableStore();
  readonly #channel: Channel<OverviewHostSide, OverviewPageSide>;
  readonly #timer = this.#store.own(new Slot());
  readonly #changed = new Set<string>();
  /** The page is there and was given everything. */
  #isOpen = false;

  constructor(panel: vscode.WebviewPanel, options: OverviewPanelOptions) {
    this.#panel = panel;
    this.#options = options;
    const { engine, onBug, extensionUri } = options;
    this.#channel = this.#store.own(
      new Channel<OverviewHostSide, OverviewPageSide>({ port: panelPort(panel), onBug, requests: this.#requests() }),
    );
    this.#store.own(engine.onDidChangeServices((change) => this.#onServices(change)));
    this.#store.own(engine.onDidChangeState(() => this.#showState()));
    // A page that is hidden is gone; it asks for all again when it is shown.
    this.#store.own(panel.onDidChangeViewState(() => (this.#isOpen &&= panel.visible)));
    const icon = (theme: string): vscode.Uri => vscode.Uri.joinPath(extensionUri, 'media', `overview-${theme}.svg`);
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    showPage(panel, extensionUri, 'overview');
  }

  /** Called once, when the user or the editor closes the panel. */
  onDidDispose(listener: () => void): void {
    this.#panel.onDidDispose(listener);
  }

  reveal(): void {
    this.#panel.reveal();
  }

  /** Ends what the panel holds; the panel itself is the editor's, which brings it back after a reload. */
  dispose(): void {
    this.#store.dispose();
  }

  #requests(): RequestHandlers<OverviewHostSide['requests']> {
    const { engine, openService } = this.#options;
    return {
      open: () => {
        this.#isOpen = true;
        this.#changed.clear();
        this.#showNotice();
        return this.#content();
      },
      bars: (serviceIds, range, signal) => this.#bars(serviceIds, range, signal),
      openService: async (serviceId) => {
        const [id] = checkServiceIds([serviceId], engine.services);
        if (id !== undefined) await openService(id);
      },
      addService: async () => {
        await vscode.commands.executeCommand(COMMANDS.addService);
      },
      manageTrust,
    };
  }

  async #bars(serviceIds: unknown, range: unknown, signal: AbortSignal): Promise<readonly StatusBar[]> {
    const { engine } = this.#options;
    const over = checkUptimeRange(range);
    const ids = checkServiceIds(serviceIds, engine.services);
    if (over === undefined || ids.length === 0) return [];
    try {
      return await engine.request('statusBars', [ids, over], { timeoutMs: BARS_TIMEOUT_MS, signal });
    } catch (error) {
      if (error instanceof ChannelError) return [];
      throw error;
    }
  }

  #content(): OverviewContent {
    const { engine } = this.#options;
    const services = [...engine.services.values()].map(overviewService);
    if (services.length > 0) return { kind: 'services', services };
    const restricted = whyRestricted();
    if (restricted !== undefined) return { kind: 'message', message: restricted, action: 'manageTrust' };
    return engine.state.kind === 'starting' || engine.state.kind === 'restarting'
      ? { kind: 'message', message: MESSAGES.starting(), action: 'none' }
      : { kind: 'message', message: MESSAGES.noServices(), action: 'addService' };
  }

  #onServices(change: ServicesChange): void {
    if (!this.#isOpen) return;
    if (change.kind === 'all' || this.#options.engine.services.size === 0) {
      this.#changed.clear();
      this.#channel.notify('content', [this.#content()]);
      return;
    }
    for (const id of change.ids) this.#changed.add(id);
    if (this.#timer.value === undefined) this.#timer.set(this.#options.clock.setTimeout(() => this.#flush(), BATCH_MS));
  }

  #flush(): void {
    this.#timer.set(undefined);
    if (!this.#isOpen || this.#changed.size === 0) return;
    const { services } = this.#options.engine;
    const known = [...this.#changed].flatMap((id) => services.get(id) ?? []);
    const removed = [...this.#changed].filter((id) => !services.has(id));
    this.#changed.clear();
    this.#channel.notify('changed', [known.map(overviewService), removed]);
  }

  #showState(): void {
    if (!this.#isOpen) return;
    this.#showNotice();
    if (this.#options.engine.services.size === 0) this.#channel.notify('content', [this.#content()]);
  }

  #showNotice(): void {
    const restarting = this.#options.engine.state.kind === 'restarting';
    this.#channel.notify('notice', [restarting ? MESSAGES.restarting() : '']);
  }
}
