import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable.ts';
import { QUERY_LIMITS, type QueryFailure } from '../../protocol/query.ts';
import type { QueryHostSide, QueryPageSide, QueryShow } from '../../protocol/queryPanel.ts';
import { Channel, type RequestHandlers } from '../../protocol/rpc.ts';
import { COMMANDS } from '../contributions.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import { panelPort, showPage } from '../panels/panelPage.ts';
import { nodeId } from '../tree/treeNodes.ts';
import { checkCopy, checkMatchers, checkMoment, checkName, checkText, checkTime } from './queryChecks.ts';
import { failureOf, orElse } from './queryFailures.ts';
import type { QueryHistory } from './queryHistory.ts';

export interface QueryPanelOptions {
  readonly engine: EngineClient;
  readonly extensionUri: vscode.Uri;
  readonly history: QueryHistory;
  readonly onBug: (error: unknown, where: string) => void;
}

/** The engine ends a query itself; this is for an engine that does not answer. */
const REQUEST_TIMEOUT_MS = 3 * QUERY_LIMITS.timeoutMs;

const MESSAGES = {
  restarting: () => vscode.l10n.t('The engine ended and is started again. What is shown may be old.'),
  badTime: () => vscode.l10n.t('The time to evaluate at is not valid.'),
};

/** The panel for queries: gives the page what the engine answers, once what the page asks is checked. */
export class QueryPanel implements vscode.Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #options: QueryPanelOptions;
  readonly #store = new DisposableStore();
  readonly #channel: Channel<QueryHostSide, QueryPageSide>;
  readonly #panelId = randomUUID();
  /** What is to be shown once the page is there. */
  #pending: QueryShow;
  #opened = false;

  constructor(panel: vscode.WebviewPanel, show: QueryShow, options: QueryPanelOptions) {
    this.#panel = panel;
    this.#options = options;
    this.#pending = show;
    const { engine, onBug, extensionUri } = options;
    this.#channel = this.#store.own(
      new Channel<QueryHostSide, QueryPageSide>({
        port: panelPort(panel),
        onBug,
        requests: this.#requests(),
      }),
    );
    this.#store.own(engine.onDidConnect(() => this.#channel.notify('connected', [])));
    this.#store.own(engine.onDidChangeState(() => this.#showNotice()));
    // A page that is hidden is gone; it asks for all again when it is shown.
    this.#store.own(panel.onDidChangeViewState(() => (this.#opened &&= panel.visible)));
    const icon = (theme: string): vscode.Uri => vscode.Uri.joinPath(extensionUri, 'media', `query-${theme}.svg`);
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    showPage(panel, extensionUri, 'query');
  }

  /** Called once, when the user or the editor closes the panel. */
  onDidDispose(listener: () => void): void {
    this.#panel.onDidDispose(listener);
  }

  show(what: QueryShow): void {
    this.#panel.reveal();
    if (this.#opened) this.#channel.notify('show', [what]);
    else this.#pending = what;
  }

  /** Ends what the panel holds; the panel itself is the editor's, which brings it back after a reload. */
  dispose(): void {
    this.#store.dispose();
  }

  #requests(): RequestHandlers<QueryHostSide['requests']> {
    const { engine, history } = this.#options;
    const panelId = this.#panelId;
    const options = (signal: AbortSignal) => ({ timeoutMs: REQUEST_TIMEOUT_MS, signal });
    const orFailure = <T>(answer: Promise<T>): Promise<T | { readonly ok: false; readonly failure: QueryFailure }> =>
      orElse(answer, (error) => ({ ok: false, failure: failureOf(error, engine.state) }));
    return {
      open: () => {
        const show = this.#pending;
        this.#pending = {};
        this.#opened = true;
        this.#showNotice();
        return { history: history.queries, show };
      },
      query: async (rawText, rawTime, signal) => {
        const [text, time] = [checkText(rawText), checkTime(rawTime)];
        if (time === undefined) return { ok: false, failure: { reason: 'failed', message: MESSAGES.badTime() } };
        const answer = await orFailure(engine.request('query', [{ panelId, text, time }], options(signal)));
        if (answer.ok && (await history.add(text))) this.#channel.notify('history', [history.queries]);
        return answer;
      },
      explain: (text, atMs, signal) => {
        const request = { panelId, text: checkText(text), atMs: checkMoment(atMs) ?? Date.now() };
        return orFailure(engine.request('explain', [request], options(signal)));
      },
      metrics: (signal) => orElse(engine.request('metrics', [], options(signal)), () => []),
      labelNames: (matchers, signal) =>
        orElse(engine.request('labelNames', [checkMatchers(matchers)], options(signal)), () => []),
      labelValues: (label, matchers, signal) => {
        const name = checkName(label);
        if (name === undefined) return [];
        return orElse(engine.request('labelValues', [name, checkMatchers(matchers)], options(signal)), () => []);
      },
      cardinality: (signal) =>
        orElse(engine.request('cardinality', [], options(signal)), () => ({
          series: 0,
          metrics: [],
          labels: [],
          pairs: [],
        })),
      targets: (signal) => orElse(engine.request('targets', [], options(signal)), () => []),
      clearHistory: async () => {
        await history.clear();
        this.#channel.notify('history', [[]]);
      },
      copy: async (rawText) => {
        const text = checkCopy(rawText);
        if (text !== undefined) await vscode.env.clipboard.writeText(text);
      },
      openService: async (rawId) => {
        const serviceId = checkName(rawId);
        if (serviceId === undefined || !engine.services.has(serviceId)) return;
        await vscode.commands.executeCommand(COMMANDS.openPanel, nodeId('service', serviceId));
      },
      addService: async () => {
        await vscode.commands.executeCommand(COMMANDS.addService);
      },
    };
  }

  #showNotice(): void {
    const restarting = this.#options.engine.state.kind === 'restarting';
    this.#channel.notify('notice', [restarting ? MESSAGES.restarting() : '']);
  }
}
