import type * as vscode from 'vscode';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import type { AppContext } from './appContext.ts';
import type { EngineClient } from './engine/engineClient.ts';

/** What every feature of the editor's side is given: where it runs, the engine that it talks to, and who takes what it leaves. */
export interface Host {
  readonly extension: vscode.ExtensionContext;
  readonly extensionUri: vscode.Uri;
  /** What is kept for the workspace. */
  readonly memento: vscode.Memento;
  readonly context: AppContext;
  readonly log: vscode.LogOutputChannel;
  readonly clock: Clock;
  readonly engine: EngineClient;
  /** Has `child` end with the extension. */
  readonly own: <T extends Disposable>(child: T) => T;
  /** Told of an exception that should not have been. */
  readonly onBug: (error: unknown, where: string) => void;
  /** Lets `work` go on by itself; its failure is a bug. */
  readonly caught: (work: Promise<unknown>, where: string) => void;
}
