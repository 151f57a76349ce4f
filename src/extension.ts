import * as vscode from 'vscode';
import { useLanguage } from './base/l10n.ts';
import { registerCommands } from './ui/commands/registerCommands.ts';
import { createTestApi, type TestApi } from './ui/testApi.ts';
import { Watchpost } from './ui/watchpost.ts';

const loadCommands = (): Promise<typeof import('./ui/commands/commands.ts')> => import('./ui/commands/commands.ts');

let running: Watchpost | undefined;

/** Builds and registers everything, and ends; settings are read and the engine is started after it. */
export function activate(context: vscode.ExtensionContext): TestApi | undefined {
  const { bundle } = vscode.l10n;
  // Where there is no translation, dates are to be as English as the texts around them.
  if (bundle !== undefined) useLanguage(vscode.env.language, bundle);
  const log = vscode.window.createOutputChannel('Watchpost', { log: true });
  const app = new Watchpost(context, log);
  running = app;
  context.subscriptions.push(
    log,
    app,
    registerCommands(
      async () => (await loadCommands()).createCommands(app),
      log,
      (error, where) => app.onBug(error, where),
    ),
  );
  app.start().catch((error: unknown) => app.onBug(error, 'the start'));
  if (context.extensionMode === vscode.ExtensionMode.Production) return undefined;
  return createTestApi(app, async () => (await loadCommands()).diagnostics(app));
}

/** Lets the engine write what is not yet on disk; takes two seconds at most. */
export async function deactivate(): Promise<void> {
  await running?.stop();
  running = undefined;
}
