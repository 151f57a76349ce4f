import * as vscode from 'vscode';
import type { NoLook, OpenedLivePanel } from '../../protocol/activity.ts';
import { Channel, type Contract, type RequestHandlers } from '../../protocol/rpc.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import { type PageName, panelPort, showPage } from '../panels/panelPage.ts';
import { whyRestricted } from '../panels/restricted.ts';
import { watchedService } from './watchedService.ts';

/** What a panel of a running database is made of. */
export interface LivePanelOptions {
  readonly engine: EngineClient;
  readonly extensionUri: vscode.Uri;
  readonly serviceId: string;
  readonly probeId: string;
  readonly onBug: (error: unknown, where: string) => void;
}

/** A page that asks, and is told nothing that it did not ask for. */
type SilentSide = { requests: Record<never, never>; events: Record<never, never> };

/** A panel of a running database: `page`, whose requests are answered for as long as the result lives. */
export function livePanel<Host extends Contract>(
  panel: vscode.WebviewPanel,
  page: PageName,
  { extensionUri, onBug }: LivePanelOptions,
  requests: RequestHandlers<Host['requests']>,
): vscode.Disposable {
  const channel = new Channel<Host, SilentSide>({ port: panelPort(panel), onBug, requests });
  showPage(panel, extensionUri, page);
  return {
    dispose() {
      channel.dispose();
      panel.dispose();
    },
  };
}

/** Whose database it is, which a page asks first. */
export async function openedPanel({ engine, serviceId, probeId }: LivePanelOptions): Promise<OpenedLivePanel> {
  // Without trust the engine may never be there: then nothing is waited for.
  const isAwaited = engine.services.has(serviceId) || whyRestricted() === undefined;
  const service = isAwaited ? await watchedService(engine, serviceId) : undefined;
  const { name = serviceId, environment = '' } = service ?? {};
  return { serviceId, probeId, serviceName: name, environment, isWatched: service !== undefined };
}

/** What the engine answers. Where it has not the user's trust, or is away for a moment, a page hears that in its place, and asks again. */
export async function orWhyNot<T>(
  { engine, serviceId }: { readonly engine: EngineClient; readonly serviceId: string },
  ask: () => Promise<T>,
): Promise<T | NoLook> {
  const restricted = engine.services.has(serviceId) ? undefined : whyRestricted();
  if (restricted !== undefined) return { ok: false, message: restricted, needsTrust: true };
  try {
    return await ask();
  } catch (error) {
    if (engine.state.kind !== 'running') return { ok: false, message: vscode.l10n.t('The engine is not running.') };
    throw error;
  }
}
