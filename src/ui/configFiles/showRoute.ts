import * as vscode from 'vscode';
import type { Labels } from '../../model/series.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import { withoutLinks } from '../markdown.ts';
import { toRange } from '../settings/settingsProblems.ts';
import type { ConfigFiles } from './configFiles.ts';
import { parseLabels, pathText, printLabels, timingText } from './routeText.ts';

/**
 * Says which receivers an alert with these labels would reach by an `alertmanager.yml` of the workspace, and how; labels
 * that are not given are asked for. What is chosen is shown in its file.
 */
export async function showRoute(
  files: ConfigFiles | undefined,
  engine: Pick<EngineClient, 'request'>,
  given: Labels | undefined,
): Promise<void> {
  const found = (await files?.alertmanagers()) ?? [];
  const file = await pickFile(found);
  if (file === undefined) {
    if (found.length === 0) {
      const message = vscode.l10n.t('Watchpost: no alertmanager.yml of a trusted workspace says where alerts go.');
      void vscode.window.showInformationMessage(message);
    }
    return;
  }
  const labels = given ?? (await askForLabels());
  if (labels === undefined) return;
  const answer = await engine.request('alertRoutes', [file.text, labels]);
  if (!answer.ok) {
    void vscode.window.showWarningMessage(withoutLinks(`Watchpost: ${answer.message}`));
    return;
  }
  const items = answer.routes.map((route) => ({
    label: route.receiver.replaceAll('$(', '$\u200B('),
    description: pathText(route),
    detail: timingText(route),
    route,
  }));
  const title = vscode.l10n.t('Receivers of {0}', printLabels(labels));
  const chosen = await vscode.window.showQuickPick(items, { title, matchOnDescription: true });
  const range = chosen?.route.range;
  if (range === undefined) return;
  const editor = await vscode.window.showTextDocument(file.uri, { selection: toRange(range) });
  editor.revealRange(toRange(range), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

type File = Awaited<ReturnType<ConfigFiles['alertmanagers']>>[number];

async function pickFile(files: readonly File[]): Promise<File | undefined> {
  if (files.length < 2) return files[0];
  const items = files.map((file) => ({ label: vscode.workspace.asRelativePath(file.uri), file }));
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Route by Which Configuration?') }))?.file;
}

async function askForLabels(): Promise<Labels | undefined> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Show Route'),
    prompt: vscode.l10n.t('The labels of the alert, such as alertname=Down severity=critical'),
    value: 'severity=critical',
    validateInput: (value) => {
      const parsed = parseLabels(value);
      return parsed.ok ? undefined : parsed.error;
    },
  });
  const parsed = text === undefined ? undefined : parseLabels(text);
  return parsed?.ok === true ? parsed.value : undefined;
}
