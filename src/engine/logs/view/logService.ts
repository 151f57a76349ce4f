import type { Disposable } from '../../../base/disposable.ts';
import { LOG_ROWS_MAX, type LogViewRequests } from '../../../protocol/logs.ts';
import type { Promised } from '../../../protocol/rpc.ts';
import { LogView, type LogViewOptions } from './logView.ts';

const VIEWS_MAX = 20;
const BUCKETS_MAX = 500;

/** Answers what log views ask; holds the views that are open. */
export class LogService implements Disposable, Promised<LogViewRequests> {
  readonly #options: LogViewOptions;
  readonly #views = new Map<string, LogView>();

  constructor(options: LogViewOptions) {
    this.#options = options;
  }

  async openLogs(
    request: Parameters<LogViewRequests['openLogs']>[0],
  ): Promise<ReturnType<LogViewRequests['openLogs']>> {
    this.closeLogs(request.viewId);
    const [oldest] = this.#views.keys();
    if (this.#views.size >= VIEWS_MAX && oldest !== undefined) this.closeLogs(oldest);
    const view = new LogView(request, this.#options);
    this.#views.set(request.viewId, view);
    return view.open();
  }

  indexLogs(viewId: string): void {
    this.#views.get(viewId)?.index();
  }

  closeLogs(viewId: string): void {
    this.#views.get(viewId)?.dispose();
    this.#views.delete(viewId);
  }

  filterLogs(viewId: string, filter: Parameters<LogViewRequests['filterLogs']>[1]): void {
    this.#views.get(viewId)?.setFilter(filter);
  }

  async logRows(viewId: string, from: number, count: number): Promise<ReturnType<LogViewRequests['logRows']>> {
    return this.#views.get(viewId)?.rows(from, Math.min(count, LOG_ROWS_MAX));
  }

  async logDetail(viewId: string, generation: number, row: number): Promise<ReturnType<LogViewRequests['logDetail']>> {
    return this.#views.get(viewId)?.detail(generation, row);
  }

  async findInLogs(
    viewId: string,
    ...[find, from, step]: Parameters<LogView['find']>
  ): Promise<ReturnType<LogViewRequests['findInLogs']>> {
    return this.#views.get(viewId)?.find(find, from, step);
  }

  logPlace(
    viewId: string,
    target: Parameters<LogViewRequests['logPlace']>[1],
  ): ReturnType<LogViewRequests['logPlace']> {
    return this.#views.get(viewId)?.place(target);
  }

  logHistogram(viewId: string, buckets: number): ReturnType<LogViewRequests['logHistogram']> {
    return this.#views.get(viewId)?.histogram(Math.min(buckets, BUCKETS_MAX));
  }

  async logText(viewId: string): Promise<ReturnType<LogViewRequests['logText']>> {
    return (await this.#views.get(viewId)?.text()) ?? '';
  }

  async exportLogs(
    viewId: string,
    file: string,
    signal = new AbortController().signal,
  ): Promise<ReturnType<LogViewRequests['exportLogs']>> {
    return this.#views.get(viewId)?.export(file, signal);
  }

  async logPatterns(viewId: string): Promise<ReturnType<LogViewRequests['logPatterns']>> {
    return (await this.#views.get(viewId)?.patterns()) ?? [];
  }

  dispose(): void {
    for (const view of this.#views.values()) view.dispose();
    this.#views.clear();
  }
}
