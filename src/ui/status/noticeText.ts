import * as vscode from 'vscode';
import type { EngineClient } from '../engine/engineClient.ts';

/** What stands above the tree of services: that the engine is away, or that the workspace has no trust. */
export function noticeText({ state }: EngineClient, restricted: boolean): string {
  const lines: string[] = [];
  if (state.kind === 'restarting') {
    lines.push(
      vscode.l10n.t('The engine ended and is started again (attempt {0}). What is shown may be old.', state.attempt),
    );
  }
  if (restricted) lines.push(vscode.l10n.t('Restricted mode: only services of your own settings are watched.'));
  return lines.join(' ');
}
