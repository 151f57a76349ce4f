import * as vscode from 'vscode';
import { createCommands, diagnostics } from './ui/commands/commands.ts';
import { registerCommands } from './ui/commands/registerCommands.ts';
import { createTestApi, type TestApi } from './ui/testApi.ts';
import { Watchpost } from './ui/watchpost.ts';

let running: Watchpost | undefined;

/** Builds and registers everything, and ends; settings are read and the engine is started after it. */
export function activate(context: vscode.ExtensionContext): TestApi | undefined {
  const log = vscode.window.createOutputChannel('Watchpost', { log: true });
  const app = new Watchpost(context, log);
  running = app;
  context.subscriptions.push(
    log,
    app,
    registerCommands(createCommands(app), log, (error, where) => app.onBug(error, where)),
  );
  app.start().catch((error: unknown) => app.onBug(error, 'the start'));
  if (context.extensionMode === vscode.ExtensionMode.Production) return undefined;
  return createTestApi(app, () => diagnostics(app));
}

/** Lets the engine write what is not yet on disk; takes two seconds at most. */
export async function deactivate(): Promise<void> {
  await running?.stop();
  running = undefined;
}
