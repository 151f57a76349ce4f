import * as vscode from 'vscode';
import { ChannelError } from '../../protocol/rpc.ts';
import type { Host } from '../host.ts';
import { RuleFiles } from './ruleFiles.ts';

/** The rule files of the settings and our own: their text goes to the engine, and what it finds in them to their lines. */
export function createRuleFiles({ engine, extensionUri, clock, own, onBug }: Host): RuleFiles {
  const files = own(
    new RuleFiles({
      clock,
      builtIn: vscode.Uri.joinPath(extensionUri, 'media', 'rules', 'watchpost.rules.yml'),
      ruleFilesOf: (text) => engine.request('ruleFilesOf', [text]).catch(noneWhileAway),
      send: (texts) => engine.setRuleFiles(texts),
      onBug,
    }),
  );
  own(engine.onRuleProblems((problems) => files.show(problems)));
  own(engine.onDidConnect(() => files.readAgain()));
  return files;
}

/** The engine is not there (yet): what it would have read is asked for again once it is. */
function noneWhileAway(error: unknown): readonly string[] {
  if (error instanceof ChannelError) return [];
  throw error;
}
