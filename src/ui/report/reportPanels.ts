import * as vscode from 'vscode';
import { PAGE_OPTIONS } from '../panels/pageOptions.ts';
import type { ProbeState, ServiceState } from '../../model/state.ts';
import type { ReportSubject, ShownReport } from '../../protocol/reportPanel.ts';
import type { Target } from '../commands/target.ts';
import { REPORT_PANEL_TYPE } from '../contributions.ts';
import type { ReportBook } from '../databases/reportBook.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import { withoutLinks } from '../markdown.ts';
import { isDatabase } from '../tree/row.ts';
import { pickDatabase } from './pickDatabase.ts';
import { checkShownReport } from './reportChecks.ts';
import { ReportPanel } from './reportPanel.ts';
import { checkReportSubject } from './reportSubject.ts';
import { pickPostgres, runExplain, sqlInEditor } from './runExplain.ts';
import { runFileReport, runKeys, runReport } from './runReport.ts';

export interface ReportPanelsOptions {
  readonly engine: EngineClient;
  readonly extensionUri: vscode.Uri;
  readonly book: ReportBook;
  readonly onBug: (error: unknown, where: string) => void;
}

/** The panels of reports: one a database, which a newer report of it takes over. They come back after a reload, as they were. */
export class ReportPanels implements vscode.Disposable {
  readonly #options: ReportPanelsOptions;
  #plans = 0;
  /** By the id of the database's probe; of a plan by its number, of a file by its address. */
  readonly #panels = new Map<string, ReportPanel>();
  /** Patterns that the user agreed to look for in production. */
  readonly #agreed = new Set<string>();

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
    const { engine, book } = this.#options;
    const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
    // A file needs no service that is watched.
    engine.start();
    const key = uri.toString();
    const running = book.begin(key);
    const report = await runFileReport(engine, name, uri.fsPath).finally(() => running.dispose());
    if (report === undefined) return;
    this.#show(key, { kind: 'file', uri: key }, book.keep(key, { serviceName: name, report }));
  }

  /** Shows the report that is kept of a database or file, at a finding of it where one is named. */
  showKept(key: string, finding: string | undefined): void {
    const shown = this.#options.book.get(key);
    const subject = shown && this.#subjectOf(key, shown);
    if (shown !== undefined && subject !== undefined) this.#show(key, subject, shown, finding);
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

  /** Explains the SQL that is selected in the editor, or all of it; without an editor the user types it. On `target`'s PostgreSQL, else on one that the user chooses. */
  async explain(target: Target | undefined): Promise<void> {
    const sql = sqlInEditor();
    if (sql !== '') return this.#explain(sql, target);
    if (target === undefined) {
      void vscode.window.showInformationMessage(vscode.l10n.t('Select a SQL statement in an editor first.'));
      return;
    }
    const title = vscode.l10n.t('Explain on {0}', target.service.name);
    const prompt = vscode.l10n.t('A SQL statement. Select one in an editor to explain that.');
    const typed = await vscode.window.showInputBox({ title, prompt, ignoreFocusOut: true });
    if (typed !== undefined && typed.trim() !== '') await this.#explain(typed.trim(), target);
  }

  /** A panel that was there before a reload of the window: it shows what it showed, and asks nobody. */
  restore(view: vscode.WebviewPanel, state: unknown): void {
    const { subject: kept, shown: rawShown } = (typeof state === 'object' && state !== null ? state : {}) as {
      subject?: unknown;
      shown?: unknown;
    };
    const [subject, shown] = [checkReportSubject(kept), checkShownReport(rawShown)];
    // One that nothing is left of is not to be kept open.
    if (subject === undefined || shown === undefined) view.dispose();
    else this.#add(this.#keyOf(subject), view, subject, shown);
  }

  dispose(): void {
    for (const panel of this.#panels.values()) panel.dispose();
  }

  async #rerun(subject: ReportSubject): Promise<void> {
    switch (subject.kind) {
      case 'database':
        return this.#diagnose(subject.serviceId, subject.probeId);
      case 'file':
        return this.runFile(vscode.Uri.parse(subject.uri, true));
      case 'plan':
        return this.#explain(subject.sql, undefined);
      case 'keys': {
        const { service, probe } = this.#find(subject.serviceId, subject.probeId) ?? {};
        if (service !== undefined && probe !== undefined) await this.#showKeys(service, probe, subject.pattern);
      }
    }
  }

  /** The service as it is now: a panel may be open for long, or over a reload. Who is told that it is not there is undefined. */
  #find(serviceId: string, probeId: string): { service: ServiceState; probe: ProbeState } | undefined {
    const service = this.#options.engine.services.get(serviceId);
    const probe = service?.probes.find(({ id }) => id === probeId);
    if (service !== undefined && probe !== undefined) return { service, probe };
    void vscode.window.showInformationMessage(withoutLinks(vscode.l10n.t('{0} is not watched any more.', serviceId)));
    return undefined;
  }

  async #diagnose(serviceId: string, probeId: string): Promise<void> {
    const { engine, book } = this.#options;
    const found = this.#find(serviceId, probeId);
    if (found === undefined) return;
    const { service, probe } = found;
    const report = await runReport(engine, service, probe, () => book.begin(probeId));
    if (report === undefined) return;
    this.#show(probeId, { kind: 'database', serviceId, probeId }, book.keep(probeId, shown(service, report)));
  }

  async #showKeys(service: ServiceState, probe: ProbeState, before: string | undefined): Promise<void> {
    const isAgreed = before !== undefined && this.#agreed.has(`${probe.id} ${before}`);
    const found = await runKeys(this.#options.engine, service, probe, before, isAgreed);
    if (found === undefined) return;
    const { report, pattern } = found;
    this.#agreed.add(`${probe.id} ${pattern}`);
    const subject = { kind: 'keys', serviceId: service.id, probeId: probe.id, pattern } as const;
    this.#show(this.#keyOf(subject), subject, shown(service, report));
  }

  async #explain(sql: string, target: Target | undefined): Promise<void> {
    const { engine } = this.#options;
    const isPostgres = ({ kind }: ProbeState): boolean => kind === 'postgres';
    const chosen = target === undefined ? undefined : await pickDatabase(target, isPostgres);
    const found =
      target === undefined || chosen === undefined || chosen === 'none'
        ? await pickPostgres(engine.services.values())
        : { service: target.service, probe: chosen };
    if (found === undefined) return;
    const report = await runExplain(engine, found.service, found.probe, sql);
    if (report === undefined) return;
    const subject = { kind: 'plan', sql } as const;
    this.#show(this.#keyOf(subject), subject, shown(found.service, report));
  }

  /** What a kept report is of; undefined where no setting names it any more. */
  #subjectOf(key: string, { report }: ShownReport): ReportSubject | undefined {
    if (report.engine === 'sqlite') return { kind: 'file', uri: key };
    for (const { id, probes } of this.#options.engine.services.values()) {
      if (probes.some((probe) => probe.id === key)) return { kind: 'database', serviceId: id, probeId: key };
    }
    return undefined;
  }

  #keyOf(subject: ReportSubject): string {
    switch (subject.kind) {
      case 'database':
        return subject.probeId;
      case 'keys':
        return `${subject.probeId} keys ${subject.pattern}`;
      case 'file':
        return subject.uri;
      case 'plan':
        // Each plan is of another statement, so each has a panel.
        return `plan ${++this.#plans}`;
    }
  }

  #show(key: string, subject: ReportSubject, what: ShownReport, finding?: string): void {
    const known = this.#panels.get(key);
    if (known !== undefined) {
      known.show(what, finding);
      return;
    }
    const view = vscode.window.createWebviewPanel(REPORT_PANEL_TYPE, titleOf(subject, what), vscode.ViewColumn.Active, {
      enableFindWidget: true,
      ...PAGE_OPTIONS,
    });
    this.#add(key, view, subject, what, finding);
  }

  #add(key: string, view: vscode.WebviewPanel, subject: ReportSubject, what: ShownReport, finding?: string): void {
    const { extensionUri, onBug } = this.#options;
    const rerun = (): Promise<void> => this.#rerun(subject);
    const panel = new ReportPanel(view, subject, what, { extensionUri, onBug, rerun, finding });
    this.#panels.get(key)?.dispose();
    this.#panels.set(key, panel);
    panel.onDidDispose(() => {
      if (this.#panels.get(key) === panel) this.#panels.delete(key);
      panel.dispose();
    });
  }
}

function titleOf({ kind }: ReportSubject, { serviceName, report }: ShownReport): string {
  switch (kind) {
    case 'database':
      return vscode.l10n.t('{0}: {1} report', serviceName, report.engine);
    case 'file':
      return vscode.l10n.t('{0}: SQLite report', serviceName);
    case 'keys':
      return vscode.l10n.t('{0}: keys', serviceName);
    case 'plan':
      return vscode.l10n.t('{0}: plan', serviceName);
  }
}

function shown({ name, environment }: ServiceState, report: ShownReport['report']): ShownReport {
  return { serviceName: name, ...(environment !== undefined && { environment }), report };
}
