import * as vscode from 'vscode';
import type { Host } from '../host.ts';
import { EngineClient } from './engineClient.ts';
import { startEngineWorker } from './engineProcess.ts';
import { engineStart } from './engineStart.ts';

/** The engine, whose worker lies in the package; it hears whether this window is in front. */
export function createEngine({ extension, extensionUri, clock, log, own, onBug }: Omit<Host, 'engine'>): EngineClient {
  const worker = vscode.Uri.joinPath(extensionUri, 'dist', 'engine', 'worker.js').fsPath;
  const start = (): ReturnType<typeof startEngineWorker> => startEngineWorker(worker, engineStart(extension));
  const engine = own(new EngineClient({ clock, log, onBug, start }));
  engine.setFocused(vscode.window.state.focused);
  own(vscode.window.onDidChangeWindowState(({ focused }) => engine.setFocused(focused)));
  return engine;
}
