import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable.ts';
import type { LogSource } from '../../model/service.ts';
import type { LogHostSide, LogPageSide } from '../../protocol/logPanel.ts';
import { LOG_ROWS_MAX } from '../../protocol/logs.ts';
import { Channel, ChannelError, type RequestHandlers } from '../../protocol/rpc.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import { panelPort, showPage } from '../panels/panelPage.ts';
import { checkCopy } from '../query/queryChecks.ts';
import { checkCount, checkLogFilter, checkLogFind, checkLogTarget, checkRow } from './logChecks.ts';
import { openNamedFile } from './openNamedFile.ts';

export interface LogPanelOptions {
  readonly engine: EngineClient;
  readonly extensionUri: vscode.Uri;
  readonly onBug: (error: unknown, where: string) => void;
}

/** Over a gigabyte a filter or patterns take a while. */
const REQUEST_TIMEOUT_MS = 60_000;

/** A log view: gives the page what the engine answers, once what the page asks is checked. */
export class LogPanel implements vscode.Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #sources: readonly LogSource[];
  readonly #options: LogPanelOptions;
  readonly #store = new DisposableStore();
  readonly #channel: Channel<LogHostSide, LogPageSide>;
  readonly #viewId = randomUUID();

  constructor(panel: vscode.WebviewPanel, sources: readonly LogSource[], options: LogPanelOptions) {
    this.#panel = panel;
    this.#sources = sources;
    this.#options = options;
    const { engine, extensionUri, onBug } = options;
    this.#channel = this.#store.own(
      new Channel<LogHostSide, LogPageSide>({
        port: panelPort(panel),
        onBug,
        requests: this.#requests(),
      }),
    );
    this.#store.own(engine.onDidConnect(() => this.#channel.notify('connected', [])));
    this.#store.own(
      engine.onLogState((state) => state.viewId === this.#viewId && this.#channel.notify('state', [state])),
    );
    showPage(panel, extensionUri, 'logs');
  }

  reveal(): void {
    this.#panel.reveal();
  }

  dispose(): void {
    this.#options.engine.request('closeLogs', [this.#viewId]).catch((error: unknown) => {
      // An engine that is gone has closed it already.
      if (!(error instanceof ChannelError)) this.#options.onBug(error, 'closing a log view');
    });
    this.#store.dispose();
  }

  #requests(): RequestHandlers<LogHostSide['requests']> {
    const { engine } = this.#options;
    const viewId = this.#viewId;
    const options = (signal: AbortSignal) => ({ timeoutMs: REQUEST_TIMEOUT_MS, signal });
    return {
      open: (filter, signal) =>
        orNothing(
          engine.request(
            'openLogs',
            [{ viewId, sources: this.#sources, filter: checkLogFilter(filter) }],
            options(signal),
          ),
        ),
      sources: () => this.#sources,
      filter: async (filter, signal) => {
        await orNothing(engine.request('filterLogs', [viewId, checkLogFilter(filter)], options(signal)));
      },
      rows: (from, count, signal) =>
        orNothing(
          engine.request(
            'logRows',
            [viewId, checkCount(from), Math.min(checkCount(count), LOG_ROWS_MAX)],
            options(signal),
          ),
        ),
      detail: (generation, row, signal) =>
        orNothing(engine.request('logDetail', [viewId, checkCount(generation), checkCount(row)], options(signal))),
      find: (find, from, step, signal) =>
        orNothing(
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
          : orNothing(engine.request('logPlace', [viewId, target], options(signal)));
      },
      histogram: (buckets, signal) =>
        orNothing(engine.request('logHistogram', [viewId, checkCount(buckets)], options(signal))),
      patterns: async (signal) => (await orNothing(engine.request('logPatterns', [viewId], options(signal)))) ?? [],
      openFile: (path, line, column) => openNamedFile(path, checkCount(line), checkCount(column)),
      openDocument: async (signal) => {
        const content = await orNothing(engine.request('logText', [viewId], options(signal)));
        if (content === undefined) return;
        await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content, language: 'log' }));
      },
      copy: async (rawText) => {
        const text = checkCopy(rawText);
        if (text !== undefined) await vscode.env.clipboard.writeText(text);
      },
    };
  }
}

/** What the engine answers, or undefined while it is away: the page asks again when it is back. */
async function orNothing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ChannelError && error.code !== 'remote') return undefined;
    throw error;
  }
}
