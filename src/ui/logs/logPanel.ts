import { randomUUID } from 'node:crypto';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { DisposableStore, Slot } from '../../base/disposable.ts';
import type { PathMapping } from '../../config/readPathMappings.ts';
import type { LogSource } from '../../model/service.ts';
import type { LogHostSide, LogPageSide, OpenedLogs } from '../../protocol/logPanel.ts';
import { LOG_ROWS_MAX, type LogOpening, type LogViewFilter, type LogViewState } from '../../protocol/logs.ts';
import { Channel, ChannelError, type RequestHandlers, unlessAway } from '../../protocol/rpc.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import { withoutLinks } from '../markdown.ts';
import { panelPort, showPage } from '../panels/panelPage.ts';
import { checkCopy } from '../query/queryChecks.ts';
import { checkCount, checkLogFilter, checkLogFind, checkLogTarget, checkRow } from './logChecks.ts';
import { openNamedFile } from './openNamedFile.ts';

export interface LogPanelOptions {
  readonly clock: Clock;
  readonly engine: EngineClient;
  readonly extensionUri: vscode.Uri;
  readonly pathMappings: () => readonly PathMapping[];
  readonly onBug: (error: unknown, where: string) => void;
}

/** Over a gigabyte a filter or patterns take a while. */
const REQUEST_TIMEOUT_MS = 60_000;
const EXPORT_TIMEOUT_MS = 600_000;
/** The last rows come with the page's document where they are read by then: the editor is not ready for it earlier. */
const FIRST_ROWS_MS = 250;

/** A log view: gives the page what the engine answers, once what the page asks is checked. */
export class LogPanel implements vscode.Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #sources: readonly LogSource[];
  readonly #options: LogPanelOptions;
  readonly #store = new DisposableStore();
  readonly #channel: Channel<LogHostSide, LogPageSide>;
  readonly #viewId = randomUUID();
  /** The page begins with it when it opens next. */
  #nextFilter: LogViewFilter | undefined;
  /** What the engine answered before the page asked. */
  #begun: Promise<LogOpening | undefined> | undefined;
  /** What is in the page's document, until the page told that it shows it. */
  #embedded: LogOpening | undefined;
  /** What the engine told since the view was opened. */
  #told: LogViewState | undefined;

  constructor(panel: vscode.WebviewPanel, sources: readonly LogSource[], options: LogPanelOptions) {
    this.#panel = panel;
    this.#sources = sources;
    this.#options = options;
    const { engine, onBug } = options;
    this.#channel = this.#store.own(
      new Channel<LogHostSide, LogPageSide>({
        port: panelPort(panel),
        onBug,
        requests: this.#requests(),
      }),
    );
    this.#store.own(
      engine.onDidConnect(() => {
        this.#begun = this.#embedded = undefined;
        this.#channel.notify('connected', []);
      }),
    );
    this.#store.own(
      engine.onLogState((state) => {
        if (state.viewId !== this.#viewId) return;
        this.#told = state;
        this.#channel.notify('state', [state]);
      }),
    );
  }

  /** Shows the page of a new view; with `filter` it begins with that. The logs are read while the editor makes the panel. */
  async begin(filter?: LogViewFilter): Promise<void> {
    this.#nextFilter = filter;
    const begun = this.#openLogs(filter ?? {}, { waits: true });
    this.#begun = begun;
    // Where it fails, it fails for the page that asks for it.
    const opening = await this.#within(
      FIRST_ROWS_MS,
      begun.catch(() => undefined),
    );
    if (this.#store.isDisposed) return;
    // What came after a restart of the engine is another's.
    if (opening === undefined || this.#begun !== begun) this.show();
    else {
      this.#nextFilter = this.#begun = undefined;
      this.#embedded = opening;
      this.show({ filter: filter ?? {}, sources: this.#sources, opening });
    }
  }

  /** Shows the page; unless it is given what it begins with, it asks. */
  show(start?: OpenedLogs): void {
    showPage(this.#panel, this.#options.extensionUri, 'logs', { start });
  }

  reveal(filter?: LogViewFilter): void {
    // A page that is hidden is not there: it asks when it comes back.
    if (filter !== undefined && this.#panel.visible) this.#channel.notify('filter', [filter]);
    else if (filter !== undefined) this.#nextFilter = filter;
    this.#panel.reveal();
  }

  /** It is the editor that the user is in. */
  get isActive(): boolean {
    return this.#panel.active;
  }

  /** Opens what the filter leaves as a document of its own. */
  async openDocument(signal = new AbortController().signal): Promise<void> {
    const request = this.#options.engine.request('logText', [this.#viewId], { timeoutMs: REQUEST_TIMEOUT_MS, signal });
    const content = await unlessAway(request);
    if (content === undefined) return;
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content, language: 'log' }));
  }

  /** Writes what the filter leaves into a file that the user names. */
  async exportRows(): Promise<void> {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const target = await vscode.window.showSaveDialog({
      title: vscode.l10n.t('Export the Records That Are Shown'),
      ...(folder !== undefined && { defaultUri: vscode.Uri.joinPath(folder, 'export.log') }),
      filters: { [vscode.l10n.t('As they were written')]: ['log', 'txt'], [vscode.l10n.t('Lines of JSON')]: ['jsonl'] },
    });
    if (target === undefined) return;
    const { fsPath } = target;
    const title = vscode.l10n.t('Exporting the log');
    const done = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: true },
      (_progress, token) => {
        const controller = new AbortController();
        token.onCancellationRequested(() => controller.abort());
        const options = { timeoutMs: EXPORT_TIMEOUT_MS, signal: controller.signal };
        return unlessAway(this.#options.engine.request('exportLogs', [this.#viewId, fsPath], options));
      },
    );
    if (done === undefined) return;
    const { records, problem } = done;
    const open = vscode.l10n.t('Open');
    const count = records.toLocaleString('en');
    const text = problem ?? vscode.l10n.t('{0} records are in {1}.', count, path.basename(fsPath));
    const tell = problem === undefined ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
    if ((await tell(withoutLinks(text), open)) === open) await vscode.window.showTextDocument(target);
  }

  dispose(): void {
    this.#options.engine.request('closeLogs', [this.#viewId]).catch((error: unknown) => {
      // An engine that is gone has closed it already.
      if (!(error instanceof ChannelError)) this.#options.onBug(error, 'closing a log view');
    });
    this.#store.dispose();
  }

  /** What comes within that time, else undefined. */
  async #within<T>(ms: number, answer: Promise<T>): Promise<T | undefined> {
    const timer = this.#store.own(new Slot());
    const late = new Promise<undefined>((resolve) =>
      timer.set(this.#options.clock.setTimeout(() => resolve(undefined), ms)),
    );
    const first = await Promise.race([answer, late]);
    timer.set(undefined);
    return first;
  }

  async #openLogs(
    filter: LogViewFilter,
    { waits, signal }: { readonly waits?: true; readonly signal?: AbortSignal } = {},
  ): Promise<LogOpening | undefined> {
    const request = { viewId: this.#viewId, sources: this.#sources, filter, ...(waits && { waits }) };
    const options = { timeoutMs: REQUEST_TIMEOUT_MS, ...(signal && { signal }) };
    const opening = await unlessAway(this.#options.engine.request('openLogs', [request], options));
    this.#told = undefined;
    return opening;
  }

  #index(): void {
    const { engine, onBug } = this.#options;
    unlessAway(engine.request('indexLogs', [this.#viewId])).catch((error: unknown) => onBug(error, 'indexing a log'));
  }

  #requests(): RequestHandlers<LogHostSide['requests']> {
    const { engine } = this.#options;
    const viewId = this.#viewId;
    const options = (signal: AbortSignal) => ({ timeoutMs: REQUEST_TIMEOUT_MS, signal });
    return {
      open: async (filter, signal) => {
        const [next, begun] = [this.#nextFilter, this.#begun];
        this.#nextFilter = this.#begun = undefined;
        if (next !== undefined) this.#channel.notify('filter', [next]);
        const waiting = await begun;
        if (waiting !== undefined) this.#index();
        const opening = waiting ?? (await this.#openLogs(next ?? checkLogFilter(filter), { signal }));
        return opening && { ...opening, state: this.#told ?? opening.state };
      },
      begun: () => {
        // A page that was hidden comes back with the document that it began with.
        const opening = this.#embedded;
        this.#embedded = undefined;
        if (opening !== undefined) this.#index();
        return opening && (this.#told ?? opening.state);
      },
      sources: () => this.#sources,
      filter: async (filter, signal) => {
        await unlessAway(engine.request('filterLogs', [viewId, checkLogFilter(filter)], options(signal)));
      },
      rows: (from, count, signal) =>
        unlessAway(
          engine.request(
            'logRows',
            [viewId, checkCount(from), Math.min(checkCount(count), LOG_ROWS_MAX)],
            options(signal),
          ),
        ),
      detail: (generation, row, signal) =>
        unlessAway(engine.request('logDetail', [viewId, checkCount(generation), checkCount(row)], options(signal))),
      find: (find, from, step, signal) =>
        unlessAway(
          engine.request(
            'findInLogs',
            [viewId, checkLogFind(find), checkRow(from), step === 1 || step === -1 ? step : 0],
            options(signal),
          ),
        ),
      place: async (rawTarget, signal) => {
        const target = checkLogTarget(rawTarget);
        return target === undefined
          ? undefined
          : unlessAway(engine.request('logPlace', [viewId, target], options(signal)));
      },
      histogram: (buckets, signal) =>
        unlessAway(engine.request('logHistogram', [viewId, checkCount(buckets)], options(signal))),
      patterns: async (signal) => (await unlessAway(engine.request('logPatterns', [viewId], options(signal)))) ?? [],
      openFile: (file, line, column) =>
        openNamedFile(file, checkCount(line), checkCount(column), {
          mappings: this.#options.pathMappings,
          original: (request) => unlessAway(engine.request('originalPlace', [request])),
        }),
      openDocument: (signal) => this.openDocument(signal),
      exportRows: () => this.exportRows(),
      copy: async (rawText) => {
        const text = checkCopy(rawText);
        if (text !== undefined) await vscode.env.clipboard.writeText(text);
      },
    };
  }
}
