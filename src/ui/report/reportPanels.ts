import * as vscode from 'vscode';
import type { ProbeState, ServiceState } from '../../model/state.ts';
import type { ShownReport } from '../../protocol/reportPanel.ts';
import type { Target } from '../commands/target.ts';
import { REPORT_PANEL_TYPE } from '../contributions.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import { withoutLinks } from '../markdown.ts';
import { isDatabase } from '../tree/row.ts';
import { pickDatabase } from './pickDatabase.ts';
import { ReportPanel } from './reportPanel.ts';
import { pickPostgres, runExplain, sqlInEditor } from './runExplain.ts';
import { runFileReport, runKeys, runReport } from './runReport.ts';

export interface ReportPanelsOptions {
  readonly engine: EngineClient;
  readonly extensionUri: vscode.Uri;
  readonly onBug: (error: unknown, where: string) => void;
}

/** The panels of reports: one a database, which a newer report of it takes over. */
export class ReportPanels implements vscode.Disposable {
  readonly #options: ReportPanelsOptions;
  #plans = 0;
  /** By the id of the database's probe; of a plan by its number, of a file by its address. */
  readonly #panels = new Map<string, ReportPanel>();

  constructor(options: ReportPanelsOptions) {
    this.#options = options;
  }

  /** Diagnoses a database of the target and shows the report. */
  async run(target: Target): Promise<void> {
    const { service } = target;
    const probe = await pickDatabase(target, isDatabase);
    if (probe === 'none') {
      void vscode.window.showInformationMessage(
        withoutLinks(vscode.l10n.t('{0} has no database: give it a "postgres" or "redis" setting.', service.name)),
      );
    } else if (probe !== undefined) await this.#diagnose(service.id, probe.id);
  }

  /** Diagnoses a SQLite file and shows the report. */
  async runFile(uri: vscode.Uri): Promise<void> {
    const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
    const report = await runFileReport(this.#options.engine, name, uri.fsPath);
    if (report === undefined) return;
    const title = vscode.l10n.t('{0}: SQLite report', name);
    this.#show(uri.toString(), title, { serviceName: name, report }, () => this.runFile(uri));
  }

  /** Shows the keys of a Redis of the target that match a pattern, with value and TTL. */
  async showKeys(target: Target): Promise<void> {
    const { service } = target;
    const probe = await pickDatabase(target, ({ kind }) => kind === 'redis');
    if (probe === 'none') {
      void vscode.window.showInformationMessage(
        withoutLinks(vscode.l10n.t('{0} has no Redis: give it a "redis" setting.', service.name)),
      );
    } else if (probe !== undefined) await this.#showKeys(service, probe, undefined);
  }

  /** Explains the SQL that is selected in the editor, or all of it, on a PostgreSQL that the user chooses. */
  async explain(): Promise<void> {
    const sql = sqlInEditor();
    if (sql === '') {
      void vscode.window.showInformationMessage(vscode.l10n.t('Select a SQL statement in an editor first.'));
      return;
    }
    await this.#explain(sql);
  }

  dispose(): void {
    for (const panel of this.#panels.values()) panel.dispose();
  }

  async #diagnose(serviceId: string, probeId: string): Promise<void> {
    const { engine } = this.#options;
    // The service as it is now: a panel may be open for long.
    const service = engine.services.get(serviceId);
    const probe = service?.probes.find(({ id }) => id === probeId);
    if (service === undefined || probe === undefined) return;
    const report = await runReport(engine, service, probe);
    if (report === undefined) return;
    const title = vscode.l10n.t('{0}: {1} report', service.name, probe.kind);
    this.#show(probe.id, title, shown(service, report), () => this.#diagnose(serviceId, probeId));
  }

  async #showKeys(service: ServiceState, probe: ProbeState, before: string | undefined): Promise<void> {
    const found = await runKeys(this.#options.engine, service, probe, before);
    if (found === undefined) return;
    const { report, pattern } = found;
    const title = vscode.l10n.t('{0}: keys', service.name);
    const rerun = (): Promise<void> => this.#showKeys(service, probe, pattern);
    this.#show(`${probe.id} keys ${pattern}`, title, shown(service, report), rerun);
  }

  async #explain(sql: string): Promise<void> {
    const { engine } = this.#options;
    const found = await pickPostgres(engine.services.values());
    if (found === undefined) return;
    const report = await runExplain(engine, found.service, found.probe, sql);
    if (report === undefined) return;
    const title = vscode.l10n.t('{0}: plan', found.service.name);
    // Each plan is of another statement, so each has a panel.
    this.#show(`plan ${++this.#plans}`, title, shown(found.service, report), () => this.#explain(sql));
  }

  #show(key: string, title: string, what: ShownReport, rerun: () => Promise<void>): void {
    const known = this.#panels.get(key);
    if (known !== undefined) {
      known.show(what);
      return;
    }
    const view = vscode.window.createWebviewPanel(REPORT_PANEL_TYPE, title, vscode.ViewColumn.Active, {
      enableFindWidget: true,
    });
    const { extensionUri, onBug } = this.#options;
    const panel = new ReportPanel(view, what, { extensionUri, onBug, rerun });
    this.#panels.set(key, panel);
    panel.onDidDispose(() => {
      this.#panels.delete(key);
      panel.dispose();
    });
  }
}

function shown({ name, environment }: ServiceState, report: ShownReport['report']): ShownReport {
  return { serviceName: name, ...(environment !== undefined && { environment }), report };
}
