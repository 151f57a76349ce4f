import * as vscode from 'vscode';
import type { ActivityHostSide } from '../../protocol/activity.ts';
import { manageTrust } from '../panels/restricted.ts';
import { checkReportText } from '../report/reportChecks.ts';
import { checkEnd, checkSession } from './activityChecks.ts';
import { endSession } from './endSession.ts';
import { livePanel, type LivePanelOptions, openedPanel, orWhyNot } from './livePanel.ts';

const TIMEOUT_MS = 30_000;

/** The panel of a database's sessions. The page asks for them as long as it is shown; it ends none without the user's word. */
export function activityPanel(panel: vscode.WebviewPanel, options: LivePanelOptions): vscode.Disposable {
  const { engine, serviceId, probeId } = options;
  return livePanel<ActivityHostSide>(panel, 'activity', options, {
    open: () => openedPanel(options),
    manageTrust,
    activity: (signal) =>
      orWhyNot(options, () => engine.request('activity', [probeId], { timeoutMs: TIMEOUT_MS, signal })),
    endSession: async (rawSession, rawHow) => {
      const [session, how] = [checkSession(rawSession), checkEnd(rawHow)];
      const service = engine.services.get(serviceId);
      if (session === undefined || how === undefined || service === undefined) return false;
      return endSession(engine, service, probeId, session, how);
    },
    copy: async (rawText) => {
      const text = checkReportText(rawText);
      if (text !== undefined) await vscode.env.clipboard.writeText(text);
    },
  });
}
