import * as vscode from 'vscode';
import { language } from '../../base/l10n.ts';
import type { CommandHandlers } from '../commands/registerCommands.ts';
import { type Target, targetOf } from '../commands/target.ts';
import type { CommandName } from '../contributions.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import type { DatabaseParts } from './databaseParts.ts';
import type { Databases } from './databases.ts';
import { severityWords } from './databaseRows.ts';
import type { ReportBook } from './reportBook.ts';

type DatabaseCommand = Extract<
  CommandName,
  'runReport' | 'openReport' | 'forgetReport' | 'showActivity' | 'showRedisLive' | 'showRedisKeys' | 'explainSql'
>;

/** What the commands about databases do; `target` is the service that a row names, else the one that the user chooses. */
export function createDatabaseCommands(
  databases: Databases,
  engine: EngineClient,
  target: (row: unknown, title: string) => Promise<Target | undefined>,
): Pick<CommandHandlers, DatabaseCommand> {
  const panels = async (): ReturnType<DatabaseParts['panels']> => (await databases.parts()).panels();
  return {
    runReport: async (row) => {
      // From the explorer, or the row of a file that was diagnosed before.
      const { tree } = await databases.parts();
      const node = typeof row === 'string' ? tree.nodeOf(row) : undefined;
      const isFile = node !== undefined && node.entry.watched === undefined;
      const file = row instanceof vscode.Uri ? row : isFile ? vscode.Uri.parse(node.entry.key, true) : undefined;
      if (file !== undefined) return (await panels()).reports.runFile(file);
      const found = await target(row, vscode.l10n.t('Diagnose the Database of Which Service?'));
      if (found !== undefined) await (await panels()).reports.run(found);
    },
    openReport: async (row) => {
      const { book, tree } = await databases.parts();
      const node = typeof row === 'string' ? tree.nodeOf(row) : undefined;
      const key = node?.entry.key ?? (await pickReport(book));
      if (key === undefined) return;
      if (book.get(key) === undefined) {
        void vscode.window.showInformationMessage(vscode.l10n.t('There is no report of this database yet.'));
        return;
      }
      (await panels()).reports.showKept(key, node?.kind === 'finding' ? node.finding.id : undefined);
    },
    forgetReport: async (row) => {
      const { book, tree } = await databases.parts();
      const node = tree.nodeOf(row);
      if (node !== undefined) book.forget(node.entry.key);
    },
    showActivity: async (row) => {
      const found = await target(row, vscode.l10n.t('Show the Activity of Which Database?'));
      if (found !== undefined) await (await panels()).activity.open(found);
    },
    showRedisLive: async (row) => {
      const found = await target(row, vscode.l10n.t('Look at Which Redis?'));
      if (found !== undefined) await (await panels()).redis.open(found);
    },
    showRedisKeys: async (row) => {
      const found = await target(row, vscode.l10n.t('Show Keys of Which Redis?'));
      if (found !== undefined) await (await panels()).reports.showKeys(found);
    },
    // From an editor's menu it is given the document, which is no row.
    explainSql: async (row) => (await panels()).reports.explain(targetOf(row, engine.services)),
  };
}

/** The report that the user chooses, the newest first; undefined where he chose none, or there is none. */
async function pickReport(book: ReportBook): Promise<string | undefined> {
  const items = book.all.map(({ key, shown }) => ({
    label: shown.serviceName,
    description: `${shown.report.engine}, ${severityWords(shown.report)}`,
    detail: new Date(shown.report.atMs).toLocaleString(language()),
    key,
  }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no report yet: run the database diagnostics.'));
    return undefined;
  }
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Open Which Report?') }))?.key;
}
