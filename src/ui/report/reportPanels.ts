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
import { runReport } from './runReport.ts';

export interface ReportPanelsOptions {
  readonly engine: EngineClient;
  readonly extensionUri: vscode.Uri;
  readonly onBug: (error: unknown, where: string) => void;
}

/** The panels of reports: one a database, which a newer report of it takes over. */
export class ReportPanels implements vscode.Disposable {
  readonly #options: ReportPanelsOptions;
  /** By the id of the database's probe. */
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
    if (report !== undefined) this.#show(service, probe, shown(service, report));
  }

  #show(service: ServiceState, probe: ProbeState, what: ShownReport): void {
    const known = this.#panels.get(probe.id);
    if (known !== undefined) {
      known.show(what);
      return;
    }
    const title = vscode.l10n.t('{0}: {1} report', service.name, probe.kind);
    const view = vscode.window.createWebviewPanel(REPORT_PANEL_TYPE, title, vscode.ViewColumn.Active, {
      enableFindWidget: true,
    });
    const { extensionUri, onBug } = this.#options;
    const rerun = (): Promise<void> => this.#diagnose(service.id, probe.id);
    const panel = new ReportPanel(view, what, { extensionUri, onBug, rerun });
    this.#panels.set(probe.id, panel);
    panel.onDidDispose(() => {
      this.#panels.delete(probe.id);
      panel.dispose();
    });
  }
}

function shown({ name, environment }: ServiceState, report: ShownReport['report']): ShownReport {
  return { serviceName: name, ...(environment !== undefined && { environment }), report };
}
