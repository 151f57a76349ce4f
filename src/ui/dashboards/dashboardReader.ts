import * as vscode from 'vscode';
import type { DashboardContent } from '../../protocol/dashboard.ts';
import { whyRestricted } from '../panels/restricted.ts';
import { orElse } from '../query/queryFailures.ts';
import { scrapeMsOf } from './dashboardChecks.ts';
import type { DashboardFile } from './dashboardFile.ts';
import type { DashboardPanelOptions } from './dashboardPanel.ts';

type ShownDashboard = Extract<DashboardContent, { kind: 'dashboard' }>;

const message = (text: string, action: 'addService' | 'manageTrust' | 'openFile' | 'none'): DashboardContent => ({
  kind: 'message',
  message: text,
  action,
});

/** What a file's panel is to show: the dashboard, or why there is none. */
export class DashboardReader {
  readonly #file: DashboardFile;
  readonly #options: Pick<DashboardPanelOptions, 'engine' | 'settings'>;
  /** The last dashboard that could be read, with its text. */
  #last: { readonly text: string; readonly content: ShownDashboard } | undefined;
  #problem = '';

  constructor(file: DashboardFile, options: Pick<DashboardPanelOptions, 'engine' | 'settings'>) {
    this.#file = file;
    this.#options = options;
  }

  /** What is wrong with the text that the last dashboard is still shown in place of; empty where nothing is. */
  get problem(): string {
    return this.#problem;
  }

  /** Gives the same object again where there is nothing new. In a workspace without trust nothing is read, and nothing asked. */
  async read(): Promise<DashboardContent> {
    this.#problem = '';
    const restricted = whyRestricted();
    if (restricted !== undefined) return message(restricted, 'manageTrust');
    const { kind } = this.#options.engine.state;
    if (kind === 'stopped' && this.#hasNoServices())
      return message(vscode.l10n.t('No service is watched, so there are no metrics to query.'), 'addService');
    // What is shown stays while the engine is away for a moment.
    if (kind !== 'running') return this.#last?.content ?? starting();
    const reading = await this.#file.read();
    if (!reading.ok) return message(reading.problem, reading.isThere ? 'openFile' : 'none');
    return this.#ask(reading.text);
  }

  async #ask(text: string): Promise<DashboardContent> {
    const { engine } = this.#options;
    const scrapeMs = scrapeMsOf(await orElse(engine.request('targets', []), () => []));
    if (this.#last?.text === text) {
      if (this.#last.content.scrapeMs !== scrapeMs) this.#last = { text, content: { ...this.#last.content, scrapeMs } };
      return this.#last.content;
    }
    const read = await orElse(engine.request('readDashboard', [text]), () => undefined);
    // The engine went away meanwhile; it is read again when it is back.
    if (read === undefined) return this.#last?.content ?? starting();
    if (!read.ok) {
      if (this.#last === undefined) return message(read.problem, 'openFile');
      this.#problem = read.problem;
      return this.#last.content;
    }
    const { dashboard } = read;
    const content: ShownDashboard = { kind: 'dashboard', dashboard, file: this.#file.uri.toString(), scrapeMs };
    this.#last = { text, content };
    return content;
  }

  /** Settings that are not read yet may have some. */
  #hasNoServices(): boolean {
    return this.#options.settings.output?.config.services.length === 0;
  }
}

function starting(): DashboardContent {
  return message(vscode.l10n.t('The engine is starting.'), 'none');
}
