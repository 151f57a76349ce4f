import * as vscode from 'vscode';
import type { ServiceState } from '../../model/state.ts';
import type { MonitorAnswer } from '../../protocol/redisLive.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import { confirmOn } from './confirmOn.ts';

const TIMEOUT_MS = 60_000;

/** Asks whether MONITOR may be run, in production by having the service's name typed, and has it run, with a way to end it. Undefined where it was not. */
export async function monitorRedis(
  engine: EngineClient,
  service: ServiceState,
  probeId: string,
  seconds: number,
): Promise<MonitorAnswer | undefined> {
  const { name } = service;
  const isWanted = await confirmOn(service, {
    question: vscode.l10n.t('Run MONITOR on {0} for {1} s?', name, seconds),
    detail: vscode.l10n.t(
      'The server tells of each command that any client sends, which may cost it half of its throughput meanwhile. Keys are shown, values are not.',
    ),
    go: vscode.l10n.t('Run MONITOR'),
  });
  if (!isWanted) return undefined;
  const title = vscode.l10n.t('MONITOR on {0}', name);
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (_, token) => {
    const cancel = new AbortController();
    const listener = token.onCancellationRequested(() => cancel.abort());
    try {
      const request = { timeoutMs: TIMEOUT_MS, signal: cancel.signal };
      return await engine.request('monitorRedis', [probeId, seconds], request);
    } catch (error) {
      if (!cancel.signal.aborted) throw error;
      return undefined;
    } finally {
      listener.dispose();
    }
  });
}
