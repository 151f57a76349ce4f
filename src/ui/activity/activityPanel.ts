import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable.ts';
import type { ActivityAnswer, ActivityHostSide, ActivityPageSide } from '../../protocol/activity.ts';
import { Channel } from '../../protocol/rpc.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import { panelPort, showPage } from '../panels/panelPage.ts';
import { checkReportText } from '../report/reportChecks.ts';
import { checkEnd, checkSession } from './activityChecks.ts';
import { endSession } from './endSession.ts';

export interface ActivityPanelOptions {
  readonly engine: EngineClient;
  readonly extensionUri: vscode.Uri;
  readonly serviceId: string;
  readonly probeId: string;
  readonly onBug: (error: unknown, where: string) => void;
}

const TIMEOUT_MS = 30_000;

/** The panel of a database's sessions. The page asks for them as long as it is shown; it ends none without the user's word. */
export class ActivityPanel implements vscode.Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #options: ActivityPanelOptions;
  readonly #store = new DisposableStore();

  constructor(panel: vscode.WebviewPanel, options: ActivityPanelOptions) {
    this.#panel = panel;
    this.#options = options;
    const { engine, extensionUri, serviceId, probeId, onBug } = options;
    this.#store.own(
      new Channel<ActivityHostSide, ActivityPageSide>({
        port: panelPort(panel),
        onBug,
        requests: {
          open: () => {
            const service = engine.services.get(serviceId);
            return { serviceName: service?.name ?? serviceId, environment: service?.environment ?? '' };
          },
          activity: (signal) => this.#activity(signal),
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
        },
      }),
    );
    showPage(panel, extensionUri, 'activity');
  }

  /** Called once, when the user or the editor closes the panel. */
  onDidDispose(listener: () => void): void {
    this.#panel.onDidDispose(listener);
  }

  reveal(): void {
    this.#panel.reveal();
  }

  dispose(): void {
    this.#store.dispose();
    this.#panel.dispose();
  }

  async #activity(signal: AbortSignal): Promise<ActivityAnswer> {
    const { engine, probeId } = this.#options;
    try {
      return await engine.request('activity', [probeId], { timeoutMs: TIMEOUT_MS, signal });
    } catch (error) {
      // The engine is away for a moment: the page asks again.
      if (engine.state.kind !== 'running') return { ok: false, message: vscode.l10n.t('The engine is not running.') };
      throw error;
    }
  }
}
