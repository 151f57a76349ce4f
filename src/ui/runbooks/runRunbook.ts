import * as vscode from 'vscode';
import type { ShownAlert } from '../alerts/alertBook.ts';
import { readOpenText } from '../openText.ts';
import { runbookPaths } from './runbookFile.ts';
import { canBeTyped, type RunbookStep, runbookSteps, slugOf, stepsFor } from './runbookSteps.ts';

const MAX_BYTES = 1024 * 1024;
const MAX_FILES = 100;
/** Where runbooks lie that no annotation names. */
const RUNBOOKS = ['**/*[rR]unbook*/**/*.md', '**/*[rR]unbook*.md', '**/*RUNBOOK*.md'];
const NOT_LOOKED_INTO = '**/{node_modules,.git,dist,vendor}/**';

interface FoundStep extends RunbookStep {
  readonly uri: vscode.Uri;
}

/**
 * Offers the steps of an alert's runbook, where that is a Markdown file of the workspace. What is chosen runs in a terminal,
 * and only after a dialog that shows it.
 */
export async function runRunbook(alert: ShownAlert | undefined): Promise<void> {
  const info = (message: string): void => void vscode.window.showInformationMessage(message);
  if (!vscode.workspace.isTrusted) {
    info(vscode.l10n.t('Watchpost: a workspace without trust runs no steps of a runbook.'));
    return;
  }
  const steps = await findSteps(alert);
  if (steps.length === 0) {
    info(vscode.l10n.t('Watchpost: no runbook in this workspace has steps for that.'));
    return;
  }
  const openStep: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('go-to-file'),
    tooltip: vscode.l10n.t('Open in the Runbook'),
  };
  const step = await pickStep(
    steps.map((one) => ({
      label: one.title.replaceAll('$(', '$\u200B('),
      description: one.section,
      detail: (one.refused ?? one.command.split('\n')[0] ?? '').replaceAll('$(', '$\u200B('),
      buttons: [openStep],
      step: one,
    })),
    alert,
  );
  if (step !== undefined) await runStep(step);
}

/** The steps for an alert: those that its annotation names, else those of a runbook's section of its name; without an alert all. */
async function findSteps(alert: ShownAlert | undefined): Promise<readonly FoundStep[]> {
  if (alert === undefined) return allSteps();
  const address = Object.entries(alert.annotations).find(([name]) => /^runbook(_url|_link)?$/.test(name))?.[1];
  const named = address === undefined ? undefined : runbookPaths(address);
  for (const path of named?.paths ?? []) {
    for (const folder of vscode.workspace.workspaceFolders ?? []) {
      const steps = await stepsIn(vscode.Uri.joinPath(folder.uri, path));
      if (steps.length === 0) continue;
      const wanted = named?.fragment ?? '';
      const section = wanted === '' ? [] : steps.filter((step) => slugOf(step.section) === wanted.toLowerCase());
      const about = section.length > 0 ? section : matching(steps, alert);
      return about.length > 0 ? about : steps;
    }
  }
  return matching(await allSteps(), alert);
}

function matching(steps: readonly FoundStep[], { labels, rule }: ShownAlert): readonly FoundStep[] {
  const found = new Set(stepsFor(steps, labels['alertname'] ?? rule.name));
  return steps.filter((step) => found.has(step));
}

async function allSteps(): Promise<readonly FoundStep[]> {
  const found = await Promise.all(
    RUNBOOKS.map((pattern) => vscode.workspace.findFiles(pattern, NOT_LOOKED_INTO, MAX_FILES)),
  );
  const uris = new Map(found.flat().map((uri) => [uri.toString(), uri]));
  return (await Promise.all([...uris.values()].slice(0, MAX_FILES).map(stepsIn))).flat();
}

async function stepsIn(uri: vscode.Uri): Promise<FoundStep[]> {
  const text = await readOpenText(uri, MAX_BYTES);
  return text === undefined ? [] : runbookSteps(text).map((step) => Object.assign({ uri }, step));
}

type StepItem = vscode.QuickPickItem & { readonly step: FoundStep };

function pickStep(items: readonly StepItem[], alert: ShownAlert | undefined): Promise<FoundStep | undefined> {
  const pick = vscode.window.createQuickPick<StepItem>();
  const name = alert?.labels['alertname'] ?? alert?.rule.name;
  pick.title = name === undefined ? vscode.l10n.t('Runbook Steps') : vscode.l10n.t('Runbook Steps for {0}', name);
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.items = items;
  return new Promise((resolve) => {
    pick.onDidTriggerItemButton(({ item }) => {
      pick.hide();
      void openAt(item.step);
    });
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0]?.step);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

async function openAt({ uri, line }: FoundStep): Promise<void> {
  const place = new vscode.Range(line, 0, line, 0);
  await vscode.window.showTextDocument(uri, { selection: place });
}

async function runStep(step: FoundStep): Promise<void> {
  if (step.refused !== undefined) {
    void vscode.window.showWarningMessage(vscode.l10n.t('Watchpost does not run this step. {0}', step.refused));
    await openAt(step);
    return;
  }
  const run = vscode.l10n.t('Run in Terminal');
  const insert = vscode.l10n.t('Only Type It');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Run this step of {0}?', vscode.workspace.asRelativePath(step.uri)),
    { modal: true, detail: step.command },
    run,
    ...(canBeTyped(step.command) ? [insert] : []),
  );
  // Trust may have been taken away while the dialog was open.
  if (answer === undefined || !vscode.workspace.isTrusted) return;
  const folder = vscode.workspace.getWorkspaceFolder(step.uri);
  const name = vscode.l10n.t('Runbook');
  const terminal =
    vscode.window.terminals.find((one) => one.name === name && one.exitStatus === undefined) ??
    vscode.window.createTerminal({ name, ...(folder !== undefined && { cwd: folder.uri }) });
  terminal.show();
  terminal.sendText(step.command, answer === run);
}
