import * as vscode from 'vscode';
import type { SessionEnd } from '../../model/activity.ts';
import type { ServiceState } from '../../model/state.ts';
import type { SessionName } from '../../protocol/activity.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import { withoutLinks } from '../markdown.ts';
import { confirmOn } from './confirmOn.ts';

/** Asks whether a session is to be ended, in production by having the service's name typed, and has it ended. Whether it was. */
export async function endSession(
  engine: EngineClient,
  service: ServiceState,
  probeId: string,
  session: SessionName,
  how: SessionEnd,
): Promise<boolean> {
  if (!(await confirm(service, session, how))) return false;
  const answer = await engine.request('endSession', [probeId, session, how]);
  if (answer.ok) return true;
  void vscode.window.showWarningMessage(
    withoutLinks(vscode.l10n.t('The session {0} of {1} was not ended: {2}', session.pid, service.name, answer.message)),
  );
  return false;
}

async function confirm(service: ServiceState, { pid }: SessionName, how: SessionEnd): Promise<boolean> {
  const { name } = service;
  const question =
    how === 'cancel'
      ? vscode.l10n.t('Cancel the query of session {0} of {1}?', pid, name)
      : vscode.l10n.t('Terminate session {0} of {1}?', pid, name);
  const go = how === 'cancel' ? vscode.l10n.t('Cancel Query') : vscode.l10n.t('Terminate');
  const detail =
    how === 'cancel'
      ? vscode.l10n.t('The query ends with an error, and its transaction with it. The session stays.')
      : vscode.l10n.t('The session ends, and what its transaction did is rolled back.');
  return confirmOn(service, { question, detail, go });
}
