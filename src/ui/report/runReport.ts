import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import type { ProbeState, ServiceState } from '../../model/state.ts';
import type { Report } from '../../model/report.ts';
import type { ReportAnswer } from '../../protocol/report.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import { isProduction } from '../../model/isProduction.ts';
import { withoutLinks } from '../markdown.ts';

/** Each diagnostic has its own limit on the server; this is for an engine that does not answer. */
const TIMEOUT_MS = 300_000;

/**
 * Has the engine diagnose a database, with progress and a way to cancel it, on the server too. Undefined where the user changed
 * his mind, or where there is none: then he was told why. `begin` is called once it is under way, and what it gives is disposed at its end.
 */
export async function runReport(
  engine: EngineClient,
  service: ServiceState,
  probe: ProbeState,
  begin: () => Disposable,
): Promise<Report | undefined> {
  const scanKeys = probe.kind === 'redis' ? await mayScan(service) : false;
  if (scanKeys === undefined) return undefined;
  const title = vscode.l10n.t('Diagnosing {0} of {1}', probe.name, service.name);
  const running = begin();
  return withReportProgress(engine, service.name, title, (reportId, signal) =>
    engine.request('report', [{ reportId, probeId: probe.id, scanKeys }], { timeoutMs: TIMEOUT_MS, signal }),
  ).finally(() => running.dispose());
}

/** Has the engine diagnose a SQLite file; else as `runReport`. */
export function runFileReport(engine: EngineClient, name: string, path: string): Promise<Report | undefined> {
  return withReportProgress(engine, name, vscode.l10n.t('Diagnosing {0}', name), (reportId, signal) =>
    engine.request('fileReport', [{ reportId, path }], { timeoutMs: TIMEOUT_MS, signal }),
  );
}

/** Has the engine look for the keys of a pattern, of `before` or what the user types; in production he is asked unless he agreed to it. Else as `runReport`. */
export async function runKeys(
  engine: EngineClient,
  service: ServiceState,
  probe: ProbeState,
  before: string | undefined,
  isAgreed: boolean,
): Promise<{ readonly report: Report; readonly pattern: string } | undefined> {
  const pattern =
    before ??
    (await vscode.window.showInputBox({
      title: vscode.l10n.t('Keys of {0}', service.name),
      prompt: vscode.l10n.t('A pattern as Redis takes it: * for any text, ? for one character.'),
      value: 'rate*',
      ignoreFocusOut: true,
    }));
  if (pattern === undefined || pattern === '' || (!isAgreed && !(await mayLookForKeys(service)))) return undefined;
  const title = vscode.l10n.t('Looking for keys of {0}', service.name);
  const report = await withReportProgress(engine, service.name, title, (reportId, signal) =>
    engine.request('redisKeys', [{ reportId, probeId: probe.id, pattern }], { timeoutMs: TIMEOUT_MS, signal }),
  );
  return report && { report, pattern };
}

async function mayLookForKeys(service: ServiceState): Promise<boolean> {
  if (!isProduction(service)) return true;
  const look = vscode.l10n.t('Look for Keys');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('{0} is in production. Look for its keys?', service.name),
    { modal: true, detail: vscode.l10n.t('For up to five seconds the server goes through its keys, by SCAN.') },
    look,
  );
  return chosen === look;
}

async function withReportProgress(
  engine: EngineClient,
  name: string,
  title: string,
  ask: (reportId: string, signal: AbortSignal) => Promise<ReportAnswer>,
): Promise<Report | undefined> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    const reportId = randomUUID();
    const cancel = new AbortController();
    const listeners = [
      token.onCancellationRequested(() => cancel.abort()),
      engine.onReportProgress((told) => {
        if (told.reportId !== reportId) return;
        const { done, total, what } = told.progress;
        progress.report({ message: vscode.l10n.t('{0} ({1} of {2})', what, done, total) });
      }),
    ];
    try {
      const answer = await ask(reportId, cancel.signal);
      if (answer.ok) return answer.report;
      void vscode.window.showWarningMessage(
        withoutLinks(vscode.l10n.t('There is no report of {0}: {1}', name, answer.message)),
      );
    } catch (error) {
      if (!cancel.signal.aborted) throw error;
    } finally {
      for (const listener of listeners) listener.dispose();
    }
    return undefined;
  });
}

/** Looking at keys is work for the server: in production it wants a word. Undefined: the user wants no report at all. */
async function mayScan(service: ServiceState): Promise<boolean | undefined> {
  if (!isProduction(service)) return true;
  const [look, without] = [vscode.l10n.t('Look at Keys'), vscode.l10n.t('Without Keys')];
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('{0} is in production. Look at its keys too?', service.name),
    {
      modal: true,
      detail: vscode.l10n.t(
        'For up to three seconds the server is asked for the size of one key after another, by SCAN.',
      ),
    },
    look,
    without,
  );
  return chosen === undefined ? undefined : chosen === look;
}
