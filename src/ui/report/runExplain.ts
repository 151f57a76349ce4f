import * as vscode from 'vscode';
import type { Report } from '../../model/report.ts';
import type { ProbeState, ServiceState } from '../../model/state.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import { withoutLinks } from '../markdown.ts';

const TIMEOUT_MS = 90_000;

/** What is selected in the editor, else all of its text. */
export function sqlInEditor(): string {
  const { activeTextEditor: editor } = vscode.window;
  if (editor === undefined) return '';
  const selected = editor.document.getText(editor.selection).trim();
  return selected === '' ? editor.document.getText().trim() : selected;
}

/** The PostgreSQL that is to be asked: the only one, or the one that the user chooses. */
export async function pickPostgres(
  services: Iterable<ServiceState>,
): Promise<{ readonly service: ServiceState; readonly probe: ProbeState } | undefined> {
  const databases = [...services].flatMap((service) =>
    service.probes
      .filter(({ kind }) => kind === 'postgres')
      .map((probe) => ({
        label: service.id,
        description: service.environment ?? '',
        detail: probe.target,
        service,
        probe,
      })),
  );
  if (databases.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('No service has a PostgreSQL: give one a "postgres" setting.'),
    );
  }
  if (databases.length < 2) return databases[0];
  return vscode.window.showQuickPick(databases, { title: vscode.l10n.t('Explain on Which Database?') });
}

/** Has the engine explain `sql`; whether it is run too, the user says. Undefined where there is no plan: then he was told why. */
export async function runExplain(
  engine: EngineClient,
  service: ServiceState,
  probe: ProbeState,
  sql: string,
): Promise<Report | undefined> {
  const analyze = await askHow(service);
  if (analyze === undefined) return undefined;
  const title = vscode.l10n.t('Explaining on {0}', service.name);
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (_, token) => {
    const cancel = new AbortController();
    const listener = token.onCancellationRequested(() => cancel.abort());
    try {
      const request = { probeId: probe.id, sql, analyze };
      const answer = await engine.request('explainSql', [request], { timeoutMs: TIMEOUT_MS, signal: cancel.signal });
      if (answer.ok) return answer.report;
      void vscode.window.showWarningMessage(
        withoutLinks(vscode.l10n.t('There is no plan on {0}: {1}', service.name, answer.message)),
      );
    } catch (error) {
      if (!cancel.signal.aborted) throw error;
    } finally {
      listener.dispose();
    }
    return undefined;
  });
}

/** Whether the statement is run; undefined where the user thought better of it. */
async function askHow({ name, environment }: ServiceState): Promise<boolean | undefined> {
  const plan = { label: vscode.l10n.t('Plan'), detail: vscode.l10n.t('EXPLAIN: nothing is run.'), analyze: false };
  const run = {
    label: vscode.l10n.t('Run and Measure'),
    detail: vscode.l10n.t('EXPLAIN ANALYZE: the statement is run, in a read-only transaction.'),
    analyze: true,
  };
  const chosen = await vscode.window.showQuickPick([plan, run], { title: vscode.l10n.t('Explain How?') });
  if (chosen?.analyze !== true) return chosen?.analyze;
  const go = vscode.l10n.t('Run');
  const where = environment === undefined ? name : `${name} (${environment})`;
  const detail = vscode.l10n.t('It may take up to a minute of the server. What it would write is refused.');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Run the statement on {0}?', where),
    { modal: true, detail },
    go,
  );
  return answer === go ? true : undefined;
}
