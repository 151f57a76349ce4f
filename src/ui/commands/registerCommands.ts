import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable.ts';
import { ChannelError } from '../../protocol/rpc.ts';
import { COMMANDS, type CommandName } from '../contributions.ts';
import { describeError, type Log } from '../log.ts';
import { withoutLinks } from '../markdown.ts';

/** What each command does. The arguments come from menus, links and other extensions: anything may be in them. */
export type CommandHandlers = Readonly<Record<CommandName, (...args: readonly unknown[]) => unknown>>;

/**
 * Registers all commands; what they do is loaded when the first one is run. This is the one place where a command's exception ends: logged with its stack, counted, and
 * told to the user once.
 */
export function registerCommands(
  loadHandlers: () => Promise<CommandHandlers>,
  log: Log,
  onBug: (error: unknown, where: string) => void,
): vscode.Disposable {
  const store = new DisposableStore();
  let loading: Promise<CommandHandlers> | undefined;
  for (const name of Object.keys(COMMANDS) as CommandName[]) {
    const run = async (...args: unknown[]): Promise<void> => {
      try {
        const handlers = await (loading ??= loadHandlers());
        await handlers[name](...args);
      } catch (error) {
        // The engine is away: that is no bug, but the user waits for something.
        if (error instanceof ChannelError && error.code !== 'remote') log.warn(`${name}: ${error.message}`);
        else onBug(error, `the command ${name}`);
        void tell(error);
      }
    };
    store.own(vscode.commands.registerCommand(COMMANDS[name], run));
  }
  return store;

  async function tell(error: unknown): Promise<void> {
    const showLog = vscode.l10n.t('Show Log');
    const reason = error instanceof Error ? error.message : describeError(error);
    const answer = await vscode.window.showErrorMessage(withoutLinks(vscode.l10n.t('Watchpost: {0}', reason)), showLog);
    if (answer === showLog) await vscode.commands.executeCommand(COMMANDS.showLog);
  }
}
