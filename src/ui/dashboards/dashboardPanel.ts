import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { DisposableStore } from '../../base/disposable.ts';
import type {
  DashboardContent,
  DashboardHostSide,
  DashboardPageSide,
  VariableAnswer,
} from '../../protocol/dashboard.ts';
import { QUERY_LIMITS, type QueryAnswer } from '../../protocol/query.ts';
import { Channel, type RequestHandlers } from '../../protocol/rpc.ts';
import { COMMANDS } from '../contributions.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import { panelPort, showPage } from '../panels/panelPage.ts';
import { manageTrust, whyRestricted } from '../panels/restricted.ts';
import { checkText, checkTime } from '../query/queryChecks.ts';
import { failureOf, orElse } from '../query/queryFailures.ts';
import type { Settings } from '../settings/settings.ts';
import { checkKey } from './dashboardChecks.ts';
import { DashboardFile } from './dashboardFile.ts';
import { DashboardReader } from './dashboardReader.ts';

export interface DashboardPanelOptions {
  readonly engine: EngineClient;
  readonly settings: Pick<Settings, 'output' | 'onDidChange'>;
  readonly extensionUri: vscode.Uri;
  readonly clock: Clock;
  /** Opens the query panel with a query. */
  readonly openQuery: (text: string) => Promise<void>;
  readonly onBug: (error: unknown, where: string) => void;
}

/** The engine ends a query itself; this is for an engine that does not answer. */
const REQUEST_TIMEOUT_MS = 3 * QUERY_LIMITS.timeoutMs;

const MESSAGES = {
  restarting: () => vscode.l10n.t('The engine ended and is started again. What is shown may be old.'),
  noFile: () => vscode.l10n.t('What was shown here is no file of this workspace. Open it again with Open Dashboard.'),
  badRequest: () => vscode.l10n.t('What the page asked for is not valid.'),
};

/** The panel of one dashboard: gives the page what the file has, as it changes, and what the engine answers to its queries. */
export class DashboardPanel implements vscode.Disposable {
  /** Of this panel alone: by it the engine knows which query follows on which. */
  readonly id = randomUUID();
  readonly #panel: vscode.WebviewPanel;
  readonly #options: DashboardPanelOptions;
  readonly #store = new DisposableStore();
  readonly #channel: Channel<DashboardHostSide, DashboardPageSide>;
  readonly #file: DashboardFile | undefined;
  readonly #reader: DashboardReader | undefined;
  #busy: Promise<unknown> = Promise.resolve();
  /** The page is there and asked for all. */
  #isOpen = false;
  /** What it was given. */
  #told: DashboardContent | undefined;

  /** Without `uri` the panel says that it does not know its file. */
  constructor(panel: vscode.WebviewPanel, uri: vscode.Uri | undefined, options: DashboardPanelOptions) {
    this.#panel = panel;
    this.#options = options;
    const { engine, settings, clock, extensionUri, onBug } = options;
    const own = this.#store.own.bind(this.#store);
    this.#file = uri && own(new DashboardFile(uri, clock));
    this.#reader = this.#file && new DashboardReader(this.#file, options);
    this.#channel = own(
      new Channel<DashboardHostSide, DashboardPageSide>({ port: panelPort(panel), onBug, requests: this.#requests() }),
    );
    const refresh = (): void => this.#refresh();
    own(
      engine.onDidConnect(() => {
        this.#channel.notify('connected', []);
        refresh();
      }),
    );
    own(engine.onDidChangeState(refresh));
    own(settings.onDidChange(refresh));
    own(vscode.workspace.onDidGrantWorkspaceTrust(refresh));
    if (this.#file !== undefined) own(this.#file.onDidChange(refresh));
    // A page that is hidden is gone; it asks for all again when it is shown.
    own(panel.onDidChangeViewState(() => (this.#isOpen &&= panel.visible)));
    const icon = (theme: string): vscode.Uri => vscode.Uri.joinPath(extensionUri, 'media', `dashboard-${theme}.svg`);
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    showPage(panel, extensionUri, 'dashboard');
  }

  reveal(): void {
    this.#panel.reveal();
  }

  /** Ends what the panel holds; the panel itself is the editor's, which brings it back after a reload. */
  dispose(): void {
    this.#store.dispose();
  }

  #requests(): RequestHandlers<DashboardHostSide['requests']> {
    const { engine, clock, openQuery } = this.#options;
    const options = (signal: AbortSignal) => ({ timeoutMs: REQUEST_TIMEOUT_MS, signal });
    return {
      open: () => {
        this.#isOpen = true;
        return this.#inTurn(async () => {
          this.#told = await this.#content();
          return this.#told;
        });
      },
      query: async (rawKey, rawText, rawTime, signal): Promise<QueryAnswer> => {
        const [key, time] = [checkKey(rawKey), checkTime(rawTime)];
        const problem = whyRestricted();
        if (problem !== undefined) return { ok: false, failure: { reason: 'notRunning', message: problem } };
        if (key === undefined || time === undefined)
          return { ok: false, failure: { reason: 'failed', message: MESSAGES.badRequest() } };
        const request = { panelId: `${this.id}/${key}`, text: checkText(rawText), time };
        return orElse(engine.request('query', [request], options(signal)), (error) => ({
          ok: false,
          failure: failureOf(error, engine.state),
        }));
      },
      variableValues: async (query, regex, signal): Promise<VariableAnswer> => {
        const problem = whyRestricted();
        if (problem !== undefined) return { ok: false, problem };
        const asked = engine.request(
          'variableValues',
          [checkText(query), checkText(regex), clock.now()],
          options(signal),
        );
        return orElse(asked, (error) => ({ ok: false, problem: failureOf(error, engine.state).message }));
      },
      openQuery: (text) => openQuery(checkText(text)),
      openFile: () => this.#openFile(),
      addService: async () => {
        await vscode.commands.executeCommand(COMMANDS.addService);
      },
      manageTrust,
    };
  }

  /** One reading after the other, so that an older one is not told after a newer one. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#busy.then(work);
    // Whoever asked hears of a failure; the next one goes on all the same.
    this.#busy = mine.catch(() => undefined);
    return mine;
  }

  async #content(): Promise<DashboardContent> {
    const content: DashboardContent = (await this.#reader?.read()) ?? {
      kind: 'message',
      message: MESSAGES.noFile(),
      action: 'none',
    };
    if (content.kind === 'dashboard' && content.dashboard.title !== '' && !this.#store.isDisposed)
      this.#panel.title = content.dashboard.title;
    this.#showNotice();
    return content;
  }

  #refresh(): void {
    if (!this.#isOpen) return;
    const again = this.#inTurn(async () => {
      const content = await this.#content();
      // The reader gives the same object where nothing is different; a page that begins anew loses where its user was.
      if (!this.#isOpen || this.#store.isDisposed || isSame(content, this.#told)) return;
      this.#told = content;
      this.#channel.notify('content', [content]);
    });
    again.catch((error: unknown) => this.#options.onBug(error, 'reading a dashboard'));
  }

  #showNotice(): void {
    if (this.#store.isDisposed) return;
    const restarting = this.#options.engine.state.kind === 'restarting';
    this.#channel.notify('notice', [restarting ? MESSAGES.restarting() : (this.#reader?.problem ?? '')]);
  }

  async #openFile(): Promise<void> {
    if (this.#file === undefined) return;
    const { uri } = this.#file;
    const shown = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
    const { One, Beside } = vscode.ViewColumn;
    const viewColumn = shown?.viewColumn ?? (this.#panel.viewColumn === One ? Beside : One);
    try {
      await vscode.window.showTextDocument(uri, { viewColumn });
    } catch (error) {
      // Gone, or too large for an editor: who asked for it is told by the editor's own words.
      void vscode.window.showWarningMessage(error instanceof Error ? error.message : String(error));
    }
  }
}

function isSame(one: DashboardContent, other: DashboardContent | undefined): boolean {
  if (one.kind === 'message' && other?.kind === 'message')
    return one.message === other.message && one.action === other.action;
  return one === other;
}
