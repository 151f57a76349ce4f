import * as vscode from 'vscode';
import type { ProbeState } from '../../model/state.ts';
import type { Target } from '../commands/target.ts';

/** The target's database that `fits`; of several the one that the user chooses, undefined where he chose none. */
export async function pickDatabase(
  { service, probe }: Target,
  fits: (probe: ProbeState) => boolean,
): Promise<ProbeState | 'none' | undefined> {
  if (probe !== undefined && fits(probe)) return probe;
  const databases = service.probes.filter(fits);
  if (databases.length < 2) return databases[0] ?? 'none';
  const items = databases.map((database) => ({ label: database.name, description: database.target, database }));
  const chosen = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Which Database?') });
  return chosen?.database;
}
